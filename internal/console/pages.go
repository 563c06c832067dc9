package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strings"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/font"
	"bileter/internal/text"
)

//go:embed web openapi.yaml
var files embed.FS

// asset is one file that is served as it is.
type asset struct {
	kind, tag string
	body      []byte
}

func newAsset(name string, body []byte) asset {
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) { // the machine's own tables may lack these
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".svg":
		kind = "image/svg+xml"
	case ".png":
		kind = "image/png"
	case ".otf":
		kind = "font/otf"
	case ".yaml":
		kind = "application/yaml"
	}
	sum := sha256.Sum256(body)
	return asset{kind, `"` + hex.EncodeToString(sum[:8]) + `"`, body}
}

func loadAssets() map[string]asset {
	as := map[string]asset{
		"inter-regular.otf":  newAsset("x.otf", font.Regular),
		"inter-semibold.otf": newAsset("x.otf", font.Bold),
	}
	for _, pattern := range []string{"web/*.js", "web/*.css", "web/*.svg", "openapi.yaml"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			panic(err) // the patterns above
		}
		for _, n := range names {
			b, err := files.ReadFile(n)
			if err != nil {
				panic(err) // embedded
			}
			as[path.Base(n)] = newAsset(n, b)
		}
	}
	return as
}

// armsSide is the height of the coat of arms in pixels: enough for the head of a hall board.
const armsSide = 256

// dress puts the town's own look among the assets.
func (s *Server) dress() {
	if s.Arms != nil {
		s.assets["arms.png"] = newAsset("arms.png", s.Arms.PNG(armsSide))
	}
	css := ""
	if s.Band != "" {
		css = ":root { --band: " + s.Band + "; }\n"
	}
	s.assets["town.css"] = newAsset("town.css", []byte(css))
}

func (s *Server) getStatic(w http.ResponseWriter, r *http.Request) error {
	return s.getAsset(r.PathValue("name"))(w, r)
}

