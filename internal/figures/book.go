package figures

import (
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"bileter/internal/queue"
)

// Book is the days of a journal. It reads what is new when somebody looks, so it costs nothing while nobody does.
type Book struct {
	// Events returns up to limit events of the journal, from sequence number from on; none after the last.
	Events func(from uint64, limit int) ([]queue.Event, error)

	mu     sync.Mutex // protects what follows
	seq    uint64     // of the last event read
	days   []*Day     // in the order in which they began
	visits map[uint64]*visit
	helps  map[uint64]time.Time // requests that nobody has answered: when they were made
}

// batch is how many events are read at once.
const batch = 1000

// visit is a ticket that has not ended.
type visit struct {
	letter, service string
	priority        bool
	counter         int // where it is or was last
	state           queue.TicketState
	issued, entered time.Time
	called          time.Time // last, or when the transaction began that needed no call
	hour            int       // of entered
	forecast        *queue.Forecast
	told            bool // its wait is counted, or it has none
	doubt           bool // the clock was not to be trusted: its times are none
}

// Read calls f with all days, the oldest first; f keeps nothing of them.
func (b *Book) Read(f func(days []*Day)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		events, err := b.Events(b.seq+1, batch)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			f(b.days)
			return nil
		}
		for i, f := range facts(events) {
			b.add(events[i], f)
		}
	}
}

// share is how many events one processor reads at least: it takes longer than to ask another to help.
const share = 100

