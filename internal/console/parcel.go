package console

import (
	"errors"
	"net/http"
	"strings"

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

// postExport packs what the office goes by, not the draft.
func (s *Server) postExport(w http.ResponseWriter, r *http.Request) error {
	if err := noBody(r); err != nil {
		return err
	}
	text, err := s.Technician.Desk.Current()
	if err != nil {
		return err
	}
	now, _ := s.Office.Now()
	var p packed
	if p.Data, p.Name, p.Code, err = s.Technician.Porter.Pack(text, now.In(s.setup().Location())); err != nil {
		status, e := s.explainSetup(err)
		writeJSON(w, status, e)
		return nil
	}
	writeJSON(w, http.StatusOK, p)
	return nil
}

// postImport makes a parcel the draft and answers with the workbench.
func (s *Server) postImport(w http.ResponseWriter, r *http.Request) error {
	var o struct {
		Data []byte `json:"data"`
		Code string `json:"code"`
	}
	if err := decode(r, &o); err != nil {
		return err
	}
	desk, porter := s.Technician.Desk, s.Technician.Porter
	came := ""
	older, err := func() (bool, error) {
		own, err := desk.Current()
		if err != nil {
			return false, err
		}
		a, err := porter.Unpack(o.Data, own, "", o.Code)
		if err != nil {
			return false, err
		}
		all, fresh, size := a.Files()
		if all > 0 {
			came = text.Say("pl", "setup.import_files", text.Args{"N": all, "Fresh": fresh, "KB": (size + 1023) >> 10})
		}
		if err := porter.Keep(a); err != nil {
			return false, err
		}
		return a.Older, desk.Replace(a.Text)
	}()
	if err != nil {
		status, e := s.explainSetup(err)
		writeJSON(w, status, e)
		return nil
	}
	b, err := s.workbench()
	if err != nil {
		return err
	}
	b.Note = came
	if older {
		b.Note = strings.TrimSpace(text.Say("pl", "setup.import_older") + " " + came)
	}
	writeJSON(w, http.StatusOK, b)
	return nil
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
		{carry.ErrCarry, "carry"}, {carry.ErrDamaged, "damaged"},
	} {
		if errors.Is(err, c.err) {
			return say(c.id), true
		}
	}
	return e, false
}
