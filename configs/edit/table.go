package edit

import (
	"fmt"
	"slices"
)

// Help is the table [help]: who comes to a client who asks for help.
type Help struct {
	Duty   []string          `json:"duty,omitempty" toml:"duty"` // posts, in the order in which they are told
	Head   string            `json:"head,omitempty" toml:"head"` // told last
	Next   int               `json:"next_minutes,omitempty" toml:"next_minutes"`
	Last   int               `json:"head_minutes,omitempty" toml:"head_minutes"`
	Hours  string            `json:"hours,omitempty" toml:"hours"`
	Sign   string            `json:"sign_language,omitempty" toml:"sign_language"` // name of the interpreter's hours
	Offers []string          `json:"offers,omitempty" toml:"offers"`
	Point  map[string]string `json:"point,omitempty" toml:"point"` // where the information point is
}

func (h Help) entries(langs []string) []Entry {
	es := []Entry{{"duty", listOrNil(h.Duty)}, optional("head", h.Head), optional("next_minutes", h.Next), optional("head_minutes", h.Last),
		optional("hours", h.Hours), optional("sign_language", h.Sign), {"offers", listOrNil(h.Offers)}}
	return append(es, texts("point", h.Point, langs)...)
}

// Phrases is the table [phrases]: what clerks choose from.
type Phrases struct {
	Results []string `json:"results,omitempty" toml:"results"`
	Breaks  []string `json:"breaks,omitempty" toml:"breaks"`
	Notes   []string `json:"notes,omitempty" toml:"notes"`
}

func (p Phrases) entries() []Entry {
	return []Entry{{"results", listOrNil(p.Results)}, {"breaks", listOrNil(p.Breaks)}, {"notes", listOrNil(p.Notes)}}
}

// Figures is the table [figures]: what is told of a day.
type Figures struct {
	PerCounter bool   `json:"per_counter,omitempty" toml:"per_counter"`
	Report     string `json:"report,omitempty" toml:"report"` // HH:MM; empty: printed when somebody asks
}

func (f Figures) entries() []Entry {
	return []Entry{optional("per_counter", f.PerCounter), optional("report", f.Report)}
}

// Button is the table [ticket_button]: a button beside the screen that gives a ticket. Without a line there is none.
type Button struct {
	Line    string            `json:"line,omitempty" toml:"line"` // lines of the GPIO chip
	Lamp    string            `json:"lamp,omitempty" toml:"lamp"`
	Service string            `json:"service,omitempty" toml:"service"`
	Name    map[string]string `json:"name,omitempty" toml:"name"` // as it stands after "press"
}

func (b Button) entries(langs []string) []Entry {
	return append([]Entry{optional("line", b.Line), optional("lamp", b.Lamp), optional("service", b.Service)}, texts("name", b.Name, langs)...)
}

// putTable writes what differs of a table. A language that is taken out keeps its texts in the file.
func (d *Document) putTable(o Office, c Change) error {
	var old, now []Entry
	switch {
	case c.Kind == "office" && c.House != nil:
		old, now = o.House.entries(c.House.Languages), c.House.entries(c.House.Languages)
	case c.Kind == "help" && c.Help != nil:
		old, now = o.Help.entries(o.Languages), c.Help.entries(o.Languages)
	case c.Kind == "phrases" && c.Phrases != nil:
		old, now = o.Phrases.entries(), c.Phrases.entries()
	case c.Kind == "figures" && c.Figures != nil:
		old, now = o.Figures.entries(), c.Figures.entries()
	case c.Kind == "ticket_button" && c.Button != nil && c.Button.Line == "" && o.Button.Line != "":
		return d.dropTable(c.Kind) // who takes the line out takes the button out
	case c.Kind == "ticket_button" && c.Button != nil:
		old, now = o.Button.entries(o.Languages), c.Button.entries(o.Languages)
	default:
		return fmt.Errorf("%w: %s %s", ErrChange, c.Do, c.Kind)
	}
	for i, e := range now {
		if same(old[i].Value, e.Value) {
			continue
		}
		if err := d.SetKey(c.Kind, e.Key, e.Value); err != nil {
			return err
		}
	}
	return nil
}

// dropTable takes a table out, in whatever way it is written, with the comment on it.
func (d *Document) dropTable(name string) error {
	of := func(x expression) bool { return x.path[0] == name }
	for first := slices.IndexFunc(d.list, of); first >= 0; first = slices.IndexFunc(d.list, of) {
		last := first + 1
		for last < len(d.list) && of(d.list[last]) {
			last++
		}
		if err := d.cutOut(first, last); err != nil {
			return err
		}
	}
	return nil
}
