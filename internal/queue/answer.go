package queue

// Answer is what a command's sender is told. A retry gets the answer again, with the ticket as it is now.
type Answer struct {
	Version uint64  // of the queue after the command
	Ticket  *Ticket // the ticket issued, called or acted on; nil when there is none
	Retry   bool    // the command had been done before
	Help    *Help   // the request for help that was made, found to be on its way, or acted on
}

// AnswerTo builds the answer to c from a state in which its facts are applied. Without an id it holds
// the version alone.
func AnswerTo(s *State, c Command, facts []Fact) Answer {
	a := Answer{Version: s.Version}
	o, ok := s.outcome(c.ID)
	if v, asks := c.Do.(AskHelp); asks && !ok { // somebody is on the way already
		if h, open := s.HelpOpen(v); open {
			a.Help, a.Retry = &h, true
		}
		return a
	}
	if !ok {
		return a
	}
	a.Retry = len(facts) == 0
	if h := s.Helps[o.Help]; h != nil {
		c := *h
		a.Help = &c
	}
	_, next := c.Do.(Next)
	if t := s.Tickets[o.Ticket]; t != nil && !(next && o.Kind == EvFinished) {
		c := *t
		a.Ticket = &c
	}
	return a
}

func (v Issue) made(o Outcome, s *State) bool {
	t := s.Tickets[o.Ticket]
	return o.Kind == EvIssued && (t == nil || !t.Called.IsZero() || t.Service == v.Service)
}

func (v Next) made(o Outcome, _ *State) bool {
	return (o.Kind == EvCalled || o.Kind == EvFinished) && o.Counter == v.Counter
}

func (v CallAgain) made(o Outcome, _ *State) bool    { return o.at(EvRecalled, v.Counter) }
func (v Arrive) made(o Outcome, _ *State) bool       { return o.at(EvArrived, v.Counter) }
func (v Start) made(o Outcome, _ *State) bool        { return o.at(EvStarted, v.Counter) }
func (v Wrap) made(o Outcome, _ *State) bool         { return o.at(EvWrapped, v.Counter) }
func (v Finish) made(o Outcome, _ *State) bool       { return o.at(EvFinished, v.Counter) }
func (v MissedCall) made(o Outcome, _ *State) bool   { return o.at(EvNoShow, v.Counter) }
func (v Park) made(o Outcome, _ *State) bool         { return o.at(EvParked, v.Counter) }
func (v Transfer) made(o Outcome, _ *State) bool     { return o.at(EvTransferred, v.Counter) }
func (v OpenCounter) made(o Outcome, _ *State) bool  { return o.at(EvCounterOpened, v.Counter) }
func (v CloseCounter) made(o Outcome, _ *State) bool { return o.at(EvCounterClosed, v.Counter) }
func (v Return) made(o Outcome, _ *State) bool       { return o.Kind == EvReturned && o.Ticket == v.Ticket }
func (v Cancel) made(o Outcome, _ *State) bool       { return o.Kind == EvCancelled && o.Ticket == v.Ticket }
func (v RecordPaper) made(o Outcome, _ *State) bool {
	return o.Kind == EvPrinted && o.Ticket == v.Ticket
}
func (v RecordSent) made(o Outcome, _ *State) bool  { return o.Kind == EvSent && o.Ticket == v.Ticket }
func (v Reprint) made(o Outcome, _ *State) bool     { return o.Kind == EvReprint && o.Ticket == v.Ticket }
func (v SkipNumbers) made(o Outcome, _ *State) bool { return o.Kind == EvSkipped }
func (v TakeSetup) made(o Outcome, s *State) bool {
	return o.Kind == EvSetupApplied && s.Setup.Hash == v.Hash
}
func (Tick) made(Outcome, *State) bool { return true }

func (o Outcome) at(kind string, counter int) bool { return o.Kind == kind && o.Counter == counter }
