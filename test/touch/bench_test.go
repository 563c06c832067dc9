package touch_test

import (
	"testing"

	"bileter/test/touch"
	"bileter/test/window"
)

// The glass has half the reference's pixels in each direction: the machine that draws it has no graphics card.
const width, height = 540, 960

// bench is an office with its real window on a touch screen.
type bench struct {
	*window.Bench
	t     *testing.T
	glass *touch.Server
}

func newBench(t *testing.T, oldnew ...string) *bench {
	t.Helper()
	window.Program(t)
	b := &bench{t: t, glass: screen(t, width, height)}
	b.Bench = window.NewBench(t, connect(t, b.glass), b.glass, oldnew...)
	return b
}

func connect(t *testing.T, s *touch.Server) *window.Display {
	t.Helper()
	d, err := window.Connect(s.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}
