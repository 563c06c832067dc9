package ticketbutton_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/internal/ticketbutton"
	"bileter/kiosk/speech"
	"bileter/store"
)

// desk is an office that never closes, with a button that nobody hears and a clock that the test sets.
type desk struct {
	*ticketbutton.Button
	t       *testing.T
	now     time.Time
	problem string // of the printer
}

func open(t *testing.T) *desk {
	t.Helper()
	cfg, err := configs.Parse("office.toml", configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	var always queue.Hours
	for d := range always.Week {
		always.Week[d] = []queue.Span{{Open: 0, Close: 24 * 60}}
	}
	cfg.Setup.Hours = map[string]queue.Hours{"office": always}
	j, err := store.Open(filepath.Join(t.TempDir(), "journal.db"), cfg.Setup.Office, cfg.Setup.Node)
	if err != nil {
		t.Fatal(err)
	}
	o := office.New(office.Config{Setup: &cfg.Setup, Journal: j, Health: &health.Board{}, Synced: func() bool { return true }})
	if err := o.Load(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- o.Run(ctx) }()
	t.Cleanup(func() { stop(); <-end; j.Close() })
	d := &desk{t: t, now: time.Now()}
	d.Button = ticketbutton.New(ticketbutton.Config{
		Office: o, Service: "J1", Voice: speech.New(speech.None, 0), Printer: func() api.Printer { return api.Printer{Problem: d.problem} },
		Issued: func(id uint64) (i api.Issued, ok bool) { i.Ticket.ID = id; return i, true },
	})
	d.Now = func() time.Time { return d.now }
	return d
}

// press presses after a rest, and counts the tickets there are then.
func (d *desk) press(rest time.Duration) (n int) {
	d.now = d.now.Add(rest)
	d.Press(d.t.Context())
	d.Office.Read(func(s *queue.State) { n = len(s.Tickets) })
	return n
}

// known makes the fate of the last slip known; empty: it stays open.
func (d *desk) known(paper queue.Paper) {
	d.t.Helper()
	if paper == "" {
		return
	}
	var last uint64
	d.Office.Read(func(s *queue.State) {
		for id := range s.Tickets {
			last = max(last, id)
		}
	})
	if _, err := d.Office.Do(d.t.Context(), queue.Command{Actor: "printer", Do: queue.RecordPaper{Ticket: last, Paper: paper}}); err != nil {
		d.t.Fatal(err)
	}
}

// TestWhichPressCounts: not one that comes soon after another, and none before the last slip's fate is known or was waited
// for long enough.
func TestWhichPressCounts(t *testing.T) {
	d := open(t)
	for i, c := range []struct {
		rest  time.Duration
		paper queue.Paper // made known before the press; empty: nothing is
		want  int
	}{
		{0, "", 1},
		{time.Second, "", 1},              // the same hand
		{ticketbutton.DefaultRest, "", 1}, // its slip is not out
		{ticketbutton.DefaultRest, queue.PaperPrinted, 2},     // it is
		{ticketbutton.DefaultRest - 1, queue.PaperPrinted, 2}, // too soon, though it is
		{ticketbutton.DefaultRest, "", 3},                     //
		{ticketbutton.DefaultRest, "", 3},                     // its slip is not out
		{10 * time.Second, "", 4},                             // a printer that tells nothing
		{ticketbutton.DefaultRest, queue.PaperRefused, 5},     // there will be no slip
		{ticketbutton.DefaultRest + 10*time.Second, "", 6},    //
	} {
		d.known(c.paper)
		if got := d.press(c.rest); got != c.want {
			t.Fatalf("press %d: %d tickets, want %d", i, got, c.want)
		}
	}
	d.Rest = 0 // the control: without a rest the same hand gets the next as soon as the slip is out
	d.known(queue.PaperPrinted)
	if got := d.press(0); got != 7 {
		t.Errorf("%d tickets, want 7", got)
	}
}

// TestNoTicketHasAReason: without paper there is none, the lamp is dark, and the screen is told why for a while.
func TestNoTicketHasAReason(t *testing.T) {
	d := open(t)
	if d.Pressed() != nil || !d.Gives() || !d.Ready() {
		t.Error("nobody has pressed yet")
	}
	d.problem = "paper-out"
	if n := d.press(0); n != 0 || d.Gives() {
		t.Errorf("%d tickets without paper", n)
	}
	if p := d.Pressed(); p == nil || p.Issued != nil || p.Refused == nil || p.Refused.Code != api.CodeNoPaper || p.Refused.Text == "" {
		t.Errorf("got %+v", p)
	}
	d.problem = ""
	if n := d.press(ticketbutton.DefaultRest); n != 1 {
		t.Errorf("%d tickets with paper", n)
	}
	if p := d.Pressed(); p == nil || p.Refused != nil || p.Issued == nil {
		t.Errorf("got %+v", p)
	}
	d.now = d.now.Add(ticketbutton.Shown + 1)
	if p := d.Pressed(); p != nil {
		t.Errorf("long after: %+v", p)
	}
}
