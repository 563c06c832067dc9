package kiosk_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/internal/text"
	"bileter/kiosk"
)

// blind is a client who hears the screen and has five keys.
type blind struct {
	*desk
	heard []kiosk.Say
}

func newBlind(t *testing.T) *blind {
	b := &blind{desk: newDesk(t, kiosk.Config{})}
	b.do(roomy)
	b.key(kiosk.PadDown) // the first key only starts the mode
	return b
}

// key presses keys and returns what was said last.
func (b *blind) key(ks ...kiosk.PadKey) string {
	for _, k := range ks {
		for _, e := range b.do(kiosk.Pad{Key: k}) {
			if s, ok := e.(kiosk.Say); ok {
				b.heard = append(b.heard, s)
			}
		}
	}
	if len(b.heard) == 0 {
		return ""
	}
	return b.heard[len(b.heard)-1].Text
}

// choose goes down to what is said with a word in it, and chooses it.
func (b *blind) choose(word string) string {
	b.t.Helper()
	for range 60 {
		if strings.Contains(b.key(kiosk.PadDown), word) {
			return b.key(kiosk.PadOK)
		}
	}
	b.t.Fatalf("nothing says %q on %s: %q", word, b.m.View().Screen, said(b.m.View()))
	return ""
}

func said(v kiosk.View) (all []string) {
	for _, s := range v.Stops {
		all = append(all, text.Aloud(s.Lang, s.Words))
	}
	return all
}

func TestTicketByKeypadAlone(t *testing.T) {
	b := newBlind(t)
	if got := b.key(); !strings.Contains(got, "Strzałka w dół") || !strings.Contains(got, "Co chcesz załatwić?") {
		t.Fatalf("the first key says %q", got)
	}
	b.choose("Grupa P")
	b.want(kiosk.Group)
	if got := b.choose("Sprawa pe, jeden"); !strings.Contains(got, "Liczba osób przed Tobą: cztery. Czas czekania w minutach: najmniej piętnaście, najwyżej dwadzieścia pięć.") {
		t.Errorf("the service says %q", got)
	}
	b.want(kiosk.Service)
	b.choose("Co zabrać")
	if got := strings.Join(said(b.want(kiosk.Papers)), " "); !strings.Contains(got, "wniosek") || !strings.Contains(got, "sto sześćdziesiąt złotych") {
		t.Errorf("papers: %q", got)
	}
	b.key(kiosk.PadBack)
	b.choose("Weź bilet")
	b.want(kiosk.Issuing)
	b.heard = nil
	for _, e := range b.do(kiosk.IssueDone{Key: "key-1", Issued: issued("P027", "P1", queue.PaperPending)}) {
		if s, ok := e.(kiosk.Say); ok {
			b.heard = append(b.heard, s)
		}
	}
	b.want(kiosk.Ticket)
	got := b.key()
	for _, w := range []string{"Twój numer: pe, dwadzieścia siedem. Powtarzam: pe, dwadzieścia siedem.", "Dokąd iść: stanowiska jeden do cztery, siedemnaście, pokój cztery, hol zachodni, w lewo.",
		"Liczba osób przed Tobą: sześć.", "najmniej piętnaście, najwyżej dwadzieścia pięć."} {
		if !strings.Contains(got, w) {
			t.Errorf("the ticket says %q, want %q in it", got, w)
		}
	}
	es := b.do(kiosk.PaperKnown{Ticket: 31, Paper: queue.PaperPrinted})
	if want := (kiosk.Say{Lang: "pl", Text: "Weź bilet z drukarki.", Volume: kiosk.DefaultVolume, After: true}); !has(es, want) {
		t.Errorf("paper: %v, want %v", es, want)
	}
	if again := b.key(kiosk.PadSay); !strings.Contains(again, "pe, dwadzieścia siedem") {
		t.Errorf("once more: %q", again)
	}
	b.now = b.now.Add(25 * time.Second)
	b.do(kiosk.Tick{})
	b.want(kiosk.Ticket) // 30 s, not 10
	b.choose("Gotowe")
	if v := b.want(kiosk.Home); v.Modes != (kiosk.Modes{}) || len(v.Stops) != 0 {
		t.Errorf("the mode outlives its client: %+v", v.Modes)
	}
}

