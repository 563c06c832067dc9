package configs

import (
	"fmt"
	"image/color"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bileter/internal/town"
)

// Defaults of what a file may leave out.
const (
	DefaultBaud    = 115200
	DefaultWidth   = 80 // mm; the default profile is "generic-" and the width
	DefaultFew     = 40 // tickets
	DefaultIdle    = 45 * time.Second
	DefaultWarning = 25 * time.Second
	DefaultTicket  = 10 * time.Second

	DefaultDistance = 60 // cm
)

// None is the port or the chip of a machine that has no printer or no lamps.
const None = "none"

// Emulator is the port or the chip that is made of software.
const Emulator = "emulator"

// rolls are the usual lengths of paper by its width, in mm.
var rolls = map[int]int{80: 80_000, 58: 50_000}

var (
	pageForm    = regexp.MustCompile(`^((cp852|cp1250|8859-2):([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])|picture)$`)
	profileForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)
	hostForm    = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	spiForm     = regexp.MustCompile(`^spi:[0-9]{1,2}\.[0-9]$`)
	// A printer on USB by what it is, by where it is plugged in, or by what it calls itself: as package port has it.
	usbForm = regexp.MustCompile(`^usb:([0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(:.+)?|[^/:]+(/[^/:]+)?)$`)
	// What a screen is touched by: by vendor and product, or as it calls itself.
	touchForm = regexp.MustCompile(`^(usb:[0-9a-f]{4}:[0-9a-f]{4}|name:[^"\s][^"]{0,79})$`)
	// Nodes that have a number by the order in which they were plugged in.
	numbered  = regexp.MustCompile(`^/dev/(usb/lp|ttyACM|ttyUSB)[0-9]+$`)
	baudRates = []int{2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400}
)

func (r *reader) printer(s *section) Printer {
	p := Printer{Port: None, Baud: DefaultBaud, Width: DefaultWidth, Roll: rolls[DefaultWidth], Few: DefaultFew}
	if s == nil {
		p.Profile = fmt.Sprintf("generic-%d", p.Width)
		return p
	}
	const hint = "\"emulator\", \"none\", \"usb:04b8:0e15\", \"usb:1-1.2\", \"/dev/bileter-printer\", \"tcp:10.0.0.5:9100\" or \"file:/path\""
	switch p.Port = s.need("port", hint); {
	case p.Port == "":
	case numbered.MatchString(p.Port):
		s.problem("port", quote(p.Port)+" changes its number when a plug is pulled and put back",
			"name it by what it is or by its socket: bileter test printer --config FILE --port "+p.Port+" tells how")
	case !printerPort(p.Port):
		s.problem("port", quote(p.Port)+" is not a printer's port", hint)
	}
	if v, ok := s.int("baud", 1, 9_999_999); ok {
		p.Baud = v
		if !slices.Contains(baudRates, v) {
			s.problem("baud", fmt.Sprintf("%d is not a speed of serial ports", v), "one of "+strings.Trim(fmt.Sprint(baudRates), "[]"))
		}
	}
	if v, ok := s.int("width", 0, 9_999_999); ok {
		p.Width = v
		if v != 80 && v != 58 {
			s.problem("width", fmt.Sprintf("is %d, must be 80 or 58", v), "the paper's width in mm")
		}
	}
	if p.Roll = rolls[p.Width]; p.Roll == 0 {
		p.Roll = rolls[DefaultWidth] // the width is a problem of its own
	}
	if v, ok := s.int("roll_m", 5, 1000); ok {
		p.Roll = v * 1000
	}
	if v, ok := s.int("low_tickets", 0, 1000); ok {
		p.Few = v
	}
	if p.Profile = s.string("profile"); !s.has("profile") {
		p.Profile = fmt.Sprintf("generic-%d", p.Width)
	}
	if s.has("profile") && s.node.table["profile"].kind == aText && !profileForm.MatchString(p.Profile) && !profileFile(p.Profile) {
		s.problem("profile", quote(p.Profile)+" is not the name of a profile", "such as \"generic-80\", or \"file:/path/NAME.toml\" for one of your own")
	}
	if p.Page = s.string("codepage"); p.Page != "" && !pageForm.MatchString(p.Page) {
		s.problem("codepage", quote(p.Page)+" is not a code page", "such as \"cp852:18\", the charset and the number of ESC t; \"picture\": slips are drawn")
	}
	s.end()
	return p
}

// ProfileFile begins the name of a profile that is a file of the office's own.
const ProfileFile = "file:"

func profileFile(v string) bool {
	path, ok := strings.CutPrefix(v, ProfileFile)
	return ok && strings.HasPrefix(path, "/") && strings.HasSuffix(path, ".toml")
}

func printerPort(v string) bool {
	if v == None || v == Emulator || usbForm.MatchString(v) {
		return true
	}
	if addr, ok := strings.CutPrefix(v, "tcp:"); ok {
		host, port, err := net.SplitHostPort(addr)
		return err == nil && host != "" && validHost(host) && validPort(port, 1)
	}
	path, file := strings.CutPrefix(v, "file:")
	if !file && !strings.HasPrefix(v, "/dev/") {
		return false
	}
	return strings.HasPrefix(path, "/") && !strings.HasSuffix(path, "/")
}

