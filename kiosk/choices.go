package kiosk

import (
	"slices"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
)

func (m *Machine) languages() []string {
	var ls []string
	for _, l := range m.office.Languages {
		if text.Known(l) && !slices.Contains(ls, l) {
			ls = append(ls, l)
		}
	}
	if len(ls) == 0 {
		return text.Languages
	}
	return ls
}

func (m *Machine) lang() string {
	ls := m.languages()
	if slices.Contains(ls, m.s.lang) {
		return m.s.lang
	}
	return ls[0]
}

func (m *Machine) service(id string) *api.Service {
	for i := range m.office.Services {
		if m.office.Services[i].ID == id {
			return &m.office.Services[i]
		}
	}
	return nil
}

// groups are those with services, the most asked for first, else in the office's order.
func (m *Machine) groups() []api.Group {
	var gs []api.Group
	for _, g := range m.office.Groups {
		if g.Letter != "" && len(m.services(g.Letter)) > 0 {
			gs = append(gs, g)
		}
	}
	slices.SortStableFunc(gs, func(a, b api.Group) int { return m.asked(b.Letter) - m.asked(a.Letter) })
	return gs
}

// asked is how often the services of a group were asked for in recent days.
func (m *Machine) asked(letter string) int {
	n := 0
	for i := range m.office.Services {
		if sv := &m.office.Services[i]; inGroup(sv, letter) {
			n += sv.Asked
		}
	}
	return n
}

// services are those of a group, the most asked for first, else in the office's order; of "", the pages to read.
func (m *Machine) services(letter string) []*api.Service {
	var list []*api.Service
	for i := range m.office.Services {
		if sv := &m.office.Services[i]; inGroup(sv, letter) {
			list = append(list, sv)
		}
	}
	slices.SortStableFunc(list, func(a, b *api.Service) int { return b.Asked - a.Asked })
	return list
}

// inGroup tells whether a service stands under a letter. A page to read stands under none, whatever it says.
func inGroup(sv *api.Service, letter string) bool {
	if sv.Kind == queue.KindInfo {
		return letter == ""
	}
	return letter != "" && sv.Letter == letter
}

func (m *Machine) anyOpen() bool {
	for i := range m.office.Services {
		if sv := &m.office.Services[i]; sv.Kind != queue.KindInfo && sv.Open {
			return true
		}
	}
	return false
}

func (m *Machine) pagesOf(n int) int { return max(1, (n+m.perPage()-1)/m.perPage()) }

// maxPapersPages bounds the pages of what to bring: how many there are is known to whoever draws them.
const maxPapersPages = 20
