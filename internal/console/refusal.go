package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"bileter/internal/api"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// refusal is a request that this package itself does not serve.
type refusal struct {
	status int
	code   string
	field  string

	counter int
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s %s", r.status, r.code, r.field) }

func bad(field string) error {
	return &refusal{status: http.StatusBadRequest, code: string(queue.BadRequest), field: field}
}

// statusOf gives the HTTP status of a refused command; all others are 409.
var statusOf = map[queue.Code]int{
	queue.NoSuchService: http.StatusNotFound,
	queue.NoSuchCounter: http.StatusNotFound,
	queue.NoSuchTicket:  http.StatusNotFound,
	queue.NoSuchVisit:   http.StatusNotFound,
	queue.KeyReused:     http.StatusUnprocessableEntity,
	queue.BadRequest:    http.StatusBadRequest,
}

// explain turns an error into a status and words.
func (s *Server) explain(err error, lang string) (int, api.Error) {
	var q *queue.Refusal
	var own *refusal
	if status, e := explainAccount(err, lang); status != 0 {
		return status, e
	}
	switch {
	case errors.As(err, &q):
		status := statusOf[q.Code]
		if status == 0 {
			status = http.StatusConflict
		}
		return status, s.words(q, lang)
	case errors.As(err, &own):
		return own.status, s.words(&queue.Refusal{Code: queue.Code(own.code), Field: own.field, Counter: own.counter}, lang)
	case errors.Is(err, office.ErrNotStored):
		return http.StatusServiceUnavailable, s.words(&queue.Refusal{Code: api.CodeNotStored}, lang)
	}
	if !errors.Is(err, office.ErrStopped) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		slog.Error("console: a request failed", "err", err)
	}
	return http.StatusServiceUnavailable, s.words(&queue.Refusal{Code: api.CodeStopped}, lang)
}

// words says why and what to do.
func (s *Server) words(q *queue.Refusal, lang string) api.Error {
	args := text.Args{"Field": q.Field, "Service": q.Service, "Counter": "", "Number": "", "When": ""}
	if sv := s.setup().Service(q.Service); sv != nil {
		args["Service"] = sv.Name.In(lang)
	}
	if c := s.setup().Counter(q.Counter); c != nil {
		args["Counter"] = c.Label()
	} else if q.Counter != 0 {
		args["Counter"] = fmt.Sprint(q.Counter)
	}
	s.Office.Read(func(st *queue.State) {
		if t := st.Tickets[q.Ticket]; t != nil {
			args["Number"] = t.Number()
		}
	})
	id := "refusal." + string(q.Code)
	e := api.Error{Code: string(q.Code), Until: q.Until, Text: text.Say(lang, id, args)}
	switch {
	case !q.Until.IsZero():
		now, _ := s.Office.Now()
		args["When"] = when(lang, q.Until.In(s.setup().Location()), now.In(s.setup().Location()))
		e.Hint = text.Say(lang, id+"_until", args)
	default:
		e.Hint = text.Say(lang, id+"_hint", args)
	}
	return e
}

// when writes a time to come: "8:00" today, "pon. 8:00" within a week, "23.11.2026 8:00" later.
func when(lang string, t, now time.Time) string {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch {
	case t.Before(today.AddDate(0, 0, 1)):
		return text.Clock(t)
	case t.Before(today.AddDate(0, 0, 7)):
		return text.Weekday(lang, t.Weekday()) + " " + text.Clock(t)
	}
	return text.Date(t) + ", " + text.Clock(t)
}

func (s *Server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	status, e := s.explain(err, asked(r))
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if wantsPage(r) {
		s.errorPage(w, status, e)
		return
	}
	writeJSON(w, status, e)
}

// wantsPage tells whether a person's browser asks, and not a program.
func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, api.Prefix+"/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}

var (
	spoken = func() (ts []language.Tag) {
		for _, l := range text.Languages {
			ts = append(ts, language.MustParse(l))
		}
		return ts
	}()
	matcher = language.NewMatcher(spoken)
)

// asked is the language in which a request wants words: Polish where it does not say.
func asked(r *http.Request) string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return text.Languages[0]
	}
	_, i, _ := matcher.Match(tags...)
	return text.Languages[i]
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values only
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(b, '\n'))
}

// decode reads a JSON body strictly.
func decode(r *http.Request, into any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &refusal{status: http.StatusUnsupportedMediaType, code: string(queue.BadRequest), field: "Content-Type"}
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	return nil
}

// decodeAny reads a JSON body where there is one.
func decodeAny(r *http.Request, into any) error {
	if r.ContentLength == 0 {
		return nil
	}
	return decode(r, into)
}

// noBody refuses a body where none is understood; an empty object is none.
func noBody(r *http.Request) error {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return unreadable(err)
	}
	if t := strings.TrimSpace(string(b)); t != "" && t != "{}" {
		return bad("body")
	}
	return nil
}

func unreadable(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return &refusal{status: http.StatusRequestEntityTooLarge, code: api.CodeTooLarge}
	}
	return bad("body")
}
