package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// together does several things at a time and returns the first error.
func together(fs []func() error) error {
	var all errgroup.Group
	for _, f := range fs {
		all.Go(f)
	}
	return all.Wait()
}

// screensInParts draws the screens in as many processes as there are processors: Fyne draws in one goroutine only.
func (g gallery) screensInParts() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	n := runtime.GOMAXPROCS(0)
	var parts []func() error
	for i := range n {
		args := []string{"--out", g.Out, "--part", strconv.Itoa(i + 1), "--of", strconv.Itoa(n)}
		if g.Few {
			args = append(args, "--few")
		}
		if g.Config != "" {
			args = append(args, "--config", g.Config)
		}
		parts = append(parts, func() error {
			cmd := exec.Command(self, args...)
			cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("screens, part %d of %d: %w", i+1, n, err)
			}
			return nil
		})
	}
	return together(parts)
}
