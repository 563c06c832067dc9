package edit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bileter/configs"
	"bileter/configs/edit"
)

func open(t interface{ Fatal(...any) }, text []byte) (*edit.Document, edit.Office) {
	d, err := edit.Open(text)
	if err != nil {
		t.Fatal(err)
	}
	o, err := d.Office()
	if err != nil {
		t.Fatal(err)
	}
	return d, o
}

func small(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/small.toml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// apply makes one change of a text and shows the lines that went and came.
func apply(t *testing.T, text []byte, c edit.Change) (now []byte, gone, came []string) {
	t.Helper()
	d, _ := open(t, text)
	if err := d.Apply(c); err != nil {
		t.Fatal(err)
	}
	now = d.Text()
	old, fresh := strings.SplitAfter(string(text), "\n"), strings.SplitAfter(string(now), "\n")
	gone, came = less(old, fresh), less(fresh, old)
	return now, gone, came
}

// less is what a has more often than b.
func less(a, b []string) (out []string) {
	n := map[string]int{}
	for _, s := range b {
		n[s]++
	}
	for _, s := range a {
		if n[s]--; n[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

func number(n int) *int { return &n }

func TestEachChangeTouchesItsLines(t *testing.T) {
	sample := configs.Sample()
	_, o := open(t, sample)
	group := func(letter string, f func(*edit.Group)) *edit.Group {
		i := slices.IndexFunc(o.Groups, func(g edit.Group) bool { return g.Letter == letter })
		g := o.Groups[i]
		g.Name = maps.Clone(g.Name)
		f(&g)
		return &g
	}
	service := func(id string, f func(*edit.Service)) *edit.Service {
		i := slices.IndexFunc(o.Services, func(s edit.Service) bool { return s.ID == id })
		s := o.Services[i]
		s.Name, s.Documents, s.Fees = maps.Clone(s.Name), maps.Clone(s.Documents), slices.Clone(s.Fees)
		f(&s)
		return &s
	}
	for _, c := range []struct {
		name       string
		change     edit.Change
		gone, came []string
	}{
		{"nothing", edit.Change{Do: "put", Kind: "group", ID: "P", Group: group("P", func(*edit.Group) {})}, nil, nil},
		{"rename", edit.Change{Do: "put", Kind: "group", ID: "W", Group: group("W", func(g *edit.Group) { g.Name["en"] = `The "cash" desk` })},
			[]string{"name.en      = \"Cash desk\"\n"}, []string{"name.en      = \"The \\\"cash\\\" desk\"\n"}},
		{"hide", edit.Change{Do: "put", Kind: "group", ID: "W", Group: group("W", func(g *edit.Group) { g.Hidden = true })},
			nil, []string{"hidden       = true\n"}},
		{"hours taken out", edit.Change{Do: "put", Kind: "group", ID: "W", Group: group("W", func(g *edit.Group) { g.Hours = "" })},
			[]string{"hours        = \"cash\"\n"}, nil},
		{"a fee of a table below", edit.Change{Do: "put", Kind: "service", ID: "P1", Service: service("P1", func(s *edit.Service) { s.Fees[1].Amount = number(7000) })},
			[]string{"amount  = 6650\n"}, []string{"amount  = 7000\n"}},
		{"a fee ends", edit.Change{Do: "put", Kind: "service", ID: "P1", Service: service("P1", func(s *edit.Service) { s.Fees[1].Until = "2026-12-31" })},
			nil, []string{"until   = \"2026-12-31\"\n"}},
		{"a fee in braces", edit.Change{Do: "put", Kind: "service", ID: "P3", Service: service("P3", func(s *edit.Service) { s.Fees[0].Amount = number(100) })},
			[]string{"fee          = [{ amount = 0, from = \"2024-01-01\", basis = \"Prawo o ruchu drogowym, rozporządzenie o opłatach\" }]\n"},
			[]string{"fee          = [\n", "  { amount = 100, from = \"2024-01-01\", basis = \"Prawo o ruchu drogowym, rozporządzenie o opłatach\" },\n", "]\n"}},
		{"a document", edit.Change{Do: "put", Kind: "service", ID: "P4", Service: service("P4", func(s *edit.Service) { s.Documents["en"] = []string{"temporary permit", "ID card"} })},
			[]string{"documents.en = [\"temporary permit\", \"ID card or passport\"]\n"}, []string{"documents.en = [\"temporary permit\", \"ID card\"]\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, gone, came := apply(t, sample, c.change)
			if !slices.Equal(gone, c.gone) || !slices.Equal(came, c.came) {
				t.Errorf("gone %q, want %q\ncame %q, want %q", gone, c.gone, came, c.came)
			}
			if _, err := configs.Parse("x.toml", now); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLetterOfAGroup changes a letter: its services and counters follow it.
func TestLetterOfAGroup(t *testing.T) {
	d, o := open(t, small(t))
	g := o.Groups[1]
	g.Letter = "X"
	if err := d.Apply(edit.Change{Do: "put", Kind: "group", ID: "W", Group: &g}); err != nil {
		t.Fatal(err)
	}
	c, err := configs.Parse("small.toml", d.Text())
	if err != nil {
		t.Fatal(err)
	}
	if c.Setup.Service("W1").Letter != "X" || !slices.Equal(c.Setup.CountersOf("W1"), []int{17}) {
		t.Errorf("got %+v, counters %v", c.Setup.Service("W1"), c.Setup.CountersOf("W1"))
	}
	g.Letter = "P"
	if err := d.Apply(edit.Change{Do: "put", Kind: "group", ID: "X", Group: &g}); !errors.Is(err, edit.ErrTaken) {
		t.Errorf("two groups with a letter: %v", err)
	}
}

func TestAddMoveRemove(t *testing.T) {
	text := small(t)
	d, _ := open(t, text)
	must := func(c edit.Change) {
		t.Helper()
		if err := d.Apply(c); err != nil {
			t.Fatal(err)
		}
		if _, err := configs.Parse("small.toml", d.Text()); err != nil {
			t.Fatalf("%v\n%s", err, d.Text())
		}
	}
	words := func(s string) map[string]string { return map[string]string{"pl": s, "uk": s} }
	must(edit.Change{Do: "add", Kind: "service", Service: &edit.Service{
		ID: "P7", Letter: "P", Name: words("Tablice"), Counters: []int{1}, Info: nil,
		Fees: []edit.Fee{{Amount: number(500), From: "2026-01-01", Basis: "uchwała"}}, Documents: map[string][]string{"pl": {"a"}, "uk": {"б"}},
	}})
	if c, _ := configs.Parse("s", d.Text()); !slices.Equal(c.Setup.CountersOf("P7"), []int{1, 104}[:1]) {
		t.Errorf("P7 is served at %v", c.Setup.CountersOf("P7"))
	}
	must(edit.Change{Do: "move", Kind: "service", ID: "P7", Before: "P1"})
	must(edit.Change{Do: "move", Kind: "service", ID: "P7"})
	must(edit.Change{Do: "remove", Kind: "service", ID: "P7"})
	if _, o := open(t, d.Text()); len(o.Services) != 3 {
		t.Errorf("got %d services", len(o.Services))
	}
	// Counter 104 served the letter P, and serves all of it but P7 since: one line differs from the beginning.
	if got := less(strings.Split(string(text), "\n"), strings.Split(string(d.Text()), "\n")); len(got) > 1 {
		t.Errorf("gone: %q", got)
	}
	if err := d.Apply(edit.Change{Do: "remove", Kind: "group", ID: "W"}); err != nil {
		t.Fatal(err)
	}
	// The counter that served only this group is left with nothing, which the loader says where it stands.
	var ps *configs.Problems
	if _, err := configs.Parse("small.toml", d.Text()); !errors.As(err, &ps) || len(ps.List) != 1 || ps.List[0].Key != "counter 17: serves" {
		t.Errorf("got %v", err)
	}
}

func TestRefused(t *testing.T) {
	d, _ := open(t, small(t))
	for name, c := range map[string]struct {
		change edit.Change
		want   error
	}{
		"unknown deed":    {edit.Change{Do: "burn", Kind: "group", ID: "P"}, edit.ErrChange},
		"unknown kind":    {edit.Change{Do: "remove", Kind: "office", ID: "P"}, edit.ErrChange},
		"put nothing":     {edit.Change{Do: "put", Kind: "group", ID: "P"}, edit.ErrChange},
		"no such service": {edit.Change{Do: "remove", Kind: "service", ID: "Q9"}, edit.ErrNone},
		"before nobody":   {edit.Change{Do: "move", Kind: "service", ID: "P1", Before: "Q9"}, edit.ErrNone},
		"taken":           {edit.Change{Do: "add", Kind: "service", Service: &edit.Service{ID: "P1"}}, edit.ErrTaken},
		"taken counter":   {edit.Change{Do: "put", Kind: "counter", ID: "1", Counter: &edit.Counter{N: 17}}, edit.ErrTaken},
	} {
		was := string(d.Text())
		if err := d.Apply(c.change); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if string(d.Text()) != was {
			t.Errorf("%s: something has changed", name)
		}
	}
	for _, text := range []string{"[[service]\n", "a = 1\na = 2\n", strings.Repeat("#\n", 1<<20)} {
		if _, err := edit.Open([]byte(text)); !errors.Is(err, edit.ErrText) {
			t.Errorf("%.20q: got %v", text, err)
		}
	}
	other, err := edit.Open([]byte("[[service]]\nid = 7\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Office(); !errors.Is(err, edit.ErrText) {
		t.Errorf("a number for an id: got %v", err)
	}
}

// manners are ways to write the same thing.
var manners = []string{
	"[office]\nlanguages = [\"pl\", \"uk\"]\n[[group]] # tile\nletter = \"A\"\nname = { pl = \"a\", uk = \"b\" } # inline\nicon = \"car\"\n# below\n\n# far\n\n[[group]]\nletter = \"B\"",
	"[office]\r\nlanguages = [\"pl\", \"uk\"]\r\n\r\n[[group]]\r\nletter = 'A'\r\n[group.name]\r\npl = \"x\"\r\nuk = \"y\"\r\n\r\n[[group]]\r\nletter = \"B\"\r\nname.pl = \"\"\"\r\nlong\"\"\"\r\n",
	"office = { languages = [\"pl\", \"uk\"] }\n# first\n[[group]]\n  letter = \"A\"\n  name.pl = \"a\"\n  name.uk = \"b\"\n# second\n[[group]]\n  letter = \"B\"\n",
	"\ufeff[office]\nlanguages = [\"pl\", \"uk\"]\n[[group]]\nletter=\"A\"\n\"name\".\"pl\"=\"a\"\n[[group]]\nletter=\"B\"\nname={}\n",
}

// TestManners edits what other hands have written.
func TestManners(t *testing.T) {
	for i, text := range manners {
		d, o := open(t, []byte(text))
		for at := range o.Groups {
			g := o.Groups[at]
			g.Name = map[string]string{"pl": fmt.Sprintf("Nowa %d", at), "uk": "\"Нова\" \\ "}
			g.Mean = 5
			if err := d.Apply(edit.Change{Do: "put", Kind: "group", ID: g.Letter, Group: &g}); err != nil {
				t.Fatalf("%d: %v\n%s", i, err, d.Text())
			}
			_, now := open(t, d.Text())
			g.Name["uk"] = "\"Нова\" \\"
			if !reflect.DeepEqual(now.Groups[at], g) {
				t.Errorf("%d: got %+v, want %+v\n%s", i, now.Groups[at], g, d.Text())
			}
		}
		if strings.Contains(text, "\r\n") && strings.Count(string(d.Text()), "\n") != strings.Count(string(d.Text()), "\r\n") {
			t.Errorf("%d: mixed line ends: %q", i, d.Text())
		}
		if err := d.Move("group", 1, 0); err != nil {
			t.Fatal(err)
		}
		if _, now := open(t, d.Text()); now.Groups[0].Letter != "B" || now.Groups[1].Letter != "A" {
			t.Errorf("%d: not moved:\n%s", i, d.Text())
		}
		for _, l := range strings.Split(text, "\n") {
			if c := strings.TrimSpace(l); strings.HasPrefix(c, "#") && !strings.Contains(string(d.Text()), c) {
				t.Errorf("%d: %q is gone", i, c)
			}
		}
	}
}

// TestAnyChanges makes random changes at random places: what is read back is what was meant, no comment is lost, and
// no line changes but those of the keys that do.
func TestAnyChanges(t *testing.T) {
	sample := configs.Sample()
	word := rapid.StringMatching(`[ -~ąćęłńóśźżєіїґ]{0,20}`)
	rapid.Check(t, func(t *rapid.T) {
		d, o := open(t, sample)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			was := string(d.Text())
			switch rapid.SampledFrom([]string{"group", "service", "move"}).Draw(t, "what") {
			case "group":
				i := rapid.IntRange(0, len(o.Groups)-1).Draw(t, "at")
				want := copied(o.Groups[i])
				lang := rapid.SampledFrom(o.Languages).Draw(t, "lang")
				want.Name[lang] = "x" + strings.TrimSpace(word.Draw(t, "name")) + "x"
				want.Hidden, want.Mean = rapid.Bool().Draw(t, "hidden"), rapid.IntRange(1, 60).Draw(t, "mean")
				mustApply(t, d, edit.Change{Do: "put", Kind: "group", ID: want.Letter, Group: &want})
				if o = read(t, d); !reflect.DeepEqual(o.Groups[i], want) {
					t.Fatalf("got %+v, want %+v", o.Groups[i], want)
				}
				few(t, was, string(d.Text()), 3)
			case "service":
				i := rapid.IntRange(0, len(o.Services)-1).Draw(t, "at")
				want := copied(o.Services[i])
				lang := rapid.SampledFrom(o.Languages).Draw(t, "lang")
				want.Name[lang] = "x" + strings.TrimSpace(word.Draw(t, "name")) + "x"
				if want.Documents != nil {
					want.Documents[lang] = rapid.SliceOfN(rapid.StringMatching(`[a-z "]{1,46}`), 1, 9).Draw(t, "documents")
				}
				if len(want.Fees) > 0 {
					switch f := &want.Fees[0]; rapid.SampledFrom([]string{"until", "more", "less", "leave"}).Draw(t, "fee") {
					case "until":
						f.Until = "2027-12-31"
					case "more":
						want.Fees = append(want.Fees, edit.Fee{Amount: number(1), From: "2028-01-01", Basis: "b"})
					case "less":
						want.Fees = want.Fees[:len(want.Fees)-1]
					}
				}
				mustApply(t, d, edit.Change{Do: "put", Kind: "service", ID: want.ID, Service: &want})
				now := read(t, d)
				if got := now.Services[i]; asJSON(got) != asJSON(want) {
					t.Fatalf("got  %s\nwant %s", asJSON(got), asJSON(want))
				}
				for j := range now.Services { // nobody else's
					if j != i && asJSON(now.Services[j]) != asJSON(o.Services[j]) {
						t.Fatalf("service %s has changed", now.Services[j].ID)
					}
				}
				o = now
				few(t, was, string(d.Text()), 20)
			case "move":
				from := rapid.IntRange(0, len(o.Services)-1).Draw(t, "from")
				to := rapid.IntRange(0, len(o.Services)-1).Draw(t, "to")
				if err := d.Move("service", from, to); err != nil {
					t.Fatal(err)
				}
				want := slices.Clone(o.Services)
				moved := want[from]
				want = slices.Insert(slices.Delete(want, from, from+1), to, moved)
				if o = read(t, d); asJSON(o.Services) != asJSON(want) {
					t.Fatal("another order")
				}
				if a, b := sorted(was), sorted(string(d.Text())); !slices.Equal(a, b) {
					t.Fatal("moving has changed lines")
				}
			}
			if a, b := comments(was), comments(string(d.Text())); !slices.Equal(a, b) {
				t.Fatalf("comments: %q, then %q", a, b)
			}
		}
	})
}

func mustApply(t *rapid.T, d *edit.Document, c edit.Change) {
	if err := d.Apply(c); err != nil {
		t.Fatal(err)
	}
}

func read(t *rapid.T, d *edit.Document) edit.Office {
	_, o := open(t, d.Text())
	return o
}

func copied[T any](v T) (out T) {
	b, _ := json.Marshal(v)
	_ = json.Unmarshal(b, &out)
	return out
}

func asJSON(v any) string { b, _ := json.Marshal(v); return string(b) }

func few(t *rapid.T, was, now string, most int) {
	a, b := strings.Split(was, "\n"), strings.Split(now, "\n")
	if n := len(less(a, b)); n > most {
		t.Fatalf("%d lines have gone", n)
	}
}

func sorted(s string) []string { l := strings.Split(s, "\n"); slices.Sort(l); return l }

func comments(s string) (out []string) {
	for l := range strings.Lines(s) {
		if strings.HasPrefix(strings.TrimSpace(l), "#") {
			out = append(out, l)
		}
	}
	slices.Sort(out)
	return out
}

func FuzzApply(f *testing.F) {
	for _, m := range manners {
		f.Add([]byte(m))
	}
	f.Add(configs.Sample())
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := edit.Open(text)
		if err != nil {
			return
		}
		o, err := d.Office()
		if err != nil || len(o.Groups) == 0 {
			return
		}
		g := o.Groups[0]
		g.Mean++
		if err := d.Apply(edit.Change{Do: "put", Kind: "group", ID: g.Letter, Group: &g}); err != nil {
			return
		}
		if _, err := d.Office(); err != nil {
			t.Fatalf("%v\n%q", err, d.Text())
		}
	})
}

func TestSetKey(t *testing.T) {
	for text, want := range map[string]string{
		"[console] # web\npin    = \"1\" # change it\n[x]\na = 1\n": "[console] # web\npin    = \"2468\" # change it\n[x]\na = 1\n",
		"console = { listen = \":80\", pin = '1' }\n":               "console = { listen = \":80\", pin = \"2468\" }\n",
		"console.pin = \"1\"\n":                                     "console.pin = \"2468\"\n",
		"[x]\na = 1":                                                "[x]\na = 1\n\n[console]\npin = \"2468\"\n",
		"[console]\nlisten = \":80\"\n\n[x]\npin = \"3\"\n":         "[console]\nlisten = \":80\"\npin    = \"2468\"\n\n[x]\npin = \"3\"\n",
	} {
		d, err := edit.Open([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.SetKey("console", "pin", "2468"); err != nil {
			t.Fatal(err)
		}
		if got := string(d.Text()); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if d.Key("console", "pin") != "2468" || d.Key("console", "none") != "" {
			t.Errorf("got %q", d.Key("console", "pin"))
		}
	}
}

// TestTicketButton takes the button out with its line, puts one in, and leaves no other line of the file touched. What is
// chosen before the line stays in the draft.
func TestTicketButton(t *testing.T) {
	sample := configs.Sample()
	_, o := open(t, sample)
	none, gone, came := apply(t, sample, edit.Change{Do: "put", Kind: "ticket_button", Button: &edit.Button{Service: o.Button.Service, Name: o.Button.Name}})
	if c, err := configs.Parse("a.toml", none); err != nil || c.Button.Line != "" || len(came) != 0 {
		t.Fatalf("%v, %+v; came %q", err, c.Button, came)
	}
	if s := strings.Join(gone, ""); !strings.Contains(s, "[ticket_button]") || strings.Contains(s, "[lamps]") || strings.Contains(s, "LED boards") {
		t.Errorf("gone is %q", s)
	}
	half, gone, _ := apply(t, none, edit.Change{Do: "put", Kind: "ticket_button", Button: &edit.Button{Service: "J1"}})
	if len(gone) != 0 {
		t.Errorf("gone is %q", gone)
	}
	whole, gone, came := apply(t, half, edit.Change{Do: "put", Kind: "ticket_button", Button: &edit.Button{Service: "J1", Line: "GPIO5", Lamp: "GPIO6", Name: o.Button.Name}})
	c, err := configs.Parse("a.toml", whole)
	if err != nil || len(gone) != 0 || len(came) != 2+len(o.Languages) {
		t.Fatalf("%v; gone %q, came %q", err, gone, came)
	}
	if b := c.Button; b.Line != "GPIO5" || b.Lamp != "GPIO6" || b.Service != "J1" || b.Name.In("de") != o.Button.Name["de"] {
		t.Errorf("%+v", b)
	}
	for _, text := range []string{"ticket_button = {line = \"A\", service = \"J1\"}\n", "ticket_button.line = \"A\"\nticket_button.name.pl = \"x\"\n", "[a]\n[ticket_button]\nline = \"A\"\n\n[ticket_button.name]\npl = \"x\"\n[b]\n"} {
		now, _, _ := apply(t, []byte(text), edit.Change{Do: "put", Kind: "ticket_button", Button: &edit.Button{}})
		if strings.Contains(string(now), "ticket_button") || strings.Contains(text, "[b]") && !strings.Contains(string(now), "[b]") {
			t.Errorf("%q became %q", text, now)
		}
	}
}
