// Package chromium is a real browser for tests of pages, and looks for what keeps people out of them.
package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const soon = 20 * time.Second // bounds every wait

// Frame is a window's width and height in CSS pixels.
type Frame [2]int

// Desktop are the screens of offices.
var Desktop = []Frame{{1366, 768}, {1920, 1080}}

// Start starts a Chromium of its own that speaks Polish and remembers nothing, and returns its first tab; it ends with
// the test. Where there is none the test is skipped, except on a build machine, where that is a failure.
func Start(t testing.TB) context.Context {
	t.Helper()
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
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("lang", "pl"), chromedp.Flag("accept-lang", "pl"))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() { // Chromium leaves its folder only when it has ended
		bound, cancel := context.WithTimeout(ctx, soon)
		defer cancel()
		if err := chromedp.Cancel(bound); err != nil {
			t.Logf("chromium: %v", err)
		}
		stop()
		stopAlloc()
	})
	return ctx
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
