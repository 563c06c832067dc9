package console

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/setup"
	"bileter/internal/text"
	"bileter/kiosk/touch/icons"
)

// workbench is what the page of buttons shows: the draft, what is wrong with it and what it would change.
type workbench struct {
	Office    edit.Office          `json:"office"`
	Forms     map[string]edit.Form `json:"forms"`
	Broken    string               `json:"broken,omitempty"` // the text cannot be edited by forms, and why
	Changed   bool                 `json:"changed"`
	Stale     bool                 `json:"stale"`
	Restart   bool                 `json:"restart"` // part of the draft works after a restart only
	Problems  []shownProblem       `json:"problems"`
	Changes   []shownChange        `json:"changes"`
	Refused   *api.Error           `json:"refused,omitempty"` // why it cannot be applied now
	Versions  []shownVersion       `json:"versions"`
	Scheduled string               `json:"scheduled,omitempty"` // day
	Failed    string               `json:"failed,omitempty"`    // why it was not applied on that day
	OnDisk    bool                 `json:"on_disk"`             // a person has edited the set-up file
	Tomorrow  string               `json:"tomorrow"`
	Icons     []string             `json:"icons"`
	Note      string               `json:"note,omitempty"` // about what was just done
}

type shownProblem struct {
	Of    string `json:"of"`
	ID    string `json:"id,omitempty"`
	Field string `json:"field,omitempty"`
	Line  int    `json:"line,omitempty"`
	Place string `json:"place"` // all of these in words
	Text  string `json:"text"`
}

type shownChange struct {
	Text    string `json:"text"`
	Restart bool   `json:"restart,omitempty"`
}

type shownVersion struct {
	N   int    `json:"n"`
	At  string `json:"at"`
	By  string `json:"by"`
	Now bool   `json:"now,omitempty"`
}

// setupWords are the messages that the page's script uses.
var setupWords = []string{
	"setup.applied", "setup.apply", "setup.arrow_ahead", "setup.arrow_down", "setup.arrow_left", "setup.arrow_right", "setup.arrow_up",
	"setup.at_hours", "setup.broken", "setup.cancel", "setup.changes_count", "setup.discarded", "setup.down", "setup.export_done", "setup.f_same_as",
	"setup.failed", "setup.from_disk_done", "setup.h_central", "setup.h_fail", "setup.h_lamps", "setup.h_machine", "setup.h_pass", "setup.h_printer",
	"setup.h_screen", "setup.h_send", "setup.h_sound", "setup.h_try", "setup.hidden_chip", "setup.import_do", "setup.imported", "setup.info_chip",
	"setup.line", "setup.lost", "setup.moved", "setup.needs_restart", "setup.no_changes", "setup.of_counter", "setup.one_per_line",
	"setup.problems_count", "setup.remove", "setup.remove_plain", "setup.remove_sure", "setup.restart_sure", "setup.restarting", "setup.save",
	"setup.saved", "setup.scheduled", "setup.secrets_rule", "setup.tomorrow", "setup.undone", "setup.up", "setup.use_info", "setup.use_sent",
	"setup.use_serve", "setup.version_back", "setup.version_now",
}

func (s *Server) getSetupPage(w http.ResponseWriter, r *http.Request) error {
	words := wordsFor("pl", setupWords...)
	for _, l := range text.Languages {
		words["lang."+l] = text.Name(l)
	}
	s.render(w, http.StatusOK, "setup", page{Words: words, Me: s.me(r), Data: s.Technician.Hardware != nil})
	return nil
}

func (s *Server) getSetupState(w http.ResponseWriter, _ *http.Request) error {
	b, err := s.workbench()
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, b)
	return nil
}

// workbench puts everything into words.
func (s *Server) workbench() (workbench, error) {
	const lang = "pl"
	desk := s.Technician.Desk
	b := workbench{Problems: []shownProblem{}, Changes: []shownChange{}, Icons: configs.Icons(), Tomorrow: s.tomorrow()}
	dr, err := desk.Draft()
	if err != nil {
		return b, err
	}
	doc, err := edit.Open(dr.Text)
	if err == nil {
		b.Office, err = doc.Office()
	}
	if err != nil {
		b.Broken = err.Error()
	}
	var lines []string
	if s.Technician.Lines != nil {
		lines = s.Technician.Lines()
	}
	b.Forms = setup.Forms(lang, b.Office, lines)
	r, err := desk.Review()
	if err != nil {
		return b, err
	}
	b.Changed, b.Stale, b.Restart = r.Changed, r.Stale, r.Restart
	b.Problems = append(b.Problems, shownProblems(lang, r.Problems)...)
	for _, c := range r.Changes {
		b.Changes = append(b.Changes, shownChange{c.Words(lang), c.Restart})
	}
	var refused *queue.Refusal
	if errors.As(r.Refused, &refused) {
		e := s.words(refused, lang)
		b.Refused = &e
	}
	vs, err := desk.Versions()
	if err != nil {
		return b, err
	}
	for _, v := range vs {
		b.Versions = append(b.Versions, shownVersion{v.N, s.stamp(v.At), s.by(v.By), v.Now})
	}
	m, err := desk.Scheduled()
	if err != nil {
		return b, err
	}
	b.Scheduled = m.Day
	if m.Failed != nil {
		_, e := s.explainSetup(m.Failed)
		b.Failed = e.Text
	}
	_, b.OnDisk, err = desk.OnDisk()
	return b, err
}

func shownProblems(lang string, ps []configs.Problem) (out []shownProblem) {
	for _, p := range ps {
		at := setup.SpotOf(p)
		out = append(out, shownProblem{at.Of, at.ID, at.Field, p.Line, at.Words(lang), setup.ProblemWords(lang, p)})
	}
	return out
}

