package console

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/boombuler/barcode/qr"

	"bileter/internal/api"
	"bileter/internal/find"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// What the assistant's tablet asks for besides what all pages do.

const (
	longestQuery = 64 // letters
	mostFound    = 12
)

// written is how a person writes a number: "d12", "D 012".
var written = regexp.MustCompile(`^\s*([A-Za-z])\s*([0-9]{1,3})\s*$`)

// getFound looks for the ticket with a number.
func (s *Server) getFound(w http.ResponseWriter, r *http.Request) error {
	parts := written.FindStringSubmatch(r.URL.Query().Get("number"))
	if parts == nil {
		return bad("number")
	}
	n, err := strconv.Atoi(parts[2])
	if err != nil {
		return bad("number")
	}
	number := queue.Number(strings.ToUpper(parts[1]), n)
	now, _ := s.Office.Now()
	v := api.Found{Now: now.In(s.setup().Location()), Phone: s.URL != ""}
	s.Office.Read(func(st *queue.State) {
		var t *queue.Ticket
		for _, x := range st.Tickets { // a day that was dated again has two of a number: the later one is meant
			if x.Number() == number && (t == nil || x.ID > t.ID) {
				t = x
			}
		}
		if t != nil {
			v.Ticket, v.Before, v.Only = show(*t, true), st.AheadOf(s.setup(), *t), t.Only
			v.Wait = st.ForecastOf(s.setup(), *t, now).Range()
		}
	})
	if v.Ticket.ID == 0 {
		return &queue.Refusal{Code: queue.NoSuchTicket}
	}
	writeJSON(w, http.StatusOK, v)
	return nil
}

func (s *Server) postMove(w http.ResponseWriter, r *http.Request) error {
	var v api.Move
	return s.byHand(w, r, &v, func(id uint64) queue.Verb {
		return queue.Move{Ticket: id, Service: v.Service, Only: v.Counter}
	})
}

func (s *Server) postNeeds(w http.ResponseWriter, r *http.Request) error {
	var v api.Needs
	return s.byHand(w, r, &v, func(id uint64) queue.Verb {
		return queue.SetNeeds{Ticket: id, Priority: v.Priority, Several: v.Several}
	})
}

// byHand has a command about a ticket done that has a body.
func (s *Server) byHand(w http.ResponseWriter, r *http.Request, body any, verb func(id uint64) queue.Verb) error {
	id, err := ticketID(r)
	if err != nil {
		return err
	}
	k, err := key(r)
	if err != nil {
		return err
	}
	if err := decode(r, body); err != nil {
		return err
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "console", Do: verb(id)})
}

// getLines tells how it stands with every service.
func (s *Server) getLines(w http.ResponseWriter, r *http.Request) error {
	now, doubt := s.Office.Now()
	setup := s.setup()
	v := api.Lines{Now: now.In(setup.Location()), Lines: []api.Line{}}
	s.Office.Read(func(st *queue.State) {
		v.Version = st.Version
		c, look := count(st), st.Outlook(setup, now, "")
		since := map[string]time.Time{}
		for _, t := range st.Tickets {
			if first, known := since[t.Service]; t.State == queue.Waiting && (!known || t.Issued.Before(first)) {
				since[t.Service] = t.Issued
			}
		}
		for i := range setup.Services {
			sv := &setup.Services[i]
			if sv.Kind != queue.KindTicket {
				continue
			}
			a := look.Availability(sv.ID, false, doubt)
			l := api.Line{
				Service: sv.ID, Waiting: c.services[sv.ID], Serving: len(st.OpenCounters(setup, sv.ID)), Wait: look.Forecast(sv.ID, false).Range(),
				Open: a.Open, Note: note(asked(r), a, v.Now),
			}
			if first, waits := since[sv.ID]; waits {
				l.Longest = max(0, int(now.Sub(first).Minutes()))
			}
			v.Lines = append(v.Lines, l)
		}
	})
	writeJSON(w, http.StatusOK, v)
	return nil
}

// note says what is to be known before a ticket is given; empty: nothing.
func note(lang string, a queue.Availability, now time.Time) string {
	switch {
	case a.Open && a.Tight:
		return text.Say(lang, "tablet.tight")
	case a.Open:
		return ""
	case a.Why == queue.DayFull:
		return text.Say(lang, "tablet.full")
	case a.Next.IsZero():
		return text.Say(lang, "tablet.closed")
	}
	return text.Say(lang, "tablet.closed_until", text.Args{"When": when(lang, a.Next.In(now.Location()), now)})
}

// getFind looks for services by the words that people use, as the touch screen does.
func (s *Server) getFind(w http.ResponseWriter, r *http.Request) error {
	q, lang := r.URL.Query().Get("q"), r.URL.Query().Get("lang")
	switch {
	case !slices.Contains(s.setup().Languages, lang):
		return bad("lang")
	case !utf8.ValidString(q) || utf8.RuneCountInString(q) > longestQuery:
		return bad("q")
	}
	o := s.office(true)
	v := api.Services{Services: append([]string{}, find.New(&o, lang).Find(q, mostFound)...)}
	writeJSON(w, http.StatusOK, v)
	return nil
}

const (
	dot   = 8 // pixels of one module of a QR code
	quiet = 4 // modules of white around it
)

// getQR draws the address of a ticket for telephones: black on white, whatever the page looks like.
func (s *Server) getQR(w http.ResponseWriter, r *http.Request) error {
	id, err := ticketID(r)
	if err != nil {
		return err
	}
	address := ""
	s.Office.Read(func(st *queue.State) {
		if t := st.Tickets[id]; t != nil {
			address = s.address(*t)
		}
	})
	if address == "" {
		return &queue.Refusal{Code: queue.NoSuchTicket}
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return err
	}
	n := code.Bounds().Dx()
	side := (n + 2*quiet) * dot
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range n * dot {
		for x := range n * dot {
			if c, _, _, _ := code.At(x/dot, y/dot).RGBA(); c == 0 {
				img.SetColorIndex(x+quiet*dot, y+quiet*dot, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Write(b.Bytes())
	return nil
}

// address is what a ticket's QR code says; empty where tickets have none.
func (s *Server) address(t queue.Ticket) string {
	if s.URL == "" {
		return ""
	}
	return strings.TrimSuffix(s.URL, "/") + "/t/" + t.Token
}