func validPort(v string, low int) bool {
	n, err := strconv.ParseUint(v, 10, 16)
	return err == nil && int(n) >= low
}

func validHost(v string) bool { return net.ParseIP(v) != nil || hostForm.MatchString(v) }

func (r *reader) lamps(s *section) Lamps {
	l := Lamps{Chip: None}
	if s == nil {
		return l
	}
	const hint = "the label of the chip, such as \"pinctrl-bcm2711\", or \"emulator\" or \"none\""
	l.Chip = s.need("chip", hint)
	if strings.HasPrefix(l.Chip, "gpiochip") || strings.HasPrefix(l.Chip, "/dev/") {
		s.problem("chip", quote(l.Chip)+" is not a label", "numbers of chips change with the kernel: "+hint)
	}
	l.ActiveLow, l.ButtonLow = s.bool("active_low"), s.bool("button_low")
	s.end()
	return l
}

func (r *reader) console(s *section) Console {
	if s == nil {
		return Console{}
	}
	var c Console
	const hint = "such as \":8080\" or \"127.0.0.1:8080\""
	c.Listen = s.need("listen", hint)
	if c.Listen != "" {
		host, port, err := net.SplitHostPort(c.Listen)
		if err != nil || host != "" && !validHost(host) || !validPort(port, 0) {
			s.problem("listen", quote(c.Listen)+" is not an address and port", hint)
		}
	}
	s.string("pin") // of earlier versions: read and not used; the staff have accounts
	c.URL = s.url("url")
	s.end()
	return c
}

func (r *reader) central(s *section) Central {
	if s == nil {
		return Central{}
	}
	c := Central{URL: s.url("url")}
	s.end()
	return c
}

// maxURL keeps a QR code small enough for a ticket.
const maxURL = 100

// url reads the address of a web server; empty or missing: none.
func (s *section) url(k string) string {
	v := s.string(k)
	if v == "" {
		return ""
	}
	const hint = "such as \"https://kolejka.example.pl\""
	u, err := url.Parse(v)
	switch {
	case len(v) > maxURL:
		s.problem(k, fmt.Sprintf("has %d characters, at most %d fit a ticket", len(v), maxURL), "")
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || !validHost(u.Hostname()) ||
		u.Port() != "" && !validPort(u.Port(), 1):
		s.problem(k, quote(v)+" is not the address of a web server", hint)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		s.problem(k, "has more than an address and a path", hint)
	}
	return strings.TrimSuffix(v, "/")
}

func (r *reader) screen(s *section) Screen {
	c := Screen{Distance: DefaultDistance, Idle: DefaultIdle, Warning: DefaultWarning, Ticket: DefaultTicket}
	if s == nil {
		c.Speech, c.Keypad = r.speech(nil), r.keypad(nil)
		return c
	}
	c.Speech, c.Keypad = r.speech(s.table("speech")), r.keypad(s.table("keypad"))
	c.Portrait, c.Still = s.bool("portrait"), s.bool("still")
	for k, v := range map[string]*int{"width_mm": &c.Width, "height_mm": &c.Height} {
		if mm, ok := s.int(k, 90, 2000); ok {
			*v = mm
		}
	}
	if cm, ok := s.int("reading_distance_cm", 40, 100); ok {
		c.Distance = cm
	}
	if c.Touch = s.string("touch"); c.Touch != "" && !touchForm.MatchString(c.Touch) {
		s.problem("touch", quote(c.Touch)+" is not a touch device", "\"usb:222a:0001\", \"name:ILITEK Touch\"; bileter test touch tells it")
	}
	if (c.Width == 0) != (c.Height == 0) {
		s.problem("width_mm", "width_mm and height_mm belong together", "measure the picture, without its frame")
	}
	s.seconds("idle_seconds", 10, 600, &c.Idle)
	s.seconds("warning_seconds", 20, 120, &c.Warning) // shorter is too short to react (WCAG 2.2.1)
	s.seconds("ticket_seconds", 3, 120, &c.Ticket)
	s.end()
	return c
}

func (s *section) seconds(k string, low, high int, d *time.Duration) {
	if v, ok := s.int(k, low, high); ok {
		*d = time.Duration(v) * time.Second
	}
}

var colorForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// minContrast is that of WCAG 2 for text: signs and tiles have white letters.
const minContrast = town.TextContrast

// color reads #rrggbb, dark enough for white letters.
func (s *section) color(k string) string {
	const hint = "such as \"#1d5fa8\""
	v := s.need(k, hint)
	if v == "" {
		return ""
	}
	if !colorForm.MatchString(v) {
		s.problem(k, quote(v)+" is not a colour", hint)
		return ""
	}
	c, _ := town.Hex(v)
	if got := town.Contrast(c, color.White); got < minContrast {
		s.problem(k, fmt.Sprintf("white letters on %s have a contrast of %.1f, at least %.1f is needed", v, got, minContrast), "choose a darker colour")
	}
	return strings.ToLower(v)
}
