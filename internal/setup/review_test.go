package setup_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"bileter/configs"
	"bileter/internal/setup"
)

// TestWhatNeedsARestart changes every key of the sample, one at a time. Each part of the loader's Config is listed here, so a
// new one has to be decided on; what of the sample belongs to none of them fails too.
func TestWhatNeedsARestart(t *testing.T) {
	const always, never = "*", ""
	parts := map[string]map[string]string{ // of configs.Config: tables, and which keys of them need a restart
		"Setup":   {"office": "languages", "hours": never, "zone": never, "group": never, "service": never, "counter": "lamp button zone", "rules": never, "help": never, "phrases": never},
		"Printer": {"printer": always}, "Ticket": {"ticket": never}, "Lamps": {"lamps": always}, "Button": {"ticket_button": always}, "Boards": {"board": always},
		"Voice": {"voice": always, "speaker": always}, "Console": {"console": always}, "Central": {"central": always}, "Screen": {"screen": always}, "Town": {"town": always}, "Figures": {"figures": always},
	}
	tables := map[string]string{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[configs.Config]()) {
		if !f.IsExported() {
			continue
		}
		if parts[f.Name] == nil {
			t.Errorf("nobody has decided whether a change of %s needs a restart", f.Name)
		}
		for table, keys := range parts[f.Name] {
			tables[table] = keys
		}
	}
	wanted := func(table, key string) bool {
		keys := tables[table]
		return keys == always || slices.Contains(strings.Fields(keys), key)
	}
	sample := sampleTree(t)
	changed := 0
	for table, v := range sample {
		if _, ok := tables[table]; !ok {
			t.Errorf("[%s] is of no part", table)
		}
		all, isList := v.([]any)
		if !isList {
			all = []any{v}
			if table == "hours" {
				all = nil
				for _, h := range v.(map[string]any) {
					all = append(all, h)
				}
			}
		}
		one := all[0].(map[string]any)
		for key, was := range one {
			if slices.Contains([]string{"id", "letter", "n"}, key) && isList {
				continue // another name is another element
			}
			one[key] = "another"
			ds := setup.Compare(configs.Sample(), tree(t, sample))
			one[key] = was
			changed++
			if len(ds) == 0 {
				t.Errorf("a change of %s.%s is not seen", table, key)
				continue
			}
			if got := slices.ContainsFunc(ds, func(d setup.Difference) bool { return d.Restart }); got != wanted(table, key) {
				t.Errorf("%s.%s: restart %v, want %v: %+v", table, key, got, wanted(table, key), ds)
			}
		}
	}
	if changed < 60 {
		t.Errorf("only %d keys were changed", changed)
	}
	// A counter more needs one only where a lamp, a button or a direction board knows of it.
	for add, want := range map[string]bool{"": false, "lamp": true} {
		more := sampleTree(t)
		delete(more, "board")
		bare := tree(t, more)
		k := map[string]any{"n": 60, "zone": "west", "serves": []any{"P"}}
		if add != "" {
			k[add] = "GPIO17"
		}
		more["counter"] = append(more["counter"].([]any), k)
		ds := setup.Compare(bare, tree(t, more))
		if len(ds) != 1 || ds[0].Restart != want {
			t.Errorf("a counter with %q: %+v", add, ds)
		}
	}
}

func sampleTree(t *testing.T) map[string]any {
	t.Helper()
	var doc map[string]any
	must(t, toml.Unmarshal(configs.Sample(), &doc))
	return doc
}

func tree(t *testing.T, doc map[string]any) []byte {
	t.Helper()
	b, err := toml.Marshal(doc)
	must(t, err)
	return b
}

func TestHoursInWords(t *testing.T) {
	old := configs.Sample()
	now := strings.Replace(string(old), `mon                = "08:00-17:00"`, `mon                = "09:00-17:00"`, 1)
	ds := setup.Compare(old, []byte(now))
	if len(ds) != 1 {
		t.Fatal(fmt.Sprint(ds))
	}
	if got := ds[0].Words("pl"); got != "godziny „office” – poniedziałek: 08:00-17:00 → 09:00-17:00" {
		t.Error(got)
	}
}
