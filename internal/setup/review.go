package setup

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"bileter/configs"
)

// Review says what the draft would change, and what stands against it.
type Review struct {
	Changed  bool
	Stale    bool
	Changes  []Difference
	Problems []configs.Problem // the loader's; with any the draft cannot be applied
	Refused  error             // why it cannot be applied now: a *queue.Refusal; tomorrow it can
	Restart  bool              // part of it works only after the program has been started again
}

// Kinds of a Difference.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
	Order   = "order"
)

// Difference is one thing that two set-ups do not have in common.
type Difference struct {
	What    string // Added, Removed, Changed or Order
	Of      string // group, service, counter, zone; else the name of a table, such as "printer"
	ID      string // of the element; empty with tables
	Name    string // of the element, in Polish
	Field   string // Changed: the key, such as "name"
	Lang    string // Changed: of a text in one language
	Old     string // Changed: values as people read them; secrets never
	New     string
	Restart bool // works only after the program has been started again
}

// Review compares the draft with what the office goes by.
func (d *Desk) Review() (Review, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	dr, err := d.draft()
	if err != nil {
		return Review{}, err
	}
	now, err := d.current()
	if err != nil {
		return Review{}, err
	}
	r := Review{Changed: dr.Changed, Stale: dr.Stale}
	r.Changes = Compare(now, dr.Text)
	r.Restart = slices.ContainsFunc(r.Changes, func(x Difference) bool { return x.Restart })
	c, err := d.Check(dr.Text)
	var ps *configs.Problems
	switch {
	case errors.As(err, &ps):
		r.Problems = ps.List
	case err != nil:
		return Review{}, err
	default:
		r.Refused = d.Fits(c)
	}
	return r, nil
}

// elements are the tables of which there are several, and the key that names them; hours are named by their header.
var elements = map[string]string{"group": "letter", "service": "id", "counter": "n", "zone": "id", "hours": "", "board": "address", "speaker": "device"}

// kinds are the elements in the order in which a review tells of them.
var kinds = []string{"group", "service", "counter", "zone", "hours", "board", "speaker"}

// atStart is what the program opens or renders when it starts, by table: these keys of it, or all (nil). A change of it works
// after a restart only. Whatever else there is is asked for anew each time.
var atStart = map[string][]string{
	"printer": nil, "lamps": nil, "ticket_button": nil, "board": nil, "voice": nil, "speaker": nil, "console": nil, "central": nil, "screen": nil, "town": nil, "figures": nil,
	"counter": {"lamp", "button"},
	"office":  {"languages"}, // words of announcements
}

// Compare lists how two texts differ. One that is not TOML has no differences: its problem is another.
func Compare(old, now []byte) []Difference {
	a, errA := flatten(old)
	b, errB := flatten(now)
	if errA != nil || errB != nil {
		return nil
	}
	var ds []Difference
	for _, kind := range kinds {
		ds = append(ds, compareElements(kind, a, b)...)
	}
	if leads(a) || leads(b) { // a direction board learns at the start which counters its zones have
		for i, d := range ds {
			ds[i].Restart = d.Restart || d.Of == "counter" && (d.What != Changed || d.Field == "zone" || d.Field == "n")
		}
	}
	for _, t := range union(a.tables, b.tables) {
		ds = append(ds, compareKeys(Difference{Of: t, What: Changed}, a.tables[t], b.tables[t])...)
	}
	return ds
}

// leads tells whether there is a direction board.
func leads(f flat) bool {
	for _, keys := range f.elements["board"] {
		if keys["leads_to"] != "" {
			return true
		}
	}
	return false
}

// flat is a set-up taken apart: element by element, table by table, key by key.
type flat struct {
	order    map[string][]string                     // of the ids of each kind
	elements map[string]map[string]map[string]string // kind, id, key
	tables   map[string]map[string]string
}

