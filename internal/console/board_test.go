package console_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/text"
)

// sampleBoard is the sample office with people in it, and its board in a browser of that size.
func sampleBoard(t *testing.T, width, height int64) (*world, *page) {
	t.Helper()
	cfg, err := configs.Load("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Setup.Rules.MinCallGap = -1
	clock := newSteady()
	clock.at.Store(time.Date(2026, 11, 19, 9, 12, 0, 0, time.UTC).UnixNano())
	w := newWorld(t, func(w *world) { w.setup, w.now = &cfg.Setup, clock.now })
	board := browser(t)
	board.size(int(width), int(height))
	board.goTo(w.url("/board"))
	for _, id := range []string{"D1", "P1", "K1", "S1", "J1", "P1", "D1", "D2", "P2", "P1"} {
		if _, err := w.local().Issue(t.Context(), newKey(), api.Issue{Service: id, Lang: "pl"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{26, 1, 7, 12, 14, 104} {
		w.command(n, "open")
		w.command(n, "next")
	}
	for n, back := range map[int]time.Duration{5: 10 * time.Minute, 8: 15 * time.Minute, 19: 5 * time.Minute, 27: 30 * time.Minute, 105: 45 * time.Minute} {
		w.command(n, "open")
		if _, err := w.local().Counter(t.Context(), newKey(), n, "close", api.Close{Back: clock.now().Add(back), Reason: "szkolenie"}); err != nil {
			t.Fatal(err)
		}
	}
	board.until(`document.querySelectorAll("#calls li").length === 6 && document.querySelectorAll("#breaks li").length === 5`)
	board.goTo(w.url("/board")) // which asks for forecasts at its start, and then not at once again
	board.until(`document.querySelectorAll("#calls li").length === 6 && [...document.querySelectorAll("#crowd small")].some((e) => e.textContent)`)
	return w, board
}

// screens are 55 inches lying down and standing: 1218 by 685 mm.
var screens = []struct {
	width, height int64
	mm            float64 // of one pixel
}{{1920, 1080, 0.634}, {1080, 1920, 0.634}, {3840, 2160, 0.317}}

// TestBoardCanBeRead measures what people have to read from 15 m: figures of at least 38 mm, nothing cut off,
// nothing over another, and every text 7:1 against what is behind it.
func TestBoardCanBeRead(t *testing.T) {
	for _, s := range screens {
		t.Run(fmt.Sprintf("%dx%d", s.width, s.height), func(t *testing.T) {
			w, board := sampleBoard(t, s.width, s.height)
			check := func(when string) {
				t.Helper()
				var seen struct {
					Digit    float64
					Contrast float64
					Worst    string
					Cut      []string
				}
				eval(board, measure, &seen)
				if mm := seen.Digit * s.mm; mm < 38 {
					t.Errorf("%s: the smallest figure of a call is %.1f mm high, want 38", when, mm)
				}
				if seen.Contrast < 7 {
					t.Errorf("%s: contrast %.1f of %q, want 7", when, seen.Contrast, seen.Worst)
				}
				if len(seen.Cut) > 0 {
					t.Errorf("%s: cut off: %q", when, seen.Cut)
				}
			}
			check("alive")
			board.seen(fmt.Sprintf("board-breaks-%d", s.width), frame{int(s.width), int(s.height)})
			if s.width == 1080 {
				return
			}
			w.stop()
			board.shows("#stale", "Brak łączności")
			check("old")
		})
	}
}

// eval evaluates an expression in a page.
func eval[T any](p *page, js string, into *T) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, soon)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		p.t.Fatalf("page: %v", err)
	}
	*into = v
}

// measure looks at the page as it is drawn.
const measure = `(() => {
  const ink = document.createElement("canvas").getContext("2d");
  const out = { Digit: 1e9, Contrast: 21, Worst: "", Cut: [] };
  for (const el of document.querySelectorAll("#calls .no, #calls .to:not(.long) b")) {
    const st = getComputedStyle(el);
    ink.font = st.fontWeight + " " + st.fontSize + " " + st.fontFamily;
    out.Digit = Math.min(out.Digit, ink.measureText("0").actualBoundingBoxAscent);
    const row = el.closest("li").getBoundingClientRect(), r = el.getBoundingClientRect();
    if (r.top < row.top - 1 || r.bottom > row.bottom + 1 || r.right > row.right + 1 || el.scrollWidth > el.clientWidth + 1 && el.clientWidth) out.Cut.push(el.textContent);
  }
  const rgb = (c) => c.match(/[\d.]+/g).map(Number);
  const lum = (c) => { const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
  for (const el of document.querySelectorAll("body *")) {
    const own = [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !el.checkVisibility({ visibilityProperty: true }) || el.tagName === "SCRIPT") continue;
    let back = null;
    for (let p = el; p && !back; p = p.parentElement) {
      const c = rgb(getComputedStyle(p).backgroundColor);
      if (c.length < 4 || c[3] === 1) back = c;
    }
    const a = lum(rgb(getComputedStyle(el).color)), b = lum(back ?? [255, 255, 255]);
    const k = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (k < out.Contrast) { out.Contrast = k; out.Worst = el.textContent; }
  }
  for (const el of document.querySelectorAll("#crowd small, #crowd b, #breaks li > *")) {
    const r = el.getBoundingClientRect(), p = el.closest("ul").getBoundingClientRect(), name = el.closest("li").children[1].getBoundingClientRect();
    if (r.right > p.right + 1 || r.bottom > p.bottom + 1 && r.top < p.bottom || el.tagName === "SMALL" && el.textContent && (r.left < name.right - 1 || name.width < 60)) out.Cut.push(el.textContent);
  }
  for (const id of ["clock", "soon", "tiptext", "tiphead"]) {
    const el = document.getElementById(id), r = el.getBoundingClientRect(), p = el.parentElement.getBoundingClientRect();
    if (r.height && (r.bottom > p.bottom + 1 || r.top < p.top - 1 || r.right > innerWidth)) out.Cut.push(id);
  }
  if (document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth) out.Cut.push("the page");
  return out;
})()`

// TestBoardTellsWhoIsSoon: those who have waited longest where somebody serves, and nobody else.
func TestBoardTellsWhoIsSoon(t *testing.T) {
	w := newWorld(t)
	w.issue("a", "D1", "pl")
	w.issue("b", "D1", "pl")
	w.issue("c", "P1", "pl")
	q, err := w.local().Queue(t.Context())
	if err != nil || len(q.Soon) != 0 {
		t.Fatalf("nobody serves: got %v (%v), want nobody", q.Soon, err)
	}
	w.command(5, "open")
	w.command(5, "next")
	board := browser(t)
	board.goTo(w.url("/board"))
	board.shows("#soon", "D002")
	var strip string
	eval(board, `document.querySelector("#soon").textContent`, &strip)
	if strip != "D002" {
		t.Errorf("got %q, want D002 alone: no counter for vehicles is open", strip)
	}
	board.shows("#tip", "Przygotuj: Dowód osobisty: wniosek")
	board.shows("#tip", "zdjęcie")
}

// TestBoardTellsOfBreaks: until when, in the order in which counters come back, and never why; over, nothing is promised.
func TestBoardTellsOfBreaks(t *testing.T) {
	clock := newSteady()
	w := newWorld(t, func(w *world) { w.now = clock.now; w.setup.Phrases.Breaks = []string{"badanie"} })
	rest := func(n int, d time.Duration) string {
		w.command(n, "open")
		back := clock.now().Add(d)
		if _, err := w.local().Counter(t.Context(), newKey(), n, "close", api.Close{Back: back, Reason: "badanie"}); err != nil {
			t.Fatal(err)
		}
		return back.In(w.setup.Location()).Format("15:04")
	}
	late, early := rest(1, 20*time.Minute), rest(5, 10*time.Minute)
	w.command(2, "open")
	w.command(2, "close")
	board := browser(t)
	board.goTo(w.url("/board"))
	board.until(`document.querySelector("#breaks")?.children.length === 2`)
	var got string
	eval(board, `[...document.querySelectorAll("#breaks li")].map((li) => [...li.children].map((c) => c.textContent).join(" ")).join(", ")`, &got)
	if want := "5 do " + early + ", 1 do " + late; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if text := board.text(); strings.Contains(text, "badanie") {
		t.Error("the hall reads why")
	}
	clock.advance(15 * time.Minute)
	board.until(`document.querySelector("#breaks").children.length === 1`)
	w.command(1, "open")
	board.until(`document.querySelector("#breakpane").hidden`)
}

// TestBoardTellsHowLong: a range beside those who wait, words below 5 minutes, and nothing where nobody waits.
func TestBoardTellsHowLong(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		w.issue(fmt.Sprint(i), "P1", "pl")
	}
	w.issue("d", "D1", "pl")
	for _, n := range []int{1, 2, 5} {
		w.command(n, "open")
	}
	o, err := w.local().Office(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"K": ""}
	for _, sv := range o.Services {
		if sv.Waiting > 0 {
			want[sv.Letter] = text.Wait("pl", sv.Wait.Min, sv.Wait.Max, sv.Wait.Known)
		}
	}
	board := browser(t)
	board.goTo(w.url("/board"))
	board.until(`document.querySelectorAll("#crowd li").length > 0`)
	var got map[string]string
	eval(board, `Object.fromEntries([...document.querySelectorAll("#crowd li")].map((li) => [li.dataset.key, li.querySelector("small").textContent.replace("\u2060", "")]))`, &got) // it only keeps a range on one line
	for letter, words := range got {
		if words != want[letter] {
			t.Errorf("group %s: got %q, want %q", letter, words, want[letter])
		}
	}
	if !strings.Contains(got["P"], "–") {
		t.Errorf("four wait for P: got %q, want a range", got["P"])
	}
}
