package edit

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Office is what a technician edits of a set-up file, read without judging it: a draft may have mistakes.
type Office struct {
	Languages []string  `json:"languages"`
	House     House     `json:"office"`
	Help      Help      `json:"help"`
	Phrases   Phrases   `json:"phrases"`
	Figures   Figures   `json:"figures"`
	Button    Button    `json:"ticket_button"`
	Groups    []Group   `json:"groups"`
	Services  []Service `json:"services"`
	Counters  []Counter `json:"counters"`
	Zones     []Zone    `json:"zones"`
	Hours     []string  `json:"hours"` // names of [hours.NAME]
	Times     []Hours   `json:"times"` // the same with their times, in the order of their names
}

// House is what the table [office] says to people. Languages are those of Office.
type House struct {
	Name      map[string]string `json:"name" toml:"name"`
	Privacy   map[string]string `json:"privacy" toml:"privacy"`
	Infoline  string            `json:"infoline,omitempty" toml:"infoline"`
	Languages []string          `json:"languages" toml:"languages"`
}

// Group is a tile of the home screen as its form shows it.
type Group struct {
	Letter string            `json:"letter" toml:"letter"`
	Name   map[string]string `json:"name" toml:"name"`
	Icon   string            `json:"icon" toml:"icon"`
	Color  string            `json:"color" toml:"color"`
	Hours  string            `json:"hours,omitempty" toml:"hours"`
	Mean   int               `json:"mean_minutes" toml:"mean_minutes"`
	Hidden bool              `json:"hidden,omitempty" toml:"hidden"`
}

// Service is what a client came for as its form shows it.
type Service struct {
	ID        string              `json:"id" toml:"id"`
	Kind      string              `json:"kind,omitempty" toml:"kind"`
	Letter    string              `json:"letter,omitempty" toml:"letter"`
	Name      map[string]string   `json:"name" toml:"name"`
	Documents map[string][]string `json:"documents,omitempty" toml:"documents"`
	MustHave  map[string]string   `json:"must_have,omitempty" toml:"must_have"`
	Synonyms  map[string][]string `json:"synonyms,omitempty" toml:"synonyms"`
	Info      map[string]string   `json:"info,omitempty" toml:"info"`
	Fees      []Fee               `json:"fees,omitempty" toml:"fee"`
	PayAt     int                 `json:"pay_at,omitempty" toml:"pay_at"`
	Hours     string              `json:"hours,omitempty" toml:"hours"`
	Quick     bool                `json:"quick,omitempty" toml:"quick"`
	Hidden    bool                `json:"hidden,omitempty" toml:"hidden"`
	Mean      int                 `json:"mean_minutes,omitempty" toml:"mean_minutes"` // 0: the group's
	Limit     int                 `json:"daily_limit,omitempty" toml:"daily_limit"`
	Counters  []int               `json:"counters,omitempty" toml:"-"` // that serve it; they stand with the counters
}

// Fee is one price. Amount, or Min and Max; in grosze.
type Fee struct {
	What   map[string]string `json:"what,omitempty" toml:"what"`
	Amount *int              `json:"amount,omitempty" toml:"amount"`
	Min    *int              `json:"min,omitempty" toml:"min"`
	Max    *int              `json:"max,omitempty" toml:"max"`
	From   string            `json:"from" toml:"-"`
	Until  string            `json:"until,omitempty" toml:"-"`
	Basis  string            `json:"basis" toml:"basis"`

	// Days stand with or without quotes.
	RawFrom  any `json:"-" toml:"from"`
	RawUntil any `json:"-" toml:"until"`
}

// Counter is a place of service.
type Counter struct {
	N      int      `json:"n" toml:"n"`
	Room   string   `json:"room,omitempty" toml:"room"`
	Zone   string   `json:"zone" toml:"zone"`
	Use    string   `json:"use,omitempty" toml:"use"`
	Serves []string `json:"serves,omitempty" toml:"serves"` // as written: ids, and letters for whole groups
	First  []string `json:"first,omitempty" toml:"first"`   // of these: served before others
	Idle   []string `json:"idle,omitempty" toml:"idle"`     // when nobody else waits
	Only   []string `json:"only,omitempty" toml:"only"`     // while one of these waits, others are not called
	Topics []Topic  `json:"topics,omitempty" toml:"topics"` // sets of these between which the counter swaps
	Lamp   string   `json:"lamp,omitempty" toml:"lamp"`     // names of lines of the GPIO chip
	Button string   `json:"button,omitempty" toml:"button"`
}

