package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"bileter/internal/api"
	"bileter/internal/text"
)

// Hardware is the machine's devices as a technician tries them. An error with words for people is an *api.Error.
type Hardware interface {
	// Parts lists what there is, in words of a language.
	Parts(lang string) []Part
	// Try moves a device: prints, lights, plays, waits for a press. It returns words for what to look at.
	Try(ctx context.Context, id, lang string) (string, error)
	// Choose takes one of a part's picks, or what was typed into its field.
	Choose(ctx context.Context, id, value, lang string) (string, error)
	// Judge notes whether a part works. note is what was measured, in words.
	Judge(id string, works bool, note string) error
	// Print prints the commissioning report.
	Print(lang string) error
	// Report is the same as text.
	Report(lang string) string
}

// Part is one thing to try or to look at.
type Part struct {
	ID      string `json:"id"`
	Of      string `json:"of"` // printer, lamps, sound, screen, machine, central
	Name    string `json:"name"`
	Value   string `json:"value,omitempty"`
	Hint    string `json:"hint,omitempty"`
	Try     bool   `json:"try,omitempty"`   // Try does something
	Touch   bool   `json:"touch,omitempty"` // the touch screen itself tries and measures it
	Picks   []Pick `json:"picks,omitempty"` // one can be chosen
	Field   string `json:"field,omitempty"` // what can be typed, in words; empty: nothing
	Filled  string `json:"filled,omitempty"`
	Judged  string `json:"judged"`         // pass, fail, or empty: not yet
	Asks    bool   `json:"asks,omitempty"` // a person says whether it works; else the program does
	When    string `json:"when,omitempty"` // of the verdict
	Note    string `json:"note,omitempty"` // what was measured
	Verdict string `json:"verdict"`        // in words
}

// Pick is one of several things to choose.
type Pick struct {
	Value  string `json:"value"`
	Name   string `json:"name"`
	Chosen bool   `json:"chosen,omitempty"`
}

type hardwarePage struct {
	Parts []Part `json:"parts"`
	Said  string `json:"said,omitempty"`
}

func (s *Server) getHardware(w http.ResponseWriter, _ *http.Request) error {
	if s.Technician.Hardware == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	writeJSON(w, http.StatusOK, hardwarePage{Parts: s.Technician.Hardware.Parts("pl")})
	return nil
}

// maxTyped bounds what a technician types, and what a screen says that it has measured.
const maxTyped = 200

func (s *Server) postHardware(w http.ResponseWriter, r *http.Request) error {
	var o struct {
		ID    string `json:"id"`
		Value string `json:"value"`
		Works bool   `json:"works"`
		Note  string `json:"note"`
	}
	if err := decode(r, &o); err != nil {
		return err
	}
	if len(o.Value) > maxTyped || len(o.Note) > maxTyped {
		return bad("value")
	}
	h, said := s.Technician.Hardware, ""
	if h == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	var err error
	switch r.PathValue("deed") {
	case "try":
		said, err = h.Try(r.Context(), o.ID, "pl")
	case "choose":
		said, err = h.Choose(r.Context(), o.ID, o.Value, "pl")
	case "judge":
		err = h.Judge(o.ID, o.Works, o.Note)
	case "print":
		if err = h.Print("pl"); err == nil {
			said = text.Say("pl", "setup.h_printed")
		}
	default:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	if e := (*api.Error)(nil); errors.As(err, &e) {
		writeJSON(w, http.StatusConflict, e)
		return nil
	}
	if err != nil && r.PathValue("deed") == "choose" { // the desk's
		status, e := s.explainSetup(err)
		writeJSON(w, status, e)
		return nil
	}
	if err != nil {
		writeJSON(w, http.StatusConflict, api.Error{Code: "setup-device", Text: text.Say("pl", "setup.e_device"),
			Hint: fmt.Sprintf("%s (%v)", text.Say("pl", "setup.e_device_hint"), err)})
		return nil
	}
	writeJSON(w, http.StatusOK, hardwarePage{h.Parts("pl"), said})
	return nil
}

func (s *Server) getHardwareReport(w http.ResponseWriter, _ *http.Request) error {
	if s.Technician.Hardware == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="protokol.txt"`)
	_, err := w.Write([]byte(s.Technician.Hardware.Report("pl")))
	return err
}
