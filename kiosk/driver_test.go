package kiosk_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/kiosk"
)

// counterpart is an office that answers as it is told to.
type counterpart struct {
	mu     sync.Mutex
	down   bool
	hang   bool // Issue answers only when given up
	refuse *api.Error
	deaf   int // so many Issues are done, and their answers lost
	paper  queue.Paper
	keys   []string
	asked  int
	codes  []string      // of visits
	slips  []string      // key, kind, service and language of each
	lists  []queue.Paper // answers to come; none: printed
}

func (c *counterpart) Office(context.Context) (api.Office, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.down {
		return api.Office{}, errors.New("connection refused")
	}
	o := townHall()
	o.Now = time.Now().In(warsaw)
	return o, nil
}

func (c *counterpart) Issue(ctx context.Context, key string, o api.Issue) (api.Issued, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys = append(c.keys, key)
	if c.hang {
		c.mu.Unlock()
		<-ctx.Done()
		c.mu.Lock()
		return api.Issued{}, ctx.Err()
	}
	if c.deaf > 0 || c.down {
		c.deaf--
		return api.Issued{}, io.ErrUnexpectedEOF
	}
	if c.refuse != nil {
		return api.Issued{}, c.refuse
	}
	return issued("P027", o.Service, queue.PaperPending), nil
}

func (c *counterpart) CheckIn(ctx context.Context, key string, in api.CheckIn) (api.Issued, error) {
	c.mu.Lock()
	c.codes = append(c.codes, in.Code)
	c.mu.Unlock()
	return c.Issue(ctx, key, api.Issue{Service: "P1", Lang: in.Lang})
}

func (c *counterpart) Slip(_ context.Context, key string, s api.Slip) (api.SlipDone, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slips = append(c.slips, strings.Join([]string{key, s.Kind, s.Service, s.Lang}, " "))
	if len(c.lists) == 0 {
		return api.SlipDone{Paper: queue.PaperPrinted}, nil
	}
	p := c.lists[0]
	c.lists = c.lists[1:]
	if p == "" {
		return api.SlipDone{}, io.ErrUnexpectedEOF
	}
	return api.SlipDone{Paper: p}, nil
}

func (c *counterpart) Cancel(context.Context, string, uint64) (api.Done, error) {
	return api.Done{}, nil
}

func (c *counterpart) AskHelp(_ context.Context, _ string, v api.AskHelp) (api.Helped, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuse != nil {
		return api.Helped{}, c.refuse
	}
	return api.Helped{Version: 9, Help: api.Help{ID: 5, Kind: v.Kind, From: "screen", State: queue.HelpAsked}}, nil
}

func (c *counterpart) Help(_ context.Context, _ string, id uint64, verb string, _ any) (api.Helped, error) {
	if id != 5 || verb != "withdraw" {
		return api.Helped{}, &api.Error{Code: "no-such-help"}
	}
	return api.Helped{}, nil
}

func (c *counterpart) Ticket(_ context.Context, id uint64) (api.Ticket, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return api.Ticket{ID: id, Paper: c.paper}, nil
}

func (c *counterpart) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// count tells how often the office was asked, and with which keys.
func (c *counterpart) count() (asked int, keys []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked, slices.Clone(c.keys)
}

// glass is the one goroutine on which the screen lives.
type glass struct {
	t      *testing.T
	d      *kiosk.Driver
	todo   chan func()
	mu     sync.Mutex // protects views
	views  []kiosk.View
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// light starts a driver within a synctest bubble. off must be called.
func light(t *testing.T, o kiosk.Office) *glass { return lightWith(t, o, nil) }

func lightWith(t *testing.T, o kiosk.Office, kept kiosk.Memory) *glass {
	g := &glass{t: t, todo: make(chan func(), 1000)}
	g.d = kiosk.NewDriver(o, kiosk.New(kiosk.Config{}), func(f func()) { g.todo <- f }, g.show)
	g.d.Memory = kept
	g.d.Log = slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	g.cancel = cancel
	g.done.Go(func() {
		if err := g.d.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
		close(g.todo)
	})
	g.done.Go(func() {
		for f := range g.todo {
			f()
		}
	})
	g.sleep(500 * time.Millisecond)
	return g
}

func (g *glass) show(v kiosk.View) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.views = append(g.views, v)
}

func (g *glass) seen() []kiosk.View {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.views)
}

func (g *glass) sleep(d time.Duration) {
	time.Sleep(d) // of the bubble's clock
	synctest.Wait()
}

func (g *glass) off() {
	g.cancel()
	g.done.Wait()
}

