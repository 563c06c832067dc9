package main

import (
	"fmt"
	"io"

	"bileter/internal/touchscreen"
)

type testTouchCmd struct{}

// Run tells by which devices a screen of this machine can be touched, as screen.touch names them.
func (testTouchCmd) Run(out io.Writer) error {
	ds, err := touchscreen.List(touchscreen.Kernel)
	if err != nil {
		return badStart(err)
	}
	for _, d := range ds {
		fmt.Fprintf(out, "%s   %s\n", d, d.Name)
	}
	if len(ds) == 0 {
		fmt.Fprintln(out, "no touch screen is plugged in")
		return exitCode(exitFailed)
	}
	return nil
}
