package hardware

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"bileter/internal/console"
	"bileter/internal/text"
	"bileter/internal/touchscreen"
)

// screenParts are what the touch screen tries itself, and its light.
func (h *Bench) screenParts(lang string) []console.Part {
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
func (h *Bench) touchPart(lang string) console.Part {
	say := words(lang)
	p := console.Part{ID: "touch-device", Of: "screen", Name: say("touch_device")}
	ds, err := touchscreen.List(h.Touch.List)
	var names []string
	for _, d := range ds {
		names = append(names, d.Name+" ("+d.String()+")")
	}
	p.Value = strings.Join(names, ", ")
	there, missing := h.Touch.Plugged()
	if err != nil || p.Value == "" && there == "" && missing == "" {
		p.Value = say("touch_none") // a mouse will do, and some drivers do not say what they are
		return p
	}
	if p.Judged = judged(missing == ""); missing != "" {
		p.Note = say("touch_lost", text.Args{"Name": missing})
	}
	return p
}

func (h *Bench) chooseBrightness(value, lang string) (string, error) {
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
