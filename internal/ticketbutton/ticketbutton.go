// Package ticketbutton is the button beside the touch screen: one press, one ticket of the service that the set-up names.
// It needs no screen, so it is the office's own and speaks by itself. It knows no wires: package display/gpio hears the
// press, and the lamp in the button is lit by whoever asks Gives.
package ticketbutton

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"bileter/internal/api"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/speech"
)

// Config is what a button needs of the machine. All of it is needed.
type Config struct {
	Office  *office.Office
	Service string                                  // whose tickets it gives
	Voice   *speech.Speaker                         // the button lets it run
	Volume  int                                     // in percent
	Printer func() api.Printer                      // how the printer is
	Issued  func(id uint64) (i api.Issued, ok bool) // a ticket as its own screen may see it
}

// Button gives tickets. Its methods may be called by several goroutines; its fields are set before.
type Button struct {
	Config
	Rest time.Duration    // for how long it has to rest between two presses
	Now  func() time.Time // the clock of presses

	given chan uint64 // tickets whose paper is waited for

	mu      sync.Mutex // protects what follows
	last    time.Time  // a press came, whatever was made of it
	ticket  uint64     // of the last press; 0: refused
	refused *api.Error
	key     string    // of the last press that counted; empty: there was none
	at      time.Time // of that press
}

const (
	// Actor is whose tickets these are, in the journal.
	Actor = "ticket-button"
	// DefaultRest is a Button's Rest: who hammers on it is one person.
	DefaultRest = 1500 * time.Millisecond
	// Shown is for how long the screen is told of a press: a window that was just started shows it too.
	Shown = 20 * time.Second
	// slipWait is how long the next person waits for a slip whose fate the printer does not tell.
	slipWait = 10 * time.Second
	// issueTries is how often a ticket is asked for while the disk fails.
	issueTries = 3
)

// New is a button that nobody has pressed.
func New(c Config) *Button {
	return &Button{Config: c, Rest: DefaultRest, Now: time.Now, given: make(chan uint64, 1)}
}

// Run follows the slips of presses, and speaks, until ctx ends. Its error is always nil.
func (b *Button) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { _ = b.Voice.Run(ctx) }) // its error is always nil
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-b.given:
			b.tell(ctx, id)
		}
	}
}

// Press gives one ticket, or says why there is none.
func (b *Button) Press(ctx context.Context) {
	if !b.counts() {
		return
	}
	key := "ticket-button-" + rand.Text()
	id, no := b.issue(ctx, key)
	b.mu.Lock()
	b.key, b.at, b.ticket, b.refused = key, b.Now(), id, no
	b.last = b.at // of a press that came meanwhile nobody knows when: it was this person's
	b.mu.Unlock()
	if no != nil {
		slog.Info("ticket button: no ticket", "why", no.Code)
		b.say(false, no.Text)
		return
	}
	select {
	case b.given <- id:
	default: // the slip before is still waited for
	}
}

// counts tells whether a press is a wish of its own, and notes that it came.
func (b *Button) counts() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Now()
	ready := b.ready(now)
	b.last = now
	return ready
}

// Ready tells whether a press would count now.
func (b *Button) Ready() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ready(b.Now())
}

// ready: a press that comes soon after another is the same hand, bouncing or impatient; and nobody is next before the slip
// is out.
func (b *Button) ready(now time.Time) bool {
	rested := b.last.IsZero() || now.Sub(b.last) >= b.Rest
	if !rested || b.ticket == 0 || now.Sub(b.at) >= slipWait {
		return rested
	}
	return !b.paper(b.ticket).Open()
}

func (b *Button) paper(id uint64) (p queue.Paper) {
	b.Office.Read(func(s *queue.State) {
		if t := s.Tickets[id]; t != nil {
			p = t.Paper
		}
	})
	return p
}

func (b *Button) lang() string { return b.Office.Setup().Languages[0] }

// Gives tells whether a press would give a ticket: then the lamp in the button is lit.
func (b *Button) Gives() bool { return b.available() == nil }

