package hardware

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"bileter/configs"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/port"
	"bileter/internal/setup"
	"bileter/internal/text"
	"bileter/printer"
	"bileter/printer/escpos"
)

func (h *Bench) printerParts(lang string, d draft) []console.Part {
	say := words(lang)
	value, judge := say("none"), ""
	if h.Printer != nil {
		st := h.Printer.Status()
		value, judge = h.Start.Printer.Port+", "+h.Profile.Name, judged(st.Problem == printer.Ready)
		if st.Problem != printer.Ready {
			value += ": " + text.Say(lang, "printer.problem_"+string(st.Problem))
		}
	}
	ports, suggested := h.portPart(lang, d)
	return []console.Part{
		{ID: "printer", Of: "printer", Name: say("printer"), Value: value, Judged: judge},
		ports,
		{ID: "address", Of: "printer", Name: say("address"), Hint: say("address_hint"), Field: say("address_field")},
		{ID: "scan", Of: "printer", Name: say("scan"), Hint: say("scan_hint"), Try: true},
		profilePart(lang, d, suggested),
		{ID: "print", Of: "printer", Name: say("print"), Try: h.Printer != nil, Asks: true},
		h.lettersPart(lang, d),
	}
}

// portPart lists where a printer may be, and which profile fits the one that is chosen.
func (h *Bench) portPart(lang string, d draft) (console.Part, escpos.Suggestion) {
	say := words(lang)
	part := console.Part{ID: "ports", Of: "printer", Name: say("found"), Value: say("none"), Hint: say("found_hint")}
	var suggested escpos.Suggestion
	add := func(spec, name string) {
		part.Picks = append(part.Picks, console.Pick{Value: spec, Name: name, Chosen: spec == d.Printer.Port})
	}
	found := port.List()
	for _, f := range found {
		id, s := aboutFound(f)
		if f.Spec == d.Printer.Port {
			suggested = s
		}
		name := f.Spec
		if id != "" {
			name += ", " + id
		}
		add(f.Spec, name)
	}
	h.mu.Lock()
	network := slices.Clone(h.network)
	h.mu.Unlock()
	for _, at := range network {
		add("tcp:"+at, "tcp:"+at)
	}
	if n := len(part.Picks); n > 0 {
		part.Value = say("found_n", text.Args{"N": n})
	}
	if d.Printer.Port != "" && d.Printer.Port != configs.None && !slices.ContainsFunc(part.Picks, func(p console.Pick) bool { return p.Chosen }) {
		add(d.Printer.Port, d.Printer.Port)
	}
	add(configs.None, say("no_printer"))
	return part, suggested
}

// aboutFound is what a USB printer calls itself, without a byte sent to it.
func aboutFound(f port.Found) (name string, s escpos.Suggestion) {
	id := escpos.Identity{Serial: f.Serial, Device: escpos.ParseDeviceID(f.DeviceID), Vendor: f.Vendor, Product: f.Product}
	if f.Vendor == 0 {
		return "", s
	}
	return strings.TrimSpace(id.Device.Maker + " " + id.Device.Model), escpos.Suggest(id)
}

func profilePart(lang string, d draft, suggested escpos.Suggestion) console.Part {
	say := words(lang)
	part := console.Part{ID: "profile", Of: "printer", Name: say("profile"), Value: d.Printer.Profile}
	if suggested.Profile != "" {
		part.Hint = say("suggested", text.Args{"Name": suggested.Profile})
	}
	for _, f := range escpos.Families() {
		if strings.HasPrefix(f.Name, "emulator-") && f.Name != d.Printer.Profile {
			continue
		}
		part.Picks = append(part.Picks, console.Pick{Value: f.Name, Name: f.Name, Chosen: f.Name == d.Printer.Profile})
	}
	if strings.HasPrefix(d.Printer.Profile, configs.ProfileFile) {
		part.Picks = append(part.Picks, console.Pick{Value: d.Printer.Profile, Name: d.Printer.Profile, Chosen: true})
	}
	return part
}

func (h *Bench) lettersPart(lang string, d draft) console.Part {
	say := words(lang)
	part := console.Part{ID: "letters", Of: "printer", Name: say("letters"), Hint: say("letters_hint"), Try: h.Printer != nil, Asks: true}
	if h.Printer == nil {
		return part
	}
	now := d.Printer.Codepage
	if now == "" { // the profile's
		now = escpos.CodePage{Charset: h.Profile.Charset, N: h.Profile.Page}.String()
		if h.Profile.Raster {
			now = escpos.DrawnSlips
		}
	}
	for i, c := range h.Profile.CodePages() {
		part.Picks = append(part.Picks, console.Pick{Value: c.String(), Name: fmt.Sprint(i + 1), Chosen: c.String() == now})
	}
	part.Picks = append(part.Picks, console.Pick{Value: escpos.DrawnSlips, Name: say("no_line"), Chosen: now == escpos.DrawnSlips})
	part.Value = now
	return part
}

