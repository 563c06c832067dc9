package text_test

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"bileter/internal/text"
)

func TestPlurals(t *testing.T) {
	for lang, want := range map[string]map[int]string{
		"pl": {0: "czeka 0 osób", 1: "czeka 1 osoba", 2: "czekają 2 osoby", 5: "czeka 5 osób", 11: "czeka 11 osób", 12: "czeka 12 osób",
			21: "czeka 21 osób", 22: "czekają 22 osoby", 25: "czeka 25 osób", 101: "czeka 101 osób", 112: "czeka 112 osób", 122: "czekają 122 osoby"},
		"uk": {0: "чекає 0 осіб", 1: "чекає 1 особа", 2: "чекають 2 особи", 5: "чекає 5 осіб", 11: "чекає 11 осіб", 12: "чекає 12 осіб",
			21: "чекає 21 особа", 22: "чекають 22 особи", 25: "чекає 25 осіб", 101: "чекає 101 особа", 112: "чекає 112 осіб", 122: "чекають 122 особи"},
		"en": {0: "0 people waiting", 1: "1 person waiting", 2: "2 people waiting", 21: "21 people waiting"},
		"de": {0: "0 Personen warten", 1: "1 Person wartet", 2: "2 Personen warten", 101: "101 Personen warten"},
	} {
		for n, w := range want {
			if got := text.Count(lang, "common.people_waiting", n); got != w {
				t.Errorf("%s %d: got %q, want %q", lang, n, got, w)
			}
		}
	}
}

// TestEveryMessageInEveryLanguage compares the files: the same ids, none empty, the placeholders of
// Polish everywhere, and the plural forms each language needs.
func TestEveryMessageInEveryLanguage(t *testing.T) {
	forms := map[string][]string{"pl": {"few", "many", "one", "other"}, "uk": {"few", "many", "one", "other"}, "en": {"one", "other"}, "de": {"one", "other"}}
	all := map[string]map[string]map[string]string{}
	files, err := fs.Glob(text.Files(), "messages/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := fs.ReadFile(text.Files(), f)
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]map[string]map[string]string
		if err := toml.Unmarshal(b, &doc); err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		area, lang, _ := strings.Cut(strings.TrimSuffix(path.Base(f), ".toml"), ".")
		if !text.Known(lang) {
			t.Errorf("%s: unknown language", f)
		}
		for top, messages := range doc {
			if top != area {
				t.Errorf("%s: [%s.…] belongs to another file", f, top)
			}
			for name, m := range messages {
				if all[lang] == nil {
					all[lang] = map[string]map[string]string{}
				}
				all[lang][area+"."+name] = m
			}
		}
	}
	ids := map[string]bool{}
	for _, l := range text.Languages {
		for id := range all[l] {
			ids[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		pl := all["pl"][id]
		for _, l := range text.Languages {
			m := all[l][id]
			if m == nil {
				t.Errorf("%s is missing in %s", id, l)
				continue
			}
			if len(m) > 1 && !slices.Equal(slices.Sorted(maps.Keys(m)), forms[l]) {
				t.Errorf("%s in %s has the forms %v, want %v", id, l, slices.Sorted(maps.Keys(m)), forms[l])
			}
			if (len(m) > 1) != (len(pl) > 1) {
				t.Errorf("%s is a plural in one of %s and pl only", id, l)
			}
			for form, s := range m {
				if strings.TrimSpace(s) == "" {
					t.Errorf("%s in %s: %s is empty", id, l, form)
				}
				if got, want := placeholders(s), placeholders(pl["other"]); !slices.Equal(got, want) && len(m) == 1 {
					t.Errorf("%s in %s fills %v, in pl %v", id, l, got, want)
				}
			}
		}
	}
}

func placeholders(s string) []string {
	var ps []string
	for {
		_, rest, ok := strings.Cut(s, "{{")
		if !ok {
			break
		}
		p, after, ok := strings.Cut(rest, "}}")
		if !ok {
			break
		}
		ps, s = append(ps, p), after
	}
	slices.Sort(ps)
	return slices.Compact(ps)
}

func TestMoneyWaitAndUnknowns(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{text.Money("pl", 16000, 16000), "160\u00a0zł"},
		{text.Money("pl", 6650, 6650), "66,50\u00a0zł"},
		{text.Money("en", 6650, 6650), "66.50\u00a0PLN"},
		{text.Money("de", 3000, 5000), "30–50\u00a0PLN"},
		{text.Money("uk", 0, 0), "безкоштовно"},
		{text.Wait("pl", 0, 5, true), "kilka minut"},
		{text.Wait("pl", 15, 25, true), "15–25\u00a0min"},
		{text.Wait("pl", 0, 40, true), "do\u00a040\u00a0min"},
		{text.Wait("en", 0, 40, true), "up\u00a0to\u00a040\u00a0min"},
		{text.Wait("uk", 0, 40, true), "до\u00a040\u00a0хв"},
		{text.Wait("de", 0, 40, true), "bis\u00a040\u00a0min"},
		{text.Wait("pl", 0, 0, false), "nie wiadomo"},
		{text.Money("pl", 0, 5050), "do\u00a050,50\u00a0zł"},
		{text.Money("pl", 3000, 5000), "30–50\u00a0zł"},
		{text.Money("de", 3000, 3000), "30\u00a0PLN"},
		{text.Weekday("pl", time.Wednesday), "śr."},
		{text.Say("xx", "common.free"), "bezpłatnie"},
		{text.Say("pl", "no.such"), "?no.such"},
		{text.Name("uk"), "Українська"},
		{text.Ranges(nil), ""},
		{text.Ranges([]int{1, 2, 3, 5, 7, 8, 20}), "1–3, 5, 7, 8, 20"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
