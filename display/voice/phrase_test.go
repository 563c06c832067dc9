package voice_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bileter/display/voice"
	"bileter/internal/text"
)

func TestClipsOfCalls(t *testing.T) {
	for _, c := range []struct {
		lang string
		call voice.Call
		want string
	}{
		{"pl", voice.Call{Letter: "A", N: 12, Desk: 5}, "number letter-a n12 to-counter n5"},
		{"pl", voice.Call{Letter: "P", N: 127, Desk: 32}, "number letter-p n100 n20 n7 to-counter n30 n2"},
		{"en", voice.Call{Letter: "K", N: 101, Desk: 21}, "number letter-k n100 and n1 to-counter n20 n1"},
		{"de", voice.Call{Letter: "Z", N: 222, Desk: 21}, "number letter-z n200 n2 and n20 to-counter one and n20"},
		{"uk", voice.Call{Letter: "J", N: 7, Desk: 101, Room: "4"}, "number letter-j n7 to-room n4"},
		{"pl", voice.Call{Letter: "T", N: 1, Desk: 112, Room: "12a"}, "number letter-t n1 to-room n12 letter-a"},
		{"pl", voice.Call{Letter: "T", N: 1, Desk: 112, Room: "1204"}, "number letter-t n1 to-room n12 n0 n4"},
		{"pl", voice.Call{Letter: "T", N: 1, Desk: 112, Room: "B"}, "number letter-t n1 to-room letter-b"},
	} {
		if got := voice.Said(c.lang, c.call); got != c.want {
			t.Errorf("%s %+v: got %q, want %q", c.lang, c.call, got, c.want)
		}
	}
}

// TestEveryCallNeedsKnownClips: whatever is called where, in whatever language, a pack with all words can say it.
func TestEveryCallNeedsKnownClips(t *testing.T) {
	known := map[string]map[string]bool{}
	for _, lang := range text.Languages {
		known[lang] = map[string]bool{}
		for _, w := range text.SpokenWords(lang) {
			known[lang][w.Name] = true
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom(text.Languages).Draw(t, "lang")
		c := voice.Call{
			Letter: string(rune('A' + rapid.IntRange(0, 25).Draw(t, "letter"))), N: rapid.IntRange(1, 999).Draw(t, "n"),
			Desk: rapid.IntRange(1, 99).Draw(t, "desk"), Room: rapid.SampledFrom([]string{"", "4", "12a", "999", "1204", "2000", "C"}).Draw(t, "room"),
		}
		for name := range strings.FieldsSeq(voice.Said(lang, c)) {
			if !known[lang][name] {
				t.Fatalf("%s %+v needs %q, which nobody records", lang, c, name)
			}
		}
	})
}
