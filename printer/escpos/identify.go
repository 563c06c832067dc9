package escpos

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Identity is what a printer and its cable say about it. Any part may be missing, and clones lie.
type Identity struct {
	Maker, Model     string   // answers to GS I 66 and 67
	Firmware, Serial string   // answers to GS I 65 and 68
	Device           DeviceID // of IEEE 1284
	Vendor, Product  uint16   // of USB; both 0: not on USB, or not known
}

// DeviceID is the text by which a printer names itself to the system, in parts.
type DeviceID struct {
	Maker, Model, Commands, Serial string
}

// Text returns what the printer says to AskIdentity or a counter's request.
func (a Answer) Text() (text string, ok bool) {
	if a.Kind != Block || a.Raw[0] != HeadText {
		return "", false
	}
	return plainText(string(a.Data())), true
}

// maxDeviceID bounds what is read: its length has 16 bits, sensible ones have 200 characters.
const maxDeviceID = 4096

// ParseDeviceID reads "MFG:...;MDL:...;CMD:...;", with the long names of the keys too. What it does not know is left
// out, of a key given twice the first counts.
func ParseDeviceID(s string) DeviceID {
	var d DeviceID
	to := map[string]*string{
		"MFG": &d.Maker, "MANUFACTURER": &d.Maker, "MDL": &d.Model, "MODEL": &d.Model,
		"CMD": &d.Commands, "COMMAND SET": &d.Commands, "SN": &d.Serial, "SERN": &d.Serial, "SERIALNUMBER": &d.Serial,
	}
	for part := range strings.SplitSeq(s[:min(len(s), maxDeviceID)], ";") {
		key, value, ok := strings.Cut(part, ":")
		v := to[strings.ToUpper(plainText(key))]
		if ok && v != nil && *v == "" {
			*v = plainText(value)
		}
	}
	return d
}

// plainText makes what a printer says fit for a line: without control characters and letters that are none.
func plainText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(strings.ToValidUTF8(s[:min(len(s), 80)], ""))
}

// Suggestion is which profile fits a printer best.
type Suggestion struct {
	Profile string // empty: nothing is guessed
	Reason  string // for the technician
}

// shared are USB ids that many makes use; they say nothing.
var shared = map[[2]uint16]bool{{0x0416, 0x5011}: true, {0x0483, 0x5743}: true, {0x0fe6, 0x811e}: true}

// Suggest finds the profile of a printer by what it says of itself. It guesses only where all that is said fits one
// family; the technician's choice goes before it in any case.
func Suggest(id Identity) Suggestion {
	found, said := map[string]bool{}, []string(nil)
	for _, claim := range []struct{ source, maker, model string }{
		{"GS I", id.Maker, id.Model}, {"IEEE 1284", id.Device.Maker, id.Device.Model},
	} {
		if claim.model == "" {
			continue
		}
		said = append(said, fmt.Sprintf("%s says %q", claim.source, strings.TrimSpace(claim.maker+" "+claim.model)))
		for _, f := range families() {
			if f.named(claim.maker, claim.model) {
				found[f.Name] = true
			}
		}
	}
	reason := strings.Join(said, ", ")
	names := slices.Sorted(maps.Keys(found))
	switch {
	case len(names) > 1:
		return Suggestion{Reason: reason + ": that is " + strings.Join(names, " and ") + " at once, so nothing is guessed"}
	case len(names) == 1:
		return id.believed(names[0], reason)
	case len(said) > 0:
		return Suggestion{Reason: reason + ": no profile is for that one"}
	case shared[[2]uint16{id.Vendor, id.Product}]:
		return Suggestion{Reason: fmt.Sprintf("USB id %04x:%04x is used by clones of many makes, so nothing is guessed", id.Vendor, id.Product)}
	}
	return id.byVendor()
}

// believed is the suggestion of a family, unless the USB id says that it is somebody else.
func (id Identity) believed(name, reason string) Suggestion {
	i := slices.IndexFunc(families(), func(f Family) bool { return f.Name == name })
	vendors := families()[i].Vendors
	if id.Vendor != 0 && len(vendors) > 0 && !slices.Contains(vendors, id.Vendor) {
		return Suggestion{Reason: fmt.Sprintf("%s, but USB id %04x:%04x is not that maker's: a clone, so nothing is guessed", reason, id.Vendor, id.Product)}
	}
	return Suggestion{Profile: name, Reason: reason}
}

// byVendor tells at least who made the printer.
func (id Identity) byVendor() Suggestion {
	if id.Vendor == 0 {
		return Suggestion{Reason: "the printer does not say what it is"}
	}
	var names []string
	for _, f := range families() {
		if slices.Contains(f.Vendors, id.Vendor) {
			names = append(names, f.Name)
		}
	}
	usb := fmt.Sprintf("USB id %04x:%04x", id.Vendor, id.Product)
	if len(names) == 0 {
		return Suggestion{Reason: usb + " belongs to no profile"}
	}
	return Suggestion{Reason: usb + " tells the maker and not the model; perhaps " + strings.Join(names, " or ")}
}

// named tells whether a printer of the family calls itself so.
func (f Family) named(maker, model string) bool {
	same := func(pattern, s string) bool {
		if head, ok := strings.CutSuffix(pattern, "*"); ok {
			return len(s) >= len(head) && strings.EqualFold(s[:len(head)], head)
		}
		return strings.EqualFold(pattern, s)
	}
	if maker != "" && len(f.Makers) > 0 && !slices.ContainsFunc(f.Makers, func(m string) bool { return same(m, maker) }) {
		return false
	}
	return slices.ContainsFunc(f.Models, func(m string) bool { return same(m, model) })
}

// Mismatch says in a line what speaks against a chosen profile; empty: nothing does. The choice stands all the same.
func (s Suggestion) Mismatch(chosen string) string {
	if s.Profile == "" || strings.EqualFold(s.Profile, chosen) {
		return ""
	}
	return fmt.Sprintf("profile %s is set up, but %s: %s would fit", chosen, s.Reason, s.Profile)
}