func flatten(text []byte) (f flat, err error) {
	var doc map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &doc); err != nil {
		return f, err
	}
	f = flat{map[string][]string{}, map[string]map[string]map[string]string{}, map[string]map[string]string{}}
	for k, v := range doc {
		list, isList := v.([]any)
		table, isTable := v.(map[string]any)
		id, named := elements[k]
		f.elements[k] = map[string]map[string]string{}
		if isTable && named && id == "" {
			for name, e := range table {
				f.elements[k][name] = map[string]string{}
				spread(f.elements[k][name], "", e)
			}
			continue
		}
		if !isList || !named {
			f.tables[k] = map[string]string{}
			spread(f.tables[k], "", v)
			continue
		}
		for i, e := range list {
			keys := map[string]string{}
			spread(keys, "", e)
			name := keys[id]
			if _, twice := f.elements[k][name]; name == "" || twice {
				name = fmt.Sprintf("%s [%d]", name, i+1)
			}
			f.elements[k][name] = keys
			f.order[k] = append(f.order[k], name)
		}
	}
	return f, nil
}

// spread writes the keys of a value, dotted; lists become one text.
func spread(into map[string]string, key string, v any) {
	table, ok := v.(map[string]any)
	if !ok {
		into[key] = written(v)
		return
	}
	for k, below := range table {
		if key != "" {
			k = key + "." + k
		}
		spread(into, k, below)
	}
}

func written(v any) string {
	switch v := v.(type) {
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, written(x))
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, k+" "+written(v[k]))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

func compareElements(kind string, a, b flat) (ds []Difference) {
	for _, id := range union(a.elements[kind], b.elements[kind]) {
		was, is := a.elements[kind][id], b.elements[kind][id]
		d := Difference{Of: kind, ID: id, Name: was["name.pl"]}
		if is != nil {
			d.Name = is["name.pl"]
		}
		switch {
		case was == nil:
			d.What = Added
			d.Restart = opened(kind, is)
			ds = append(ds, d)
		case is == nil:
			d.What = Removed
			d.Restart = opened(kind, was)
			ds = append(ds, d)
		default:
			d.What = Changed
			ds = append(ds, compareKeys(d, was, is)...)
		}
	}
	both := func(order []string, other map[string]map[string]string) []string {
		return slices.DeleteFunc(slices.Clone(order), func(id string) bool { return other[id] == nil })
	}
	if kind == "group" || kind == "service" {
		if !slices.Equal(both(a.order[kind], b.elements[kind]), both(b.order[kind], a.elements[kind])) {
			ds = append(ds, Difference{What: Order, Of: kind})
		}
	}
	return ds
}

func compareKeys(d Difference, was, is map[string]string) (ds []Difference) {
	for _, key := range union(was, is) {
		if was[key] == is[key] {
			continue
		}
		one := d
		one.Field, one.Old, one.New = key, was[key], is[key]
		if field, lang, ok := cutLang(key); ok {
			one.Field, one.Lang = field, lang
		}
		if secret(d.Of, key) {
			one.Old, one.New = "•••", "•••"
		}
		one.Restart = restart(d.Of, key)
		ds = append(ds, one)
	}
	return ds
}

// cutLang takes the language off a key such as "name.uk".
func cutLang(key string) (field, lang string, ok bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 || len(key)-i != 3 {
		return key, "", false
	}
	return key[:i], key[i+1:], true
}

func secret(of, key string) bool { return of == "console" && key == "pin" }

// restart tells whether a key is of what is opened at the start.
func restart(of, key string) bool {
	keys, ok := atStart[of]
	return ok && (keys == nil || slices.Contains(keys, key))
}

// opened tells whether an element has something that is opened at the start.
func opened(of string, keys map[string]string) bool {
	for k, v := range keys {
		if v != "" && restart(of, k) {
			return true
		}
	}
	return false
}

// union lists the keys of both, sorted.
func union[V any](a, b map[string]V) []string {
	all := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, ok := a[k]; !ok {
			all = append(all, k)
		}
	}
	slices.Sort(all)
	return all
}
