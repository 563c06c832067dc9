package kiosk

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// Office is what a session needs of the office.
type Office interface {
	// Office tells what there is to choose and how things stand.
	Office(ctx context.Context) (api.Office, error)
	// Issue asks for a ticket; a repetition with the same key is the same wish. A refusal is an *api.Error.
	Issue(ctx context.Context, key string, order api.Issue) (api.Issued, error)
	// CheckIn asks for the ticket of a booked visit, as Issue does.
	CheckIn(ctx context.Context, key string, in api.CheckIn) (api.Issued, error)
	// Slip prints what is no ticket, once for a key.
	Slip(ctx context.Context, key string, s api.Slip) (api.SlipDone, error)
	// Cancel gives a ticket back; a repetition with the same key is the same wish.
	Cancel(ctx context.Context, key string, id uint64) (api.Done, error)
	// AskHelp asks for somebody to come; a repetition with the same key is the same wish. A refusal is an *api.Error.
	AskHelp(ctx context.Context, key string, v api.AskHelp) (api.Helped, error)
	// Help sends a command about a request for help: withdraw, with no body.
	Help(ctx context.Context, key string, id uint64, verb string, body any) (api.Helped, error)
	// Ticket tells how a ticket stands.
	Ticket(ctx context.Context, id uint64) (api.Ticket, error)
}

// Pace of the Driver, and how long it waits for one answer.
const (
	tickEvery   = 200 * time.Millisecond
	pollEvery   = time.Second
	paperEvery  = 250 * time.Millisecond
	answerSoon  = 3 * time.Second // a question
	answerIssue = 5 * time.Second // a commit to a slow disk is part of it
)

// Memory keeps a Memo over the end of this process. It need not survive a power cut.
type Memory interface {
	Keep(Memo) error
	Forget() error
	// Recall returns what was kept; ok is false when there is nothing.
	Recall() (m Memo, ok bool)
}

// resumeWithin is how old a Memo may be: longer, and the client has gone.
const resumeWithin = 45 * time.Second

// Driver brings a Machine together with the office, the clock and something that draws.
// The Machine is used only in functions given to post, and in Send.
type Driver struct {
	Log *slog.Logger // nil: slog.Default()
	Now func() time.Time
	// Memory is where a request is noted before it is sent; nil: nowhere.
	Memory Memory
	// Speaker is who speaks in the spoken mode; nil: nobody.
	Speaker Speaker

	office  Office
	machine *Machine
	post    func(func())
	show    func(View)

	last    View // shown last; touched only where the Machine is
	effects chan Effect
	again   chan struct{} // ask the office now
}

// NewDriver makes a driver. post runs a function where the screen may be changed, at once or later, one
// at a time and in order (fyne.Do); show draws a View there.
func NewDriver(office Office, machine *Machine, post func(func()), show func(View)) *Driver {
	return &Driver{
		office: office, machine: machine, post: post, show: show, Now: time.Now,
		effects: make(chan Effect, 64), again: make(chan struct{}, 1),
	}
}

// Send hands in what a finger did. It is called where show is called.
func (d *Driver) Send(in Input) {
	for _, e := range d.machine.Do(d.Now(), in) {
		if d.speak(e) {
			continue
		}
		select {
		case d.effects <- e:
		default: // Run is not running, or 64 wishes behind: a request is told to have failed and comes again
			d.log().Warn("the screen's requests pile up")
			switch e := e.(type) {
			case StartIssue:
				d.machine.Do(d.Now(), IssueFailed{Key: e.Key})
			case AskHelp:
				d.machine.Do(d.Now(), HelpFailed{Key: e.Key})
			}
		}
	}
	if v := d.machine.View(); !reflect.DeepEqual(v, d.last) {
		d.last = v
		d.show(v)
	}
}

// speak hands speech on; it is not put in a row behind requests.
func (d *Driver) speak(e Effect) bool {
	switch v := e.(type) {
	case Say:
		if d.Speaker != nil {
			d.Speaker.Say(v)
		}
	case Hush:
		if d.Speaker != nil {
			d.Speaker.Hush()
		}
	default:
		return false
	}
	return true
}

