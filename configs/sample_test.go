package configs_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"bileter/configs"
	"bileter/internal/queue"
	"bileter/internal/text"
)

func sample(t *testing.T) configs.Config {
	t.Helper()
	c, err := configs.Parse(configs.SampleName, configs.Sample())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSampleGroups(t *testing.T) {
	var got string
	for _, g := range sample(t).Setup.Groups {
		got += g.Letter
	}
	if want := "PKTZALSJWHMRGDEU"; got != want {
		t.Errorf("got letters %s, want %s", got, want)
	}
}

func TestSampleServices(t *testing.T) {
	s := sample(t).Setup
	var got []string
	for _, sv := range s.Services {
		got = append(got, sv.ID)
	}
	want := strings.Fields("P1 P2 P3 P4 P5 P6 K1 K2 K3 T1 Z1 A1 A2 L1 S1 S2 J1 J2 W1 W2 H1 H2 H3 M1 R1 G1 G2 G3 " +
		"D1 D2 D3 D4 E1 E2 E3 U1 U2 U3 i1 X1 X2 X3 X4")
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, sv := range s.Services {
		if info := slices.Contains([]string{"i1", "X1", "X2", "X3", "X4"}, sv.ID); info != (sv.Kind == queue.KindInfo) {
			t.Errorf("%s is of the kind %q", sv.ID, sv.Kind)
		}
		if quick := sv.ID == "P4" || sv.ID == "D2"; quick != sv.Quick {
			t.Errorf("%s: got quick %v, want %v", sv.ID, sv.Quick, quick)
		}
		if sv.PayAt != 0 && sv.PayAt != 17 && sv.PayAt != 19 {
			t.Errorf("%s is paid at %d, want a cash desk", sv.ID, sv.PayAt)
		}
		if len(sv.Synonyms["pl"]) == 0 {
			t.Errorf("%s has no synonyms", sv.ID)
		}
	}
}

func TestSampleFees(t *testing.T) {
	s := sample(t).Setup
	for _, c := range []struct{ id, want string }{
		{"P1", "160 zł, 66,50 zł"}, {"P2", "160 zł"}, {"P4", "bezpłatnie"}, {"P5", "54–72,50 zł, 52,50–92,50 zł"},
		{"P6", "10 zł"}, {"K1", "100,50 zł"}, {"K3", "35 zł"}, {"T1", "500 zł, 48 zł, 412 zł"}, {"Z1", ""},
		{"A1", "30–50 zł, 20–200 zł"}, {"A2", "bezpłatnie, 598 zł"}, {"S1", "21 zł"}, {"W1", ""},
		{"H2", "525 zł, 525 zł, 2100 zł"}, {"G1", "50 zł, 40 zł"}, {"G2", "150 zł, 140 zł"},
		{"E1", "bezpłatnie, 17 zł"}, {"E2", "17 zł"}, {"U1", "22 zł, 33 zł"}, {"U2", "84 zł"}, {"U3", "37 zł"},
		{"J2", "bezpłatnie, 9–16 zł"}, {"i1", "21 zł"},
	} {
		var got []string
		for _, f := range s.Service(c.id).FeesOn("2026-11-20") {
			got = append(got, strings.ReplaceAll(text.Money("pl", f.Min, f.Max), "\u00a0", " "))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: got %q, want %q", c.id, s, c.want)
		}
	}
}

func TestSampleCounters(t *testing.T) {
	s := sample(t).Setup
	of := map[string][]int{
		"P1": {1, 2, 3, 4, 5, 6, 104}, "K1": {6, 7}, "T1": {103}, "Z1": {8}, "A1": {9}, "L1": {11}, "S1": {12, 13},
		"J1": {14}, "W1": {17, 19}, "W2": {17, 19}, "H1": {20, 21}, "M1": {22}, "R1": {23}, "G1": {25}, "G3": {24},
		"D1": {26, 27, 28, 29, 30}, "E1": {30, 31, 32}, "U1": {105},
	}
	for id, want := range of {
		if got := s.CountersOf(id); !slices.Equal(got, want) {
			t.Errorf("%s: got counters %v, want %v", id, got, want)
		}
	}
	var numbers, idle []int
	lines := map[string]bool{}
	for _, c := range s.Counters {
		numbers = append(numbers, c.N)
		if len(c.Serves) == 0 {
			idle = append(idle, c.N)
		}
		want := "east"
		switch {
		case c.N < 10 || c.N == 103 || c.N == 104:
			want = "west"
		case c.N < 20:
			want = "centre"
		}
		if c.Zone != want {
			t.Errorf("counter %d is in the zone %q, want %q", c.N, c.Zone, want)
		}
		if c.N > 100 && c.Room != strconv.Itoa(c.N-100) || c.N < 100 && c.Room != "" {
			t.Errorf("counter %d is in the room %q", c.N, c.Room)
		}
		if c.N != 15 && (c.Lamp != fmt.Sprintf("LAMP%d", c.N) || c.Button != fmt.Sprintf("BUTTON%d", c.N)) {
			t.Errorf("counter %d has the lines %q and %q", c.N, c.Lamp, c.Button)
		}
		lines[c.Lamp], lines[c.Button] = true, true
	}
	want := []int{103, 104, 105}
	for n := 32; n > 0; n-- {
		want = append([]int{n}, want...)
	}
	if !slices.Equal(numbers, want) {
		t.Errorf("got counters %v, want %v", numbers, want)
	}
	if want := []int{10, 15, 16, 18}; !slices.Equal(idle, want) {
		t.Errorf("counters %v serve nothing of their own, want %v", idle, want)
	}
}

// The opening times are read through the rules that refuse or give tickets.
func TestSampleHours(t *testing.T) {
	s := sample(t).Setup
	for _, c := range []struct{ day, office, cash, why string }{
		{"2026-11-23", "08:00-17:00", "08:00-12:00 12:30-16:30", "Monday"},
		{"2026-11-24", "07:30-15:30", "07:45-12:00 12:30-15:00", "Tuesday"},
		{"2026-11-27", "07:30-14:00", "07:45-12:00 12:30-13:30", "Friday"},
		{"2026-11-28", "", "", "Saturday"},
		{"2026-11-29", "", "", "Sunday"},
		{"2026-07-06", "08:00-16:00", "08:00-12:00 12:30-15:30", "Monday in July"},
		{"2026-07-07", "07:30-15:30", "07:45-12:00 12:30-15:00", "Tuesday in July"},
		{"2026-08-31", "08:00-16:00", "08:00-12:00 12:30-15:30", "last day of the summer"},
		{"2026-09-07", "08:00-17:00", "08:00-12:00 12:30-16:30", "Monday after it"},
		{"2033-08-15", "", "", "a holiday on a Monday in summer"},
		{"2026-11-11", "", "", "Independence Day"},
		{"2026-06-04", "", "", "Corpus Christi"},
		{"2026-04-06", "", "", "Easter Monday"},
		{"2026-12-24", "", "", "Christmas Eve"},
		{"2026-12-31", "07:30-14:00", "07:45-12:00 12:30-13:30", "New Year's Eve, Thursday"},
		{"2029-12-31", "08:00-14:00", "08:00-12:00 12:30-13:30", "New Year's Eve, Monday"},
		{"2027-12-31", "07:30-14:00", "07:45-12:00 12:30-13:30", "New Year's Eve, Friday"},
		{"2028-12-31", "", "", "New Year's Eve, Sunday"},
		{"2027-01-01", "", "", "New Year"},
	} {
		d, err := time.ParseInLocation(time.DateOnly, c.day, s.Location())
		if err != nil {
			t.Fatal(err)
		}
		if got := spans(s.HoursOf("P1"), d); got != c.office {
			t.Errorf("%s, %s: got the office open %q, want %q", c.day, c.why, got, c.office)
		}
		if got := spans(s.HoursOf("P4"), d); got != c.office {
			t.Errorf("%s, %s: got pick-ups %q, want %q", c.day, c.why, got, c.office)
		}
		if got := spans(s.HoursOf("W1"), d); got != c.cash {
			t.Errorf("%s, %s: got the cash desk open %q, want %q", c.day, c.why, got, c.cash)
		}
	}
	noon := time.Date(2026, 11, 24, 12, 10, 0, 0, s.Location())
	if open, _ := s.HoursOf("W1").At(noon); open {
		t.Error("the cash desk is open in its break")
	}
	if got, want := s.HoursOf("W1").Next(noon), noon.Add(20*time.Minute); !got.Equal(want) {
		t.Errorf("the cash desk opens again at %v, want %v", got, want)
	}
	eve := time.Date(2026, 12, 23, 16, 0, 0, 0, s.Location())
	if got, want := s.HoursOf("P1").Next(eve), time.Date(2026, 12, 28, 8, 0, 0, 0, s.Location()); !got.Equal(want) {
		t.Errorf("after Christmas the office opens at %v, want %v", got, want)
	}
}

func spans(h queue.Hours, d time.Time) string {
	var parts []string
	for _, s := range h.On(d) {
		parts = append(parts, s.String())
	}
	return strings.Join(parts, " ")
}

// What is short enough for a tile and for a ticket of 48 columns.
func TestSampleTextsFit(t *testing.T) {
	s := sample(t).Setup
	fits := func(what, v string, limit int) {
		if n := utf8.RuneCountInString(v); n > limit {
			t.Errorf("%s: %q has %d characters, want at most %d", what, v, n, limit)
		}
	}
	for _, lang := range s.Languages {
		fits("office", s.Name[lang], 40)
		fits("privacy", s.Privacy[lang], 48)
		for _, g := range s.Groups {
			fits(g.Letter, g.Name[lang], 40)
		}
		for _, sv := range s.Services {
			fits(sv.ID, sv.Name[lang], 40)
			for _, d := range sv.Documents[lang] {
				fits(sv.ID, d, 45)
			}
		}
	}
}

// What stands on a ticket in Latin letters must have a place in the printer's code page.
func TestSampleTextsCanBePrinted(t *testing.T) {
	s := sample(t).Setup
	page := charmap.CodePage852.NewEncoder()
	for _, lang := range []string{"pl", "en", "de"} {
		all := []string{s.Name[lang], s.Privacy[lang]}
		for _, z := range s.Zones {
			all = append(all, z.Name[lang], z.Way[lang])
		}
		for _, sv := range s.Services {
			all = append(append(all, sv.Name[lang]), sv.Documents[lang]...)
			for _, f := range sv.Fees {
				all = append(all, f.What[lang])
			}
		}
		for _, v := range all {
			if _, err := page.String(v); err != nil {
				t.Errorf("%s: %q: %v", lang, v, err)
			}
		}
	}
}

// Letters that look alike are the commonest slip in a Ukrainian text written in Poland.
func TestSampleUkrainianIsCyrillic(t *testing.T) {
	s := sample(t).Setup
	check := func(v string) {
		for word := range strings.FieldsFuncSeq(v, func(r rune) bool { return strings.ContainsRune(" ,.:;()/-", r) }) {
			latin, cyrillic := false, false
			for _, r := range word {
				latin = latin || r < 0x250 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
				cyrillic = cyrillic || r >= 0x400 && r < 0x530
			}
			if latin && cyrillic {
				t.Errorf("%q mixes alphabets in %q", v, word)
			}
			if strings.ContainsAny(word, "ыэъё") {
				t.Errorf("%q has a Russian letter", v)
			}
		}
	}
	for _, g := range s.Groups {
		check(g.Name["uk"])
	}
	for _, sv := range s.Services {
		for _, v := range append([]string{sv.Name["uk"], sv.Info["uk"]}, sv.Documents["uk"]...) {
			check(v)
		}
	}
}

func TestSampleColours(t *testing.T) {
	s := sample(t).Setup
	seen := map[string]string{}
	for _, g := range s.Groups {
		if c := whiteOn(t, g.Color); c < 4.5 {
			t.Errorf("white on %s, the colour of %s, has a contrast of %.1f", g.Color, g.Letter, c)
		}
		if other, ok := seen[g.Color]; ok {
			t.Errorf("%s and %s have one colour", g.Letter, other)
		}
		seen[g.Color] = g.Letter
	}
}

func whiteOn(t *testing.T, color string) float64 {
	t.Helper()
	l := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		l += weight * math.Pow((float64(n)/255+0.055)/1.055, 2.4)
	}
	return 1.05 / (l + 0.05)
}

