package queue

func (v RecordPaper) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	t := s.Tickets[v.Ticket]
	switch {
	case t == nil:
		return nil, &Refusal{Code: NoSuchTicket, Ticket: v.Ticket}
	case v.Paper != PaperPrinted && v.Paper != PaperRefused && v.Paper != PaperDoubt:
		return nil, &Refusal{Code: BadRequest, Field: "paper"}
	case !t.Paper.Open() && !(t.Paper == PaperDoubt && v.Paper == PaperPrinted):
		return nil, &Refusal{Code: WrongState, Ticket: t.ID} // a fate is known once; only a doubt can be cleared
	case v.MM < 0 || v.MM > maxFed:
		return nil, &Refusal{Code: BadRequest, Field: "mm"}
	}
	return []Fact{Printed{Cmd: c.ID, Ticket: t.ID, Paper: v.Paper, Problem: v.Problem, MM: v.MM}}, nil
}

// maxJob bounds the name of a job at the printer.
const maxJob = 32

func (v RecordSent) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	t := s.Tickets[v.Ticket]
	switch {
	case t == nil:
		return nil, &Refusal{Code: NoSuchTicket, Ticket: v.Ticket}
	case len(v.Mark.Job) > maxJob:
		return nil, &Refusal{Code: BadRequest, Field: "job"}
	case t.Paper != PaperPending:
		return nil, &Refusal{Code: WrongState, Ticket: t.ID}
	}
	return []Fact{Sent{Cmd: c.ID, Ticket: t.ID, Job: v.Mark.Job, Cuts: v.Mark.Cuts, Copy: t.Copy}}, nil
}

func (v Reprint) decide(s *State, _ *Setup, c Command) ([]Fact, error) {
	t := s.Tickets[v.Ticket]
	switch {
	case t == nil:
		return nil, &Refusal{Code: NoSuchTicket, Ticket: v.Ticket}
	case !t.State.Live() || t.Paper.Open():
		return nil, &Refusal{Code: WrongState, Ticket: t.ID}
	}
	// A ticket that was taken without paper gets its first slip so. Once a slip may exist, every later one is a copy, whatever became of those between.
	return []Fact{Reprinted{Cmd: c.ID, Ticket: t.ID, Copy: t.Copy || t.Paper != PaperRefused && t.Paper != PaperNone}}, nil
}