func (s *Server) getAsset(name string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, ok := s.assets[name]
		if !ok {
			return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("ETag", a.tag)
		h.Set("Cache-Control", "no-cache") // asked again each time, sent only when it changed
		if r.Header.Get("If-None-Match") == a.tag {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		w.Write(a.body)
		return nil
	}
}

// pages are the HTML templates, one for each page.
type pages struct{ by map[string]*template.Template }

func loadPages() *pages {
	p := &pages{map[string]*template.Template{}}
	for _, name := range []string{"clerk", "board", "lamps", "paper", "login", "status", "error", "setup", "begin", "me", "people", "figures", "tablet"} {
		p.by[name] = template.Must(template.ParseFS(files, "web/frame.html", "web/"+name+".html"))
	}
	return p
}

// page is what every template may use.
type page struct {
	Lang   string
	Name   string // of the office
	Words  map[string]string
	Lamps  bool
	Arms   bool
	Paper  bool
	Bar    bool // the clerk's small window
	Data   any
	Me     *account.Person // who signed in; nil: nobody
	Public bool            // may be looked at by strangers: not for search engines
}

// Say and English fetch words for a template.
func (p page) Say(id string) string { return text.Say(p.Lang, id) }

// Keeper tells whether who signed in keeps the accounts.
func (p page) Keeper() bool { return p.Me != nil && administrator.allows(p.Me.Role) }

// English is the second language of the hall.
func (p page) English(id string) string { return text.Say("en", id) }

// Role names a role, and RoleMay says what it may do.
func (p page) Role(r account.Role) string { return p.Say("people.role_" + string(r)) }

// RoleMay is for whoever gives roles.
func (p page) RoleMay(r account.Role) string { return p.Say("people.may_" + string(r)) }

// State says in a word how it stands with an account.
func (p page) State(state string) string { return p.Say("people.state_" + state) }

// With is the data of a person's form.
func (p page) With(who account.Person) any {
	return struct {
		Page   page
		Person account.Person
	}{p, who}
}

func (s *Server) render(w http.ResponseWriter, status int, name string, p page) {
	if p.Lang == "" {
		p.Lang = "pl"
	}
	p.Name, p.Lamps, p.Paper, p.Arms = s.setup().Name.In(p.Lang), s.Lamps != nil, s.Config.Paper != "", s.Arms != nil
	var b bytes.Buffer
	if err := s.pages.by[name].ExecuteTemplate(&b, "frame", p); err != nil {
		slog.Error("console: a page cannot be drawn", "page", name, "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// holes are placeholders that a page's script fills: {Min} and the like.
var holes = text.Args{"Min": "{Min}", "Total": "{Total}", "Over": "{Over}", "N": "{N}", "Time": "{Time}", "Low": "{Low}", "High": "{High}", "Number": "{Number}", "Name": "{Name}", "Day": "{Day}", "Why": "{Why}", "Left": "{Left}", "By": "{By}", "To": "{To}", "Topic": "{Topic}", "ID": "{ID}"}

// wordsFor collects messages for a page's script.
func wordsFor(lang string, ids ...string) map[string]string {
	m := map[string]string{}
	for _, id := range ids {
		m[id] = text.Say(lang, id, holes)
	}
	return m
}

// clerkWords and boardWords are the messages that the scripts of those pages use.
var (
	clerkWords = []string{
		"console.counter", "console.room", "console.open", "console.close", "console.is_closed", "console.is_closed_hint",
		"console.nobody", "console.nobody_hint", "console.ready", "console.ready_hint",
		"console.called_at", "console.called_again", "console.arrived", "console.serving_since", "console.wrap_up",
		"console.priority",
		"console.help_assistant", "console.help_needs", "console.help_sign", "console.help_screen", "console.help_tablet", "console.help_since",
		"console.help_now", "console.help_to", "console.help_coming", "console.help_here", "console.help_go", "console.help_eta", "console.help_by",
		"console.help_arrived", "console.help_done", "console.help_withdraw", "console.help_title", "console.help_alert",
		"console.parked_at", "console.missed_at", "console.again_at", "console.return", "console.reprint", "console.reprinted", "console.none_parked", "console.lost",
		"console.gave_up", "console.gave_up_hint", "console.finish_and_call", "console.call_next", "console.nobody_waits", "console.returned", "console.busy",
		"console.free", "console.closed_word", "console.zone_other", "console.no_match", "console.session_over", "console.nobody_came",
		"console.printer", "console.printer_ready", "console.printer_since", "console.paper_left", "console.unprinted", "console.unprinted_none",
		"console.break_until", "console.break_over", "console.break_hint", "console.back_from_break", "console.break_title", "console.break_finishes", "console.break_ends", "console.break_why", "console.note", "console.park", "console.transfer", "console.continue", "console.break",
		"console.minutes_until", "console.park_title", "console.park_hint", "console.park_open", "console.continue_title", "console.continue_hint",
		"console.transfer_title", "console.transfer_hint", "console.to_counter_open", "console.matter_n", "console.note_none", "console.booked",
		"console.topic_taken", "console.sending", "console.bar_waiting", "console.bar_blocked", "console.bar_blocked_hint", "console.keys_digits", "console.keys_topic",
		"console.keys_bar", "console.keys_help",
		"console.unprinted_refused", "console.unprinted_doubt", "console.no_reason", "console.print_again", "console.print_again_copy",
		"console.roll_noted", "console.slip_printed", "console.slip_pending", "console.slip_refused", "console.slip_doubt",
	}
	// printerProblems are the codes of package printer that have words.
	printerProblems = []string{"none", "absent", "offline", "paper-out", "cover-open", "cutter", "hot", "error", "busy", "slip", "stopped", "restarted"}

	boardWords = []string{"board.room", "board.stale", "board.stale_never", "board.number", "board.place", "board.waiting", "board.soon",
		"board.break", "board.break_until", "common.minutes", "common.up_to", "common.wait_range", "common.wait_short",
		"board.prepare", "board.tip_1", "board.tip_2", "board.tip_3"}
	lampWords  = []string{"console.ticket_button", "console.ticket_button_press", "console.counter", "console.room", "console.lamp_off", "console.lamp_open", "console.lamp_calling", "console.lamp_serving", "console.break_until", "console.lost"}
	paperWords = []string{"console.lost", "console.paper_none"}
)

func (s *Server) getClerk(w http.ResponseWriter, r *http.Request) error {
	return s.clerkPage(w, r, false)
}

// getBar is the clerk's page in a window of 80 pixels, beside other programs.
func (s *Server) getBar(w http.ResponseWriter, r *http.Request) error { return s.clerkPage(w, r, true) }

func (s *Server) clerkPage(w http.ResponseWriter, r *http.Request, bar bool) error {
	words := wordsFor("pl", clerkWords...)
	for _, l := range text.Languages {
		words["lang."+l] = text.Name(l)
	}
	for _, p := range printerProblems {
		words["problem."+p], words["hint."+p] = text.Say("pl", "printer.problem_"+p), text.Say("pl", "printer.hint_"+p)
	}
	s.render(w, http.StatusOK, "clerk", page{Words: words, Me: s.me(r), Bar: bar})
	return nil
}

func (s *Server) getBoard(w http.ResponseWriter, _ *http.Request) error {
	words := wordsFor("pl", boardWords...)
	for _, lang := range s.setup().Languages { // the board speaks them in turn
		for id, w := range wordsFor(lang, boardWords...) {
			words[lang+":"+id] = w
		}
	}
	s.render(w, http.StatusOK, "board", page{Words: words, Public: true})
	return nil
}

func (s *Server) getLampsPage(w http.ResponseWriter, _ *http.Request) error {
	s.render(w, http.StatusOK, "lamps", page{Words: wordsFor("pl", lampWords...)})
	return nil
}

func (s *Server) getPaperPage(w http.ResponseWriter, _ *http.Request) error {
	s.render(w, http.StatusOK, "paper", page{Words: wordsFor("pl", paperWords...)})
	return nil
}

func (s *Server) errorPage(w http.ResponseWriter, status int, e api.Error) {
	e.Text = strings.TrimSuffix(e.Text, ".")
	s.render(w, status, "error", page{Data: e})
}
