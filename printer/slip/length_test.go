package slip_test

import (
	"math"
	"testing"

	"bileter/printer/emulator"
	"bileter/printer/slip"
)

// TestLengthIsWhatThePrinterFeeds holds the counted length of every slip against the paper that the emulator cuts.
func TestLengthIsWhatThePrinterFeeds(t *testing.T) {
	for _, name := range []string{"emulator-80", "emulator-58"} {
		p := profile(t, name)
		for kind, s := range sampleSlips(t) {
			lines := s.Layout(p)
			got, err := slip.Length(lines, p)
			if err != nil {
				t.Fatal(err)
			}
			job, err := slip.Encode(lines, p)
			if err != nil {
				t.Fatal(err)
			}
			paper, err := emulator.Draw(job, p)
			if err != nil {
				t.Fatal(err)
			}
			want := float64(paper.Bounds().Dy()) * 25.4 / float64(p.DPI)
			if math.Abs(float64(got)-want) > 2 {
				t.Errorf("%s on %s: %d mm, the emulator's paper has %.1f", kind, name, got, want)
			}
			if more, err := slip.Length(append(lines, lines...), p); err != nil || more < 2*got-30 {
				t.Errorf("%s twice: %d mm, %v", kind, more, err)
			}
		}
	}
}
