package queue

// Roll is the paper in the printer, as far as what was printed and seen of it tells. Lengths are in mm.
type Roll struct {
	Fed   int   `json:"fed,omitempty"`   // since it was put in
	Whole int   `json:"whole,omitempty"` // its length, where a person told it; 0: not told
	Begun bool  `json:"begun,omitempty"` // it was seen or told to be put in, and not touched since: Fed is of this roll from its start
	Low   bool  `json:"low,omitempty"`   // the near-end sensor has spoken
	LowAt int   `json:"low_at,omitempty"`
	Out   bool  `json:"out,omitempty"`   // it has run out
	Usual int   `json:"usual,omitempty"` // learned: how long a roll is; 0: not yet
	Rest  int   `json:"rest,omitempty"`  // learned: how much is left when the sensor speaks; 0: not yet
	Slips []int `json:"slips,omitempty"` // lengths of the latest slips, the newest last
}

// RollMark is something that happened to a roll of paper.
type RollMark string

// Marks of a roll.
const (
	RollLow RollMark = "low" // the near-end sensor spoke
	RollOut RollMark = "out" // it ran out by itself
	RollNew RollMark = "new" // another was put in
	// RollOpened: the printer was open while the roll was in use. Perhaps another was put in, and nobody told.
	RollOpened RollMark = "opened"
)

const (
	// recentSlips is over how many slips the mean length is taken.
	recentSlips = 20
	// usualSlip is the length of a slip while none was printed.
	usualSlip = 110
	// usualRest is what is taken to be left at the near-end sensor before a roll has taught it. The sensor
	// looks at the roll's radius and can be moved; this is a cautious few metres.
	usualRest = 4000
	// shortRoll: what ran out earlier was no whole roll, and teaches nothing about rolls.
	shortRoll = 10_000
	// longRest: more cannot be left at a near-end sensor; then it had spoken by mistake.
	longRest = 30_000
	// maxFed bounds one slip, and maxRoll the length a person may tell, in mm.
	maxFed  = 10_000
	maxRoll = 1_000_000
)

// Left is how much paper there is still, in mm, when rolls are as long as usual where nothing else is known.
// It is never negative: an estimate that is used up says 0 until the roll runs out or is changed.
func (r Roll) Left(usual int) int {
	rest := r.Rest
	if rest == 0 {
		rest = usualRest
	}
	switch {
	case r.Out:
		return 0
	case r.Low:
		return max(0, rest-(r.Fed-r.LowAt))
	}
	whole := usual
	switch {
	case r.Whole > 0:
		whole = r.Whole
	case r.Usual > 0:
		whole = r.Usual
	}
	left := max(0, whole-r.Fed)
	if r.Rest > 0 {
		left = max(left, r.Rest) // a printer whose sensor is known to speak has not done so
	}
	return left
}

// Slip is the mean length of the latest slips, in mm.
func (r Roll) Slip() int {
	if len(r.Slips) == 0 {
		return usualSlip
	}
	sum := 0
	for _, n := range r.Slips {
		sum += n
	}
	return max(1, sum/len(r.Slips))
}

// Tickets is for about how many more slips the paper lasts.
func (r Roll) Tickets(usual int) int { return r.Left(usual) / r.Slip() }

// feed counts a slip, whole or torn.
func (r *Roll) feed(mm int) {
	if mm <= 0 {
		return
	}
	r.Fed += mm
	r.Slips = append(r.Slips[max(0, len(r.Slips)-recentSlips+1):], mm)
}

// mark takes in what happened to the roll. One that ran out teaches how long rolls are, and how much was
// left when the sensor spoke; half a roll that somebody used up does not, nor do two that seemed one.
func (r *Roll) mark(f RollMarked) {
	switch f.Mark {
	case RollLow:
		r.Low, r.LowAt = true, r.Fed
	case RollOpened:
		r.Begun = false
	case RollOut:
		r.Out = true
		known := r.Usual
		if known == 0 {
			known = f.Usual
		}
		one := known == 0 || r.Fed < known+known/2 // more is two rolls, of which the first was changed early
		if r.Begun && r.Whole == 0 && r.Fed >= max(shortRoll, r.Usual/3) && one {
			r.Usual = learn(r.Usual, r.Fed)
		}
		if rest := r.Fed - r.LowAt; r.Low && rest > 0 && rest <= longRest {
			r.Rest = learn(r.Rest, rest)
		}
	case RollNew:
		*r = Roll{Begun: true, Whole: f.MM, Usual: r.Usual, Rest: r.Rest, Slips: r.Slips}
	}
}

// learn is the mean of what was known and what was seen.
func learn(known, seen int) int {
	if known == 0 {
		return seen
	}
	return (known + seen) / 2
}

func (v RecordRoll) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	switch v.Mark {
	case RollLow:
		if s.Roll.Low || s.Roll.Out {
			return nil, nil
		}
	case RollOut:
		if s.Roll.Out {
			return nil, nil
		}
	case RollOpened:
		if !s.Roll.Begun || s.Roll.Out {
			return nil, nil
		}
	case RollNew:
	default:
		return nil, &Refusal{Code: BadRequest, Field: "mark"}
	}
	if v.MM < 0 || v.MM > maxRoll || v.MM > 0 && v.Mark != RollNew {
		return nil, &Refusal{Code: BadRequest, Field: "length_m"}
	}
	if v.Usual < 0 || v.Usual > maxRoll {
		return nil, &Refusal{Code: BadRequest, Field: "usual"}
	}
	f := RollMarked{Cmd: c.ID, Mark: v.Mark, MM: v.MM}
	if v.Mark == RollOut {
		f.Usual = v.Usual
	}
	return []Fact{f}, nil
}

func (v RecordFed) decide(_ *State, _ *Setup, c Command) ([]Fact, error) {
	if v.MM <= 0 || v.MM > maxFed {
		return nil, &Refusal{Code: BadRequest, Field: "mm"}
	}
	return []Fact{PaperFed{Cmd: c.ID, MM: v.MM}}, nil
}

func (RecordRoll) made(o Outcome, _ *State) bool { return o.Kind == EvRoll }
func (RecordFed) made(o Outcome, _ *State) bool  { return o.Kind == EvFed }
