package touchscreen

import (
	"fmt"
	"io"
	"math/bits"
	"os"
	"strconv"
	"strings"
)

// Kernel is where the kernel lists what is plugged in to touch, type and point with.
const Kernel = "/proc/bus/input/devices"

// Device is a screen that can be touched, as the kernel knows it.
type Device struct {
	ID   string // "usb:222a:0001"; empty: it is not on USB
	Name string // its own, without an index
}

// String names a device as the set-up does.
func (d Device) String() string {
	if d.ID != "" {
		return d.ID
	}
	return "name:" + d.Name
}

// is tells whether the set-up means this device; an empty wish is any.
func (d Device) is(wish string) bool {
	return wish == "" || wish == d.ID || wish == "name:"+d.Name
}

// Numbers of the kernel's input events.
const (
	busUSB       = 3
	propDirect   = 1     // what is touched is what is seen
	absX         = 0     //
	absManyX     = 0x35  // of several fingers
	btnPen       = 0x140 //
	btnFinger    = 0x145 // a touchpad's
	btnTouch     = 0x14a //
	longestInput = 1 << 20
)

// parse finds the touch screens in the kernel's list. Touchpads, pens and mice are none.
func parse(list string) (ds []Device) {
	for block := range strings.SplitSeq(list, "\n\n") {
		var d Device
		has := map[string]func(bit int) bool{}
		for _, k := range []string{"PROP", "KEY", "ABS"} {
			has[k] = func(int) bool { return false }
		}
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(line)
			var bus, vendor, product int
			if n, _ := fmt.Sscanf(line, "I: Bus=%x Vendor=%x Product=%x", &bus, &vendor, &product); n == 3 && bus == busUSB {
				d.ID = fmt.Sprintf("usb:%04x:%04x", vendor, product)
			}
			if name, ok := strings.CutPrefix(line, "N: Name="); ok {
				d.Name = strings.Trim(name, `"`)
			}
			if k, words, ok := strings.Cut(strings.TrimPrefix(line, "B: "), "="); ok && strings.HasPrefix(line, "B: ") {
				has[k] = bitmap(strings.Fields(words))
			}
		}
		glass := has["PROP"](propDirect) || has["KEY"](btnTouch) && !has["KEY"](btnFinger)
		if many := has["ABS"](absManyX); glass && (many || has["ABS"](absX) && !has["KEY"](btnPen)) && d.Name != "" {
			ds = append(ds, d)
		}
	}
	return ds
}

// bitmap reads bits as the kernel writes them: words of this machine's size, the highest first.
func bitmap(words []string) func(bit int) bool {
	return func(bit int) bool {
		i := len(words) - 1 - bit/bits.UintSize
		if i < 0 {
			return false
		}
		w, err := strconv.ParseUint(words[i], 16, 64)
		return err == nil && w>>(bit%bits.UintSize)&1 == 1
	}
}

// List reads the touch screens of this machine; an error where nobody can know.
func List(path string) ([]Device, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, longestInput))
	if err != nil {
		return nil, err
	}
	return parse(string(b)), nil
}