// Topic is a set of what a counter serves.
type Topic struct {
	Name   string   `json:"name" toml:"name"`
	Serves []string `json:"serves" toml:"serves"`
}

// Zone is a part of the building, to choose from.
type Zone struct {
	ID    string            `json:"id" toml:"id"`
	Name  map[string]string `json:"name" toml:"name"`
	Way   map[string]string `json:"way" toml:"way"`     // from the machine
	Arrow string            `json:"arrow" toml:"arrow"` // left, right, up, down, ahead
	Color string            `json:"color" toml:"color"`
	// Stairs is set where nobody gets without climbing.
	Stairs bool `json:"stairs,omitempty" toml:"stairs"`
}

// file is the part of a set-up that is read.
type file struct {
	Office  House            `toml:"office"`
	Help    Help             `toml:"help"`
	Phrases Phrases          `toml:"phrases"`
	Figures Figures          `toml:"figures"`
	Button  Button           `toml:"ticket_button"`
	Hours   map[string]Hours `toml:"hours"`
	Group   []Group          `toml:"group"`
	Service []Service        `toml:"service"`
	Counter []Counter        `toml:"counter"`
	Zone    []Zone           `toml:"zone"`
	Board   []struct {
		Counter int `toml:"counter"`
	} `toml:"board"`
}

// Office reads the document. A value of another kind than its key needs is ErrText: only a person can mend that.
func (d *Document) Office() (Office, error) {
	f, err := d.read()
	if err != nil {
		return Office{}, err
	}
	o := Office{Languages: f.Office.Languages, House: f.Office, Help: f.Help, Phrases: f.Phrases, Figures: f.Figures, Button: f.Button, Groups: f.Group, Services: f.Service, Counters: f.Counter, Zones: f.Zone}
	for _, k := range slices.Sorted(maps.Keys(f.Hours)) {
		h := f.Hours[k]
		h.settle(k)
		o.Hours, o.Times = append(o.Hours, k), append(o.Times, h)
	}
	for i := range o.Services {
		s := &o.Services[i]
		for j := range s.Fees {
			fee := &s.Fees[j]
			fee.From, fee.Until = day(fee.RawFrom), day(fee.RawUntil)
			fee.RawFrom, fee.RawUntil = nil, nil
		}
		for _, c := range o.Counters {
			if c.serves(*s) {
				s.Counters = append(s.Counters, c.N)
			}
		}
		slices.Sort(s.Counters)
	}
	return o, nil
}

func (d *Document) read() (f file, err error) {
	if err := toml.Unmarshal(bytes.TrimPrefix(d.text, []byte("\ufeff")), &f); err != nil {
		return f, unread(err)
	}
	return f, nil
}