func has(es []kiosk.Effect, want kiosk.Effect) bool {
	for _, e := range es {
		if e == want {
			return true
		}
	}
	return false
}

func TestVolumeIsTheSessionsOwn(t *testing.T) {
	b := newBlind(t)
	var got []int
	for range 7 {
		b.key(kiosk.PadSay)
		got = append(got, b.heard[len(b.heard)-1].Volume)
	}
	if want := []int{60, 80, 100, 20, 40, 60, 80}; !reflect.DeepEqual(got, want) {
		t.Errorf("say, say, say: volumes %v, want %v", got, want)
	}
	b.key(kiosk.PadDown, kiosk.PadSay)
	if v := b.heard[len(b.heard)-1].Volume; v != 80 {
		t.Errorf("a first repetition changes the volume to %d", v)
	}
	b.key(kiosk.PadQuieter, kiosk.PadQuieter, kiosk.PadQuieter, kiosk.PadQuieter)
	if v := b.heard[len(b.heard)-1].Volume; v != 20 {
		t.Errorf("quietest %d", v)
	}
	b.do(kiosk.Finish{})
	b.key(kiosk.PadOK)
	if v := b.heard[len(b.heard)-1].Volume; v != kiosk.DefaultVolume {
		t.Errorf("the next client has %d", v)
	}
}

func TestCountdownIsSaidAndAnswered(t *testing.T) {
	b := newBlind(t)
	b.choose("Grupa P")
	b.now = b.now.Add(3*kiosk.DefaultIdle - 2*time.Second)
	es := b.do(kiosk.Tick{}, kiosk.Tick{}, kiosk.Tick{})
	v := b.want(kiosk.Group)
	if v.Warning == 0 || len(es) != 1 || !strings.Contains(es[0].(kiosk.Say).Text, "więcej czasu") {
		t.Fatalf("warning %d, %v", v.Warning, es)
	}
	if got := b.key(kiosk.PadDown, kiosk.PadOK); !strings.Contains(got, "Grupa P") {
		t.Errorf("after the answer: %q", got)
	}
	if v := b.want(kiosk.Group); v.Warning != 0 {
		t.Error("the countdown goes on")
	}
}

// A scanner writes digits and an Enter, which is no key of the keypad then.
func TestScannersEnterDoesNotSpeak(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	o := townHall()
	o.Booked = true
	d.do(kiosk.OfficeKnown{Office: o})
	for _, r := range "48216" {
		d.m.Do(d.now, kiosk.Keyed{Letter: r})
	}
	d.m.Do(d.now, kiosk.Pad{Key: kiosk.PadOK})
	if v := d.want(kiosk.Visit); v.Modes.Spoken || v.Code.Digits != "48216" {
		t.Errorf("spoken %v, digits %q", v.Modes.Spoken, v.Code.Digits)
	}
	d.do(kiosk.Pad{Key: kiosk.PadOK}) // a second later it is a person
	if v := d.want(kiosk.Visit); !v.Modes.Spoken || v.Code.Digits != "48216" {
		t.Errorf("spoken %v, digits %q", v.Modes.Spoken, v.Code.Digits)
	}
}

func TestLanguagesSpeakForThemselves(t *testing.T) {
	b := newBlind(t)
	b.choose("Українська")
	b.want(kiosk.Home)
	b.key(kiosk.PadSay)
	if last := b.heard[len(b.heard)-1]; last.Lang != "uk" {
		t.Errorf("said in %q", last.Lang)
	}
}

func TestModeGoesOnInTheNextWindow(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.Resume{Memo: kiosk.Memo{Key: "k", Service: "P1", Lang: "pl", Spoken: true}})
	if v := d.want(kiosk.Issuing); !v.Modes.Spoken {
		t.Error("the window that goes on is silent")
	}
}

