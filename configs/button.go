package configs

import "bileter/internal/queue"

// TicketButton is the button beside the touch screen that gives a ticket without it. It is a table of its own, because it is
// neither a counter's, as other lines are, nor part of the screen: it works when there is none.
type TicketButton struct {
	Line    string      // of the chip in Lamps; empty: there is no button
	Lamp    string      // line of the lamp in it; empty: none
	Service string      // whose ticket it gives
	Name    queue.Words // as it stands after "press": "zielony przycisk pod ekranem"; nil: not told
}

// maxButton is the length of a button's name: it is part of a sentence in large letters.
const maxButton = 40

func (o *office) readTicketButton(s *section) (b TicketButton) {
	if s == nil {
		return b
	}
	s.must("line", "the line of the chip in [lamps] on which the button hangs")
	b.Line = s.gpioLine("line", o.lines)
	b.Lamp = s.gpioLine("lamp", o.lines)
	b.Service = s.need("service", "the id of a service for any matter, such as that of the information point")
	if s.has("name") {
		b.Name = s.words("name", maxButton, "as it stands after \"press\"")
	} else {
		s.asked = append(s.asked, "name")
	}
	s.end()
	o.checkTicketService(s, b.Service)
	return b
}

// checkTicketService looks whether tickets are given for a service. That somebody serves it is looked at with the counters.
func (o *office) checkTicketService(s *section, id string) {
	if id == "" || o.lost.services {
		return
	}
	switch sv := o.setup.Service(id); {
	case sv == nil:
		var ids []string
		for _, sv := range o.setup.Services {
			ids = append(ids, sv.ID)
		}
		s.problem("service", "there is no service "+quote(id), didYouMean(id, ids))
	case sv.Kind == queue.KindInfo:
		s.problem("service", quote(id)+" is a page to read, without tickets", "choose a service with tickets")
	}
}
