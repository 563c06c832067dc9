// Package configs is the office's set-up file: its shape, its strict loader, and a sample office. It says
// everything that is wrong with a file at once, with lines and hints. It opens no device and starts
// nothing; whether a printer or a chip of that name exists is found out by those who use it.
package configs

import (
	"strings"
	"time"

	"bileter/internal/queue"
)

// Config is a whole set-up file.
type Config struct {
	Setup   queue.Setup
	Printer Printer
	Ticket  Ticket
	Lamps   Lamps
	Button  TicketButton
	Boards  []Board
	Voice   Voice
	Console Console
	Central Central
	Screen  Screen
	Town    Town
	Figures Figures

	file  string
	lines map[string]int // of tables and the keys in them: "printer", "printer.port"
}

// Problem makes a problem of a key such as "printer.profile", with the line where it stands, for those who know what
// this package does not: whether a device or a profile of that name exists.
func (c Config) Problem(key, what, hint string) Problem {
	line, ok := c.lines[key]
	if table, _, dotted := strings.Cut(key, "."); !ok && dotted {
		line = c.lines[table]
	}
	return Problem{File: c.file, Line: line, Key: key, What: what, Hint: hint}
}

// Printer says where tickets are printed. A file without it has the port "none".
type Printer struct {
	Port    string // "emulator", "none", "usb:04b8:0e15", "usb:1-1.2", "/dev/bileter-printer", "tcp:10.0.0.5:9100", "file:/path"
	Baud    int    // serial ports only; default 115200
	Profile string // name of a profile of printer/escpos, or "file:/path" of one's own; default "generic-80" or "generic-58"
	Page    string // code page that a technician found right, instead of the profile's: "cp852:18", or "picture"; empty: the profile's
	Width   int    // paper in mm: 80 or 58
	Roll    int    // length of a new roll, mm, until rolls that ran out have taught it; default 80 m, 50 m on 58 mm
	Few     int    // tickets left at which staff is warned; 0: only when the printer says so; default 40
}

// Lamps says which GPIO chip drives lamps and reads buttons. The lines stand with the counters.
// A file without it has the chip "none".
type Lamps struct {
	Chip      string // label of the chip, such as "pinctrl-bcm2711"; "emulator": lamps on a page; "none"
	ActiveLow bool   // lamps light at low level
	ButtonLow bool   // buttons pull the line low (with the chip's pull-up)
}

// Console is the office's web face.
type Console struct {
	Listen string // address and port, such as ":8080"
	URL    string // under which clients reach the status page, without a slash at the end; stands in the ticket's QR code; empty: none
}

// Central is the city's server.
type Central struct {
	URL string // without a slash at the end; empty: none
}

// Figures says what is told of a day, and when by itself.
type Figures struct {
	PerCounter bool // the manager's page shows counters one by one
	Report     int  // minutes after midnight at which the day's report is printed, of days with tickets; 0: never by itself
}

// Screen is the touch screen.
type Screen struct {
	Portrait bool
	Width    int           // of the picture, in mm, 0: not told
	Height   int           // of the picture, in mm, 0: not told
	Distance int           // from which it is read, in cm; 40 to 100
	Idle     time.Duration // without a touch, before the warning; 10 s to 10 min
	Warning  time.Duration // of the countdown; 20 s to 2 min
	Ticket   time.Duration // for which the number stays; 3 s to 2 min
	Still    bool          // without any motion
	Touch    string        // device by which it is touched: "usb:222a:0001", "name:ILITEK Touch"; empty: any
	Speech   Speech
	Keypad   Keypad
}