func day(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// serves tells whether a counter serves a service, by its id or by the letter of its group.
func (c Counter) serves(s Service) bool {
	return slices.Contains(c.Serves, s.ID) || s.Letter != "" && s.Kind != "info" && slices.Contains(c.Serves, s.Letter)
}

// group, service, counter and zone find the place of an element by its name; -1: there is none.
func (o Office) group(letter string) int {
	return slices.IndexFunc(o.Groups, func(g Group) bool { return g.Letter == letter })
}

func (o Office) service(id string) int {
	return slices.IndexFunc(o.Services, func(s Service) bool { return s.ID == id })
}

func (o Office) counter(n int) int {
	return slices.IndexFunc(o.Counters, func(c Counter) bool { return c.N == n })
}

func (o Office) zone(id string) int {
	return slices.IndexFunc(o.Zones, func(z Zone) bool { return z.ID == id })
}

// text adds the texts of a key in the order of languages; a blank text takes the key out.
func texts(key string, words map[string]string, order []string) []Entry {
	var es []Entry
	for _, l := range order {
		var v any
		if s := strings.TrimSpace(words[l]); s != "" {
			v = s
		}
		es = append(es, Entry{key + "." + l, v})
	}
	return es
}

func lists(key string, words map[string][]string, order []string) []Entry {
	var es []Entry
	for _, l := range order {
		var v any
		if len(words[l]) > 0 {
			v = words[l]
		}
		es = append(es, Entry{key + "." + l, v})
	}
	return es
}

func optional[T comparable](key string, v T) Entry {
	var zero T
	if v == zero {
		return Entry{key, nil}
	}
	return Entry{key, v}
}

func (g Group) entries(langs []string) []Entry {
	es := append([]Entry{{"letter", g.Letter}}, texts("name", g.Name, langs)...)
	return append(es, Entry{"icon", g.Icon}, Entry{"color", g.Color}, Entry{"mean_minutes", g.Mean},
		optional("hours", g.Hours), optional("hidden", g.Hidden))
}

func (s Service) entries(langs []string) []Entry {
	es := []Entry{{"id", s.ID}, optional("kind", s.Kind), optional("letter", s.Letter)}
	es = append(es, texts("name", s.Name, langs)...)
	es = append(es, lists("documents", s.Documents, langs)...)
	es = append(es, texts("must_have", s.MustHave, langs)...)
	es = append(es, lists("synonyms", s.Synonyms, langs)...)
	es = append(es, texts("info", s.Info, langs)...)
	return append(es, optional("pay_at", s.PayAt), optional("quick", s.Quick), optional("hours", s.Hours),
		optional("hidden", s.Hidden), optional("mean_minutes", s.Mean), optional("daily_limit", s.Limit))
}

func (s Service) rows(langs []string) Rows {
	var rs Rows
	for _, f := range s.Fees {
		var r []Entry
		for _, e := range texts("what", f.What, langs) {
			if e.Value != nil {
				r = append(r, e)
			}
		}
		for _, a := range []struct {
			key string
			v   *int
		}{{"amount", f.Amount}, {"min", f.Min}, {"max", f.Max}} {
			if a.v != nil {
				r = append(r, Entry{a.key, *a.v})
			}
		}
		r = append(r, Entry{"from", f.From})
		if f.Until != "" {
			r = append(r, Entry{"until", f.Until})
		}
		rs = append(rs, append(r, Entry{"basis", f.Basis}))
	}
	return rs
}

// lists are what a counter says of services.
func (c Counter) lists() []Entry {
	return []Entry{{"serves", listOrNil(c.Serves)}, {"first", listOrNil(c.First)}, {"idle", listOrNil(c.Idle)}, {"only", listOrNil(c.Only)}}
}

// rename replaces a name in all that a counter says of services by others; none takes it out.
func (c Counter) rename(name string, others ...string) Counter {
	for _, l := range []*[]string{&c.Serves, &c.First, &c.Idle, &c.Only} {
		if at := slices.Index(*l, name); at >= 0 {
			*l = slices.Replace(slices.Clone(*l), at, at+1, others...)
		}
	}
	c.Topics = slices.Clone(c.Topics)
	for i := range c.Topics {
		l := &c.Topics[i].Serves
		if at := slices.Index(*l, name); at >= 0 {
			*l = slices.Replace(slices.Clone(*l), at, at+1, others...)
		}
	}
	return c
}

func (c Counter) topics() Rows {
	var rs Rows
	for _, t := range c.Topics {
		rs = append(rs, []Entry{{"name", t.Name}, {"serves", t.Serves}})
	}
	return rs
}

func (c Counter) entries() []Entry {
	es := append([]Entry{{"n", c.N}, optional("room", c.Room), {"zone", c.Zone}, optional("use", c.Use)}, c.lists()...)
	return append(es, optional("lamp", c.Lamp), optional("button", c.Button))
}

func (z Zone) entries(langs []string) []Entry {
	es := append([]Entry{{"id", z.ID}}, texts("name", z.Name, langs)...)
	es = append(es, texts("way", z.Way, langs)...)
	return append(es, Entry{"arrow", z.Arrow}, Entry{"color", z.Color}, optional("stairs", z.Stairs))
}

func (h House) entries(langs []string) []Entry {
	es := append([]Entry{{"languages", listOrNil(h.Languages)}, {"infoline", h.Infoline}}, texts("name", h.Name, langs)...)
	return append(es, texts("privacy", h.Privacy, langs)...)
}
