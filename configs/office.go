package configs

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	_ "time/tzdata" // a machine without time zones must not refuse Europe/Warsaw

	"bileter/internal/queue"
	"bileter/internal/text"
)

// Limits of texts, in characters: one line of an 80 mm slip has 48.
const (
	maxName     = 48
	maxDocument = 46
	maxLineText = 96
	maxInfo     = 600
	maxSynonym  = 32
	maxMustHave = 64
)

// office is the part of the file that becomes queue.Setup.
type office struct {
	*reader
	setup    queue.Setup
	groups   map[string]*section // by letter
	services map[string]*section // by id
	lines    once                // of the GPIO chip

	// lost says that some of them could not be known by their name: what refers to it is no problem of its own.
	lost struct{ groups, services, counters bool }
}

var idForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

const idHint = "1 to 32 of a-z, 0-9 and -, such as \"olszanow\""

// id reads an id of lower-case letters.
func (s *section) id(k string) string {
	v := s.need(k, idHint)
	if v != "" && !idForm.MatchString(v) {
		s.problem(k, quote(v)+" is not an id", idHint)
	}
	return v
}

func (o *office) readOffice(s *section) {
	o.langs = []string{text.Languages[0]}
	if s == nil {
		return
	}
	o.readLanguages(s)
	set := &o.setup
	set.Languages = o.langs
	set.Office, set.Node = s.id("id"), s.id("node")
	set.Name = s.words("name", maxName, "the office's name, in each language")
	set.Privacy = s.words("privacy", maxLineText, "one line for the ticket, in each language")
	set.Infoline = s.string("infoline")
	if len(set.Infoline) > 24 {
		s.problem("infoline", "is longer than 24 characters", "a telephone number as it is printed")
	}
	set.Zone = s.need("time_zone", "such as \"Europe/Warsaw\"")
	if set.Zone != "" {
		if _, err := time.LoadLocation(set.Zone); err != nil || set.Zone == "Local" {
			s.problem("time_zone", quote(set.Zone)+" is not a time zone", "such as \"Europe/Warsaw\"")
		}
	}
	s.end()
}

func (o *office) readLanguages(s *section) {
	var langs []string
	s.must("languages", "such as [\"pl\", \"en\"]")
	items := s.list("languages", aText)
	for i, n := range items {
		k := s.key(fmt.Sprintf("languages[%d]", i))
		switch {
		case !text.Known(n.text):
			o.problem(n.line, k, "this program does not speak "+quote(n.text), didYouMean(n.text, text.Languages))
		case slices.Contains(langs, n.text):
			o.problem(n.line, k, quote(n.text)+" is there twice", "")
		default:
			langs = append(langs, n.text)
		}
	}
	if s.has("languages") && !slices.Contains(langs, "pl") {
		s.problem("languages", "\"pl\" is missing", "staff pages and calls are in Polish")
	}
	if len(langs) > 0 {
		o.langs = langs
	}
}

var arrows = []string{"left", "right", "up", "down", "ahead"}

func (o *office) readZones(top *section) {
	seen := once{}
	for _, s := range o.elements(top, "zone", "id") {
		z := queue.Zone{ID: s.id("id")}
		if z.ID != "" {
			seen.see(o.reader, s.line("id"), s.key("id"), z.ID, "give one of them another id")
		}
		z.Name = s.words("name", maxName, "what the sign over it says")
		z.Way = s.words("way", maxName, "how to get there from the machine")
		z.Arrow = s.oneOf("arrow", "", arrows)
		z.Color = s.color("color")
		z.Stairs = s.bool("stairs")
		s.end()
		o.setup.Zones = append(o.setup.Zones, z)
	}
	if !top.has("zone") {
		o.problem(0, "zone", "there is none", "at least one [[zone]], to which the counters belong")
	}
}

// oneOf reads one of the words. An empty fallback means that the key must be there.
func (s *section) oneOf(k, fallback string, words []string) string {
	v := fallback
	switch {
	case fallback == "":
		v = s.need(k, didYouMean("", words))
	case s.has(k):
		v = s.string(k)
	default:
		s.asked = append(s.asked, k)
	}
	if v != "" && !slices.Contains(words, v) {
		s.problem(k, "there is no "+quote(v), didYouMean(v, words))
		return ""
	}
	return v
}

// icons are those that the touch screen can draw.
var icons = []string{
	"car", "licence", "bus", "estate", "building", "tree", "tax", "document", "cash", "briefcase", "house",
	"waste", "map", "id-card", "address", "rings", "info", "help", "calendar", "hands", "visit",
}

// Icons lists the names of icons a group may have.
func Icons() []string { return slices.Clone(icons) }

func (o *office) readGroups(top *section) {
	o.groups = map[string]*section{}
	seen := once{}
	for _, s := range o.elements(top, "group", "letter") {
		g := queue.Group{Letter: s.need("letter", "one of A-Z, the first character of a ticket")}
		switch {
		case g.Letter != "" && !oneLetter(g.Letter):
			s.problem("letter", quote(g.Letter)+" is not one of A-Z", "capital, without Polish marks")
			o.lost.groups = true
		case g.Letter != "" && seen.see(o.reader, s.line("letter"), s.key("letter"), g.Letter, "each group has its own letter"):
			o.groups[g.Letter] = s
		default:
			o.lost.groups = true
		}
		g.Name = s.words("name", maxName, "what the tile says")
		g.Icon = s.oneOf("icon", "", icons)
		g.Color = s.color("color")
		g.Hours = o.hoursName(s, "office")
		minutes, _ := s.int("mean_minutes", 1, 240)
		s.must("mean_minutes", "how long a client is usually served")
		g.Mean = time.Duration(minutes) * time.Minute
		g.Hidden = s.bool("hidden")
		s.end()
		o.setup.Groups = append(o.setup.Groups, g)
	}
	if !top.has("group") {
		o.problem(0, "group", "there is none", "at least one [[group]], a tile and a letter")
		o.lost.groups = true
	}
}

func oneLetter(v string) bool { return len(v) == 1 && v[0] >= 'A' && v[0] <= 'Z' }

// hoursName reads the key "hours", the name of a table [hours.NAME].
func (o *office) hoursName(s *section, fallback string) string {
	s.asked = append(s.asked, "hours")
	if !s.has("hours") {
		return fallback
	}
	v := s.string("hours")
	if _, ok := o.setup.Hours[v]; !ok && s.node.table["hours"].kind == aText {
		s.problem("hours", "there are no hours "+quote(v), didYouMean(v, keysOf(o.setup.Hours)))
	}
	return v
}
