package main

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bileter/display/gpio"
	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/queue"
	"bileter/internal/ticketbutton"
	"bileter/printer/emulator"
)

// mute lets nobody speak.
var mute = []string{"device          = \"default\"", "device          = \"none\""}

// pressing is a machine whose ticket button a test presses, on its emulated chip.
type pressing struct {
	*shop
	t *testing.T
}

func newPressing(t *testing.T, prepared func(*machine), oldnew ...string) *pressing {
	t.Helper()
	p := &pressing{workshop(t, prepared, append(slices.Clone(mute), oldnew...)...), t}
	eventually(t, "the printer is ready", func() bool { return p.m.printing.status().Problem == "" })
	eventually(t, "the button is read", func() bool { return p.m.hall.page.Hold("TICKET", 0) == nil })
	p.press("the first ticket", gpio.HoldFor, func() bool { return len(p.tickets()) == 1 })
	return p
}

// press presses until something is so: a machine that got no time for as long as a finger is down has heard nothing.
func (p *pressing) press(what string, hold time.Duration, ok func() bool) {
	p.t.Helper()
	for range 5 {
		if err := p.m.hall.page.Hold("TICKET", hold); err != nil {
			p.t.Fatal(err)
		}
		for end := time.Now().Add(hold + 4*time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if ok() {
				return
			}
		}
	}
	p.t.Fatalf("did not happen: %s", what)
}

// hammer is an impatient hand. It returns the longest time between two presses.
func (p *pressing) hammer() (slowest time.Duration) {
	p.t.Helper()
	last := time.Now()
	for range 12 {
		if err := p.m.hall.page.Press("TICKET"); err != nil {
			p.t.Fatal(err)
		}
		slowest = max(slowest, time.Since(last))
		last = time.Now()
		time.Sleep(300 * time.Millisecond)
	}
	return slowest
}

// tickets are those of the button, in order.
func (p *pressing) tickets() (ts []queue.Ticket) {
	p.m.office.Read(func(s *queue.State) {
		for _, t := range s.Tickets {
			ts = append(ts, *t)
		}
	})
	slices.SortFunc(ts, func(a, b queue.Ticket) int { return int(a.ID) - int(b.ID) })
	return ts
}

// rest waits until the button has rested and the last slip is out.
func (p *pressing) rest() {
	p.t.Helper()
	eventually(p.t, "a rest", p.m.ticketButton.Ready)
}

