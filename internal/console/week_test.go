package console_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	dommemory "github.com/chromedp/cdproto/memory"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"bileter/internal/api"
)

// weight is what a page holds after its rubbish was collected.
type weight struct {
	heap             float64 // bytes of JavaScript
	nodes, listeners int64   // detached ones too
	documents        int64
}

func (p *page) weigh() (w weight) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for range 3 { // what one collection lets go of the next one finds
			if _, err := cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
				return err
			}
		}
		heap, err := cdp.Call(ctx, t, runtime.GetHeapUsage, cdp.Empty{})
		if err != nil {
			return err
		}
		dom, err := cdp.Call(ctx, t, dommemory.GetDOMCounters, cdp.Empty{})
		w = weight{heap.UsedSize, dom.Nodes, dom.JsEventListeners, dom.Documents}
		return err
	}))
	return w
}

// grown says what a page holds more than before; what moves a little from one moment to the next is not counted.
func (w weight) grown(before weight) (what []string) {
	if w.heap > before.heap+512<<10 {
		what = append(what, fmt.Sprintf("heap %.0f kB, before %.0f kB", w.heap/1024, before.heap/1024))
	}
	if w.nodes > before.nodes+200 { // the strip of numbers may have become longer
		what = append(what, fmt.Sprintf("%d nodes, before %d", w.nodes, before.nodes))
	}
	if w.listeners > before.listeners+5 || w.documents > before.documents {
		what = append(what, fmt.Sprintf("%d listeners in %d documents, before %d in %d", w.listeners, w.documents, before.listeners, before.documents))
	}
	return what
}

var week = flag.Bool("week", false, "leave the board open for a week, and not for two days")

// TestBoardAWeekOpen lets days go by on a board that never begins anew: every second of its own clock is ticked, calls
// come through its event stream, and days change. It holds no more after it than before.
func TestBoardAWeekOpen(t *testing.T) {
	t.Parallel() // takes a while
	days, calls := 2, 20
	if *week {
		days, calls = 7, 60
	}
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.now = clock.now })
	board := browser(t)
	board.size(1920, 1080)
	board.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { // the page's one timer, to be wound by hand
		_, err := cdp.Call(ctx, t, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{
			Source: `{ const real = window.setInterval; window.timers = []; window.setInterval = (f, ms, ...rest) => { if (ms === 1000) timers.push(f); return real(f, ms, ...rest); }; }`})
		return err
	}))
	board.goTo(w.url("/board"))
	for _, n := range []int{1, 2, 5} {
		w.command(n, "open")
	}
	day := func() {
		last := ""
		for i := range calls {
			n, service := []int{1, 5, 2}[i%3], []string{"P1", "D1", "P1"}[i%3]
			if _, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: service, Lang: "pl"}); err != nil {
				t.Fatal(err)
			}
			clock.advance(time.Minute)
			if d := w.command(n, "next"); d.Ticket != nil {
				last = d.Ticket.Number
			}
		}
		board.shows("#calls li:first-child .no", last)
		for range 24 { // an hour at a time, so that the page hears of events in between
			board.do(chromedp.Evaluate[chromedp.Void](`for (let s = 0; s < 3600; s++) for (const f of timers) f();`))
		}
	}
	day() // warms up
	before := board.weigh()
	for range days {
		clock.advance(24 * time.Hour)
		day()
	}
	after := board.weigh()
	for _, what := range after.grown(before) {
		t.Error(what)
	}
	t.Logf("after %d days: %+v, before: %+v", days, after, before)
	var timers int
	eval(board, `timers.length`, &timers)
	if timers != 1 {
		t.Errorf("%d timers of a second, want 1: the clock was not wound", timers)
	}

	board.do(chromedp.Evaluate[chromedp.Void](`window.leak = Array.from({ length: 3000 }, () => { const e = document.createElement("i"); e.onclick = () => {}; e.kept = Array.from({ length: 100 }, Math.random); return e; }); 0`))
	if what := board.weigh().grown(before); len(what) != 3 {
		t.Errorf("negative control: of a page that keeps 3000 elements only this is noticed: %q", what)
	}
}

// TestBoardDoesNotFlash: nothing on the board moves more often than 3 times a second, and a new call glows slowly.
func TestBoardDoesNotFlash(t *testing.T) {
	_, board := sampleBoard(t, 1920, 1080)
	var moves []float64
	eval(board, `document.getAnimations().map((a) => a.effect.getComputedTiming().duration)`, &moves)
	if len(moves) == 0 {
		t.Error("no call glows: the test looks at nothing")
	}
	for _, ms := range moves {
		if ms < 1000/3.0 {
			t.Errorf("something comes and goes every %.0f ms, faster than 3 times a second", ms)
		}
	}
}
