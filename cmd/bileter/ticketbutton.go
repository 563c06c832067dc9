package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bileter/configs"
	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/speech"
)

// ticketButton is the button beside the touch screen: one press, one ticket of the service that the set-up names. It needs
// no screen, so it is the office's own and speaks by itself.
type ticketButton struct {
	m     *machine
	set   configs.TicketButton
	voice speaker
	gap   time.Duration
	given chan uint64 // tickets whose paper is waited for

	mu      sync.Mutex // protects what follows
	last    time.Time  // a press came, whatever was made of it
	ticket  uint64     // of the last press; 0: refused
	refused *api.Error
	key     string    // of the last press that counted; empty: there was none
	at      time.Time // of that press
}

// speaker says things, one after the other, while it runs.
type speaker interface {
	Say(kiosk.Say)
	Run(ctx context.Context) error
}

const (
	// ticketActor is whose tickets these are, in the journal.
	ticketActor = "ticket-button"
	// pressGap is for how long the button has to rest: who hammers on it is one person.
	pressGap = 1500 * time.Millisecond
	// slipWait is how long the next person waits for a slip whose fate the printer does not tell.
	slipWait = 10 * time.Second
	// pressShown is for how long the screen is told of a press: a window that was just started shows it too.
	pressShown = 20 * time.Second
	// issueTries is how often a ticket is asked for while the disk fails.
	issueTries = 3
)

func (m *machine) openTicketButton() {
	b := &ticketButton{m: m, set: m.cfg.Button, gap: pressGap, given: make(chan uint64, 1)}
	s := m.cfg.Screen.Speech
	voice := speech.New(s.Device, s.Rate)
	voice.Report = func(_ context.Context, missing string) { m.board.Set(health.SpeechDown, missing != "", missing) }
	b.voice = voice
	m.ticketButton = b
}

// wired tells whether there is such a button.
func (b *ticketButton) wired() bool {
	return b.set.Line != "" && b.m.hall.buttons != nil
}

// run follows the slips of presses, and speaks, until ctx ends.
func (b *ticketButton) run(ctx context.Context) error {
	if !b.wired() {
		return nil
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { _ = b.voice.Run(ctx) }) // its error is always nil
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-b.given:
			b.tell(ctx, id)
		}
	}
}

// press gives one ticket, or says why there is none.
func (b *ticketButton) press(ctx context.Context) {
	if !b.counts() {
		return
	}
	key := "ticket-button-" + rand.Text()
	id, no := b.issue(ctx, key)
	b.mu.Lock()
	b.key, b.at, b.ticket, b.refused = key, time.Now(), id, no
	b.last = b.at // of a press that came meanwhile nobody knows when: it was this person's
	b.mu.Unlock()
	if no != nil {
		slog.Info("ticket button: no ticket", "why", no.Code)
		b.say(false, func(lang string) string { return b.sorry(lang, no.Code) })
		return
	}
	select {
	case b.given <- id:
	default: // the slip before is still waited for
	}
}

// counts tells whether a press is a wish of its own. One that comes soon after another is the same hand, bouncing or
// impatient; and nobody is next before the slip is out.
func (b *ticketButton) counts() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	rested := b.last.IsZero() || now.Sub(b.last) >= b.gap
	b.last = now
	if !rested || b.ticket == 0 || now.Sub(b.at) >= slipWait {
		return rested
	}
	return !b.paper(b.ticket).Open()
}

func (b *ticketButton) paper(id uint64) (p queue.Paper) {
	b.m.office.Read(func(s *queue.State) {
		if t := s.Tickets[id]; t != nil {
			p = t.Paper
		}
	})
	return p
}

func (b *ticketButton) lang() string { return b.m.office.Setup().Languages[0] }

// spoken are the languages in which is spoken with somebody of whom nothing is known: that of calls, and English for who is
// foreign.
func (b *ticketButton) spoken() []string {
	langs := b.m.office.Setup().Languages
	if langs[0] != "en" && slices.Contains(langs, "en") {
		return []string{langs[0], "en"}
	}
	return langs[:1]
}

// available tells whether a press would give a ticket; the error says why not.
func (b *ticketButton) available() *api.Error {
	setup := b.m.office.Setup()
	now, doubt := b.m.office.Now()
	var a queue.Availability
	b.m.office.Read(func(s *queue.State) {
		a = s.Outlook(setup, now, b.set.Service).Availability(b.set.Service, false, doubt)
	})
	switch {
	case !a.Open:
		return b.no(string(a.Why), a.Next)
	case b.m.printing.status().Problem != "":
		return b.no(api.CodeNoPaper, time.Time{})
	}
	return nil
}