// facts reads what events say, nil where that is not known. Nearly all the time of a first look goes into this, so all
// processors help.
func facts(events []queue.Event) []queue.Fact {
	fs := make([]queue.Fact, len(events))
	part := max(share, (len(events)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for from := 0; from < len(events); from += part {
		wg.Go(func() {
			for i := from; i < min(from+part, len(events)); i++ {
				if f, ok := events[i].Fact(); ok {
					fs[i] = f
				}
			}
		})
	}
	wg.Wait()
	return fs
}

// today is the day that is not closed; nil before the first.
func (b *Book) today() *Day {
	if len(b.days) == 0 {
		return nil
	}
	return b.days[len(b.days)-1]
}

// add counts one event, and what it says.
func (b *Book) add(e queue.Event, f queue.Fact) {
	b.seq = e.Seq
	switch f := f.(type) {
	case nil:
		return
	case queue.DayOpened:
		b.open(e, f)
		return
	case queue.DayDated:
		b.date(f)
		return
	}
	d := b.today()
	if d == nil {
		return
	}
	switch f := f.(type) {
	case queue.Issued:
		b.issue(d, e, f)
	case queue.Called:
		b.call(d, e, f)
	case queue.Recalled:
		if v := b.visit(f.Ticket, e); v != nil {
			v.called = e.At
		}
	case queue.Finished:
		b.finish(d, e, f.Ticket, func(r *Row) { r.Done++; r.Matters++ })
	case queue.Continued:
		b.goOn(d, e, f)
	case queue.Transferred:
		b.transfer(d, e, f)
	case queue.NoShow:
		if v := b.visit(f.Ticket, e); v != nil {
			v.state = queue.NoShowState
			d.count(v, func(r *Row) { r.NoShow++ })
		}
	case queue.Parked:
		if v := b.visit(f.Ticket, e); v != nil {
			v.wait(d)
			v.state = queue.ParkedState
		}
	case queue.Returned:
		b.restore(d, e, f)
	case queue.Cancelled:
		if v := b.visit(f.Ticket, e); v != nil {
			v.found(d)
		}
		b.cancel(d, e, f.Ticket)
	case queue.NeedsSet:
		if v := b.visit(f.Ticket, e); v != nil && v.priority != f.Priority {
			v.priority = f.Priority
			d.Priority.Visits += map[bool]int{true: 1, false: -1}[f.Priority]
		}
	case queue.Expired:
		b.expire(d, e, f)
	default:
		b.addOther(d, e, f)
	}
}

// addOther counts what is no visit's.
func (b *Book) addOther(d *Day, e queue.Event, f queue.Fact) {
	switch f := f.(type) {
	case queue.HelpRequested:
		d.Asked++
		if !e.Doubt {
			b.helps[e.Seq] = e.At
		}
	case queue.HelpTaken:
		b.answer(d, e, f.Help)
	case queue.HelpCame:
		b.answer(d, e, f.Help)
	case queue.HelpEnded:
		delete(b.helps, f.Help)
	case queue.Printed:
		d.paper(f)
	case queue.RollMarked:
		if f.Mark == queue.RollOut {
			d.Rolls++
		}
	case queue.Fault:
		switch _, on := d.standing[f.Code]; {
		case f.On && !on:
			d.standing[f.Code] = f.Since
		case !f.On:
			d.over(f.Code, e.At)
		}
	}
}

func (b *Book) open(e queue.Event, f queue.DayOpened) {
	next := newDay(f.Day, f.East)
	if last := b.today(); last != nil {
		next.standing = last.end(e.At)
		maps.DeleteFunc(b.visits, func(_ uint64, v *visit) bool { return v.state == queue.CancelState })
	} else {
		b.visits, b.helps = map[uint64]*visit{}, map[uint64]time.Time{}
	}
	b.days = append(b.days, next)
}

// date gives a day that a wrong clock opened its right date.
func (b *Book) date(f queue.DayDated) {
	if d := b.today(); d != nil {
		d.Date, d.East = f.Day, f.East
	}
}

// visit is the ticket of an event.
func (b *Book) visit(ticket uint64, e queue.Event) *visit {
	v := b.visits[ticket]
	if v != nil && e.Doubt {
		v.doubt = true
	}
	return v
}

func (b *Book) issue(d *Day, e queue.Event, f queue.Issued) {
	v := &visit{letter: f.Letter, service: f.Service, priority: f.Priority, state: queue.Waiting, issued: e.At, entered: e.At, forecast: f.Forecast, doubt: e.Doubt}
	if f.Slot != nil && f.Slot.Enter.After(e.At) {
		v.entered = f.Slot.Enter
	}
	v.hour = d.hour(v.entered)
	b.visits[e.Seq] = v
	d.count(v, func(r *Row) { r.Visits++ })
}

func (b *Book) call(d *Day, e queue.Event, f queue.Called) {
	v := b.visit(f.Ticket, e)
	if v == nil {
		return
	}
	if v.forecast != nil && v.called.IsZero() && !v.entered.After(v.issued) && !e.Doubt {
		d.Forecast.Add(*v.forecast, e.At.Sub(v.issued))
	}
	v.state, v.counter, v.called = queue.CalledState, f.Counter, e.At
}

// finish ends a visit.
func (b *Book) finish(d *Day, e queue.Event, ticket uint64, how func(*Row)) {
	v := b.visit(ticket, e)
	if v == nil {
		return
	}
	if v.state.AtCounter() {
		v.wait(d)
		v.time(d, e)
	}
	d.count(v, how)
	delete(b.visits, ticket)
}

func (b *Book) goOn(d *Day, e queue.Event, f queue.Continued) {
	v := b.visit(f.Ticket, e)
	if v == nil {
		return
	}
	v.wait(d)
	v.time(d, e)
	d.count(v, func(r *Row) { r.Matters++ })
	v.service, v.called, v.told = f.Service, e.At, true
}

func (b *Book) transfer(d *Day, e queue.Event, f queue.Transferred) {
	v := b.visit(f.Ticket, e)
	if v == nil {
		return
	}
	v.found(d)
	if f.Counter != 0 && v.state.AtCounter() {
		v.wait(d)
		v.time(d, e)
		d.count(v, func(r *Row) { r.Matters++ })
		v.entered, v.hour, v.told = e.At, d.hour(e.At), false
	}
	v.service, v.counter, v.state = f.Service, 0, queue.Waiting
}

// cancel ends a visit that may come back: for a minute the assistant can take it back.
func (b *Book) cancel(d *Day, e queue.Event, ticket uint64) {
	v := b.visit(ticket, e)
	b.finish(d, e, ticket, func(r *Row) { r.Cancelled++ })
	if v != nil {
		v.state = queue.CancelState
		b.visits[ticket] = v
	}
}

func (b *Book) restore(d *Day, e queue.Event, f queue.Returned) {
	v := b.visit(f.Ticket, e)
	if v == nil {
		return
	}
	if v.found(d) && !f.Keep {
		v.entered, v.hour = e.At, d.hour(e.At)
	}
	v.state = queue.Waiting
}

func (b *Book) expire(d *Day, e queue.Event, f queue.Expired) {
	if v := b.visits[f.Ticket]; v != nil && v.state == queue.NoShowState { // is counted as that
		delete(b.visits, f.Ticket)
		return
	}
	b.finish(d, e, f.Ticket, func(r *Row) { r.Expired++ })
}

func (b *Book) answer(d *Day, e queue.Event, help uint64) {
	if asked, open := b.helps[help]; open && !e.Doubt {
		d.Answers = append(d.Answers, max(0, int(e.At.Sub(asked).Seconds())))
	}
	delete(b.helps, help)
}

// wait counts how long a client had to wait who has come to a counter, once.
func (v *visit) wait(d *Day) {
	if v.told || !v.state.AtCounter() {
		return
	}
	v.told = true
	if sec := max(0, int(v.called.Sub(v.entered).Seconds())); !v.doubt {
		d.count(v, func(r *Row) { r.Waits = append(r.Waits, sec) })
	}
}

// time counts how long a transaction lasted.
func (v *visit) time(d *Day, e queue.Event) {
	if sec := max(0, int(e.At.Sub(v.called).Seconds())); !v.doubt {
		d.count(v, func(r *Row) { r.Times = append(r.Times, sec) })
	}
}

// found takes back that nobody came, or that the visit was given up; true: the former.
func (v *visit) found(d *Day) bool {
	if v.state == queue.CancelState {
		d.count(v, func(r *Row) { r.Cancelled-- })
	}
	if v.state != queue.NoShowState {
		return false
	}
	d.count(v, func(r *Row) { r.NoShow-- })
	return true
}

// paper counts a ticket's paper; a doubt that is cleared was none.
func (d *Day) paper(f queue.Printed) {
	if d.doubts[f.Ticket] {
		d.Doubt--
		delete(d.doubts, f.Ticket)
	}
	switch f.Paper {
	case queue.PaperPrinted:
		d.Printed++
	case queue.PaperRefused:
		d.Refused++
	case queue.PaperDoubt:
		d.Doubt++
		d.doubts[f.Ticket] = true
	}
}

// Find returns the day of a date; nil where there is none. Where a clock went back and two days had one date, it is the
// later.
func Find(days []*Day, date string) *Day {
	for _, d := range slices.Backward(days) {
		if d.Date == date {
			return d
		}
	}
	return nil
}
