package escpos_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bileter/printer/escpos"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func said(answers []escpos.Answer) string {
	var parts []string
	for _, a := range answers {
		name := [...]string{"noise", "status", "pushed", "reply", "block", "flow", "full"}[a.Kind]
		parts = append(parts, fmt.Sprintf("%s %x", name, a.Raw))
	}
	return strings.Join(parts, ", ")
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct{ name, in, want, rest string }{
		{"healthy", "16 12 12 12", "status 16, status 12, status 12, status 12", ""},
		{"offline, cover open", "1e 36", "status 1e, status 36", ""},
		{"pushed", "10 00 00 0f", "pushed 1000000f", ""},
		{"pushed, cut short", "38 00 0c", "", "38000c"},
		{"pushed with XOFF inside", "14 00 13 0c 00", "pushed 14000c00, flow 13", ""},
		{"pushed, then a barrier's reply", "10 00 00 00 00", "pushed 10000000, reply 00", ""},
		{"pushed, broken by a status", "10 00 12", "noise 1000, status 12", ""},
		{"job finished", "37 22 30 30 30 31 00 12", "block 37223030303100, status 12", ""},
		{"buffers cleared", "37 25 00", "block 372500", ""},
		{"text", "5f 45 50 53 4f 4e 00", "block 5f4550534f4e00", ""},
		{"text, unfinished", "5f 45 50", "", "5f4550"},
		{"text, broken", "5f 45 ff 12", "noise 5f45, noise ff, status 12", ""},
		{"flow control", "11 13", "flow 11, flow 13", ""},
		{"noise", "ff 80 91", "noise ff, noise 80, noise 91", ""},
		{"nothing", "", "", ""},
	} {
		got, rest := escpos.Answers(unhex(t, c.in))
		if said(got) != c.want || hex.EncodeToString(rest) != c.rest {
			t.Errorf("%s:\n got %s, rest %x\nwant %s, rest %s", c.name, said(got), rest, c.want, c.rest)
		}
	}
}

func TestBlocks(t *testing.T) {
	id := escpos.NewJobID(12345)
	answers, _ := escpos.Answers(append(append([]byte{0x37, 0x22}, id[:]...), 0))
	if got, ok := answers[0].Job(); !ok || got != id {
		t.Errorf("got job %q, %v, want %q", got, ok, id)
	}
	if answers[0].IsCleared() {
		t.Error("a finished job is taken for cleared buffers")
	}
	answers, _ = escpos.Answers([]byte{0x37, 0x25, 0})
	if _, ok := answers[0].Job(); ok || !answers[0].IsCleared() {
		t.Error("cleared buffers are not known")
	}
}

func TestJobIDsAscend(t *testing.T) {
	last := ""
	for n := uint32(0); n < 1<<24; n += 4099 {
		id := escpos.NewJobID(n)
		if s := string(id[:]); s <= last || strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			t.Fatalf("id %d is %q after %q", n, s, last)
		}
		last = string(id[:])
	}
}

func TestCondition(t *testing.T) {
	ask := func(n int, b byte) escpos.Condition {
		var c escpos.Condition
		c.RealTime(n, b)
		return c
	}
	push := func(s string) escpos.Condition {
		var c escpos.Condition
		c.Pushed(unhex(t, s))
		return c
	}
	for _, c := range []struct {
		name      string
		got, want escpos.Condition
	}{
		{"healthy, drawer line high", ask(1, 0x16), escpos.Condition{}},
		{"offline", ask(1, 0x1e), escpos.Condition{Offline: true}},
		{"cover", ask(2, 0x16), escpos.Condition{Cover: true}},
		{"paper end", ask(2, 0x32), escpos.Condition{PaperEnd: true}},
		{"some error", ask(2, 0x52), escpos.Condition{Error: true}},
		{"cutter", ask(3, 0x1a), escpos.Condition{Cutter: true}},
		{"unrecoverable", ask(3, 0x32), escpos.Condition{Error: true}},
		{"hot", ask(3, 0x52), escpos.Condition{Hot: true}},
		{"near end", ask(4, 0x1e), escpos.Condition{PaperLow: true}},
		{"end of roll", ask(4, 0x7e), escpos.Condition{PaperLow: true, PaperEnd: true}},
		{"pushed healthy", push("10 00 00 00"), escpos.Condition{}},
		{"pushed cover and paper", push("38 00 0f 00"), escpos.Condition{Offline: true, Cover: true, PaperLow: true, PaperEnd: true}},
		{"pushed cutter", push("18 08 00 00"), escpos.Condition{Offline: true, Cutter: true}},
		{"pushed hot", push("18 40 00 00"), escpos.Condition{Offline: true, Hot: true}},
		{"pushed error", push("18 20 00 00"), escpos.Condition{Offline: true, Error: true}},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, c.got, c.want)
		}
	}
}

// FuzzAnswers: nothing is lost or invented, whatever pieces it comes in, and no more is kept back than the longest
// answer may have.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"16121212", "1000000f", "37223030303100", "5f4550534f4e0012", "10001312ff", "1400130c00"} {
		f.Add(unhex(f, s), []byte{3, 1, 2})
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte) {
		whole, rest := escpos.Answers(slices.Clone(in))
		if len(rest) > 300 {
			t.Fatalf("%d bytes are kept back", len(rest))
		}
		total := len(rest)
		for _, a := range whole {
			total += len(a.Raw)
			checkAnswer(t, a)
		}
		if total != len(in) {
			t.Fatalf("%d bytes in, %d out", len(in), total)
		}
		var got []escpos.Answer
		var left []byte
		for from := 0; from < len(in); {
			n := len(in) - from
			if len(cuts) > 0 {
				n, cuts = min(n, 1+int(cuts[0])%16), cuts[1:]
			}
			var as []escpos.Answer
			as, left = escpos.Answers(append(slices.Clone(left), in[from:from+n]...))
			got, from = append(got, as...), from+n
		}
		if said(got) != said(whole) || !bytes.Equal(left, rest) {
			t.Fatalf("in pieces:\n got %s, rest %x\nwant %s, rest %x", said(got), left, said(whole), rest)
		}
	})
}

// checkAnswer: what an answer is taken for is what its bytes say.
func checkAnswer(t *testing.T, a escpos.Answer) {
	t.Helper()
	if id, ok := a.Job(); ok && !bytes.Equal(a.Raw, append(append([]byte{0x37, 0x22}, id[:]...), 0)) {
		t.Errorf("job %q from %x", id, a.Raw)
	}
	if n, ok := a.Count(); ok && (n < 0 || a.Raw[0] != 0x5f) {
		t.Errorf("count %d from %x", n, a.Raw)
	}
	if a.IsCleared() && !bytes.HasPrefix(a.Raw, []byte{0x37, 0x25}) {
		t.Errorf("cleared from %x", a.Raw)
	}
	if a.Kind == escpos.Pushed {
		var c escpos.Condition
		if c.Pushed(a.Raw); len(a.Raw) != 4 || c != (escpos.Condition{}) && bytes.Equal(a.Raw[1:], []byte{0, 0, 0}) && a.Raw[0]&0x6c == 0 {
			t.Errorf("condition %+v from %x", c, a.Raw)
		}
	}
}
