package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/durable"
	"bileter/internal/text"
	"bileter/internal/touchscreen"
	"bileter/sync/wire"
)

// hot is when a board's processor slows down, in °C.
const hot = 80

// screenParts are what the touch screen tries itself, and its light.
func (h *hardware) screenParts(lang string) []console.Part {
	say := words(lang)
	ps := []console.Part{
		{ID: "touch", Of: "screen", Name: say("touch"), Hint: say("touch_hint"), Touch: true},
		{ID: "zones", Of: "screen", Name: say("zones"), Hint: say("zones_hint"), Touch: true},
	}
	ps = append(ps, h.touchPart(lang))
	light := console.Part{ID: "brightness", Of: "screen", Name: say("brightness")}
	level, err := backlights.level()
	if err != nil {
		light.Value = say("no_backlight")
		return append(ps, light)
	}
	light.Asks, light.Value = true, fmt.Sprintf("%d %%", level)
	for _, v := range volumes {
		light.Picks = append(light.Picks, console.Pick{Value: strconv.Itoa(v), Name: fmt.Sprintf("%d %%", v), Chosen: max(v-level, level-v) <= 10})
	}
	return append(ps, light)
}

// touchPart is the device by which the screen is touched.
func (h *hardware) touchPart(lang string) console.Part {
	say := words(lang)
	p := console.Part{ID: "touch-device", Of: "screen", Name: say("touch_device")}
	ds, err := touchscreen.List(h.m.touch.List)
	var names []string
	for _, d := range ds {
		names = append(names, d.Name+" ("+d.String()+")")
	}
	p.Value = strings.Join(names, ", ")
	there, missing := h.m.touch.Plugged()
	if err != nil || p.Value == "" && there == "" && missing == "" {
		p.Value = say("touch_none") // a mouse will do, and some drivers do not say what they are
		return p
	}
	if p.Judged = judged(missing == ""); missing != "" {
		p.Note = say("touch_lost", text.Args{"Name": missing})
	}
	return p
}

func (h *hardware) chooseBrightness(value, lang string) (string, error) {
	v, err := strconv.Atoi(value)
	if err != nil {
		return "", errChoice(lang)
	}
	if err := backlights.set(v); err != nil {
		return "", device(lang, err)
	}
	return words(lang)("lit_at", text.Args{"N": v}), nil
}

// backlight is the kernel's folder of lights behind screens; monitors on a cable seldom have one. The kernel or systemd
// keeps its level over a restart.
type backlight string

const backlights = backlight("/sys/class/backlight")

var errNoBacklight = errors.New("there is no backlight")

func (b backlight) read() (dir string, now, most int, err error) {
	dirs, _ := filepath.Glob(filepath.Join(string(b), "*"))
	for _, d := range dirs {
		now, err1 := number(filepath.Join(d, "brightness"))
		most, err2 := number(filepath.Join(d, "max_brightness"))
		if err1 == nil && err2 == nil && most > 0 {
			return d, now, most, nil
		}
	}
	return "", 0, 0, errNoBacklight
}

// level is in percent.
func (b backlight) level() (int, error) {
	_, now, most, err := b.read()
	if err != nil {
		return 0, err
	}
	return (100*now + most/2) / most, nil
}

// set gives the light a level in percent, and looks whether it has it.
func (b backlight) set(percent int) error {
	dir, _, most, err := b.read()
	if err != nil {
		return err
	}
	want := max(1, most*percent/100)
	if err := os.WriteFile(filepath.Join(dir, "brightness"), []byte(strconv.Itoa(want)), 0o644); err != nil {
		return err
	}
	if now, err := number(filepath.Join(dir, "brightness")); err != nil || now != want {
		return fmt.Errorf("brightness is %d, not %d (%v)", now, want, err)
	}
	return nil
}

// number reads a file of sysfs.
func number(path string) (int, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(bytes.TrimSpace(b)))
}