// seen is what the touch screen is told of the last press, on its own socket.
func (p *pressing) seen() api.Touch {
	p.t.Helper()
	o, err := api.DialUnix(p.m.data + "/" + socketName).Office(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return o.Touch
}

// TestPressGivesOneTicket: a press is a ticket on paper with an actor of its own, whoever hammers on the button gets no
// second, and the next person does.
func TestPressGivesOneTicket(t *testing.T) {
	p := newPressing(t, nil)
	first := p.tickets()[0]
	if first.Service != "J1" || first.Lang != "pl" {
		t.Errorf("got %+v", first)
	}
	p.rest()
	n := 1
	for {
		slowest := p.hammer()
		p.rest()
		got := len(p.tickets()) - n
		if n += got; got == 1 {
			break
		}
		if slowest < ticketbutton.DefaultRest-2*gpio.HoldFor {
			t.Fatalf("hammering gave %d tickets, want 1", got)
		}
		t.Logf("a rest of %v between two presses: the machine is too busy, once more", slowest)
	}
	n++
	p.press("the next person's, who holds it down", 2*time.Second, func() bool { return len(p.tickets()) == n })
	eventually(t, "a slip for each", func() bool { return len(p.m.printing.paper.Tickets()) == n })
	es, err := p.m.office.Events(1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, e := range es {
		if f, _ := e.Fact(); e.Kind == queue.EvIssued {
			if e.Actor != ticketbutton.Actor {
				t.Errorf("ticket %d by %q", e.Seq, e.Actor)
			}
			keys[f.(queue.Issued).Cmd] = true
		}
	}
	if len(keys) != n {
		t.Errorf("%d keys for %d presses", len(keys), n)
	}
}

// TestHammeringWouldCount is the control: where no rest is asked for, the same hand gets several.
func TestHammeringWouldCount(t *testing.T) {
	p := newPressing(t, func(m *machine) { m.ticketButton.Rest = 0 })
	p.hammer()
	if n := len(p.tickets()); n < 3 {
		t.Errorf("%d tickets: the other test proves nothing", n)
	}
}

// TestPressIsSeen: the screen is told of the ticket with its secret, strangers are told of the button alone.
func TestPressIsSeen(t *testing.T) {
	var later atomic.Int64 // in nanoseconds
	p := newPressing(t, func(m *machine) {
		m.ticketButton.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	v := p.seen()
	if v.Button == nil || v.Button.Name["de"] == "" || v.Pressed == nil || v.Pressed.Issued == nil || v.Pressed.Issued.Ticket.Token == "" || v.Pressed.Refused != nil {
		t.Fatalf("got %+v", v)
	}
	if n := v.Pressed.Issued.Ticket.Number; n != "J001" {
		t.Errorf("number %s", n)
	}
	o, err := api.NewClient(nil, p.m.doors.url()).Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if o.Touch.Pressed != nil || o.Touch.Button == nil {
		t.Errorf("a stranger sees %+v", o.Touch)
	}
	later.Store(int64(ticketbutton.Shown + time.Second))
	if v := p.seen(); v.Pressed != nil {
		t.Errorf("long after: %+v", v.Pressed)
	}
}

// TestPressRefused: without paper, and when the day is full, there is no ticket but a reason; the lamp in the button says so.
func TestPressRefused(t *testing.T) {
	p := newPressing(t, nil, "id           = \"J1\"\n", "id           = \"J1\"\ndaily_limit  = 2\n")
	lit := func() bool { return p.m.hall.lit()[gpio.TicketButton] }
	eventually(t, "its lamp is lit", lit)
	p.m.printing.paper.Set(emulator.PaperOut)
	eventually(t, "no paper", func() bool { return p.m.printing.status().Problem != "" })
	eventually(t, "its lamp is dark", func() bool { return !lit() })
	refused := func(code string) {
		t.Helper()
		p.rest()
		n := len(p.tickets())
		p.press("a refusal: "+code, gpio.HoldFor, func() bool { v := p.seen().Pressed; return v != nil && v.Refused != nil && v.Refused.Code == code })
		if got := p.seen().Pressed; got.Issued != nil || !strings.HasSuffix(got.Refused.Text, ".") || strings.Contains(got.Refused.Text, "?") {
			t.Errorf("got %+v", got.Refused)
		}
		if len(p.tickets()) != n {
			t.Error("a ticket all the same")
		}
	}
	refused(api.CodeNoPaper)
	p.m.printing.paper.Set(0)
	eventually(t, "its lamp is lit again", lit)
	p.rest()
	p.press("the second ticket", gpio.HoldFor, func() bool { return len(p.tickets()) == 2 })
	refused(string(queue.DayFull))
	eventually(t, "its lamp is dark", func() bool { return !lit() })
}

// TestTicketButtonIsTried: a technician's press is no client's.
func TestTicketButtonIsTried(t *testing.T) {
	p := newPressing(t, nil)
	if v := p.part(t, "button-0"); v.Value != "linia TICKET → bilet bez ekranu" {
		t.Errorf("got %+v", v)
	}
	p.rest()
	if _, err := p.Try(t.Context(), "button-0", "pl"); err != nil {
		t.Fatal(err)
	}
	p.press("it works", gpio.HoldFor, func() bool { return p.part(t, "button-0").Judged == "pass" })
	if n := len(p.tickets()); n != 1 {
		t.Errorf("%d tickets", n)
	}
	if r := p.Report("pl"); !strings.Contains(r, "Działa         Przycisk: bilet bez ekranu") {
		t.Error(r)
	}
	if _, err := p.Try(t.Context(), "lamp-0", "pl"); err != nil {
		t.Error(err)
	}
	if v := p.part(t, "ticket-service"); v.Value != "J1 Złóż pismo lub wniosek" {
		t.Errorf("got %+v", v)
	}
	if _, err := p.Choose(t.Context(), "ticket-service", "i1", "pl"); err == nil {
		t.Error("a page to read is taken")
	}
	if _, err := p.Choose(t.Context(), "ticket-service", "J2", "pl"); err != nil || p.part(t, "ticket-service").Value != "J2 Karta Dużej Rodziny" || !strings.Contains(p.drafted(t), `service = "J2"`) {
		t.Errorf("got %+v, %v", p.part(t, "ticket-service"), err)
	}
}

// TestTicketButtonStuck: it is told apart from counters' buttons.
func TestTicketButtonStuck(t *testing.T) {
	p := newPressing(t, nil)
	p.m.hall.page.Drive("TICKET", false)
	defer p.m.hall.page.LetGo("TICKET")
	stuck := func() bool {
		return slices.ContainsFunc(p.m.board.Warnings(), func(w health.Warning) bool { return w.Code == health.TicketStuck })
	}
	for end := time.Now().Add(gpio.StuckFor + 5*time.Second); !stuck(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a button that is held for ever is no warning")
		}
	}
	for _, w := range p.m.board.Warnings() {
		if w.Code == health.ButtonStuck {
			t.Errorf("got %+v", w)
		}
	}
}
