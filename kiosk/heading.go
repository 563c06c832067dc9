package kiosk

import (
	"strings"

	"bileter/internal/queue"
	"bileter/internal/text"
)

// heading tells what a screen shows.
func (m *Machine) heading(v *View) string {
	if v.Warning > 0 {
		return m.speech("idle")
	}
	pages := ""
	if v.Pages > 1 && v.Screen != Papers {
		pages = m.speech("page", text.Args{"N": v.Page + 1, "Total": v.Pages})
	}
	switch v.Screen {
	case Home, Group, Languages, Access, Help:
		hint, n := "", len(v.Tiles)+len(v.Options)
		if v.Screen == Home && (!m.anyOpen() || m.noPaper() != "") || v.Screen == Access || v.Screen == Help {
			hint = v.Hint
		}
		return sentence(v.Title, hint, pages, m.speech("choices", text.Args{"N": n}))
	case Search:
		return sentence(v.Title, v.Search.Hint, m.written(v), m.speech("search_help"))
	case Visit:
		return sentence(v.Title, v.Hint, m.speech("visit_help"))
	case Service:
		return m.serviceWords(v.Service)
	case Papers:
		return m.papersWords(v.Service)
	case Ticket:
		return m.ticketWords(v.Ticket)
	}
	if n := v.Notice; n != nil {
		return sentence(append([]string{n.Title, n.Text}, n.Points...)...)
	}
	return v.Title
}

func (m *Machine) serviceWords(c *ServiceCard) string {
	if c.Info != "" {
		return sentence(c.Name, c.Info)
	}
	words := []string{c.Name, c.Status}
	if sv := m.service(c.ID); sv != nil && c.Open {
		words = append(words, m.speech("ahead", text.Args{"N": sv.Ahead}), m.waitWords(sv.Wait), m.speech("counters", text.Args{"N": sv.Serving}))
	}
	return sentence(append(words, c.NoPaper)...)
}

func (m *Machine) papersWords(c *ServiceCard) string {
	words := []string{c.Name}
	if len(c.Documents) > 0 {
		words = append(words, m.say("documents")+": "+strings.Join(c.Documents, "; "))
	}
	for _, f := range c.Fees {
		words = append(words, m.feeWords(f))
	}
	if len(c.Documents) == 0 && len(c.Fees) == 0 {
		words = append(words, m.speech("no_papers"))
	}
	return sentence(append(words, c.PayAt)...)
}

func (m *Machine) feeWords(f Fee) string {
	return m.say("fees") + ": " + strings.Join(nonEmpty(f.What, f.Amount), ", ")
}

func (m *Machine) ticketWords(c *TicketCard) string {
	wait := m.waitWords(m.s.issued.Wait)
	if c.Booked != "" {
		wait = c.Booked
	}
	place := strings.Join(nonEmpty(c.Place, c.Zone, c.Way), ", ")
	if place != "" {
		place = m.speech("go", text.Args{"Place": place})
	}
	return sentence(m.speech("number", text.Args{"Number": c.Number}), c.Service, place,
		m.speech("ahead", text.Args{"N": m.s.issued.Ticket.Ahead}), wait, c.Words, m.speech("repeat"))
}

func (m *Machine) waitWords(w queue.Range) string {
	if !w.Known || w.Max <= 5 || w.Min == 0 {
		return m.speech("wait_other", text.Args{"Wait": text.Wait(m.lang(), w.Min, w.Max, w.Known)})
	}
	return m.speech("wait", text.Args{"Low": w.Min, "High": w.Max})
}

// written is what stands in the field of the search, and how much it found.
func (m *Machine) written(v *View) string {
	if m.s.query == "" {
		return ""
	}
	return sentence(m.speech("typed", text.Args{"Text": strings.TrimSpace(m.s.query)}), m.speech("found", text.Args{"N": len(v.Tiles)}))
}

func (m *Machine) letter(r rune) string {
	if w, ok := text.SpokenLetter(m.lang(), r); ok {
		return w.Text
	}
	return strings.ToLower(string(r))
}

func (m *Machine) speech(id string, args ...text.Args) string {
	return text.Say(m.lang(), "speech."+id, args...)
}

// sentence joins parts, each ended by a full stop where it has no end of its own.
func sentence(parts ...string) string {
	parts = nonEmpty(parts...)
	for i, p := range parts {
		if !strings.ContainsAny(p[len(p)-1:], ".!?:;") && !strings.HasSuffix(p, "…") {
			parts[i] = p + "."
		}
	}
	return strings.Join(parts, " ")
}

func nonEmpty(parts ...string) (some []string) {
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			some = append(some, p)
		}
	}
	return some
}