// Run keeps the screen alive until ctx ends, waits for what it has started and returns nil.
func (d *Driver) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	d.post(func() { d.Send(Tick{}) })
	d.recall()
	wg.Go(func() { d.poll(ctx) })
	wg.Go(func() { d.tick(ctx) })

	flying := map[string]context.CancelFunc{}
	stopWatch := func() {}
	for {
		select {
		case <-ctx.Done():
			stopWatch()
			for _, stop := range flying {
				stop()
			}
			return nil
		case e := <-d.effects:
			switch v := e.(type) {
			case StartIssue:
				d.keep(v)
				if stop := flying[v.Key]; stop != nil {
					stop()
				}
				c, stop := context.WithTimeout(ctx, answerIssue)
				clear(flying) // one wish at a time: an earlier key has ended or was stopped
				flying[v.Key] = stop
				wg.Go(func() { defer stop(); d.issue(c, v) })
			case StopIssue:
				if stop := flying[v.Key]; stop != nil {
					stop()
				}
			case StartList:
				wg.Go(func() { d.list(ctx, v) })
			case Cancel:
				wg.Go(func() { d.cancel(ctx, v) })
			case AskHelp:
				wg.Go(func() { d.askHelp(ctx, v) })
			case StopHelp:
				wg.Go(func() { d.stopHelp(ctx, v) })
			case WatchPaper:
				stopWatch()
				var c context.Context
				c, stopWatch = context.WithCancel(ctx)
				wg.Go(func() { d.watch(c, v.Ticket) })
			case StopWatch:
				stopWatch()
			case Forget:
				d.forget()
			}
		}
	}
}

func (d *Driver) recall() {
	if d.Memory == nil {
		return
	}
	m, ok := d.Memory.Recall()
	if age := d.Now().Sub(m.At); ok && age >= 0 && age < resumeWithin {
		d.log().Info("going on with a request that an earlier window left", "service", m.Service)
		d.post(func() { d.Send(Resume{m}) })
	}
}

// keep notes a request before it is sent.
func (d *Driver) keep(s StartIssue) {
	if d.Memory == nil {
		return
	}
	if err := d.Memory.Keep(Memo{Key: s.Key, Service: s.Order.Service, Code: s.Code, Lang: s.Order.Lang, Phone: s.Order.NoPaper, Large: s.Order.Large, Need: s.need, Spoken: s.Spoken, At: d.Now()}); err != nil {
		d.log().Warn("a request is not noted", "err", err)
	}
}

func (d *Driver) forget() {
	if d.Memory == nil {
		return
	}
	if err := d.Memory.Forget(); err != nil {
		d.log().Warn("a request that is over is still noted", "err", err)
	}
}

func (d *Driver) issue(ctx context.Context, s StartIssue) {
	var issued api.Issued
	var err error
	if s.Code != "" {
		issued, err = d.office.CheckIn(ctx, s.Key, api.CheckIn{Code: s.Code, Lang: s.Order.Lang, NoPaper: s.Order.NoPaper, Large: s.Order.Large})
	} else {
		issued, err = d.office.Issue(ctx, s.Key, s.Order)
	}
	if err == nil {
		d.post(func() { d.Send(IssueDone{s.Key, issued}) })
	} else {
		d.log().Warn("a request for a ticket failed", "service", s.Order.Service, "err", err)
		failed := IssueFailed{Key: s.Key}
		errors.As(err, &failed.Err)
		d.post(func() { d.Send(failed) })
	}
	select {
	case d.again <- struct{}{}:
	default:
	}
}