// offered are the inputs that a screen's own buttons send.
func offered(v kiosk.View, folded bool) []kiosk.Input {
	if v.Warning > 0 {
		return []kiosk.Input{kiosk.MoreTime{}, kiosk.Finish{}}
	}
	var ins []kiosk.Input
	for _, tile := range append(v.Tiles, v.Extras...) {
		ins = append(ins, tile.Tap)
	}
	for _, o := range v.Options {
		ins = append(ins, o.Tap)
	}
	if v.Screen != kiosk.Languages && !folded {
		for _, l := range v.Languages {
			ins = append(ins, kiosk.SetLang{Lang: l.Code})
		}
	}
	if c := v.Service; c != nil && v.Screen == kiosk.Service {
		ins = append(ins, c.Take, c.Phone, c.List)
	}
	if n := v.Notice; n != nil {
		ins = append(ins, n.Action, n.Other)
		if n.Back {
			ins = append(ins, kiosk.Back{})
		}
	}
	if v.Help != nil {
		ins = append(ins, v.Help.Tap)
	}
	if c := v.Ticket; c != nil {
		ins = append(ins, c.Undo, c.Another, kiosk.Finish{})
	}
	if v.Search != nil {
		for _, row := range v.Search.Rows {
			for _, r := range row {
				ins = append(ins, kiosk.Type{Letter: string(r)})
			}
		}
	}
	if v.Code != nil {
		for d := range 10 {
			ins = append(ins, kiosk.Type{Letter: fmt.Sprint(d)})
		}
		ins = append(ins, kiosk.Erase{})
	}
	ins = append(ins, v.Find)
	if v.Page+1 < v.Pages {
		ins = append(ins, kiosk.Turn{By: 1})
	}
	return ins
}

// unreached are the inputs of a screen that the keypad has no stop for, and stops that say nothing.
func unreached(v kiosk.View, folded bool) (missing []string) {
	for _, in := range offered(v, folded) {
		found := in == nil
		for _, s := range v.Stops {
			found = found || s.Tap == in
		}
		if !found {
			missing = append(missing, fmt.Sprintf("%T%v", in, in))
		}
	}
	for _, s := range v.Stops {
		if s.Words == "" || s.Lang == "" || strings.Contains(s.Words, "?speech") || strings.Contains(s.Words, "?kiosk") {
			missing = append(missing, fmt.Sprintf("%q", s.Words))
		}
	}
	return missing
}

