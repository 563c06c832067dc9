package queue

// How a ticket is given.

func (v Issue) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	return v.issue(s, setup, c, false)
}

// issue gives a ticket; expected says that its client's time was kept.
func (v Issue) issue(s *State, setup *Setup, c Command, expected bool) ([]Fact, error) {
	sv := setup.Service(v.Service)
	switch {
	case sv == nil:
		return nil, &Refusal{Code: NoSuchService, Service: v.Service}
	case sv.Kind == KindInfo:
		return nil, &Refusal{Code: NotIssued, Service: v.Service}
	case len(v.Token) < 16 || len(v.Token) > 64:
		return nil, &Refusal{Code: BadRequest, Field: "token"}
	case v.Lang == "" || len(v.Lang) > 8:
		return nil, &Refusal{Code: BadRequest, Field: "lang"}
	case len(setup.CountersOf(sv.ID)) == 0:
		return nil, &Refusal{Code: NotServed, Service: v.Service}
	}
	look := s.Outlook(setup, c.At, sv.ID)
	if a := look.Availability(sv.ID, v.Priority, c.Doubt); !a.Open && !(expected && a.Why == DayFull) {
		return nil, &Refusal{Code: a.Why, Service: v.Service, Until: a.Next}
	}
	n := s.nextNumber(sv.Letter)
	if n == 0 {
		return nil, &Refusal{Code: NumbersUsedUp, Service: v.Service}
	}
	return []Fact{Issued{
		Cmd: c.ID, Service: sv.ID, Letter: sv.Letter, N: n, Lang: v.Lang, Token: v.Token,
		Priority: v.Priority, Paper: v.Paper, Large: v.Large, Several: v.Several, Ahead: s.Ahead(setup, sv.ID, v.Priority, ^uint64(0)),
		Forecast: look.Forecast(sv.ID, v.Priority),
	}}, nil
}
