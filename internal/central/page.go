package central

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"bileter/internal/central/sqlstore"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/sync/wire"
)

// lang is what the city's administrator reads.
const lang = "pl"

// refresh is after how many seconds a page is loaded again.
const refresh = 10

// state is how a machine is doing, the worst first.
type state string

const (
	forked  state = "fork"
	behind  state = "behind"
	away    state = "away"
	fresh   state = "new"
	fine    state = "ok"
	revoked state = "revoked"
)

var states = []state{forked, behind, away, fresh, fine, revoked}

func worse(a, b state) state {
	if slices.Index(states, a) < slices.Index(states, b) {
		return a
	}
	return b
}

// machine is one node and what to think of it.
type machine struct {
	sqlstore.Node
	State state
	Stale bool // its numbers are another day's
}

// office is its machines together.
type office struct {
	ID       string
	Name     string
	State    state
	Contact  time.Time // the latest
	Lag      uint64
	Live     sqlstore.Live
	Stale    bool // all its numbers are another day's
	Machines []machine
}

// Alarm tells whether somebody has to look.
func (o office) Alarm() bool { return o.urgency() == 0 }

// Title is the office's name, or its id before a machine has said its name.
func (o office) Title() string { return cmp.Or(o.Name, o.ID) }

func (s *Server) judge(n sqlstore.Node) machine {
	m := machine{Node: n, State: fine, Stale: n.Live.Day != s.today()}
	switch {
	case !n.Revoked.IsZero():
		m.State = revoked
	case n.Forks > 0:
		m.State = forked
	case n.Behind():
		m.State = behind
	case s.now().Sub(n.Contact) > silent:
		m.State = away
	case n.Incarnation == "":
		m.State = fresh
	}
	return m
}

func (s *Server) today() string { return s.now().In(s.zone).Format(time.DateOnly) }

// offices reads how all are doing, or one; the urgent first.
func (s *Server) offices(ctx context.Context, id string) ([]office, error) {
	nodes, err := s.store.Nodes(ctx, id)
	if err != nil {
		return nil, err
	}
	var list []office
	for _, n := range nodes {
		if len(list) == 0 || list[len(list)-1].ID != n.Office {
			list = append(list, office{ID: n.Office, State: revoked, Stale: true})
		}
		o, m := &list[len(list)-1], s.judge(n)
		o.Machines = append(o.Machines, m)
		o.Name = cmp.Or(n.Name, o.Name)
		o.State = worse(m.State, o.State)
		o.Lag += n.Lag()
		o.Stale = o.Stale && m.Stale
		if n.Contact.After(o.Contact) {
			o.Contact = n.Contact
		}
	}
	for i := range list {
		list[i].Live = sum(list[i])
	}
	slices.SortStableFunc(list, func(a, b office) int {
		return cmp.Or(cmp.Compare(a.urgency(), b.urgency()), strings.Compare(a.Title(), b.Title()))
	})
	return list, nil
}

// urgency orders offices: 0 for an alarm, then those out of contact, then the rest.
func (o office) urgency() int {
	switch o.State {
	case forked, behind:
		return 0
	case away:
		return 1
	}
	return 2
}

// sum adds up an office's machines; another day's numbers only where there are no others.
func sum(o office) (l sqlstore.Live) {
	for _, m := range o.Machines {
		if m.State == revoked && o.State != revoked || m.Stale && !o.Stale {
			continue
		}
		l.Day = max(l.Day, m.Live.Day)
		l.Issued += m.Live.Issued
		l.Waiting += m.Live.Waiting
		l.Called += m.Live.Called
		l.Serving += m.Live.Serving
		l.Aside += m.Live.Aside
		l.Done += m.Live.Done
	}
	return l
}

