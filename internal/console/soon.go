package console

import (
	"cmp"
	"slices"

	"bileter/internal/queue"
)

// How many numbers the hall is told to expect.
const (
	soonEach = 2 // of each letter
	soonAll  = 10
)

// soon lists the numbers that have waited longest where somebody serves: the hall's "soon". It is in the order
// of the line, whatever the rules make of it: who has priority is nobody's business.
func (s *Server) soon(st *queue.State) []string {
	open := map[string]bool{}
	for i := range s.setup().Services {
		id := s.setup().Services[i].ID
		open[id] = len(st.OpenCounters(s.setup(), id)) > 0
	}
	first := map[string][]*queue.Ticket{}
	for _, t := range st.Tickets {
		if t.State != queue.Waiting || !open[t.Service] {
			continue
		}
		list := append(first[t.Letter], t)
		slices.SortFunc(list, byPlace)
		first[t.Letter] = list[:min(len(list), soonEach)]
	}
	var all []*queue.Ticket
	for _, list := range first {
		all = append(all, list...)
	}
	slices.SortFunc(all, byPlace)
	numbers := []string{}
	for _, t := range all[:min(len(all), soonAll)] {
		numbers = append(numbers, t.Number())
	}
	return numbers
}

func byPlace(a, b *queue.Ticket) int { return cmp.Compare(a.Place, b.Place) }
