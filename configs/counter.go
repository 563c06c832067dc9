package configs

import (
	"fmt"
	"regexp"

	"bileter/internal/queue"
)

// Numbers of counters: the hall has 1 to 99, rooms have 101 to 999.
const (
	maxHall   = 99
	firstRoom = 101
	maxRoom   = 999
)

// Uses of a counter, the key "use". Only the first has services of its own.
const (
	useServe = "serve"
	useSent  = "sent" // takes only clients who are sent to it
	useInfo  = "info" // information without a ticket
)

var (
	lineForm = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,31}$`)
	roomForm = regexp.MustCompile(`^[0-9]{0,3}[A-Za-z0-9]$`)
)

func (o *office) readCounters(top *section) {
	numbers, rooms := once{}, once{}
	for _, s := range o.elements(top, "counter", "n") {
		var c queue.Counter
		n, ok := s.int("n", 1, maxRoom)
		s.must("n", "the counter's number")
		if ok && numbers.see(o.reader, s.line("n"), s.key("n"), fmt.Sprint(n), "each counter has its own number") {
			c.N = n
		} else {
			o.lost.counters = true
		}
		c.Room = s.readRoom(n, ok, rooms)
		c.Zone = o.zoneName(s)
		c.Serves = o.readServes(s)
		c.Levels = o.readLevels(s, c.Serves)
		c.Topics = o.readTopics(s, c.Serves)
		use := s.oneOf("use", useServe, []string{useServe, useSent, useInfo})
		empty := !s.has("serves") || s.node.table["serves"].kind == aList && len(s.node.table["serves"].items) == 0
		switch {
		case use == useServe && empty:
			s.problem("serves", "serves nothing", "list services, or say use = \"sent\" (only clients sent to it) or use = \"info\"")
		case (use == useSent || use == useInfo) && !empty:
			s.problem("serves", fmt.Sprintf("use = %q has no services of its own", use), "take one of the two out")
		}
		c.Lamp = s.gpioLine("lamp", o.lines)
		c.Button = s.gpioLine("button", o.lines)
		s.end()
		o.setup.Counters = append(o.setup.Counters, c)
	}
	if !top.has("counter") {
		o.problem(0, "counter", "there is none", "at least one [[counter]]")
	}
}

// readRoom reads the room's name, which only and every number from 101 has.
func (s *section) readRoom(n int, known bool, seen once) string {
	room := s.string("room")
	switch {
	case s.has("room") && room == "":
		if s.node.table["room"].kind == aText {
			s.problem("room", "is empty", "the number on the door, or no room at all")
		}
	case room != "" && !roomForm.MatchString(room):
		s.problem("room", quote(room)+" is not a room", "up to 3 digits and a letter or digit, such as \"4\" or \"12a\"")
	case known && room == "" && n > maxHall:
		s.problem("n", fmt.Sprintf("is %d, but a counter of the hall has 1 to %d", n, maxHall), "a room has the key room")
	case known && room != "" && n < firstRoom:
		s.problem("n", fmt.Sprintf("is %d, but a room has %d to %d", n, firstRoom, maxRoom), "so that room 4 is not counter 4")
	case room != "":
		seen.see(s.r, s.line("room"), s.key("room"), room, "each room is one counter")
	}
	return room
}

func (o *office) zoneName(s *section) string {
	v := s.need("zone", "the id of a [[zone]]")
	if v == "" || len(o.setup.Zones) == 0 {
		return v
	}
	var ids []string
	for _, z := range o.setup.Zones {
		if z.ID == v {
			return v
		}
		ids = append(ids, z.ID)
	}
	s.problem("zone", "there is no zone "+quote(v), didYouMean(v, ids))
	return v
}

// gpioLine reads the name of a line of the GPIO chip. No line has two tasks.
func (s *section) gpioLine(k string, seen once) string {
	v := s.string(k)
	if !s.has(k) || s.node.table[k].kind != aText {
		return ""
	}
	if !lineForm.MatchString(v) {
		s.problem(k, quote(v)+" is not the name of a line", "such as \"GPIO17\"; leave the key out where there is none")
		return ""
	}
	seen.see(s.r, s.line(k), s.key(k), v, "a line drives one lamp or reads one button")
	return v
}
