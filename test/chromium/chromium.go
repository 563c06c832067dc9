// Package chromium is a real browser for tests of pages, and looks for what keeps people out of them.
package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const soon = time.Minute // bounds every wait; a busy machine may be slow

// Frame is a window's width and height in CSS pixels.
type Frame [2]int

// Desktop are the screens of offices.
var Desktop = []Frame{{1366, 768}, {1920, 1080}}

// one is the Chromium of this program's tests: a start costs more than most tests do.
var one struct {
	sync.Mutex
	ctx  context.Context // its first tab, which no test uses; nil: not started
	stop func()
	ends bool // Main will end it
}

// Main runs the tests of a package, and ends their Chromium. Each package that uses Start has it in its TestMain.
func Main(m *testing.M) {
	one.ends = true
	code := m.Run()
	if one.stop != nil {
		one.stop()
	}
	os.Exit(code)
}

// Start opens a window of Chromium that speaks Polish, remembers nothing and shares nothing with those of other tests, and
// returns its tab; it closes with the test. Where there is no Chromium the test is skipped, except on a build machine, where
// that is a failure.
func Start(t testing.TB) context.Context {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(func() {
		bound, cancel := context.WithTimeout(ctx, soon)
		defer cancel()
		if err := chromedp.Cancel(bound); err != nil {
			t.Logf("chromium: %v", err)
		}
		stop()
	})
	// Several windows are open, and each page is to believe that it is the one before its user's eyes.
	if err := chromedp.Do(ctx, Foreground()); err != nil {
		t.Fatalf("chromium does not open a window: %v", err)
	}
	return ctx
}

// Foreground makes a tab's page behave as if it had the focus, whichever window has it.
func Foreground() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
}

// browser starts the Chromium when the first test wants it.
func browser(t testing.TB) context.Context {
	t.Helper()
	one.Lock()
	defer one.Unlock()
	if one.ctx != nil {
		return one.ctx
	}
	if !one.ends {
		t.Fatal("nothing would end the Chromium of this package: its TestMain has to call chromium.Main")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no chromium on this machine; install it (apt-get install chromium)")
		}
		t.Skip("no chromium on this machine; install it to test the pages (apt-get install chromium)")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("lang", "pl"), chromedp.Flag("accept-lang", "pl"))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	stopAll := func() {
		bound, cancel := context.WithTimeout(ctx, soon)
		defer cancel()
		if err := chromedp.Cancel(bound); err != nil {
			fmt.Fprintf(os.Stderr, "chromium: %v\n", err)
		}
		stop()
		stopAlloc()
	}
	if err := chromedp.Do(ctx); err != nil {
		stopAll()
		t.Fatalf("chromium does not start: %v", err)
	}
	one.ctx, one.stop = ctx, stopAll
	return ctx
}

// Until waits until a JavaScript expression is true in a tab, soon. It outlives a navigation, and needs nothing that the
// page's own policy forbids.
func Until(tab context.Context, js string) error {
	ctx, cancel := context.WithTimeout(tab, soon)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+js+")"))
		if ok && err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("never true: %s (%v)", js, err)
		}
	}
}

// Dark asks a tab's page for its dark colours, or for the light ones again.
func Dark(ctx context.Context, yes bool) error {
	scheme := map[bool]string{true: "dark", false: "light"}[yes]
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
}

// Look holds a tab's page, as it stands, against Barriers in both themes. Where a folder for pictures is given, the page is
// drawn into it as well, in every frame and theme.
func Look(t testing.TB, tab context.Context, pictures, name string, frames ...Frame) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithTimeout(tab, 6*soon)
	defer cancel()
	for _, theme := range []string{"light", "dark"} {
		must(Dark(ctx, theme == "dark"))
		must(chromedp.Do(ctx, chromedp.EmulateViewport(int64(frames[0][0]), int64(frames[0][1]))))
		found, err := Barriers(ctx)
		must(err)
		for _, b := range found {
			t.Errorf("%s, %s: %s", name, theme, b)
		}
		for _, f := range frames {
			if pictures == "" {
				break
			}
			must(os.MkdirAll(pictures, 0o755))
			must(chromedp.Do(ctx, chromedp.EmulateViewport(int64(f[0]), int64(f[1]))))
			png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
			must(err)
			must(os.WriteFile(filepath.Join(pictures, fmt.Sprintf("%s-%s-%dx%d.png", name, theme, f[0], f[1])), png, 0o644))
		}
	}
	must(Dark(ctx, false))
}
