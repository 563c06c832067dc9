package console_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"bileter/test/chromium"
)

const (
	soon = 20 * time.Second // bounds every wait for a page
)

// page is one tab of a real Chromium.
type page struct {
	t   *testing.T
	ctx context.Context
}

func TestMain(m *testing.M) { chromium.Main(m) }

// browser opens a window of Chromium in which nothing is remembered, and returns its tab.
func browser(t *testing.T) *page {
	t.Helper()
	p := &page{t, chromium.Start(t)}
	p.open()
	return p
}

// tab opens another tab of the same browser.
func (p *page) tab() *page {
	p.t.Helper()
	ctx, stop := chromedp.NewContext(p.ctx)
	p.t.Cleanup(stop)
	other := &page{p.t, ctx}
	other.open()
	return other
}

// open starts the tab and fails the test at what its scripts throw or its policy forbids.
func (p *page) open() {
	p.t.Helper()
	if err := chromedp.Do(p.ctx); err != nil {
		p.t.Fatalf("chromium does not start: %v", err)
	}
	ctx, stop := context.WithCancel(p.ctx)
	messages := chromedp.Console(ctx)
	var reader sync.WaitGroup
	reader.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" && m.Source != "network" {
				p.t.Errorf("a page complains: %s", m)
			}
		}
	})
	p.t.Cleanup(func() { stop(); reader.Wait() })
	p.do(chromium.Foreground())
	p.size(1280, 800)
}

// do acts, soon.
func (p *page) do(acts ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, soon)
	defer cancel()
	if err := chromedp.Do(ctx, acts...); err != nil {
		p.t.Fatalf("page: %v\n%s", err, p.text())
	}
}

func (p *page) goTo(url string) { p.t.Helper(); p.do(chromedp.Navigate(url)) }

func (p *page) size(width, height int, opts ...chromedp.EmulateViewportOption) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(int64(width), int64(height), opts...))
}

// text is what the page shows, for messages.
func (p *page) text() string {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body?.innerText`))
	if err != nil {
		return "the page does not answer: " + err.Error()
	}
	return s
}

// until waits until a JavaScript expression is true.
func (p *page) until(js string) {
	p.t.Helper()
	if err := chromium.Until(p.ctx, js); err != nil {
		p.t.Fatalf("%v\n%s", err, p.text())
	}
}

// shows waits until an element's text holds want.
func (p *page) shows(selector, want string) {
	p.t.Helper()
	p.until(`[...document.querySelectorAll(` + quote(selector) + `)].some((e) => e.checkVisibility() && e.innerText.includes(` + quote(want) + `))`)
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// click presses what can be pressed, where it stands at that moment. It asks the page and not the browser's tree of nodes,
// which a navigation under way pulls from under it.
func (p *page) click(selector string) {
	p.t.Helper()
	p.until(`(() => {
		const e = document.querySelector(` + quote(selector) + `);
		if (!e?.checkVisibility() || e.disabled || e.closest("[inert]")) return false;
		e.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
		return true; })()`)
	at, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]float64](`(() => {
		const r = document.querySelector(`+quote(selector)+`).getClientRects()[0];
		return [r.x + r.width / 2, r.y + r.height / 2]; })()`))
	if err != nil {
		p.t.Fatalf("where is %s? %v\n%s", selector, err, p.text())
	}
	p.do(chromedp.MouseClickXY(at[0], at[1]))
}

// press types a key where the focus is.
func (p *page) press(key string) { p.t.Helper(); p.do(chromedp.KeyEvent(key)) }

// tap presses a key on the clerk's page when no other press is under way.
func (p *page) tap(key string) {
	p.t.Helper()
	p.until(`document.querySelector("#deeds").getAttribute("aria-busy") === "false"`)
	p.press(key)
}

// write types into a field, as click presses.
func (p *page) write(selector, s string) {
	p.t.Helper()
	p.until(`(() => {
		const e = document.querySelector(` + quote(selector) + `);
		if (!e?.checkVisibility() || e.disabled || e.closest("[inert]")) return false;
		e.focus();
		return document.activeElement === e; })()`)
	p.do(chromedp.KeyEvent(s))
}

// forget takes all cookies from the browser.
func (p *page) forget() {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}

// agent gives the browser another name from here on.
func (p *page) agent(name string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: name})
		return err
	}))
}
