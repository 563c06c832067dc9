package setup_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/setup"
	"bileter/internal/text"
)

func sampleForms(t *testing.T, lang string) (*edit.Document, edit.Office, map[string]edit.Form) {
	t.Helper()
	doc, err := edit.Open(configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	o, err := doc.Office()
	if err != nil {
		t.Fatal(err)
	}
	return doc, o, setup.Forms(lang, o, nil)
}

// keys are the names that a type has in JSON.
func keys(t reflect.Type) (out []string) {
	for i := range t.NumField() {
		if k, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); k != "-" {
			out = append(out, k)
		}
	}
	return out
}

// TestFormsHaveEveryKey finds a key that no form fills in, and one that a form makes up.
func TestFormsHaveEveryKey(t *testing.T) {
	_, _, forms := sampleForms(t, "pl")
	check := func(name string, of any, fields []edit.Field) {
		t.Helper()
		want, got := keys(reflect.TypeOf(of)), []string{}
		for _, f := range fields {
			got = append(got, f.Key)
			for _, l := range f.Levels {
				if l.Value != "" {
					got = append(got, l.Value.(string))
				}
			}
			if f.Kind == edit.Money {
				got = append(got, "min", "max")
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("%s has %v, its form %v", name, want, got)
		}
	}
	inner := func(kind, key string) []edit.Field {
		i := slices.IndexFunc(forms[kind].Fields, func(f edit.Field) bool { return f.Key == key })
		return forms[kind].Fields[i].Fields
	}
	for kind, of := range map[string]any{"group": edit.Group{}, "service": edit.Service{}, "counter": edit.Counter{}, "zone": edit.Zone{}, "hours": edit.Hours{},
		"office": edit.House{}, "help": edit.Help{}, "phrases": edit.Phrases{}, "figures": edit.Figures{}, "ticket_button": edit.Button{}} {
		check(kind, of, forms[kind].Fields)
	}
	check("fee", edit.Fee{}, inner("service", "fees"))
	check("exception", edit.Exception{}, inner("hours", "exceptions"))
	check("topic", edit.Topic{}, inner("counter", "topics"))
}

// TestFormsHaveWords looks for a message that is missing.
func TestFormsHaveWords(t *testing.T) {
	for _, lang := range text.Languages {
		_, _, forms := sampleForms(t, lang)
		b, err := json.Marshal(forms)
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.Index(string(b), `"?`); i >= 0 {
			t.Errorf("%s: %.80s", lang, b[i:])
		}
	}
}

// TestFormsAndBack sends every element of the sample there and back as a form does: not a byte of the file changes. Of one
// with another value only that changes.
func TestFormsAndBack(t *testing.T) {
	doc, o, forms := sampleForms(t, "pl")
	var whole map[string]any
	asJSON(t, o, &whole)
	put := func(kind string, e map[string]any) {
		t.Helper()
		body := map[string]any{"do": "put", "kind": kind, kind: e}
		if n := forms[kind].Name; n != "" {
			body["id"] = strings.TrimSuffix(strings.Trim(jsonOf(t, e[n]), `"`), ".0")
		}
		var c edit.Change
		asJSON(t, body, &c)
		if err := doc.Apply(c); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
	}
	for kind, form := range forms {
		list, several := whole[form.List].([]any)
		if !several {
			list = []any{whole[form.List]}
		}
		for _, e := range list {
			put(kind, e.(map[string]any))
		}
	}
	if string(doc.Text()) != string(configs.Sample()) {
		t.Fatal("the file has changed")
	}
	help := whole["help"].(map[string]any)
	help["next_minutes"], help["offers"] = 4, []string{"child"}
	put("help", help)
	put("figures", map[string]any{"report": "16:30"})
	zone := whole["zones"].([]any)[2].(map[string]any)
	zone["stairs"] = true
	put("zone", zone)
	for _, c := range whole["counters"].([]any) {
		if c := c.(map[string]any); c["n"] == 30.0 {
			c["topics"] = append(c["topics"].([]any), map[string]any{"name": "Oba", "serves": []string{"D", "E"}})
			put("counter", c)
		}
	}
	c, err := configs.Parse("office.toml", doc.Text())
	if err != nil {
		t.Fatal(err)
	}
	if h := c.Setup.Help; h.NextAfter.Minutes() != 4 || len(h.Offers) != 1 || c.Figures.Report != 16*60+30 || !c.Setup.Zones[2].Stairs || len(c.Setup.Counter(30).Topics) != 3 {
		t.Errorf("got %+v %+v", h, c.Figures)
	}
	var said []string
	for _, d := range setup.Compare(configs.Sample(), doc.Text()) {
		said = append(said, d.Words("pl"))
	}
	for _, want := range []string{"pomoc dla klientów – po ilu minutach następny: 3 → 4", "statystyki – raport dnia drukowany sam o: brak → 16:30", "strefa east „hol wschodni” – tylko schodami: brak → tak"} {
		if !slices.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
}

// TestLines: where the chip's lines are known they are chosen, each by whom it has or by anybody; else they are typed.
func TestLines(t *testing.T) {
	_, o, typed := sampleForms(t, "pl")
	chosen := setup.Forms("pl", o, []string{"GPIO5", "GPIO6", o.Counters[1].Lamp, o.Button.Line})
	for _, c := range []struct {
		kind, key string
		of        string // who has the form
		want      []string
	}{
		{"ticket_button", "line", "ticket_button", []string{"", "GPIO5", "GPIO6", "TICKET", "TICKETLAMP"}},
		{"ticket_button", "lamp", "ticket_button", []string{"", "GPIO5", "GPIO6", "TICKET", "TICKETLAMP"}},
		{"counter", "lamp", "2", []string{"", "BUTTON2", "GPIO5", "GPIO6", "LAMP2"}},
		{"counter", "button", "", []string{"", "GPIO5", "GPIO6"}},
	} {
		of := func(f edit.Field) bool { return f.Key == c.key }
		if i := slices.IndexFunc(typed[c.kind].Fields, of); typed[c.kind].Fields[i].Kind != edit.Text {
			t.Errorf("%s.%s: no chip, and nothing to type in", c.kind, c.key)
		}
		i := slices.IndexFunc(chosen[c.kind].Fields, of)
		var got []string
		for _, x := range chosen[c.kind].Fields[i].Options {
			if x.Of == "" || x.Of == c.of {
				got = append(got, x.Value.(string))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s.%s of %q: %q, want %q", c.kind, c.key, c.of, got, c.want)
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func asJSON(t *testing.T, from, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(jsonOf(t, from)), into); err != nil {
		t.Fatal(err)
	}
}