// by says who applied a version: where from, or somebody's name while there is an account.
func (s *Server) by(actor string) string {
	id, signed := strings.CutPrefix(actor, account.ActorPrefix)
	if !signed {
		return text.Say("pl", "setup.by_"+actor)
	}
	if s.Accounts != nil {
		if list, err := s.Accounts.List(); err == nil {
			if i := slices.IndexFunc(list, func(e account.Entry) bool { return e.ID == id }); i >= 0 {
				return list[i].Called()
			}
		}
	}
	return text.Say("pl", "setup.by_console")
}

func (s *Server) stamp(t time.Time) string {
	t = t.In(s.setup().Location())
	return text.Date(t) + ", " + text.Clock(t)
}

// tomorrow is the office's next day.
func (s *Server) tomorrow() string {
	now, _ := s.Office.Now()
	return now.In(s.setup().Location()).AddDate(0, 0, 1).Format(time.DateOnly)
}

// order is what a page asks of the desk.
type order struct {
	Change *edit.Change `json:"change,omitempty"`
	N      int          `json:"n,omitempty"`    // version
	Text   string       `json:"text,omitempty"` // a whole set-up file
	When   string       `json:"when,omitempty"` // now, tomorrow
}

// postSetup does one deed and answers with the workbench after it.
func (s *Server) postSetup(w http.ResponseWriter, r *http.Request) error {
	var o order
	if err := decode(r, &o); err != nil {
		return err
	}
	err := s.deed(r, o)
	if err != nil {
		status, e := s.explainSetup(err)
		writeJSON(w, status, e)
		return nil
	}
	return s.getSetupState(w, r)
}

func (s *Server) deed(r *http.Request, o order) error {
	desk := s.Technician.Desk
	switch deed := r.PathValue("deed"); {
	case deed == "change" && o.Change != nil:
		return desk.Change(*o.Change)
	case deed == "discard":
		return desk.Discard()
	case deed == "restore":
		return desk.Restore(o.N)
	case deed == "text":
		return desk.Replace([]byte(o.Text))
	case deed == "from-disk":
		text, _, err := desk.OnDisk()
		if err != nil {
			return err
		}
		return desk.Replace(text)
	case deed == "apply" && o.When == "now":
		by := setup.ByConsole
		if p, ok := s.who(r); ok {
			by = p.Actor()
		} else if isLocal(r) {
			by = setup.ByScreen
		}
		_, err := desk.Apply(r.Context(), by)
		return err
	case deed == "apply" && o.When == "tomorrow":
		return desk.Schedule(s.tomorrow())
	case deed == "unschedule":
		return desk.Unschedule()
	case deed == "restart" && s.Technician.Restart != nil:
		return s.Technician.Restart()
	}
	return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
}

// explainSetup turns a desk's error into words.
func (s *Server) explainSetup(err error) (int, api.Error) {
	const lang = "pl"
	say := func(id string, args ...text.Args) api.Error {
		e := api.Error{Code: "setup-" + id, Text: text.Say(lang, "setup.e_"+id, args...)}
		if id != "problems" { // the first of them is the hint
			e.Hint = text.Say(lang, "setup.e_"+id+"_hint", args...)
		}
		return e
	}
	if e, ok := explainParcel(err, say); ok {
		return http.StatusUnprocessableEntity, e
	}
	if e, ok := explainStick(err, say); ok {
		return http.StatusConflict, e
	}
	var ps *configs.Problems
	var unread *edit.TextError
	switch {
	case errors.As(err, &ps):
		e := say("problems")
		if len(ps.List) > 0 {
			e.Hint = setup.ProblemWords(lang, ps.List[0])
		}
		return http.StatusUnprocessableEntity, e
	case errors.Is(err, setup.ErrNoChange):
		return http.StatusConflict, say("no_change")
	case errors.Is(err, setup.ErrStale):
		return http.StatusConflict, say("stale")
	case errors.Is(err, setup.ErrNoVersion):
		return http.StatusNotFound, say("no_version")
	case errors.Is(err, setup.ErrReadOnly):
		return http.StatusServiceUnavailable, say("read_only")
	case errors.Is(err, setup.ErrDoubt):
		return http.StatusServiceUnavailable, say("doubt")
	case errors.Is(err, edit.ErrTaken):
		return http.StatusConflict, say("taken")
	case errors.Is(err, edit.ErrNone):
		return http.StatusConflict, say("none")
	case errors.As(err, &unread):
		return http.StatusUnprocessableEntity, say("text_at", text.Args{"Line": unread.Line, "Column": unread.Column, "Why": unread.What})
	case errors.Is(err, edit.ErrText):
		return http.StatusUnprocessableEntity, say("text", text.Args{"Why": strings.TrimPrefix(err.Error(), edit.ErrText.Error()+": ")})
	case errors.Is(err, edit.ErrChange):
		return http.StatusBadRequest, say("none")
	}
	return s.explain(err, lang)
}

// getSetupText gives the draft as a file.
func (s *Server) getSetupText(w http.ResponseWriter, _ *http.Request) error {
	dr, err := s.Technician.Desk.Draft()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/toml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="office.toml"`)
	_, err = w.Write(dr.Text)
	return err
}

// getIcon gives the picture of a tile.
func (s *Server) getIcon(w http.ResponseWriter, r *http.Request) error {
	f, err := icons.Files.Open(r.PathValue("name"))
	if err != nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	defer f.Close()
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, err = io.Copy(w, f)
	return err
}