func errChoice(lang string) error {
	return &api.Error{Code: "setup-choice", Text: text.Say(lang, "setup.e_choice"), Hint: text.Say(lang, "setup.e_choice_hint")}
}

// choosePort writes the port, and the profile that fits where the printer says which.
func (h *Bench) choosePort(spec, lang string) (string, error) {
	values := []setup.Setting{{Table: "printer", At: -1, Key: "port", Value: spec}}
	say := words(lang)
	for _, f := range port.List() {
		if _, s := aboutFound(f); f.Spec == spec && s.Profile != "" {
			p, _ := escpos.Named(s.Profile)
			return say("port_profile", text.Args{"Name": s.Profile}), h.set(append(values, profileValues(p)...)...)
		}
	}
	return say("drafted"), h.set(values...)
}

// profileValues are those that belong together; a code page was found for another profile's printer.
func profileValues(p escpos.Profile) []setup.Setting {
	return []setup.Setting{
		{Table: "printer", At: -1, Key: "profile", Value: p.Name}, {Table: "printer", At: -1, Key: "width", Value: p.Paper},
		{Table: "printer", At: -1, Key: "codepage", Value: nil},
	}
}

func (h *Bench) chooseProfile(name, lang string) (string, error) {
	if strings.HasPrefix(name, configs.ProfileFile) && name == h.draft().Printer.Profile {
		return words(lang)("drafted"), nil
	}
	p, ok := escpos.Named(name)
	if !ok {
		return "", errChoice(lang)
	}
	return words(lang)("drafted"), h.set(profileValues(p)...)
}

// chooseLetters takes the code page of a line that came out right. Where it is the one in use the letters are right.
func (h *Bench) chooseLetters(page, lang string) (string, error) {
	p := h.Profile
	now := escpos.CodePage{Charset: p.Charset, N: p.Page}.String()
	if page == now && !p.Raster && h.draft().Printer.Codepage == h.Start.Printer.Page {
		return words(lang)("letters_right"), h.note("letters", true, page)
	}
	return words(lang)("letters_drafted"), errors.Join(h.set(setup.Setting{Table: "printer", At: -1, Key: "codepage", Value: page}), h.note("letters", page != escpos.DrawnSlips, page))
}

// scanLimit bounds a look around; the server's deadline for an answer is 20 s.
const scanLimit = 15 * time.Second

// scan looks for printers in this machine's own networks, because somebody has asked for it.
func (h *Bench) scan(ctx context.Context, lang string) string {
	ctx, stop := context.WithTimeout(ctx, scanLimit)
	defer stop()
	var found []string
	for _, n := range port.Networks() {
		found = append(found, port.Scan(ctx, n, port.PrinterPort)...)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, at := range found {
		if !slices.Contains(h.network, at) {
			h.network = append(h.network, at)
		}
	}
	return words(lang)("scanned", text.Args{"N": len(found)})
}

// examineWait is for the answers of a printer at an address.
const examineWait = 10 * time.Second

// chooseAddress asks the printer at an address how it is, and takes it into the draft when something answers there.
func (h *Bench) chooseAddress(ctx context.Context, typed, lang string) (string, error) {
	at := strings.TrimPrefix(strings.TrimSpace(typed), "tcp:")
	if _, _, err := net.SplitHostPort(at); err != nil {
		if ip, err := netip.ParseAddr(at); at == "" || err == nil && ip.Is6() && strings.HasPrefix(at, "[") {
			return "", errChoice(lang)
		}
		at = net.JoinHostPort(strings.Trim(at, "[]"), strconv.Itoa(port.PrinterPort))
	}
	p := h.Profile
	if p.Name == "" { // there was no printer
		p, _ = escpos.Named(fmt.Sprintf("generic-%d", h.Start.Printer.Width))
	}
	ctx, stop := context.WithTimeout(ctx, examineWait)
	defer stop()
	pt, err := port.Open(ctx, "tcp:"+at, 0)
	if err != nil {
		return "", device(lang, err)
	}
	defer pt.Close()
	f, err := printer.Examine(pt, p, 0)
	if err != nil {
		return "", device(lang, err)
	}
	h.mu.Lock()
	if !slices.Contains(h.network, at) {
		h.network = append(h.network, at)
	}
	h.mu.Unlock()
	values := []setup.Setting{{Table: "printer", At: -1, Key: "port", Value: "tcp:" + at}}
	say := words(lang)
	if s := escpos.Suggest(f.Identity); s.Profile != "" {
		p, _ := escpos.Named(s.Profile)
		return say("port_profile", text.Args{"Name": s.Profile}), h.set(append(values, profileValues(p)...)...)
	}
	return say("drafted"), h.set(values...)
}