// TestKeypadDoesWhatAFingerDoes drives two sessions side by side: one by the five keys only, the other by fingers on what
// the first has chosen. They must always show the same, and every screen can be left for home.
func TestKeypadDoesWhatAFingerDoes(t *testing.T) {
	seen := map[kiosk.Screen]int{}
	rapid.Check(t, func(t *rapid.T) {
		now := morning
		pair := [2]*kiosk.Machine{}
		for i := range pair {
			n := 0
			pair[i] = kiosk.New(kiosk.Config{Key: func() string { n++; return fmt.Sprintf("k%d", n) }})
		}
		flying, called := "", ""
		both := func(keys, finger kiosk.Input) {
			now = now.Add(2500 * time.Millisecond)
			for i, in := range []kiosk.Input{keys, finger} {
				for _, e := range pair[i].Do(now, in) {
					if s, ok := e.(kiosk.StartIssue); ok {
						flying = s.Key
					}
					if a, ok := e.(kiosk.AskHelp); ok {
						called = a.Key
					}
				}
			}
		}
		o := townHall()
		o.Booked = true
		closed := rapid.IntRange(0, 9).Draw(t, "closed") == 0
		for i := range o.Services {
			o.Services[i].Documents = map[string][]string{"pl": {"wniosek"}}
			o.Services[i].Open = o.Services[i].Open && !closed
		}
		room := kiosk.Room{Tiles: rapid.SampledFrom([]int{3, 8}).Draw(t, "tiles"), Compact: rapid.Bool().Draw(t, "compact"), Keys: true, Pad: true, Low: true, Folded: rapid.Bool().Draw(t, "folded"), Papers: 2}
		for _, in := range []kiosk.Input{kiosk.OfficeKnown{Office: o}, room, kiosk.Pad{Key: kiosk.PadOK}} {
			both(in, in)
		}
		same := func() {
			a, b := pair[0].View(), pair[1].View()
			seen[a.Screen]++
			a.Stop, b.Stop = 0, 0
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("by keys:\n%+v\nby a finger:\n%+v", a, b)
			}
			if m := unreached(a, room.Folded); len(m) > 0 && a.Modes.Spoken {
				t.Fatalf("%s: no stop for %q", a.Screen, m)
			}
		}
		walk := func(to int) {
			v := pair[0].View()
			key := kiosk.PadDown
			if to > len(v.Stops)/2 {
				key = kiosk.PadUp
			}
			for range len(v.Stops) {
				if pair[0].View().Stop == to {
					break
				}
				now = now.Add(10 * time.Millisecond)
				pair[0].Do(now, kiosk.Pad{Key: key})
				pair[1].Do(now, kiosk.Touched{Down: true})
				pair[1].Do(now, kiosk.Touched{})
			}
			if got := pair[0].View().Stop; got != to {
				t.Fatalf("%s: stop %d, want %d", v.Screen, got, to)
			}
			if tap := v.Stops[to].Tap; tap != nil {
				both(kiosk.Pad{Key: kiosk.PadOK}, tap)
			}
		}
		answer := func() {
			v := pair[0].View()
			if v.Screen == kiosk.Helping && called != "" {
				var in kiosk.Input = kiosk.HelpDone{Key: called, Helped: api.Helped{Help: api.Help{ID: 7, Kind: queue.HelpAssistant, State: queue.HelpAsked}}}
				if rapid.IntRange(0, 3).Draw(t, "answer") == 0 {
					in = kiosk.HelpFailed{Key: called}
				}
				called = ""
				both(in, in)
			}
			if v.Screen == kiosk.Issuing {
				var in kiosk.Input = kiosk.IssueDone{Key: flying, Issued: issued("P027", "P1", queue.PaperPrinted)}
				if rapid.IntRange(0, 3).Draw(t, "answer") == 0 {
					in = kiosk.IssueFailed{Key: flying, Err: apiError(queue.NumbersUsedUp)}
				}
				both(in, in)
			} else if v.Screen == kiosk.Undone {
				in := kiosk.UndoDone{Ticket: 31, OK: true}
				both(in, in)
			}
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			v := pair[0].View()
			if len(v.Stops) == 0 { // the session is over, or the mode is off
				in := kiosk.Pad{Key: kiosk.PadOK}
				both(in, in)
				same()
				continue
			}
			if rapid.IntRange(0, 5).Draw(t, "back") == 0 {
				finger := kiosk.Input(kiosk.Back{})
				if v.Warning > 0 {
					finger = kiosk.MoreTime{}
				}
				both(kiosk.Pad{Key: kiosk.PadBack}, finger)
			} else {
				walk(rapid.IntRange(0, len(v.Stops)-1).Draw(t, "stop"))
			}
			same()
			answer()
			same()
		}
		for range 15 { // home, by Back and what a screen says of its own
			v := pair[0].View()
			if v.Screen == kiosk.Home && v.Page == 0 || v.Screen == kiosk.Closed {
				return
			}
			answer()
			v = pair[0].View()
			both(kiosk.Pad{Key: kiosk.PadBack}, kiosk.Back{})
			if pair[0].View().Screen != v.Screen {
				continue
			}
			for i, s := range v.Stops {
				if s.Tap == (kiosk.Finish{}) || s.Tap == (kiosk.Another{}) {
					walk(i)
					break
				}
			}
		}
		t.Fatalf("no way home from %s", pair[0].View().Screen)
	})
	for _, s := range []kiosk.Screen{kiosk.Home, kiosk.Group, kiosk.Service, kiosk.Papers, kiosk.Search, kiosk.Visit, kiosk.Access, kiosk.Languages, kiosk.Help, kiosk.Issuing, kiosk.Ticket} {
		if seen[s] == 0 {
			t.Errorf("the walk never came to %s", s)
		}
	}
}

// A screen with a button that the keypad cannot reach is noticed, and one that says nothing.
func TestUnreachedCanFail(t *testing.T) {
	b := newBlind(t)
	v := b.want(kiosk.Home)
	if m := unreached(v, false); len(m) != 0 {
		t.Fatalf("home: %q", m)
	}
	dropped := v
	dropped.Stops = v.Stops[:len(v.Stops)-3]
	if len(unreached(dropped, false)) == 0 {
		t.Error("a language without a stop passes")
	}
	mute := v
	mute.Stops = append([]kiosk.Stop{{Lang: "pl"}}, v.Stops[1:]...)
	if len(unreached(mute, false)) == 0 {
		t.Error("a stop without words passes")
	}
}

func apiError(c queue.Code) *api.Error { return &api.Error{Code: string(c)} }
