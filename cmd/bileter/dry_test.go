package main_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckRefusesWhatCannotBePrinted: everything about the paper that would go wrong at the first client is told by
// check, in one line with the key and what to do.
func TestCheckRefusesWhatCannotBePrinted(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var wide bytes.Buffer
	if err := png.Encode(&wide, image.NewGray(image.Rect(0, 0, 800, 100))); err != nil {
		t.Fatal(err)
	}
	ticket := func(line string) string { return edited(t, "[ticket]", "[ticket]\n"+line) }
	printer := func(oldnew ...string) string { return edited(t, oldnew...) }
	note := func(pl string) string {
		return ticket(fmt.Sprintf("note.pl = [%q]\nnote.en = [\"a\"]\nnote.uk = [\"а\"]\nnote.de = [\"a\"]", pl))
	}
	const width, profile, url = "width   = 80", `profile = "emulator-80"`, `url    = "http://localhost:8080"`
	narrow := []string{"dots    = 576", "dots    = 200", "columns = 48", "columns = 16"}
	for name, c := range map[string]struct{ config, key, says, todo string }{
		"unknown profile":          {printer(profile, `profile = "espon"`), "printer.profile", `"espon" is not known; want one of bixolon`, "built-in profile"},
		"profile that is away":     {printer(profile, `profile = "file:/none/x.toml"`), "printer.profile", "no such file", "file:/path/NAME.toml"},
		"impossible width":         {printer(width, "width = 57"), "printer.width", "is 57, must be 80 or 58", "the paper's width in mm"},
		"width of another profile": {printer(width, "width = 58"), "printer.width", "profile emulator-80 is for paper of 80 mm", "width = 80, or another profile"},
		"impossible roll":          {printer("roll_m  = 80", "roll_m = 0"), "printer.roll_m", "is 0, must be from 5 to 1000", ""},
		"logo that is no image":    {ticket(fmt.Sprintf("logo = %q", file("logo.png", []byte("GIF89a")))), "ticket.logo", "is not a PNG picture", "save it as PNG, black on white"},
		"logo that is away":        {ticket(`logo = "none.png"`), "ticket.logo", "cannot be read", "a PNG file"},
		"logo too wide":            {ticket(fmt.Sprintf("logo = %q", file("wide.png", wide.Bytes()))), "ticket.logo", "is 800 x 100 dots, at most 576 x 200 fit", "make it smaller"},
		"line that is unknown":     {printer(`"office", "number"`, `"offise", "number"`), "ticket.lines", `there is no line "offise"`, `did you mean "office"?`},
		"line too long":            {note("Bardzo prosimy o zachowanie ciszy na korytarzu"), "ticket.note.pl", "at most 42 fit", ""},
		"paper too narrow":         {printer(profile, fmt.Sprintf("profile = %q", own(t, narrow...))), "paper.dots", "is 200, must be from 360 to 1280", ""},
		"address too long":         {printer(url, `url = "https://kolejka.example.pl/`+strings.Repeat("x", 100)+`"`), "console.url", "at most 100 fit a ticket", ""},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := call(t, "check", c.config)
			line := ""
			for _, l := range strings.Split(out, "\n") {
				if strings.Contains(l, ": "+c.key) {
					line = l
				}
			}
			if code != 1 || errs != "" || !strings.Contains(line, c.says) || !strings.Contains(line, c.todo) {
				t.Errorf("code %d, want 1 and %s: %q (%q)\n%s%s", code, c.key, c.says, c.todo, out, errs)
			}
			if strings.Contains(out, "no problems") {
				t.Error("it says that there are no problems")
			}
		})
	}
	limited := printer(profile, fmt.Sprintf("profile = %q", own(t, "bytes   = 250", "bytes   = 30")))
	if code, out, _ := call(t, "check", limited); code != 0 || !strings.Contains(out, "note: the ticket's QR code has") || !strings.Contains(out, "at most 30") {
		t.Errorf("a code over the printer's own limit: code %d\n%s", code, out)
	}
}
