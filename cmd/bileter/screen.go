package main

import (
	"io"
	"os"
	"time"
)

// screenCmd is the window's process. It knows nothing but the office's socket.
type screenCmd struct {
	Socket   string            `required:"" help:"The office's local socket." type:"path"`
	Portrait bool              `help:"Upright window, where the display does not say."`
	Diagonal float64           `help:"Of the picture, in mm; 0: that of 21.5 inches."`
	Distance int               `help:"From which it is read, in cm; 0: 60."`
	Idle     time.Duration     `help:"Without a touch, before the warning."`
	Warning  time.Duration     `help:"Of the countdown."`
	Ticket   time.Duration     `help:"For which the number stays."`
	Speech   speechFlags       `embed:"" prefix:"speech-"`
	Keypad   map[string]string `help:"Keys of the keypad, such as up=f13; left out: the arrows, Enter and Page Up and Down."`
	Mirror   string            `help:"Write the screen as a picture to this file, once a second." type:"path"`
	Order    string            `help:"Note a request for a ticket in this file until the client has seen the number." type:"path"`
	Crash    string            `help:"Write what ends this process in a panic to this file." type:"path"`
	Arms     string            `help:"The town's coat of arms, PNG or SVG; example is the sample office's."`
	Accent   string            `help:"The town's colour of buttons, #rrggbb."`
	Head     string            `help:"The town's colour of the band on top, #rrggbb; that of buttons where it is left out."`
	Still    bool              `help:"No motion."`
	Windowed bool              `help:"A window with a frame, for a desk."`
}

// speechFlags say how the spoken guidance sounds.
type speechFlags struct {
	Device string `default:"none" help:"Sound device of ALSA, or none."`
	Volume int    `help:"Percent; 0: 60."`
	Rate   int    `help:"Words a minute; 0: 160."`
}

func (c screenCmd) Run() error { return runWindow(c) }

// orphaned closes its channel when standard input ends: the office that started this window is gone.
func orphaned(in io.Reader) <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, in)
	}()
	return gone
}

// hasParent tells whether standard input is the office's pipe and not a terminal or nothing.
func hasParent() bool {
	st, err := os.Stdin.Stat()
	return err == nil && st.Mode()&os.ModeNamedPipe != 0
}
