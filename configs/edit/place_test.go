package edit_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bileter/configs"
	"bileter/configs/edit"
)

// right demands that a text is a right set-up.
func right(t *testing.T, text []byte) {
	t.Helper()
	if _, err := configs.Parse("office.toml", text); err != nil {
		t.Error(err)
	}
}

func TestHoursTouchTheirLines(t *testing.T) {
	_, o := open(t, configs.Sample())
	h := o.Times[slices.Index(o.Hours, "cash")]
	h.Exceptions = slices.Clone(h.Exceptions)
	h.Mon = "09:00-15:50"
	h.Exceptions[0].Why = map[string]string{"pl": "święto państwowe", "en": "public holiday", "uk": "святковий день", "de": "Feiertag"}
	h.Exceptions = append(h.Exceptions, edit.Exception{From: "2026-12-24", Open: "closed"})
	now, gone, came := apply(t, configs.Sample(), edit.Change{Do: "put", Kind: "hours", ID: "cash", Hours: &h})
	want := []string{
		"mon                = \"09:00-15:50\"\n", "why      = { pl = \"święto państwowe\", en = \"public holiday\", uk = \"святковий день\", de = \"Feiertag\" }\n",
		"[[hours.cash.exception]]\n", "from = \"2026-12-24\"\n", "open = \"closed\"\n",
	}
	got := slices.DeleteFunc(came, func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(gone) != 2 || !slices.Equal(got, want) {
		t.Errorf("went %q\ncame %q", gone, came)
	}
	right(t, now)
	_, o = open(t, now)
	if again := o.Times[slices.Index(o.Hours, "cash")]; !reflect.DeepEqual(again, h) {
		t.Errorf("got %+v\nwant %+v", again, h)
	}
	// The same as others, and back to times of their own.
	now, _, _ = apply(t, now, edit.Change{Do: "put", Kind: "hours", ID: "cash", Hours: &edit.Hours{SameAs: "office"}})
	right(t, now)
	now, _, _ = apply(t, now, edit.Change{Do: "put", Kind: "hours", ID: "cash", Hours: &edit.Hours{Mon: "08:00-12:00", Exceptions: []edit.Exception{{From: "12-31", Open: "closed"}}}})
	right(t, now)
	// New ones, and gone again.
	now, _, came = apply(t, now, edit.Change{Do: "add", Kind: "hours", Hours: &edit.Hours{Name: "permits", Tue: "10:00-18:00"}})
	right(t, now)
	if !slices.Contains(came, "[hours.permits]\n") {
		t.Errorf("came %q", came)
	}
	now, _, _ = apply(t, now, edit.Change{Do: "remove", Kind: "hours", ID: "permits"})
	right(t, now)
	if d, _ := open(t, now); !errors.Is(d.Apply(edit.Change{Do: "remove", Kind: "hours", ID: "permits"}), edit.ErrNone) {
		t.Error("removed twice")
	}
}

// TestAnyHours writes hours of every kind into the sample and reads them back.
func TestAnyHours(t *testing.T) {
	times := rapid.SampledFrom([]string{"", "closed", "08:00-12:00", "07:30-12:00, 12:30-18:00"})
	rapid.Check(t, func(t *rapid.T) {
		d, o := open(t, configs.Sample())
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			name := rapid.SampledFrom(o.Hours).Draw(t, "name")
			h := edit.Hours{Name: name, Mon: times.Draw(t, "mon"), Fri: times.Draw(t, "fri"), Sun: times.Draw(t, "sun"), Holidays: rapid.Bool().Draw(t, "holidays")}
			for range rapid.IntRange(0, 3).Draw(t, "exceptions") {
				e := edit.Exception{From: rapid.SampledFrom([]string{"12-31", "2026-05-02"}).Draw(t, "from"), Open: "closed"}
				if rapid.Bool().Draw(t, "days") {
					e.Weekdays = []string{"mon", "wed"}
				}
				if rapid.Bool().Draw(t, "why") {
					e.Why = map[string]string{"pl": "inwentaryzacja \"roczna\""}
				}
				h.Exceptions = append(h.Exceptions, e)
			}
			if rapid.IntRange(0, 3).Draw(t, "same") == 0 {
				h = edit.Hours{Name: name, SameAs: "office"}
			}
			if err := d.Apply(edit.Change{Do: "put", Kind: "hours", ID: name, Hours: &h}); err != nil {
				t.Fatal(err)
			}
			var err error
			if o, err = d.Office(); err != nil {
				t.Fatal(err)
			}
			if got := o.Times[slices.Index(o.Hours, name)]; !reflect.DeepEqual(got, h) {
				t.Fatalf("got %+v\nwant %+v\n%s", got, h, d.Text())
			}
		}
	})
}