// issue asks for the ticket of a press until it is known to be on the disk, or not to be had.
func (b *ticketButton) issue(ctx context.Context, key string) (uint64, *api.Error) {
	if no := b.available(); no != nil {
		return 0, no
	}
	c := queue.Command{ID: key, Actor: ticketActor, Do: queue.Issue{Service: b.set.Service, Lang: b.lang(), Token: rand.Text(), Paper: true}}
	for try := 1; ; try++ {
		once, stop := context.WithTimeout(ctx, 5*time.Second)
		a, err := b.m.office.Do(once, c)
		stop()
		var r *queue.Refusal
		switch {
		case err == nil && a.Ticket != nil:
			return a.Ticket.ID, nil
		case errors.As(err, &r):
			return 0, b.no(string(r.Code), r.Until)
		case try == issueTries || ctx.Err() != nil:
			slog.Error("ticket button: no ticket", "err", err)
			return 0, b.no(api.CodeStopped, time.Time{})
		}
	}
}

// pressRefused are the words of refusals, by their codes; of others there are only general ones.
var pressRefused = map[string]string{
	api.CodeNoPaper: "press_no_paper", string(queue.Closed): "press_closed", string(queue.DayFull): "denied_full_title", string(queue.NumbersUsedUp): "denied_used_up_title",
}

// no is why there is no ticket.
func (b *ticketButton) no(code string, until time.Time) *api.Error {
	return &api.Error{Code: code, Text: b.sorry(b.lang(), code), Until: until}
}

// sorry says why there is no ticket, and where to go.
func (b *ticketButton) sorry(lang, code string) string {
	return text.Say(lang, "kiosk."+cmp.Or(pressRefused[code], "press_failed")) + ". " + b.point(lang)
}

// point is where people help.
func (b *ticketButton) point(lang string) string {
	if where := b.m.office.Setup().Help.Point.In(lang); where != "" {
		return text.Say(lang, "kiosk.point_where", text.Args{"Where": where})
	}
	return text.Say(lang, "kiosk.point_nowhere")
}

// tell says the number, and when the slip is out, that it can be taken; or that there will be none.
func (b *ticketButton) tell(ctx context.Context, id uint64) {
	number := ""
	b.m.office.Read(func(s *queue.State) {
		if t := s.Tickets[id]; t != nil {
			number = t.Number()
		}
	})
	b.say(false, func(lang string) string { return text.Say(lang, "speech.number_once", text.Args{"Number": number}) })
	ctx, stop := context.WithTimeout(ctx, slipWait)
	defer stop()
	for {
		seq := b.m.office.Version()
		switch p := b.paper(id); {
		case p == queue.PaperPrinted:
			b.say(true, func(lang string) string { return text.Say(lang, "kiosk.paper_printed") })
			return
		case !p.Open():
			b.say(true, func(lang string) string { return text.Say(lang, "kiosk.press_lost") + " " + b.point(lang) })
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-b.m.office.Changed(seq):
		}
	}
}

// say says something in each language once.
func (b *ticketButton) say(after bool, words func(lang string) string) {
	for i, lang := range b.spoken() {
		b.voice.Say(kiosk.Say{Lang: lang, Text: text.Aloud(lang, words(lang)), Volume: b.m.cfg.Screen.Speech.Volume, After: after || i > 0})
	}
}

// pressed is what the screen shows of the last press; nil: it was too long ago.
func (b *ticketButton) pressed() *api.Pressed {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.key == "" || time.Since(b.at) > pressShown {
		return nil
	}
	p := &api.Pressed{Key: b.key, Refused: b.refused}
	if b.ticket != 0 {
		i, ok := b.m.doors.console.Issued(b.ticket)
		if !ok {
			return nil
		}
		p.Issued = &i
	}
	return p
}

// lamp adds the lamp in the button to the pictures of the hall: it is lit while a press gives a ticket.
func (b *ticketButton) lamp(ps []display.Picture) []display.Picture {
	if b == nil || !b.wired() || len(ps) > 0 && (ps[0].Test || ps[0].Gone) {
		return ps
	}
	return append(ps[:len(ps):len(ps)], display.Picture{Counter: gpio.TicketButton, Lit: b.available() == nil})
}

// wires are the lines of lamps and buttons by counter, and those of the ticket button.
func wires(c configs.Config) (lamps, buttons map[int]string) {
	lamps, buttons = gpio.LampLines(&c.Setup), gpio.ButtonLines(&c.Setup)
	if c.Lamps.Chip == configs.Emulator {
		lamps, buttons = gpio.EmulatedLines(&c.Setup)
	}
	if c.Button.Line != "" {
		buttons[gpio.TicketButton] = c.Button.Line
	}
	if c.Button.Lamp != "" {
		lamps[gpio.TicketButton] = c.Button.Lamp
	}
	return lamps, buttons
}
