package queue

import "time"

// LastNumber is the highest number of a letter on one day: a ticket has one letter and three digits.
const LastNumber = 999

// Level is how a counter serves one of its services.
type Level string

// Levels of a service at a counter.
const (
	LevelNormal Level = ""      // in turn with the others
	LevelFirst  Level = "first" // before the others
	LevelIdle   Level = "idle"  // when nobody else waits
	LevelOnly   Level = "only"  // while one has this level, those without it are not called here
)

// Modes of Rules.LastTickets: what happens when the time until closing is used up.
const (
	LastWarn  = "warn"  // clients are told that they may not be served today; the default
	LastStop  = "stop"  // they are warned, and then no more tickets are issued
	LastNever = "never" // nothing
)

// Rules are the figures of the queue. A zero means the default below it, a negative one means none.
type Rules struct {
	MaxCalls   int           // calls of one ticket, the first included
	MinCallGap time.Duration // between two calls at one counter: a bounce is not a call

	CheckIn   time.Duration // how early a booked client may check in
	Early     time.Duration // how long before the booked time a client stands in line
	IdleEarly time.Duration // how long before it a client is called who is here when nobody else waits
	Late      time.Duration // how late a booked client keeps the booked place

	PriorityShare  int           // percent of the day's tickets up to which special needs are called at once
	PriorityCredit int           // above it: how many times faster their waiting counts
	BookedCredit   int           // how many times the wait of the booked counts against one who waited longer than MaxWait
	LongWait       time.Duration // one who waited longer is not passed over twice in a row by a counter
	MaxWait        time.Duration // one who waited longer is passed over by every other call at most
	StairsAfter    time.Duration // how long special needs are left to counters without stairs
	QuickEvery     int           // of so many calls of a counter one may be a quick pick-up out of turn

	Again      int           // how often a ticket that nobody answered for is offered again by itself
	AgainAfter time.Duration // how long after the missed call

	LastTickets string        // LastWarn, LastStop or LastNever; empty: LastWarn
	Reserve     time.Duration // before closing, for those with priority and quick pick-ups
}

// Defaults of Rules.
const (
	DefaultMaxCalls       = 3
	DefaultMinCallGap     = 2 * time.Second
	DefaultCheckIn        = 30 * time.Minute
	DefaultEarly          = 5 * time.Minute
	DefaultIdleEarly      = 30 * time.Minute
	DefaultLate           = 15 * time.Minute
	DefaultPriorityShare  = 15
	DefaultPriorityCredit = 4
	DefaultBookedCredit   = 2
	DefaultLongWait       = 45 * time.Minute
	DefaultMaxWait        = 70 * time.Minute
	DefaultStairsAfter    = 10 * time.Minute
	DefaultQuickEvery     = 2
	DefaultAgain          = 1
	DefaultAgainAfter     = 5 * time.Minute
	DefaultReserve        = 10 * time.Minute
)

// or is v, the default where v is zero, and zero where v is negative.
func or[N int | time.Duration](v, byDefault N) N {
	if v == 0 {
		return byDefault
	}
	return max(v, 0)
}

func (r Rules) maxCalls() int              { return or(r.MaxCalls, DefaultMaxCalls) }
func (r Rules) minCallGap() time.Duration  { return or(r.MinCallGap, DefaultMinCallGap) }
func (r Rules) checkIn() time.Duration     { return or(r.CheckIn, DefaultCheckIn) }
func (r Rules) early() time.Duration       { return or(r.Early, DefaultEarly) }
func (r Rules) idleEarly() time.Duration   { return or(r.IdleEarly, DefaultIdleEarly) }
func (r Rules) late() time.Duration        { return or(r.Late, DefaultLate) }
func (r Rules) priorityShare() int         { return or(r.PriorityShare, DefaultPriorityShare) }
func (r Rules) priorityCredit() int        { return max(1, or(r.PriorityCredit, DefaultPriorityCredit)) }
func (r Rules) bookedCredit() int          { return max(1, or(r.BookedCredit, DefaultBookedCredit)) }
func (r Rules) longWait() time.Duration    { return or(r.LongWait, DefaultLongWait) }
func (r Rules) maxWait() time.Duration     { return or(r.MaxWait, DefaultMaxWait) }
func (r Rules) stairsAfter() time.Duration { return or(r.StairsAfter, DefaultStairsAfter) }
func (r Rules) quickEvery() int            { return or(r.QuickEvery, DefaultQuickEvery) }
func (r Rules) again() int                 { return or(r.Again, DefaultAgain) }
func (r Rules) againAfter() time.Duration  { return or(r.AgainAfter, DefaultAgainAfter) }
func (r Rules) reserve() time.Duration     { return or(r.Reserve, DefaultReserve) }