func TestCountersAndZones(t *testing.T) {
	sample := configs.Sample()
	_, o := open(t, sample)
	k := o.Counters[slices.IndexFunc(o.Counters, func(c edit.Counter) bool { return c.N == 1 })]
	k.N, k.Lamp, k.Serves, k.First = 40, "GPIO17", []string{"P", "K"}, []string{"P"}
	now, gone, came := apply(t, sample, edit.Change{Do: "put", Kind: "counter", ID: "1", Counter: &k})
	if len(gone) != 4 || !slices.Contains(came, "counter  = 40\n") { // its number, lamp, services; its board
		t.Errorf("went %q\ncame %q", gone, came)
	}
	right(t, now)
	// Fees are paid where the counter is now, and nowhere once it is gone.
	k = o.Counters[slices.IndexFunc(o.Counters, func(c edit.Counter) bool { return c.N == 17 })]
	k.N = 41
	now, _, _ = apply(t, sample, edit.Change{Do: "put", Kind: "counter", ID: "17", Counter: &k})
	if strings.Contains(string(now), "pay_at       = 17") || !strings.Contains(string(now), "pay_at       = 41") {
		t.Error("fees are paid at a counter that is not there")
	}
	right(t, now)
	now, _, _ = apply(t, now, edit.Change{Do: "remove", Kind: "counter", ID: "41"})
	right(t, now)

	z := edit.Zone{ID: "tower", Name: map[string]string{"pl": "wieża", "en": "tower", "uk": "вежа", "de": "Turm"},
		Way: map[string]string{"pl": "schodami", "en": "up the stairs", "uk": "сходами", "de": "die Treppe hinauf"}, Arrow: "up", Color: "#444444"}
	now, _, _ = apply(t, sample, edit.Change{Do: "add", Kind: "zone", Zone: &z})
	right(t, now)
	now, _, _ = apply(t, now, edit.Change{Do: "add", Kind: "counter", Counter: &edit.Counter{N: 50, Zone: "tower", Serves: []string{"P"}}})
	right(t, now)
	z.Arrow = "ahead"
	now, gone, _ = apply(t, now, edit.Change{Do: "put", Kind: "zone", ID: "tower", Zone: &z})
	if len(gone) != 1 {
		t.Errorf("went %q", gone)
	}
	d, _ := open(t, now)
	if err := d.Apply(edit.Change{Do: "add", Kind: "zone", Zone: &z}); !errors.Is(err, edit.ErrTaken) {
		t.Error(err)
	}
}

func TestHouse(t *testing.T) {
	_, o := open(t, configs.Sample())
	h := o.House
	h.Languages, h.Infoline = []string{"pl", "en"}, "32 111 22 33"
	now, gone, _ := apply(t, configs.Sample(), edit.Change{Do: "put", Kind: "office", House: &h})
	if len(gone) != 2 || strings.Contains(string(now), "name.de      =") == false {
		t.Errorf("went %q", gone)
	}
	right(t, now)
	h.Languages = append(h.Languages, "de")
	now, _, _ = apply(t, now, edit.Change{Do: "put", Kind: "office", House: &h})
	right(t, now)
	if _, o = open(t, now); !slices.Equal(o.Languages, h.Languages) {
		t.Error(o.Languages)
	}
}
