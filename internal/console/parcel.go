package console

import (
	"errors"
	"net/http"
	"strings"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/carry"
	"bileter/internal/setup"
	"bileter/internal/text"
)

// packed is an export; Data is base64 in JSON.
type packed struct {
	Name string `json:"name"`
	Code string `json:"code"`
	Data []byte `json:"data"`
}

// postExport packs what the office goes by, not the draft; with a passphrase also the secrets, for an administrator.
func (s *Server) postExport(w http.ResponseWriter, r *http.Request) error {
	var o struct {
		Passphrase string `json:"passphrase"`
		Again      string `json:"again"`
	}
	if err := decodeAny(r, &o); err != nil {
		return err
	}
	p, err := s.pack(func() (account.Person, error) { return s.keeper(r) }, o.Passphrase, o.Again)
	if err != nil {
		return s.refuseSetup(w, err)
	}
	writeJSON(w, http.StatusOK, p)
	return nil
}

// pack makes the parcel; keeper is who takes secrets along, asked only where there is a passphrase.
func (s *Server) pack(keeper func() (account.Person, error), passphrase, again string) (p packed, err error) {
	text, err := s.Technician.Desk.Current()
	if err != nil {
		return p, err
	}
	var sealed []byte
	if passphrase != "" || again != "" {
		if _, err := keeper(); err != nil {
			return p, err
		}
		if passphrase != again {
			return p, errTwoWords
		}
		if sealed, err = s.safe().Seal(passphrase); err != nil {
			return p, err
		}
	}
	now, _ := s.Office.Now()
	p.Data, p.Name, p.Code, err = s.Technician.Porter.Pack(text, now.In(s.setup().Location()), sealed)
	return p, err
}

func (s *Server) refuseSetup(w http.ResponseWriter, err error) error {
	status, e := s.explainSetup(err)
	writeJSON(w, status, e)
	return nil
}

// Errors of secrets in a parcel.
var (
	errKeeper   = errors.New("only an administrator carries secrets") // else a technician could make one
	errTwoWords = errors.New("the two passphrases differ")
)

// keeper is the administrator who signed in: accounts are theirs alone, whatever the PIN opens.
func (s *Server) keeper(r *http.Request) (account.Person, error) {
	p, ok := s.who(r)
	if !ok || !administrator.allows(p.Role) {
		return p, errKeeper
	}
	return p, nil
}

func (s *Server) safe() setup.Safe { return setup.Safe{People: s.Accounts, Lock: s.Technician.Lock} }

// postImport makes a parcel the draft and answers with the workbench. Secrets are first told of (a trial), and
// taken in with the second request: they do not wait in a draft.
func (s *Server) postImport(w http.ResponseWriter, r *http.Request) error {
	var o struct {
		Data       []byte `json:"data"`
		Code       string `json:"code"`
		Passphrase string `json:"passphrase"`
		Trial      bool   `json:"trial"`
	}
	if err := decode(r, &o); err != nil {
		return err
	}
	own, err := s.Technician.Desk.Current()
	if err != nil {
		return s.refuseSetup(w, err)
	}
	a, err := s.Technician.Porter.Unpack(o.Data, own, "", o.Code)
	if err != nil {
		return s.refuseSetup(w, err)
	}
	secrets, take, err := s.secrets(func() (account.Person, error) { return s.keeper(r) }, a.Sealed, o.Passphrase)
	if err != nil {
		return s.refuseSetup(w, err)
	}
	if o.Trial {
		writeJSON(w, http.StatusOK, map[string]string{"secrets": secrets})
		return nil
	}
	came := came(a)
	if err := s.takeIn(a, take); err != nil {
		return s.refuseSetup(w, err)
	}
	b, err := s.workbench()
	if err != nil {
		return err
	}
	b.Note = strings.TrimSpace(came + " " + secrets)
	if a.Older {
		b.Note = strings.TrimSpace(text.Say("pl", "setup.import_older") + " " + b.Note)
	}
	writeJSON(w, http.StatusOK, b)
	return nil
}

// came says which files a parcel brings besides the set-up; empty: none.
func came(a *setup.Arrival) string {
	all, fresh, size := a.Files()
	if all == 0 {
		return ""
	}
	return text.Say("pl", "setup.import_files", text.Args{"N": all, "Fresh": fresh, "KB": (size + 1023) >> 10})
}

// takeIn makes a parcel the draft, and takes its secrets in.
func (s *Server) takeIn(a *setup.Arrival, take func() error) error {
	if err := s.Technician.Porter.Keep(a); err != nil {
		return err
	}
	if err := s.Technician.Desk.Replace(a.Text); err != nil {
		return err
	}
	return take()
}

// secrets says what the sealed part of a parcel brings, and returns what takes it in. Without a passphrase all but the
// secrets is taken in.
func (s *Server) secrets(keeper func() (account.Person, error), sealed []byte, passphrase string) (words string, take func() error, err error) {
	nothing := func() error { return nil }
	switch {
	case sealed == nil && passphrase != "":
		return text.Say("pl", "setup.secrets_none"), nothing, nil
	case sealed == nil:
		return "", nothing, nil
	case passphrase == "":
		return text.Say("pl", "setup.secrets_left"), nothing, nil
	}
	by, err := keeper()
	if err != nil {
		return "", nil, err
	}
	came, err := setup.OpenSecrets(sealed, passphrase)
	if err != nil {
		return "", nil, err
	}
	gain, err := s.safe().Look(came)
	if err != nil {
		return "", nil, err
	}
	return gain.Words("pl"), func() error { return s.safe().Take(by.Actor(), came) }, nil
}

// explainParcel says what is wrong with a parcel; ok is false for other errors.
func explainParcel(err error, say func(id string, args ...text.Args) api.Error) (e api.Error, ok bool) {
	var stranger *setup.ErrStranger
	if errors.As(err, &stranger) {
		return say("stranger", text.Args{"Why": stranger.Code}), true
	}
	for _, c := range []struct {
		err error
		id  string
	}{
		{carry.ErrUnsigned, "unsigned"}, {carry.ErrNewer, "newer"}, {carry.ErrOlder, "older"}, {setup.ErrForeign, "foreign"},
		{carry.ErrPassphrase, "passphrase"}, {carry.ErrShort, "short"}, {errTwoWords, "two_words"}, {errKeeper, "keeper"},
		{carry.ErrCarry, "carry"}, {carry.ErrDamaged, "damaged"},
	} {
		if errors.Is(err, c.err) {
			return say(c.id), true
		}
	}
	return e, false
}
