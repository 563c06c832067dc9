package find_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bileter/internal/api"
	"bileter/internal/find"
	"bileter/internal/queue"
)

func words(pl string) queue.Words { return queue.Words{"pl": pl} }

// shelf is an office whose services have the synonyms of a town hall.
func shelf() *api.Office {
	o := &api.Office{Groups: []api.Group{{Letter: "P", Name: words("Pojazdy")}, {Letter: "U", Name: words("Urząd Stanu Cywilnego")}}}
	add := func(id, letter, pl, uk string, synonyms map[string][]string) {
		n := words(pl)
		n["uk"] = uk
		o.Services = append(o.Services, api.Service{ID: id, Letter: letter, Name: n, Synonyms: synonyms})
	}
	add("P1", "P", "Rejestracja pojazdu z Polski", "Реєстрація авто з Польщі", map[string][]string{"pl": {"auto", "samochód"}, "uk": {"машина"}})
	add("K1", "K", "Wymiana prawa jazdy", "Заміна посвідчення водія", map[string][]string{"pl": {"prawko"}})
	add("R1", "R", "Deklaracja o odpadach", "Декларація про відходи", map[string][]string{"pl": {"śmieci"}, "uk": {"сміття"}})
	add("U2", "U", "Małżeństwo, zgon, urodzenie", "Шлюб, смерть, народження", map[string][]string{"pl": {"ślub", "wesele"}})
	add("D1", "D", "Wniosek o dowód osobisty", "Заява на ID-картку", map[string][]string{"pl": {"dowód"}})
	return o
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ name, lang, query, want string }{
		{"synonym", "pl", "auto", "P1"},
		{"without marks", "pl", "smieci", "R1"},
		{"with them", "pl", "śmieci", "R1"},
		{"ł as l", "pl", "malzenstwo", "U2"},
		{"another ending", "pl", "samochodu", "P1"},
		{"not finished", "pl", "praw", "K1"},
		{"swapped letters", "pl", "prwako", "K1"},
		{"a letter left out", "pl", "dowd", "D1"},
		{"two words", "pl", "dowód wniosek", "D1"},
		{"the group", "pl", "cywilny", "U2"},
		{"Ukrainian", "uk", "машина", "P1"},
		{"Ukrainian, a slip", "uk", "смітя", "R1"},
		{"Polish on an Ukrainian screen", "uk", "slub", "U2"},
		{"nothing", "pl", "qqxxqq", ""},
		{"one word of two fits", "pl", "auto qqxxqq", ""},
		{"no letters", "pl", "  ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := find.New(shelf(), c.lang).Find(c.query, 4)
			if c.want == "" && len(got) != 0 || c.want != "" && (len(got) == 0 || got[0] != c.want) {
				t.Errorf("%q finds %v, want %q first", c.query, got, c.want)
			}
		})
	}
}

// Every word of every service finds it, whatever one letter of it becomes.
func TestOneSlipStillFinds(t *testing.T) {
	o := shelf()
	x := find.New(o, "pl")
	rapid.Check(t, func(t *rapid.T) {
		sv := rapid.SampledFrom(o.Services).Draw(t, "service")
		w := rapid.SampledFrom(sv.Synonyms["pl"]).Draw(t, "word")
		rs := []rune(find.Words(w)[0])
		if len(rs) < 5 {
			t.Skip("too short for a slip")
		}
		i := rapid.IntRange(1, len(rs)-2).Draw(t, "at")
		rs[i], rs[i+1] = rs[i+1], rs[i]
		if got := x.Find(string(rs), 10); !slices.Contains(got, sv.ID) {
			t.Fatalf("%q finds %v, want %s among them", string(rs), got, sv.ID)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"auto", "śmieci", "ʼ", "\xff", "й́"} {
		f.Add(s)
	}
	x := find.New(shelf(), "uk")
	f.Fuzz(func(t *testing.T, q string) {
		if got := x.Find(q, 2); len(got) > 2 {
			t.Errorf("%q finds %d", q, len(got))
		}
	})
}
