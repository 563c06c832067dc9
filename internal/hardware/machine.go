package hardware

import (
	"fmt"
	"net"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"bileter/internal/console"
	"bileter/internal/text"
)

// hot is when a board's processor slows down, in °C.
const hot = 80

func (h *Bench) machineParts(lang string) []console.Part {
	say := words(lang)
	now, doubt := h.Office.Now()
	loc := h.Office.Setup().Location()
	clock := text.Date(now.In(loc)) + ", " + text.Clock(now.In(loc)) + ", " + loc.String() + ", "
	if h.Synced() {
		clock += say("synced")
	} else {
		clock += say("unsynced")
	}
	ps := []console.Part{{ID: "clock", Of: "machine", Name: say("clock"), Value: clock, Judged: judged(!doubt)}}
	if free, size, low, err := h.Disk(); err == nil {
		ps = append(ps, console.Part{ID: "disk", Of: "machine", Name: say("disk"), Value: fmt.Sprintf("%d / %d GB", free>>30, size>>30),
			Judged: judged(!low)})
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
	return append(ps, network, console.Part{ID: "version", Of: "machine", Name: say("version"), Value: h.Program + ", " + runtime.GOARCH + kernel})
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