func (h *hardware) machineParts(lang string) []console.Part {
	say := words(lang)
	now, doubt := h.m.office.Now()
	loc := h.m.office.Setup().Location()
	clock := text.Date(now.In(loc)) + ", " + text.Clock(now.In(loc)) + ", " + loc.String() + ", "
	if clockSynced() {
		clock += say("synced")
	} else {
		clock += say("unsynced")
	}
	ps := []console.Part{{ID: "clock", Of: "machine", Name: say("clock"), Value: clock, Judged: judged(!doubt)}}
	if free, size, err := durable.Free(h.m.data); err == nil {
		ps = append(ps, console.Part{ID: "disk", Of: "machine", Name: say("disk"), Value: fmt.Sprintf("%d / %d GB", free>>30, size>>30),
			Judged: judged(free >= diskLeast && free >= size/diskShare)})
	}
	if milli, err := number("/sys/class/thermal/thermal_zone0/temp"); err == nil {
		ps = append(ps, console.Part{ID: "temperature", Of: "machine", Name: say("temp"), Value: fmt.Sprintf("%d °C", milli/1000), Judged: judged(milli/1000 < hot)})
	}
	addresses := addresses()
	network := console.Part{ID: "network", Of: "machine", Name: say("network"), Value: strings.Join(addresses, ", "), Judged: judged(len(addresses) > 0)}
	if len(addresses) == 0 {
		network.Value, network.Hint = say("no_network"), say("network_hint")
	}
	kernel := ""
	var u unix.Utsname
	if unix.Uname(&u) == nil {
		kernel = ", Linux " + unix.ByteSliceToString(u.Release[:])
	}
	return append(ps, network, console.Part{ID: "version", Of: "machine", Name: say("version"), Value: version + ", " + runtime.GOARCH + kernel})
}

// addresses are those by which others on the network reach this machine, each with its interface.
func addresses() (out []string) {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for _, i := range all {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		as, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range as {
			if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
				out = append(out, i.Name+" "+n.IP.String())
			}
		}
	}
	return out
}

func (h *hardware) centralParts(lang string, d draft) []console.Part {
	say := words(lang)
	status := console.Part{ID: "central", Of: "central", Name: say("central"), Value: say("none")}
	url := console.Part{ID: "central-url", Of: "central", Name: say("central_url"), Value: d.Central.URL, Field: say("central_url_field"), Filled: d.Central.URL}
	enrol := console.Part{ID: "enrol", Of: "central", Name: say("enrol"), Hint: say("enrol_no_url")}
	if h.m.outbox == nil || h.m.outbox.line == nil {
		return []console.Part{status, url, enrol}
	}
	st := h.m.outbox.line.State()
	contact := say("never")
	if !st.Contact.IsZero() {
		at := st.Contact.In(h.m.office.Setup().Location())
		contact = say("contact", text.Args{"Time": text.Date(at) + ", " + text.Clock(at)})
	}
	status.Value = h.m.outbox.url + ", " + contact + ". " + say("waiting", text.Args{"N": st.Lag()})
	status.Judged = judged(!st.Contact.IsZero() && !st.Away && st.Refused == "")
	enrol.Hint, enrol.Field = say("enrol_hint"), say("enrol_field")
	enrol.Value = say("not_enrolled")
	if st.Enrolled {
		enrol.Value = say("enrolled")
	}
	enrol.Judged = judged(st.Enrolled)
	return []console.Part{status, url, enrol}
}

// enrolWait is for the server's answer to a code.
const enrolWait = 12 * time.Second

// enrol shows the city's server a one-time code.
func (h *hardware) enrol(ctx context.Context, code, lang string) (string, error) {
	line := h.m.outbox.line
	code = strings.ToUpper(strings.TrimSpace(code))
	if line == nil || code == "" {
		return "", errChoice(lang)
	}
	ctx, stop := context.WithTimeout(ctx, enrolWait)
	defer stop()
	err := line.Enrol(ctx, code)
	var r *wire.Refusal
	switch {
	case err == nil:
		return words(lang)("enrolled_now"), nil
	case errors.As(err, &r):
		return "", &api.Error{Code: "setup-code", Text: text.Say(lang, "setup.e_code"), Hint: text.Say(lang, "setup.e_code_hint")}
	}
	return "", &api.Error{Code: "setup-central", Text: text.Say(lang, "setup.e_central"), Hint: fmt.Sprintf("%s (%v)", text.Say(lang, "setup.e_central_hint"), err)}
}
