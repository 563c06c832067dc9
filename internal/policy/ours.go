package policy

import (
	"fmt"
	"time"

	"bileter/internal/queue"
)

// Ours is the office's own queue, event by event, over as many days as it is played.
type Ours struct {
	State *queue.State
	// Do has a command done elsewhere, such as by a whole office; nil: by State.
	Do func(queue.Command) (queue.Answer, error)

	label   string
	rules   func(*queue.Rules)
	sh      *Shape
	setup   *queue.Setup
	away    []missed
	opens   time.Time
	clients map[uint64]*Client
	ids     int
}

// NewOurs returns an office at the beginning of its journal.
func NewOurs() *Ours {
	return &Ours{State: queue.NewState(queue.Origin{Office: "play", Node: "play", Incarnation: "1"})}
}

// Variant is NewOurs with some rules of its own.
func Variant(label string, rules func(*queue.Rules)) *Ours {
	o := NewOurs()
	o.label, o.rules = ", "+label, rules
	return o
}

// missed is a ticket that staff will put back in line: its holder asks at the information point.
type missed struct {
	ticket uint64
	at     time.Duration
}

// Name implements Policy.
func (o *Ours) Name() string { return "Bileter" + o.label }

// firstDay is a Monday; every day of a play is a working day of its set-up.
var firstDay = time.Date(2026, 5, 18, 8, 0, 0, 0, time.UTC)

// Begin implements Policy.
func (o *Ours) Begin(day int, sh *Shape, cs []*Client) {
	setup := *sh.Setup
	if o.rules != nil {
		o.rules(&setup.Rules)
	}
	o.sh, o.setup, o.away, o.opens, o.clients = sh, &setup, nil, firstDay.AddDate(0, 0, day), map[uint64]*Client{}
	o.must(queue.Tick{}, 0)
	for i := range sh.Setup.Counters {
		n := sh.Setup.Counters[i].N
		if o.State.Desk(n).Open {
			o.must(queue.CloseCounter{Counter: n}, 0)
		}
	}
	for _, c := range cs {
		if c.Class == Booked {
			o.must(queue.Book{Code: code(c), Service: c.Service, At: o.opens.Add(c.Slot)}, 0)
		}
	}
}

func code(c *Client) string { return fmt.Sprintf("%06d", c.ID) }

// do sends a command as the office would.
func (o *Ours) do(v queue.Verb, at time.Duration) (queue.Answer, error) {
	o.ids++
	c := queue.Command{ID: fmt.Sprint(o.ids), At: o.opens.Add(at).Truncate(time.Microsecond), Actor: "play", Do: v}
	if o.Do != nil {
		return o.Do(c)
	}
	facts, err := queue.Decide(o.State, o.setup, c)
	if err != nil {
		return queue.Answer{}, err
	}
	for _, f := range facts {
		e := queue.NewEvent(f, c.At, 0, false, c.Actor)
		e.Seq, e.Prev = o.State.Version+1, o.State.Head
		o.State.Apply(e)
	}
	return queue.AnswerTo(o.State, c, facts), nil
}

func (o *Ours) must(v queue.Verb, at time.Duration) queue.Answer {
	a, err := o.do(v, at)
	if err != nil {
		panic(fmt.Sprintf("%T%+v: %v", v, v, err)) // the play itself is wrong
	}
	return a
}

// Staff implements Policy.
func (o *Ours) Staff(counter int, open bool, at time.Duration) {
	if open {
		o.must(queue.OpenCounter{Counter: counter}, at)
		return
	}
	v := queue.CloseCounter{Counter: counter}
	for back := at; back < at+2*time.Hour; back += time.Minute { // a clerk who goes to lunch says until when
		if o.sh.Staffed(counter, back) {
			v.Back = o.opens.Add(back)
			break
		}
	}
	o.must(v, at)
}

const token = "0123456789abcdefghijkl"

// Arrive implements Policy.
func (o *Ours) Arrive(c *Client, at time.Duration) Estimate {
	var v queue.Verb = queue.Issue{Service: c.Service, Lang: "pl", Token: token, Priority: c.Class == Priority}
	if c.Class == Booked {
		v = queue.CheckIn{Code: code(c), Lang: "pl", Token: token}
	}
	a := o.must(v, at)
	o.clients[a.Ticket.ID] = c
	f := a.Ticket.Forecast
	if f == nil {
		return Estimate{}
	}
	r := f.Range()
	return Estimate{Known: true, Expect: time.Duration(f.Expect) * time.Second,
		Low: time.Duration(r.Min) * time.Minute, High: time.Duration(r.Max) * time.Minute}
}

// Next implements Policy.
func (o *Ours) Next(counter int, at time.Duration) *Client {
	a := o.must(queue.Next{Counter: counter}, at)
	if a.Ticket == nil {
		return nil
	}
	return o.clients[a.Ticket.ID]
}

// Done implements Policy.
func (o *Ours) Done(counter int, c *Client, came bool, at time.Duration) {
	if came {
		o.must(queue.Finish{Counter: counter}, at)
		return
	}
	a := o.must(queue.MissedCall{Counter: counter}, at)
	if c.Back && a.Ticket.Again.IsZero() {
		o.away = append(o.away, missed{a.Ticket.ID, at + comesBack})
	}
}

// Tick implements Policy.
func (o *Ours) Tick(at time.Duration) {
	o.must(queue.Tick{}, at)
	for len(o.away) > 0 && o.away[0].at <= at {
		o.must(queue.Return{Ticket: o.away[0].ticket}, at)
		o.away = o.away[1:]
	}
}
