package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// settle is how long a page may take to draw what comes with its event stream.
const settle = 1500 * time.Millisecond

type step = chromedp.Action[chromedp.Void]

// pages photographs the web pages in Chromium.
func (g gallery) pages(base string) error {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()
	if _, err := chromedp.Run(ctx, chromedp.EmulateViewport(1280, 800)); err != nil {
		return fmt.Errorf("Chromium: %w; is it installed? --no-pages does without", err)
	}
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	signIn := chromedp.Steps(chromedp.SendKeys("#login", clerkLogin), chromedp.SendKeys("#password", clerkPassword+"\r"), chromedp.WaitVisible("#pick"))
	for _, p := range []struct {
		name, path string
		w, h       int64
		then       step
	}{
		{"board", "/board", 1920, 1080, nil},
		{"status", "/t/gallery-token-00000005", 420, 800, nil},
		{"sign-in", "/", 1280, 800, nil},
		{"clerk-pick", "/", 1280, 800, signIn},
		{"clerk", "/", 1280, 800, chromedp.Click("#places button:nth-of-type(1)")},
		{"lamps", "/lamps", 1280, 900, nil},
	} {
		steps := []step{chromedp.EmulateViewport(p.w, p.h), chromedp.Navigate(base + p.path)}
		if p.then != nil {
			steps = append(steps, p.then)
		}
		steps = append(steps, chromedp.Sleep(settle))
		if _, err := chromedp.Run(ctx, chromedp.Steps(steps...)); err != nil {
			return fmt.Errorf("page %s: %w", p.path, err)
		}
		png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err != nil {
			return fmt.Errorf("page %s: %w", p.path, err)
		}
		file := filepath.Join(g.Out, "page-"+p.name+".png")
		if err := os.WriteFile(file, png, 0o644); err != nil {
			return err
		}
		fmt.Println(file)
	}
	return nil
}
