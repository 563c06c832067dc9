package setup_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"bileter/internal/api"
)

// handle is what a finger moves a row by.
type handle interface {
	fyne.Widget
	fyne.Draggable
	desktop.Mouseable
}

// handles are those that are shown, from the top.
func (g *glass) handles() (out []handle) {
	g.keys(func(o fyne.Widget, _ []string) {
		if h, ok := o.(handle); ok {
			out = append(out, h)
		}
	})
	return out
}

func (g *glass) slide(h handle, dy float32) {
	h.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(1, dy)})
}

// rows are the captions of a list's rows from the top, as they stand now.
func (g *glass) rows() string {
	var out []string
	g.keys(func(_ fyne.Widget, words []string) {
		if len(words) == 2 && strings.Contains(words[0], "  ") {
			out = append(out, words[0][:1])
		}
	})
	return strings.Join(out, "")
}

// pitch is from one row to the next.
func (g *glass) pitch() float32 {
	hs := g.handles()
	return hs[1].Position().Y - hs[0].Position().Y
}

// TestDrag moves a tile with a finger: the others make room while it is under way, and the draft has it where it was let go.
func TestDrag(t *testing.T) {
	for _, size := range [][2]float32{{1080, 1920}, {1280, 800}} {
		g := visit(t, size[0], size[1])
		g.enter()
		pitch, before := g.pitch(), g.rows()
		h := g.handles()[0]
		place := h.Position()
		h.MouseDown(&desktop.MouseEvent{})
		for range 8 {
			g.slide(h, pitch/4)
		}
		if got := g.rows(); got[:2] != "KT" || !strings.Contains(got, "P") || g.order() != "PKTZ" {
			t.Errorf("under way %q, the draft has %s", got, g.order())
		}
		if h.Position() != place || !h.Visible() {
			t.Error("the handle has moved under the finger")
		}
		h.MouseUp(&desktop.MouseEvent{})
		h.DragEnd()
		if g.order() != "KTPZ" {
			t.Errorf("dropped: %s", g.order())
		}
		if got := g.rows(); got[:3] != "KTP" {
			t.Errorf("shown: %s, before %s", got, before)
		}
		// Far beyond the first, and back up.
		h = g.handles()[2]
		g.slide(h, -9*pitch)
		h.DragEnd()
		if g.order() != "PKTZ" {
			t.Errorf("taken up: %s", g.order())
		}
		// Where it was: nothing is asked.
		g.desk.refuse = &api.Error{Text: "Ktoś czeka."}
		g.slide(g.handles()[1], pitch*0.3)
		g.handles()[1].DragEnd()
		if strings.Contains(g.shown(), "Ktoś czeka") {
			t.Error("a row that stays has asked the desk")
		}
		// Refused: everything is as it was.
		h = g.handles()[0]
		g.slide(h, pitch)
		h.DragEnd()
		g.shows("Ktoś czeka")
		if g.order() != "PKTZ" || g.rows()[:2] != "PK" {
			t.Errorf("refused: %s, shown %s", g.order(), g.rows())
		}
	}
}

// TestDragLeavesNothingStuck lets a finger slide off and come back, end without a beginning, and drag while a list is gone.
func TestDragLeavesNothingStuck(t *testing.T) {
	g := visit(t, 1080, 1920)
	g.enter()
	pitch := g.pitch()
	plain := g.pixels()
	h := g.handles()[0]
	h.DragEnd() // without a slide
	h.MouseDown(&desktop.MouseEvent{})
	h.MouseUp(&desktop.MouseEvent{})
	if got := g.pixels(); string(got) != string(plain) {
		t.Error("a touch of the handle leaves something")
	}
	// A page that is opened while a row is under way ends its way: what the finger does after that moves nothing.
	h.MouseDown(&desktop.MouseEvent{})
	g.slide(h, 2*pitch)
	g.press("Podgląd ekranu")
	g.slide(h, pitch)
	h.DragEnd()
	h.MouseUp(&desktop.MouseEvent{})
	g.shows("Prawdziwy ekran klienta")
	g.press("‹ Wróć")
	if string(g.pixels()) != string(plain) || g.order() != "PKTZ" {
		t.Errorf("stuck: %s", g.order())
	}
	// And the next one works.
	h.MouseDown(&desktop.MouseEvent{})
	g.slide(h, pitch)
	h.MouseUp(&desktop.MouseEvent{})
	h.DragEnd()
	if g.order() != "KPTZ" {
		t.Errorf("after that: %s", g.order())
	}
}

// TestDragToTheNextPage holds a row below the last one until the page turns.
func TestDragToTheNextPage(t *testing.T) {
	g := visit(t, 1920, 1080)
	later := make(chan func(), 8)
	g.elsewhere = later
	g.enter()
	h := g.handles()[0]
	h.MouseDown(&desktop.MouseEvent{})
	g.slide(h, 20*g.pitch())
	if strings.Contains(g.rows(), "P") == false {
		t.Error("the row is not on the screen any more")
	}
	(<-later)() // the page turns when the time has come, and not before
	h.DragEnd()
	at := 0
	for i, x := range g.office().Groups {
		if x.Letter == "P" {
			at = i
		}
	}
	if at < 8 {
		t.Errorf("P is at %d", at)
	}
}
