package console

import (
	"context"
	"errors"
	"net/http"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/carry"
	"bileter/internal/setup"
	"bileter/internal/stick"
	"bileter/internal/text"
)

// Sticks are the USB sticks of this machine; see package stick.
type Sticks interface {
	List() ([]stick.Stick, error)
	Open(ctx context.Context, id string) error
	Eject(ctx context.Context, id string) error
	Files(id, suffix string) ([]stick.File, error)
	Read(id, name string, most int64) ([]byte, error)
	Write(id, name string, data []byte) error
}

// shownStick is a stick with the parcels on it.
type shownStick struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	State string      `json:"state"` // in words
	Open  bool        `json:"open"`
	Files []shownFile `json:"files,omitempty"`
}

type shownFile struct {
	Name string `json:"name"`
	At   string `json:"at"`
}

// shownParcel is what a parcel would change: a dry run.
type shownParcel struct {
	From    string        `json:"from"` // where, when and by which program it was made, in words
	Notes   []string      `json:"notes,omitempty"`
	Sealed  bool          `json:"sealed,omitempty"` // secrets came along
	Changes []shownChange `json:"changes"`
}

// stickPage is the answer to every deed.
type stickPage struct {
	Sticks []shownStick `json:"sticks"`
	Said   string       `json:"said,omitempty"`
	Parcel *shownParcel `json:"parcel,omitempty"`
}

// stickDeed is what a technician does with a stick. At the screen nobody is signed in, so who takes secrets along says
// with it which administrator they are.
type stickDeed struct {
	Stick      string `json:"stick"`
	File       string `json:"file,omitempty"`
	Code       string `json:"code,omitempty"`
	Login      string `json:"login,omitempty"`
	Password   string `json:"password,omitempty"`
	Passphrase string `json:"passphrase,omitempty"`
	Again      string `json:"again,omitempty"`
}

const parcelSuffix = ".zip"

func (s *Server) getSticks(w http.ResponseWriter, _ *http.Request) error {
	return s.showSticks(w, stickPage{})
}

// showSticks completes a page with what is plugged in.
func (s *Server) showSticks(w http.ResponseWriter, p stickPage) error {
	if s.Technician.Sticks == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	all, err := s.Technician.Sticks.List()
	if err != nil {
		return err
	}
	p.Sticks = []shownStick{}
	for _, x := range all {
		one := shownStick{ID: x.ID, Name: x.Name, Open: x.Path != "", State: text.Say("pl", "setup.u_closed")}
		if one.Open {
			files, err := s.Technician.Sticks.Files(x.ID, parcelSuffix)
			if err != nil { // pulled out meanwhile
				continue
			}
			for _, f := range files {
				one.Files = append(one.Files, shownFile{f.Name, s.stamp(f.At)})
			}
			one.State = text.Say("pl", "setup.u_free", text.Args{"Free": x.Free >> 20, "N": len(files)})
			if x.ReadOnly {
				one.State = text.Say("pl", "setup.u_readonly", text.Args{"N": len(files)})
			}
		}
		p.Sticks = append(p.Sticks, one)
	}
	writeJSON(w, http.StatusOK, p)
	return nil
}

func (s *Server) postStick(w http.ResponseWriter, r *http.Request) error {
	var o stickDeed
	if err := decode(r, &o); err != nil {
		return err
	}
	if s.Technician.Sticks == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	var p stickPage
	var err error
	switch r.PathValue("deed") {
	case "open":
		err = s.Technician.Sticks.Open(r.Context(), o.Stick)
	case "eject":
		if err = s.Technician.Sticks.Eject(r.Context(), o.Stick); err == nil {
			p.Said = text.Say("pl", "setup.u_ejected")
		}
	case "export":
		p.Said, err = s.toStick(r, o)
	case "look":
		p.Parcel, err = s.lookAtStick(o)
	case "import":
		p.Said, err = s.fromStick(r, o)
	default:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	if err != nil {
		return s.refuseSetup(w, err)
	}
	return s.showSticks(w, p)
}

// toStick writes what the office goes by, not the draft.
func (s *Server) toStick(r *http.Request, o stickDeed) (said string, err error) {
	p, err := s.pack(func() (account.Person, error) { return s.vouch(r, o) }, o.Passphrase, o.Again)
	if err != nil {
		return "", err
	}
	if err := s.Technician.Sticks.Write(o.Stick, p.Name, p.Data); err != nil {
		return "", err
	}
	return text.Say("pl", "setup.u_written", text.Args{"Name": p.Name, "Code": p.Code}), nil
}

// vouch is the administrator who signed in, or who gives login and password with the deed.
func (s *Server) vouch(r *http.Request, o stickDeed) (account.Person, error) {
	if o.Login == "" || s.Accounts == nil {
		return s.keeper(r)
	}
	p, err := s.Accounts.Vouch(o.Login, o.Password)
	if err != nil {
		return p, err
	}
	if !administrator.allows(p.Role) {
		return p, errKeeper
	}
	return p, nil
}

// unpack reads and opens a parcel on a stick.
func (s *Server) unpack(o stickDeed) (*setup.Arrival, []byte, error) {
	data, err := s.Technician.Sticks.Read(o.Stick, o.File, carry.MaxParcel)
	if err != nil {
		return nil, nil, err
	}
	own, err := s.Technician.Desk.Current()
	if err != nil {
		return nil, nil, err
	}
	a, err := s.Technician.Porter.Unpack(data, own, "", o.Code)
	return a, own, err
}

// lookAtStick tells what a parcel would change and changes nothing.
func (s *Server) lookAtStick(o stickDeed) (*shownParcel, error) {
	a, own, err := s.unpack(o)
	if err != nil {
		return nil, err
	}
	at := a.At.In(s.setup().Location())
	p := &shownParcel{Sealed: a.Sealed != nil, Changes: []shownChange{},
		From: text.Say("pl", "setup.u_from", text.Args{"From": a.Office + "/" + a.Node, "At": text.Date(at) + ", " + text.Clock(at), "Program": a.Program})}
	if a.Older {
		p.Notes = append(p.Notes, text.Say("pl", "setup.import_older"))
	}
	if words := came(a); words != "" {
		p.Notes = append(p.Notes, words)
	}
	for _, c := range setup.Compare(own, a.Text) {
		p.Changes = append(p.Changes, shownChange{c.Words("pl"), c.Restart})
	}
	return p, nil
}

// fromStick makes a parcel the draft; with a passphrase its secrets are taken in at once.
func (s *Server) fromStick(r *http.Request, o stickDeed) (said string, err error) {
	a, _, err := s.unpack(o)
	if err != nil {
		return "", err
	}
	secrets, take, err := s.secrets(func() (account.Person, error) { return s.vouch(r, o) }, a.Sealed, o.Passphrase)
	if err != nil {
		return "", err
	}
	if err := s.takeIn(a, take); err != nil {
		return "", err
	}
	return secrets, nil
}

// explainStick says what is wrong with a stick; ok is false for other errors.
func explainStick(err error, say func(id string, args ...text.Args) api.Error) (e api.Error, ok bool) {
	for _, c := range []struct {
		err error
		id  string
	}{{stick.ErrGone, "stick"}, {stick.ErrMount, "mount"}, {stick.ErrWrite, "stick_write"}, {stick.ErrRead, "stick_read"}} {
		if errors.Is(err, c.err) {
			return say(c.id), true
		}
	}
	return e, false
}
