package setup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/queue"
	"bileter/internal/setup"
)

// place is a machine with a set-up: what survives a power cut.
type place struct {
	t        *testing.T
	dir      string
	recorded string // in the journal
	now      time.Time
	refuse   error // by the office
	late     error // by the office, after it had said that all is well
	taken    int
}

func newPlace(t *testing.T) *place {
	t.Helper()
	b, err := os.ReadFile("../../configs/testdata/small.toml")
	if err != nil {
		t.Fatal(err)
	}
	p := &place{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	if err := os.WriteFile(p.file(), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) file() string { return filepath.Join(p.dir, "office.toml") }

func (p *place) text() string {
	p.t.Helper()
	b, err := os.ReadFile(p.file())
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

// desk is the program starting on this machine.
func (p *place) desk() *setup.Desk {
	return setup.New(setup.Config{
		File: p.file(), Dir: filepath.Join(p.dir, "setup"),
		Check: func(text []byte) (configs.Config, error) { return configs.Parse("office.toml", text) },
		Fits:  func(configs.Config) error { return p.refuse },
		Take: func(_ context.Context, _ configs.Config, hash string, _ int, _ string) error {
			if err := errors.Join(p.refuse, p.late); err != nil {
				return err
			}
			p.recorded, p.taken = hash, p.taken+1
			return nil
		},
		Now: func() time.Time { p.now = p.now.Add(time.Second); return p.now },
	})
}

func (p *place) start() *setup.Desk {
	p.t.Helper()
	d := p.desk()
	v, again, err := d.Start(p.recorded)
	if err != nil {
		p.t.Fatal(err)
	}
	if again {
		d = p.desk()
		if v, again, err = d.Start(p.recorded); err != nil || again {
			p.t.Fatal(again, err)
		}
	}
	if v.Hash != setup.Hash([]byte(p.text())) {
		p.t.Fatalf("version %d is not the file", v.N)
	}
	p.recorded = v.Hash
	return d
}

// rename changes the name of the tile P.
func rename(d *setup.Desk, name string) error {
	return d.Change(edit.Change{Do: "put", Kind: "group", ID: "P", Group: &edit.Group{
		Letter: "P", Name: map[string]string{"pl": name, "uk": "Транспорт"}, Icon: "car", Color: "#1d5fa8", Mean: 18,
	}})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDraftReviewApplyUndo(t *testing.T) {
	p := newPlace(t)
	before := p.text()
	d := p.start()
	must(t, rename(d, "Auta"))
	if p.text() != before {
		t.Error("a draft has changed the set-up")
	}
	r, err := d.Review()
	must(t, err)
	want := setup.Difference{What: setup.Changed, Of: "group", ID: "P", Name: "Auta", Field: "name", Lang: "pl", Old: "Pojazdy", New: "Auta"}
	if !slices.Equal(r.Changes, []setup.Difference{want}) || r.Problems != nil || r.Refused != nil || r.Restart {
		t.Errorf("got %+v", r)
	}
	d = p.start() // a draft survives a restart
	v, err := d.Apply(t.Context(), setup.ByConsole)
	must(t, err)
	if want := strings.Replace(before, `"Pojazdy"`, `"Auta"`, 1); p.text() != want || p.recorded != v.Hash || v.N != 2 {
		t.Errorf("version %d:\n%s", v.N, p.text())
	}
	if dr, err := d.Draft(); err != nil || dr.Changed {
		t.Errorf("the draft is left: %v %v", dr.Changed, err)
	}
	must(t, d.Restore(1))
	_, err = d.Apply(t.Context(), setup.ByConsole)
	must(t, err)
	if p.text() != before {
		t.Error("not undone")
	}
	vs, err := d.Versions()
	must(t, err)
	if len(vs) != 3 || !vs[0].Now || vs[1].Now || vs[2].Now || vs[0].By != setup.ByConsole || vs[2].By != setup.ByFile {
		t.Errorf("got %+v", vs)
	}
}

func TestRefusedDraftLeavesEverything(t *testing.T) {
	long := strings.Repeat("nazwa ", 50) + "x" // 301 characters
	waiting := &queue.Refusal{Code: queue.SetupWaiting, Service: "P1"}
	for _, c := range []struct {
		name string
		do   func(p *place, d *setup.Desk) error
		want func(error) bool
	}{
		{"a name of 300 characters", func(p *place, d *setup.Desk) error { return rename(d, long) },
			func(err error) bool {
				var ps *configs.Problems
				return errors.As(err, &ps) && ps.List[0].Key == "group P: name.pl"
			}},
		{"somebody waits", func(p *place, d *setup.Desk) error { p.refuse = waiting; return rename(d, "Auta") },
			func(err error) bool { return errors.Is(err, waiting) }},
		{"nothing to do", func(*place, *setup.Desk) error { return nil }, func(err error) bool { return errors.Is(err, setup.ErrNoChange) }},
		{"TOML edited by hand with mistakes", func(p *place, d *setup.Desk) error { return d.Replace([]byte(p.text() + "\n[group\n")) },
			func(err error) bool { return errors.Is(err, edit.ErrText) }},
		{"mistakes of another kind", func(p *place, d *setup.Desk) error {
			return d.Replace([]byte(strings.Replace(p.text(), `"car"`, `"cat"`, 1)))
		}, func(err error) bool { var ps *configs.Problems; return errors.As(err, &ps) && ps.List[0].Line == 38 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t)
			before := p.text()
			d := p.start()
			err := c.do(p, d)
			if err == nil {
				_, err = d.Apply(t.Context(), setup.ByConsole)
			}
			if !c.want(err) {
				t.Errorf("got %v", err)
			}
			if p.text() != before || p.taken != 0 {
				t.Error("something was applied")
			}
			vs, err := d.Versions()
			must(t, err)
			if len(vs) != 1 {
				t.Errorf("got %d versions", len(vs))
			}
			p.refuse = nil
			p.start()
		})
	}
}

func TestStaleDraft(t *testing.T) {
	p := newPlace(t)
	d := p.start()
	must(t, rename(d, "Auta"))
	must(t, os.WriteFile(p.file(), []byte(strings.Replace(p.text(), `"Kasa"`, `"Kasy"`, 1)), 0o600))
	if _, differs, err := d.OnDisk(); err != nil || !differs {
		t.Errorf("an edited file is not seen: %v", err)
	}
	d = p.start() // with the edited file
	if _, err := d.Apply(t.Context(), setup.ByConsole); !errors.Is(err, setup.ErrStale) {
		t.Errorf("got %v", err)
	}
	if err := rename(d, "Wozy"); !errors.Is(err, setup.ErrStale) {
		t.Errorf("got %v", err)
	}
	must(t, d.Discard())
	must(t, rename(d, "Wozy"))
	_, err := d.Apply(t.Context(), setup.ByConsole)
	must(t, err)
	if !strings.Contains(p.text(), "Wozy") || !strings.Contains(p.text(), "Kasy") {
		t.Error(p.text())
	}
}

func TestTwentyVersions(t *testing.T) {
	p := newPlace(t)
	d := p.start()
	for i := range 30 {
		must(t, rename(d, fmt.Sprint("Auta ", i)))
		_, err := d.Apply(t.Context(), setup.ByScreen)
		must(t, err)
	}
	vs, err := d.Versions()
	must(t, err)
	if len(vs) != 21 || vs[0].N != 31 || !vs[0].Now || vs[20].N != 11 {
		t.Errorf("got %d versions, %d to %d", len(vs), vs[len(vs)-1].N, vs[0].N)
	}
	if err := d.Restore(3); !errors.Is(err, setup.ErrNoVersion) {
		t.Errorf("got %v", err)
	}
}

func TestTomorrowMorning(t *testing.T) {
	p := newPlace(t)
	d := p.start()
	must(t, rename(d, "Auta"))
	must(t, d.Schedule("2026-11-22"))
	if done, err := d.Dawn(t.Context(), "2026-11-21"); done || err != nil {
		t.Fatal(done, err)
	}
	if strings.Contains(p.text(), "Auta") {
		t.Error("applied a day early")
	}
	d = p.start()
	p.refuse = &queue.Refusal{Code: queue.SetupWaiting}
	if done, err := d.Dawn(t.Context(), "2026-11-22"); done || err == nil {
		t.Fatal(done, err)
	}
	if m, err := d.Scheduled(); err != nil || m.Day != "2026-11-22" || m.Failed == nil {
		t.Errorf("got %+v, %v", m, err)
	}
	p.refuse = nil
	if done, err := d.Dawn(t.Context(), "2026-11-23"); !done || err != nil { // the machine was off that morning
		t.Fatal(done, err)
	}
	if m, err := d.Scheduled(); err != nil || m.Day != "" || !strings.Contains(p.text(), "Auta") {
		t.Errorf("got %+v, %v", m, err)
	}
	must(t, rename(d, "Wozy"))
	must(t, d.Schedule("2026-11-24"))
	must(t, d.Unschedule())
	if dr, err := d.Draft(); err != nil || !dr.Changed || !strings.Contains(string(dr.Text), "Wozy") {
		t.Error("the text that waited is lost")
	}
}

type cut struct{}

// TestPowerCutAnywhere cuts the power before each change of the disk, at each deed: afterwards the file is whole, it is
// what the journal says, and what was not applied can be applied again.
func TestPowerCutAnywhere(t *testing.T) {
	deeds := map[string]func(*place, *setup.Desk) error{
		"apply":    func(p *place, d *setup.Desk) error { _, err := d.Apply(p.t.Context(), setup.ByConsole); return err },
		"schedule": func(_ *place, d *setup.Desk) error { return d.Schedule("2026-11-22") },
		"dawn": func(p *place, d *setup.Desk) error {
			if err := d.Schedule("2026-11-22"); err != nil {
				return err
			}
			_, err := d.Dawn(p.t.Context(), "2026-11-22")
			return err
		},
		"refused": func(p *place, d *setup.Desk) error {
			p.late = errors.New("somebody took a ticket just now")
			defer func() { p.late = nil }()
			if _, err := d.Apply(p.t.Context(), setup.ByConsole); !errors.Is(err, p.late) {
				return fmt.Errorf("got %v", err)
			}
			return nil
		},
	}
	for name, deed := range deeds {
		t.Run(name, func(t *testing.T) {
			cuts := 0
			for at := 1; ; at++ {
				p := newPlace(t)
				old := p.text()
				d := p.start()
				must(t, rename(d, "Auta"))
				now := strings.Replace(old, `"Pojazdy"`, `"Auta"`, 1)
				n := 0
				d.CutPower(func() {
					if n++; n == at {
						panic(cut{})
					}
				})
				done := func() (done bool) {
					defer func() {
						if r := recover(); r != nil && r != any(cut{}) {
							panic(r)
						}
					}()
					must(t, deed(p, d))
					return true
				}()
				d = p.start()
				if text := p.text(); text != old && text != now {
					t.Fatalf("cut %d: a file that nobody wrote", at)
				}
				if p.recorded != setup.Hash([]byte(p.text())) {
					t.Fatalf("cut %d: journal and file differ", at)
				}
				vs, err := d.Versions()
				must(t, err)
				if !vs[0].Now {
					t.Fatalf("cut %d: version %d was never the office's", at, vs[0].N)
				}
				if p.text() == old {
					// Nothing was applied: the work is still there, as a draft or waiting for its morning.
					if dr, err := d.Draft(); err != nil || !dr.Changed {
						if done, err := d.Dawn(t.Context(), "2026-11-22"); !done || err != nil {
							t.Fatalf("cut %d: the draft is lost: %v", at, err)
						}
					} else if _, err := d.Apply(t.Context(), setup.ByConsole); err != nil {
						t.Fatalf("cut %d: %v", at, err)
					}
					if p.text() != now {
						t.Fatalf("cut %d: applied something else", at)
					}
				}
				if done {
					break
				}
				cuts++
			}
			if cuts < 2 {
				t.Errorf("only %d cuts", cuts)
			}
		})
	}
}

// TestCompare puts every kind of difference into words' parts, and no secret.
func TestCompare(t *testing.T) {
	b, err := os.ReadFile("../../configs/testdata/small.toml")
	must(t, err)
	now := string(b)
	for _, r := range [][2]string{
		{`pin    = "2468"`, `pin    = "1357"`}, {`width = 80`, `width = 58`}, {`lamp   = "LAMP1"`, `lamp   = "LAMP2"`},
		{"[[service]]\nid      = \"W1\"", "[[service]]\nid      = \"W2\""}, {`mean_minutes = 18`, `mean_minutes = 20`},
	} {
		now = strings.Replace(now, r[0], r[1], 1)
	}
	var got []string
	for _, d := range setup.Compare(b, []byte(now)) {
		got = append(got, fmt.Sprintf("%s %s %s %s %q %q %v", d.What, d.Of, d.ID, d.Field, d.Old, d.New, d.Restart))
	}
	want := []string{
		`changed group P mean_minutes "18" "20" false`, `removed service W1  "" "" false`, `added service W2  "" "" false`,
		`changed counter 1 lamp "LAMP1" "LAMP2" true`, `changed console  pin "•••" "•••" true`, `changed printer  width "80" "58" true`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