// Warned are the words for what the office's machines say is wrong; of a machine out of contact it is old news.
func (o office) Warned() (list []warning) {
	for _, m := range o.Machines {
		if m.State == revoked {
			continue
		}
		for _, w := range m.Warnings {
			v := warning{Node: m.Node.Node, Text: warned(w), Fault: w.Severity == "fault", Old: m.State == away, Since: w.Since}
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list, func(a, b warning) int {
		switch {
		case a.Fault == b.Fault:
			return 0
		case a.Fault:
			return -1
		}
		return 1
	})
	return list
}

// warning is what a machine says is wrong with it.
type warning struct {
	Node, Text string
	Fault, Old bool
	Since      time.Time
}

func warned(w wire.Warning) string { return text.Warning(lang, w.Code, w.Detail) }

// alarm is a sentence about a machine that somebody has to look at.
type alarm struct{ Office, Title, Text string }

func alarms(offices []office) (list []alarm) {
	for _, o := range offices {
		for _, m := range o.Machines {
			if m.State == forked || m.State == behind {
				list = append(list, alarm{o.ID, o.Title(), text.Say(lang, "central.alarm_"+string(m.State), text.Args{"Node": m.Node.Node})})
			}
		}
	}
	return list
}

// frame is what every page has.
type frame struct {
	Title   string
	Now     time.Time
	Refresh int
}

func (s *Server) overview(w http.ResponseWriter, r *http.Request) {
	offices, err := s.offices(r.Context(), "")
	if err != nil {
		s.broken(w, r, err)
		return
	}
	var total sqlstore.Live
	machines := 0
	for _, o := range offices {
		machines += len(o.Machines)
		if o.Stale || o.State == revoked {
			continue
		}
		total.Issued += o.Live.Issued
		total.Waiting += o.Live.Waiting
		total.Called += o.Live.Called
		total.Serving += o.Live.Serving
		total.Done += o.Live.Done
	}
	s.show(w, r, http.StatusOK, "overview.html", map[string]any{
		"Frame": frame{text.Say(lang, "central.title"), s.now(), refresh}, "Offices": offices, "Machines": machines, "Total": total, "Alarms": alarms(offices),
	})
}

// broken says that the store failed.
func (s *Server) broken(w http.ResponseWriter, r *http.Request, err error) {
	s.log.Error("a page failed", "path", r.URL.Path, "problem", err)
	s.fail(w, r, http.StatusInternalServerError, "central.failed")
}

// fail shows one sentence: as JSON under /api, else as a page.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, id string) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		writeJSON(w, status, map[string]string{"error": text.Say(lang, id)})
		return
	}
	s.show(w, r, status, "sentence.html", map[string]any{
		"Frame": frame{text.Say(lang, "central.title"), s.now(), 0}, "Text": text.Say(lang, id), "Back": status == http.StatusNotFound,
	})
}

// show draws a page as a whole before a byte of it leaves.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		s.log.Error("a page could not be drawn", "path", r.URL.Path, "problem", err)
		http.Error(w, text.Say(lang, "central.failed"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// assets are the files beside the pages, with the hashes that stand in their addresses.
var assets = func() map[string]string {
	sums := map[string]string{"central.css": "", "central.js": ""}
	for name := range sums {
		b, err := files.ReadFile("pages/" + name)
		if err != nil {
			panic(err) // embedded
		}
		sum := sha256.Sum256(b)
		sums[name] = hex.EncodeToString(sum[:6])
	}
	return sums
}()

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if assets[name] == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // its address has its hash
	http.ServeFileFS(w, r, files, "pages/"+name)
}

// words are the functions of the pages.
func (s *Server) words() template.FuncMap {
	return template.FuncMap{
		"say":   func(id string) string { return text.Say(lang, "central."+id) },
		"count": func(id string, n int) string { return text.Count(lang, "central."+id, n) },
		"ago":   func(t time.Time) string { return ago(s.now(), t) },
		"at":    func(t time.Time) string { return t.In(s.zone).Format("02.01.2006 15:04:05") },
		"clock": func(t time.Time) string {
			if t = t.In(s.zone); t.Format(time.DateOnly) != s.today() {
				return t.Format("02.01 15:04:05")
			}
			return t.Format("15:04:05")
		},
		"asof": func(t time.Time) string {
			return text.Say(lang, "central.updated", text.Args{"Time": t.In(s.zone).Format("15:04:05")})
		},
		"dayof": func(day string) string { return text.Say(lang, "central.day_of", text.Args{"Day": date(day)}) },
		"issuedon": func(l sqlstore.Live) string {
			return text.Say(lang, "central.issued_on", text.Args{"Day": date(l.Day), "N": number(l.Issued)})
		},
		"num":   number,
		"asset": func(name string) string { return assets[name] },
		"pair":  func(a, b any) []any { return []any{a, b} },
		"what":  func(e *queue.Event) string { return describe(*e).What },
		"short": func(h queue.Hash) string { return h.String()[:12] },
	}
}

// date writes an office day as people do.
func date(day string) string {
	if d, err := time.Parse(time.DateOnly, day); err == nil {
		return text.Date(d)
	}
	return day
}

// number groups digits by three.
func number(v any) string {
	s := fmt.Sprint(v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return s
}

// ago says how long ago t was, in one unit.
func ago(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return text.Say(lang, "central.never")
	case d < 90*time.Second:
		return text.Say(lang, "central.just_now")
	case d < time.Hour:
		return text.Count(lang, "central.minutes_ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return text.Count(lang, "central.hours_ago", int(d.Hours()))
	}
	return text.Count(lang, "central.days_ago", int(d.Hours()/24))
}