// available tells whether a press would give a ticket; the error says why not.
func (b *Button) available() *api.Error {
	setup := b.Office.Setup()
	now, doubt := b.Office.Now()
	var a queue.Availability
	b.Office.Read(func(s *queue.State) {
		a = s.Outlook(setup, now, b.Service).Availability(b.Service, false, doubt)
	})
	switch {
	case !a.Open:
		return b.refusal(&queue.Refusal{Code: a.Why, Until: a.Next})
	case b.Printer().Problem != "":
		return b.no(api.CodeNoPaper, "press_no_paper", time.Time{})
	}
	return nil
}

// issue asks for the ticket of a press until it is known to be on the disk, or not to be had.
func (b *Button) issue(ctx context.Context, key string) (uint64, *api.Error) {
	if no := b.available(); no != nil {
		return 0, no
	}
	c := queue.Command{ID: key, Actor: Actor, Do: queue.Issue{Service: b.Service, Lang: b.lang(), Token: rand.Text(), Paper: true}}
	for try := 1; ; try++ {
		once, stop := context.WithTimeout(ctx, 5*time.Second)
		a, err := b.Office.Do(once, c)
		stop()
		var r *queue.Refusal
		switch {
		case err == nil && a.Ticket != nil:
			return a.Ticket.ID, nil
		case errors.As(err, &r):
			return 0, b.refusal(r)
		case try == issueTries || ctx.Err() != nil:
			slog.Error("ticket button: no ticket", "err", err)
			return 0, b.no(api.CodeStopped, "press_failed", time.Time{})
		}
	}
}

// refusal says why the office gives no ticket.
func (b *Button) refusal(r *queue.Refusal) *api.Error {
	ids := map[queue.Code]string{queue.Closed: "press_closed", queue.DayFull: "denied_full_title", queue.NumbersUsedUp: "denied_used_up_title"}
	if id, ok := ids[r.Code]; ok {
		return b.no(string(r.Code), id, r.Until)
	}
	return b.no(string(r.Code), "press_failed", r.Until)
}

// no is why there is no ticket, as it is spoken.
func (b *Button) no(code, id string, until time.Time) *api.Error {
	return &api.Error{Code: code, Text: text.Say(b.lang(), "kiosk."+id) + ". " + b.point(), Until: until}
}

// point is where people help.
func (b *Button) point() string {
	if where := b.Office.Setup().Help.Point.In(b.lang()); where != "" {
		return text.Say(b.lang(), "kiosk.point_where", text.Args{"Where": where})
	}
	return text.Say(b.lang(), "kiosk.point_nowhere")
}

// tell says the number, and when the slip is out, that it can be taken; or that there will be none.
func (b *Button) tell(ctx context.Context, id uint64) {
	number := ""
	b.Office.Read(func(s *queue.State) {
		if t := s.Tickets[id]; t != nil {
			number = t.Number()
		}
	})
	b.say(false, text.Say(b.lang(), "speech.number", text.Args{"Number": number}))
	ctx, stop := context.WithTimeout(ctx, slipWait)
	defer stop()
	for {
		seq := b.Office.Version()
		switch p := b.paper(id); {
		case p == queue.PaperPrinted:
			b.say(true, text.Say(b.lang(), "kiosk.paper_printed"))
			return
		case !p.Open():
			b.say(true, text.Say(b.lang(), "kiosk.press_lost")+" "+b.point())
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-b.Office.Changed(seq):
		}
	}
}

func (b *Button) say(after bool, words string) {
	b.Voice.Say(kiosk.Say{Lang: b.lang(), Text: text.Aloud(b.lang(), words), Volume: b.Volume, After: after})
}

// Pressed is what the screen shows of the last press; nil: it was too long ago.
func (b *Button) Pressed() *api.Pressed {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.key == "" || b.Now().Sub(b.at) > Shown {
		return nil
	}
	p := &api.Pressed{Key: b.key, Refused: b.refused}
	if b.ticket != 0 {
		i, ok := b.Issued(b.ticket)
		if !ok {
			return nil
		}
		p.Issued = &i
	}
	return p
}