// Synonyms by which people look for things.
func TestSampleSynonyms(t *testing.T) {
	s := sample(t).Setup
	for word, ids := range map[string]string{
		"auto": "P1", "samochód": "P1", "prawko": "K1", "śmieci": "R1", "ślub": "U2", "dowód": "D1 P4", "mapa": "G1", "firma": "H1",
	} {
		for id := range strings.FieldsSeq(ids) {
			if !slices.Contains(s.Service(id).Synonyms["pl"], word) {
				t.Errorf("%q does not find %s", word, id)
			}
		}
	}
}

// TestSampleRules: every figure of calling stands in the sample, with the value that holds where it is left out.
func TestSampleRules(t *testing.T) {
	r := sample(t).Setup.Rules
	want := queue.Rules{
		MaxCalls: queue.DefaultMaxCalls, MinCallGap: queue.DefaultMinCallGap, CheckIn: queue.DefaultCheckIn,
		Early: 5 * time.Minute, IdleEarly: queue.DefaultIdleEarly, Late: 15 * time.Minute,
		PriorityShare: 15, PriorityCredit: 4, BookedCredit: queue.DefaultBookedCredit,
		LongWait: 45 * time.Minute, MaxWait: queue.DefaultMaxWait, StairsAfter: queue.DefaultStairsAfter, QuickEvery: queue.DefaultQuickEvery,
		Again: queue.DefaultAgain, AgainAfter: queue.DefaultAgainAfter, LastTickets: queue.LastWarn, Reserve: queue.DefaultReserve,
	}
	if r != want {
		t.Errorf("got %+v\nwant %+v", r, want)
	}
	v := reflect.ValueOf(r)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s has no key in [rules]", v.Type().Field(i).Name)
		}
	}
}
