package console

import (
	"fmt"
	"net/http"

	"bileter/internal/api"
	"bileter/internal/text"
)

// Hardware is the machine's devices as a technician tries them.
type Hardware interface {
	// Parts lists what there is, in words of a language.
	Parts(lang string) []Part
	// Try moves a device: prints, lights, waits for a press. It returns words for what to look at.
	Try(id, lang string) (string, error)
	// Judge notes whether a part works.
	Judge(id string, works bool) error
	// Print prints the commissioning report.
	Print(lang string) error
	// Report is the same as text.
	Report(lang string) string
}

// Part is one thing to try or to look at.
type Part struct {
	ID      string `json:"id"`
	Of      string `json:"of"` // printer, lamps, machine, central
	Name    string `json:"name"`
	Value   string `json:"value,omitempty"`
	Hint    string `json:"hint,omitempty"`
	Try     bool   `json:"try,omitempty"`  // Try does something
	Judged  string `json:"judged"`         // pass, fail, or empty: not yet
	Asks    bool   `json:"asks,omitempty"` // a person says whether it works; else the program does
	When    string `json:"when,omitempty"` // of the verdict
	Verdict string `json:"verdict"`        // in words
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

func (s *Server) postHardware(w http.ResponseWriter, r *http.Request) error {
	var o struct {
		ID    string `json:"id"`
		Works bool   `json:"works"`
	}
	if err := decode(r, &o); err != nil {
		return err
	}
	h, said := s.Technician.Hardware, ""
	if h == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	var err error
	switch r.PathValue("deed") {
	case "try":
		said, err = h.Try(o.ID, "pl")
	case "judge":
		err = h.Judge(o.ID, o.Works)
	case "print":
		if err = h.Print("pl"); err == nil {
			said = text.Say("pl", "setup.h_printed")
		}
	default:
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
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