// tap sends inputs from the screen's goroutine, half a second apart.
func (g *glass) tap(ins ...kiosk.Input) {
	for _, in := range ins {
		g.todo <- func() { g.d.Send(in) }
		g.sleep(500 * time.Millisecond)
	}
}

func (g *glass) want(s kiosk.Screen) kiosk.View {
	g.t.Helper()
	vs := g.seen()
	v := vs[len(vs)-1]
	if v.Screen != s {
		g.t.Fatalf("screen = %q, want %q", v.Screen, s)
	}
	return v
}

func (g *glass) order() {
	g.tap(kiosk.TapGroup{Letter: "P"}, kiosk.TapService{ID: "P1"}, kiosk.TakeTicket{Service: "P1"})
}

func TestDriverFirstFrameAndRecovery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &counterpart{down: true}
		g := light(t, o)
		defer g.off()
		if v := g.seen()[0]; v.Screen != kiosk.NoOffice {
			t.Fatalf("first frame = %q", v.Screen)
		}
		g.sleep(time.Minute)
		g.want(kiosk.NoOffice)
		o.set(func() { o.down = false })
		g.sleep(1100 * time.Millisecond)
		g.want(kiosk.Home)
		o.set(func() { o.down = true })
		g.sleep(5 * time.Second)
		g.want(kiosk.NoOffice)
		o.set(func() { o.down = false })
		g.sleep(1100 * time.Millisecond)
		g.want(kiosk.Home)
		n := len(g.seen())
		g.sleep(20 * time.Second)
		if more := len(g.seen()) - n; more > 2 { // the clock's minute
			t.Errorf("%d pictures of a home screen that does not change", more)
		}
	})
}

func TestDriverTicketAndPaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &counterpart{paper: queue.PaperPending}
		g := light(t, o)
		defer g.off()
		asked, _ := o.count()
		g.order()
		if v := g.want(kiosk.Ticket); v.Ticket.Number != "P027" || v.Ticket.Paper != kiosk.PaperComing {
			t.Errorf("ticket %+v", v.Ticket)
		}
		if now, _ := o.count(); now <= asked+1 {
			t.Error("the office is not asked again after a ticket")
		}
		o.set(func() { o.paper = queue.PaperPrinted })
		g.sleep(500 * time.Millisecond)
		if v := g.want(kiosk.Ticket); v.Ticket.Paper != kiosk.PaperOut {
			t.Errorf("paper = %q", v.Ticket.Paper)
		}
		g.sleep(11 * time.Second)
		g.want(kiosk.Home)
	})
}

func TestDriverRepeatsWithOneKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &counterpart{deaf: 3}
		g := light(t, o)
		defer g.off()
		g.order()
		g.sleep(3 * time.Second)
		g.want(kiosk.Ticket)
		_, keys := o.count()
		if len(keys) != 4 {
			t.Fatalf("tries = %d, want 4", len(keys))
		}
		for _, k := range keys {
			if k != keys[0] {
				t.Fatalf("keys %q", keys)
			}
		}
	})
}

func TestDriverGivesUpOnAHangingOffice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &counterpart{hang: true}
		g := light(t, o)
		defer g.off()
		g.order()
		g.sleep(19 * time.Second)
		g.want(kiosk.Issuing)
		g.sleep(1 * time.Second)
		g.want(kiosk.Sorry)
		_, before := o.count()
		g.sleep(10 * time.Second)
		if _, after := o.count(); len(after) != len(before) || len(before) < 3 || len(before) > 5 {
			t.Errorf("%d tries, then %d", len(before), len(after))
		}
	})
}

func TestDriverRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &counterpart{refuse: &api.Error{Code: string(queue.NumbersUsedUp)}}
		g := light(t, o)
		defer g.off()
		g.order()
		v := g.want(kiosk.Sorry)
		if _, keys := o.count(); v.Notice.Action != nil || len(keys) != 1 {
			t.Errorf("%+v after %d tries", v.Notice, len(keys))
		}
	})
}

func TestDriverEndsDuringARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := light(t, &counterpart{hang: true})
		g.order()
		g.off() // returns only when everything started has ended; synctest fails on what is left
	})
}

func TestDriverDoesNotFloodABusyScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := light(t, &counterpart{})
		defer g.off()
		free := make(chan struct{})
		g.todo <- func() { <-free }
		g.sleep(10 * time.Second)
		if n := len(g.todo); n > 12 { // ten answers of the office, one tick
			t.Errorf("%d things wait for the screen", n)
		}
		close(free)
		g.sleep(time.Second)
	})
}
