package chromium

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// What is looked for are the rules of axe-core, whose script lies in axe unchanged, under its own licence (MPL-2.0): version
// is that of the npm package, sum the SHA-256 of its axe.min.js.
const (
	version = "4.14.1"
	sum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
)

//go:embed axe/axe.min.js
var script string

// Barrier is one rule that a page breaks: a text too pale, a field without a name, what a screen reader cannot find.
type Barrier struct {
	ID, Impact, Help string
	Where            []string // each place: its selector, and what is wrong there
}

// String is for a test's message.
func (b Barrier) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", b.ID, b.Impact, b.Help, strings.Join(b.Where, "\n\t"))
}

// run asks for every rule of axe-core that is on by itself: WCAG 2 A and AA, and its advice. It waits for fonts and
// for movements that end, whose colours in between are nobody's.
const run = `(async () => {
  await document.fonts.ready;
  for (const a of document.getAnimations()) if (a.effect.getComputedTiming().endTime !== Infinity) a.finish();
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((v) => ({ ID: v.id, Impact: v.impact, Help: v.help,
    Where: v.nodes.map((n) => n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " ")) }));
})()`

// Barriers returns the barriers of the page in a browser's tab, as it stands now.
func Barriers(ctx context.Context) ([]Barrier, error) {
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`"axe" in window`))
	if err == nil && !there {
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](script+`; "axe" in window`))
	}
	if err != nil {
		return nil, fmt.Errorf("axe: its script: %w", err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]Barrier](run, chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	return found, nil
}