// list prints what to bring. While its fate is open the same request is sent again.
func (d *Driver) list(ctx context.Context, v StartList) {
	ok := false
	for range 3 {
		c, stop := context.WithTimeout(ctx, answerIssue)
		done, err := d.office.Slip(c, v.Key, api.Slip{Kind: api.SlipChecklist, Service: v.Service, Lang: v.Lang})
		stop()
		var refused *api.Error
		if ok = err == nil && done.Paper == queue.PaperPrinted; ok || ctx.Err() != nil || errors.As(err, &refused) || err == nil && !done.Paper.Open() {
			if !ok {
				d.log().Warn("a list is not printed", "service", v.Service, "paper", done.Paper, "problem", done.Problem, "err", err)
			}
			break
		}
	}
	d.post(func() { d.Send(ListDone{v.Key, ok}) })
}

// twice sends a request, and once more where there was no answer.
func twice(ctx context.Context, send func(context.Context) error) (err error) {
	for range 2 {
		c, stop := context.WithTimeout(ctx, answerIssue)
		err = send(c)
		stop()
		var refused *api.Error
		if err == nil || errors.As(err, &refused) {
			break
		}
	}
	return err
}

func (d *Driver) askHelp(ctx context.Context, v AskHelp) {
	var helped api.Helped
	err := twice(ctx, func(ctx context.Context) (err error) { helped, err = d.office.AskHelp(ctx, v.Key, v.Ask); return err })
	if err == nil {
		d.post(func() { d.Send(HelpDone{v.Key, helped}) })
		return
	}
	d.log().Warn("a request for help failed", "kind", v.Ask.Kind, "err", err)
	failed := HelpFailed{Key: v.Key}
	errors.As(err, &failed.Err)
	d.post(func() { d.Send(failed) })
}

func (d *Driver) stopHelp(ctx context.Context, v StopHelp) {
	err := twice(ctx, func(ctx context.Context) error {
		_, err := d.office.Help(ctx, v.Key, v.ID, "withdraw", nil)
		return err
	})
	if err != nil {
		d.log().Warn("a request for help is not withdrawn", "help", v.ID, "err", err)
	}
	d.post(func() { d.Send(HelpLeft{v.ID, err == nil}) })
}

// cancel gives a ticket back.
func (d *Driver) cancel(ctx context.Context, v Cancel) {
	err := twice(ctx, func(ctx context.Context) error { _, err := d.office.Cancel(ctx, v.Key, v.Ticket); return err })
	if err != nil {
		d.log().Warn("a ticket is not given back", "ticket", v.Ticket, "err", err)
	}
	d.post(func() { d.Send(UndoDone{v.Ticket, err == nil}) })
}

func (d *Driver) watch(ctx context.Context, ticket uint64) {
	every := time.NewTicker(paperEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		c, stop := context.WithTimeout(ctx, answerSoon)
		t, err := d.office.Ticket(c, ticket)
		stop()
		if err == nil && !t.Paper.Open() {
			d.post(func() { d.Send(PaperKnown{ticket, t.Paper}) })
			return
		}
	}
}

// poll asks the office how things stand, for as long as the screen lives.
func (d *Driver) poll(ctx context.Context) {
	every := time.NewTicker(pollEvery)
	defer every.Stop()
	up := true
	for {
		c, stop := context.WithTimeout(ctx, answerSoon)
		o, err := d.office.Office(c)
		stop()
		if ctx.Err() != nil {
			return
		}
		if (err == nil) != up {
			up = err == nil
			d.log().Info("the office answers the screen", "up", up, "err", err)
		}
		if err != nil {
			d.post(func() { d.Send(OfficeLost{}) })
		} else {
			d.post(func() { d.Send(OfficeKnown{o.Shown()}) })
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		case <-d.again:
		}
	}
}

// tick never has two ticks wait: a screen that is busy must not be flooded.
func (d *Driver) tick(ctx context.Context) {
	every := time.NewTicker(tickEvery)
	defer every.Stop()
	var waiting atomic.Bool
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			if waiting.CompareAndSwap(false, true) {
				d.post(func() {
					waiting.Store(false)
					d.Send(Tick{})
				})
			}
		}
	}
}

func (d *Driver) log() *slog.Logger {
	if d.Log != nil {
		return d.Log
	}
	return slog.Default()
}
