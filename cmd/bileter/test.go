package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"bileter/configs"
	"bileter/internal/port"
	"bileter/internal/text"
	"bileter/printer"
	"bileter/printer/emulator"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

type testCmd struct {
	Printer testPrinterCmd `cmd:"" help:"Tell what printer there is, how it is, and which profile fits it."`
	Lamps   testLampsCmd   `cmd:"" help:"Light every lamp and every element of every board for some seconds."`
	Sound   testSoundCmd   `cmd:"" help:"Speak a call on every speaker and a sentence at the screen, or list the words of a folder of recorded clips."`
	Touch   testTouchCmd   `cmd:"" help:"Tell by which devices the screen can be touched, as screen.touch names them."`
}

type testPrinterCmd struct {
	Config string `help:"Set-up file." required:"" type:"path"`
	Port   string `help:"Port to look at, instead of the set-up's."`
	Print  bool   `help:"Also print a test slip: the Polish letters, a ruler, every style. Without it nothing is printed."`
}

// Run opens the port, so that it is refused while the office runs. Exit code 1: the printer is not ready.
func (c testPrinterCmd) Run(out io.Writer) error {
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	profile, wrong := printerProfile(cfg)
	if wrong != nil {
		return badStart(wrong)
	}
	spec := cfg.Printer.Port
	if c.Port != "" {
		spec = c.Port
	}
	switch spec {
	case configs.None:
		return badStart(errors.New("test printer: the set-up has no printer; give --port, such as --port /dev/usb/lp0"))
	case configs.Emulator:
		path, stop, err := software(profile)
		if err != nil {
			return badStart(err)
		}
		defer stop()
		spec = path
	}
	pt, err := openToTest(spec, cfg.Printer.Baud)
	if err != nil {
		return badStart(err)
	}
	defer pt.Close()
	return c.examine(out, pt, profile)
}

func openToTest(spec string, baud int) (*port.Port, error) {
	ctx, stop := context.WithTimeout(context.Background(), 5*printer.DefaultDial)
	defer stop()
	pt, err := port.Open(ctx, spec, baud)
	if errors.Is(err, port.ErrBusy) {
		return nil, fmt.Errorf("%w: stop the office first (systemctl stop bileter)", err)
	}
	return pt, err
}

// software plugs in a printer made of software for as long as the test takes.
func software(p escpos.Profile) (path string, stop func(), err error) {
	emu := emulator.New(p)
	if path, err = emu.Plug(); err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- emu.Run(ctx) }()
	return path, func() { cancel(); <-done }, nil
}

func (c testPrinterCmd) examine(out io.Writer, pt *port.Port, profile escpos.Profile) error {
	found, err := printer.Examine(pt, profile, 0)
	if err != nil {
		return err
	}
	said, id := found.Identity, identityOf(pt)
	id.Maker, id.Model, id.Firmware = said.Maker, said.Model, said.Firmware
	if id.Serial == "" { // that of USB is the one that a udev rule needs
		id.Serial = said.Serial
	}
	tell := func(what, how string) { fmt.Fprintf(out, "%-9s %s\n", what, how) }
	tell("port", pt.Name())
	if names := pt.Names(); len(names) > 0 {
		tell("in set-up", strings.Join(names, " or "))
	}
	tell("printer", introduce(id))
	tell("status", statusWords(found))
	if found.Status.Low {
		tell("paper", text.Say("en", "printer.low"))
	}
	tell("profile", profile.Name)
	suggestion := escpos.Suggest(id)
	switch w := suggestion.Mismatch(profile.Name); {
	case w != "":
		tell("warning", w+"; the set-up's choice stands")
	case suggestion.Profile != "":
		tell("fits", suggestion.Reason)
	default:
		tell("fits", "not known: "+suggestion.Reason)
	}
	if found.Status.Problem != printer.Ready {
		return exitCode(exitFailed)
	}
	if !c.Print {
		return nil
	}
	job, err := slip.Encode(slip.Trial{Lang: "pl", At: time.Now()}.Layout(profile), profile)
	if err != nil {
		return err
	}
	sure, err := printer.Try(pt, profile, job)
	if err != nil {
		return err
	}
	tell("slip", map[printer.Sure]string{
		printer.Sent:      "sent; this printer cannot say whether it is printed",
		printer.Processed: "worked through by the printer",
	}[sure])
	return nil
}

// introduce says what a printer says of itself.
func introduce(id escpos.Identity) string {
	var parts []string
	add := func(label string, values ...string) {
		if v := strings.TrimSpace(strings.Join(values, " ")); v != "" {
			parts = append(parts, label+v)
		}
	}
	add("", id.Maker, id.Model)
	add("firmware ", id.Firmware)
	add("serial ", id.Serial)
	add("IEEE 1284: ", id.Device.Maker, id.Device.Model, id.Device.Serial)
	if id.Vendor != 0 {
		add("", fmt.Sprintf("USB %04x:%04x", id.Vendor, id.Product))
	}
	if len(parts) == 0 {
		return "does not say what it is"
	}
	return strings.Join(parts, ", ")
}

func statusWords(f printer.Finding) string {
	switch p := string(f.Status.Problem); {
	case !f.Asked:
		return "not known: by this profile, or on this port, the printer does not answer"
	case p != "":
		return text.Say("en", "printer.problem_"+p) + ". " + text.Say("en", "printer.hint_"+p)
	}
	return "ready"
}
