package policy

import (
	"time"

	"bileter/internal/queue"
)

// counters is how many counters serve a list of services.
type counters struct {
	total  int
	serves []string
}

// kind is one service: its letter is its first character.
type kind struct {
	id    string
	mean  int // minutes, as configured
	quick bool
}

func setup(kinds []kind, desks []counters) *queue.Setup {
	var always queue.Hours
	for d := range always.Week {
		always.Week[d] = []queue.Span{{Open: 6 * 60, Close: 23 * 60}}
	}
	s := &queue.Setup{Office: "play", Node: "play", Zone: "UTC", Languages: []string{"pl"},
		Hours: map[string]queue.Hours{"office": always}, Rules: queue.Rules{MinCallGap: -1, LastTickets: queue.LastNever}}
	for _, k := range kinds {
		letter := k.id[:1]
		if s.Group(letter) == nil {
			s.Groups = append(s.Groups, queue.Group{Letter: letter, Mean: time.Duration(k.mean) * time.Minute})
		}
		s.Services = append(s.Services, queue.Service{ID: k.id, Kind: queue.KindTicket, Letter: letter, Quick: k.quick,
			Mean: time.Duration(k.mean) * time.Minute})
	}
	for _, d := range desks {
		for range d.total {
			s.Counters = append(s.Counters, queue.Counter{N: len(s.Counters) + 1, Serves: d.serves})
		}
	}
	s.Location()
	return s
}

func flat(perHour float64) func(time.Duration) float64 {
	return func(time.Duration) float64 { return perHour }
}

// peaks is a day with a rush from 9 to 11 and a smaller one after 14, opening at 8.
func peaks(perHour float64) func(time.Duration) float64 {
	return func(at time.Duration) float64 {
		switch h := 8 + at.Hours(); {
		case h >= 9 && h < 11:
			return perHour * 1.6
		case h >= 14 && h < 15:
			return perHour * 1.2
		}
		return perHour * 0.75
	}
}

// takes is a real mean that differs from the configured one, and is longer after noon.
func takes(minutes float64) func(time.Duration) time.Duration {
	return func(at time.Duration) time.Duration {
		if at >= 4*time.Hour {
			minutes := minutes * 1.15
			return time.Duration(minutes * float64(time.Minute))
		}
		return time.Duration(minutes * float64(time.Minute))
	}
}

func exactly(minutes float64) func(time.Duration) time.Duration {
	return func(time.Duration) time.Duration { return time.Duration(minutes * float64(time.Minute)) }
}

const workday = 8 * time.Hour

// Shapes are the offices in which rules are compared.
func Shapes() []*Shape {
	one := []kind{{"A1", 12, false}}
	four := []counters{{4, []string{"A1"}}}
	mixed := []kind{{"P1", 18, false}, {"P4", 5, true}, {"K1", 12, false}, {"D1", 14, false}, {"D2", 5, true}, {"W1", 4, false}}
	desks := []counters{{3, []string{"P1", "P4"}}, {1, []string{"P1", "P4", "K1"}}, {1, []string{"K1"}},
		{2, []string{"D1", "D2"}}, {1, []string{"W1"}}}
	mixedDemand := func(scale float64) []Demand {
		return []Demand{
			{"P1", peaks(9.5 * scale), takes(20)}, {"P4", peaks(6 * scale), exactly(4)}, {"K1", peaks(4.2 * scale), takes(15)},
			{"D1", peaks(6.2 * scale), takes(12)}, {"D2", peaks(4 * scale), exactly(4)}, {"W1", peaks(10 * scale), exactly(4.5)},
		}
	}
	return []*Shape{
		{Name: "steady", What: "4 counters, load 0.9, configured means are right, 10 % priority", Setup: setup(one, four), Open: workday,
			Demand: []Demand{{"A1", flat(18), exactly(12)}}, Priority: 0.1},
		{Name: "rush", What: "4 counters, rush hours, clients take longer than configured, 10 % priority", Setup: setup(one, four), Open: workday,
			Demand: []Demand{{"A1", peaks(15.5), takes(14)}}, Priority: 0.1},
		{Name: "priority", What: "4 counters, load 0.9, 30 % priority", Setup: setup(one, four), Open: workday,
			Demand: []Demand{{"A1", flat(18), takes(11)}}, Priority: 0.3},
		{Name: "absent", What: "4 counters, 20 % are gone when called, of these a third is back soon, 10 % priority", Setup: setup(one, four), Open: workday,
			Demand: []Demand{{"A1", flat(20), takes(13)}}, Priority: 0.1, Absent: 0.2},
		{Name: "mixed", What: "8 counters that share 6 services, quick pick-ups, 25 % booked, 8 % priority, 5 % absent",
			Setup: setup(mixed, desks), Open: workday, Demand: mixedDemand(0.88), Priority: 0.08, Booked: 0.25, Absent: 0.05},
		{Name: "lunch", What: "the same, half of the clerks away for half an hour around noon, in two turns",
			Setup: setup(mixed, desks), Open: workday, Demand: mixedDemand(0.84), Priority: 0.08, Booked: 0.25, Absent: 0.05,
			Staffed: func(counter int, at time.Duration) bool {
				from := 4 * time.Hour
				if counter%2 == 0 {
					from += 30 * time.Minute
				}
				return at < from || at >= from+30*time.Minute
			}},
	}
}

// Big is a day of 12 hours in an office ten times as large as a usual one: 2,800 clients at 30 counters.
func Big() *Shape {
	kinds := []kind{{"P1", 9, false}, {"Q1", 3, true}, {"K1", 7, false}, {"D1", 8, false}, {"D2", 3, true}, {"W1", 3, false}, {"E1", 6, false}, {"S1", 6, false}}
	desks := []counters{{9, []string{"P1", "Q1"}}, {3, []string{"P1", "Q1", "K1"}}, {3, []string{"K1"}},
		{6, []string{"D1", "D2"}}, {3, []string{"W1"}}, {4, []string{"E1", "S1"}}, {2, []string{"S1", "D1"}}}
	long := func(perHour float64) func(time.Duration) float64 {
		return func(at time.Duration) float64 { return perHour * peaks(1)(at*2/3) * 0.955 }
	}
	return &Shape{Name: "big", What: "30 counters, 12 hours", Setup: setup(kinds, desks), Open: 12 * time.Hour,
		Priority: 0.08, Booked: 0.15, Absent: 0.05,
		Demand: []Demand{
			{"P1", long(62), exactly(8.5)}, {"Q1", long(30), exactly(3)}, {"K1", long(30), exactly(7)}, {"D1", long(40), exactly(7.5)},
			{"D2", long(20), exactly(3)}, {"W1", long(38), exactly(3)}, {"E1", long(20), exactly(6)}, {"S1", long(20), exactly(6)},
		},
		Staffed: func(counter int, at time.Duration) bool { // everybody has a break of half an hour
			from := 4*time.Hour + time.Duration(counter%4)*30*time.Minute
			return at < from || at >= from+30*time.Minute
		}}
}
