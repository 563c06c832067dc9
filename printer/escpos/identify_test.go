package escpos_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bileter/printer/escpos"
)

func TestDeviceID(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     escpos.DeviceID
	}{
		{"short keys", "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20III;CLS:PRINTER;SN:X1;", escpos.DeviceID{Maker: "EPSON", Model: "TM-T20III", Commands: "ESC/POS", Serial: "X1"}},
		{"long keys", "MANUFACTURER:EPSON;COMMAND SET:ESC/POS;MODEL:TM-T20III;SERIALNUMBER:X1;", escpos.DeviceID{Maker: "EPSON", Model: "TM-T20III", Commands: "ESC/POS", Serial: "X1"}},
		{"no end, spaces, small keys", " mfg : EPSON ; mdl: TM-T88V", escpos.DeviceID{Maker: "EPSON", Model: "TM-T88V"}},
		{"a key twice", "MDL:A;MDL:B;", escpos.DeviceID{Model: "A"}},
		{"a colon in a value", "CMD:ESC:POS;", escpos.DeviceID{Commands: "ESC:POS"}},
		{"control characters", "MDL:TM\x1b[31m-T20\n;", escpos.DeviceID{Model: "TM[31m-T20"}},
		{"broken UTF-8", "MDL:A\xffB;", escpos.DeviceID{Model: "AB"}},
		{"empty", "", escpos.DeviceID{}},
		{"nonsense", ";;:;::MDL", escpos.DeviceID{}},
	} {
		if got := escpos.ParseDeviceID(c.in); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	device := escpos.ParseDeviceID
	for _, c := range []struct {
		name         string
		id           escpos.Identity
		want, reason string
	}{
		{"GS I", escpos.Identity{Maker: "EPSON", Model: "TM-T88V"}, "epson-tm-t88v", `GS I says "EPSON TM-T88V"`},
		{"model alone", escpos.Identity{Model: "tm-t20iii"}, "epson-tm-t20iii", "tm-t20iii"},
		{"IEEE 1284", escpos.Identity{Device: device("MFG:EPSON;MDL:TM-m30III-H;")}, "epson-tm-m30iii", "IEEE 1284"},
		{"all three", escpos.Identity{Maker: "EPSON", Model: "TM-T88V", Device: device("MFG:EPSON;MDL:TM-T88V;"), Vendor: 0x04b8, Product: 0x0202}, "epson-tm-t88v", "IEEE 1284"},
		{"GS I, and a device id that says little", escpos.Identity{Maker: "EPSON", Model: "TM-T88V", Device: device("MFG:USB;MDL:Printer;")}, "epson-tm-t88v", "Printer"},
		{"a series", escpos.Identity{Maker: "CITIZEN", Model: "CT-S310II"}, "citizen-ct-s", ""},
		{"another", escpos.Identity{Maker: "BIXOLON", Model: "SRP-350plusIII"}, "bixolon-srp-350", ""},
		{"Custom", escpos.Identity{Model: "VKP80III", Vendor: 0x0dd4, Product: 1}, "custom-vkp80", ""},
		{"KPM", escpos.Identity{Device: device("MFG:CUSTOM SPA;MDL:KPM216H;")}, "custom-kpm", ""},
		{"Reliance", escpos.Identity{Device: device("MFG:Pyramid Technologies;MDL:Reliance;")}, "pyramid-reliance", ""},
		{"Star", escpos.Identity{Device: device("MFG:Star;MDL:TSP143;")}, "star-escpos", ""},
		{"the emulator", escpos.Identity{Maker: "BILETER", Model: "emulator-58"}, "emulator-58", ""},

		{"nothing", escpos.Identity{}, "", "does not say what it is"},
		{"a relative of a model", escpos.Identity{Maker: "EPSON", Model: "TM-T88VI"}, "", "no profile is for that one"},
		{"another maker's model of that name", escpos.Identity{Maker: "ACME", Model: "TM-T88V"}, "", "no profile"},
		{"a clone that says it is an Epson", escpos.Identity{Maker: "EPSON", Model: "TM-T88V", Vendor: 0x0416, Product: 0x5011}, "", "0416:5011 is not that maker's: a clone"},
		{"two voices", escpos.Identity{Model: "TM-T88V", Device: device("MDL:CT-S310II;")}, "", "citizen-ct-s and epson-tm-t88v at once"},
		{"shared USB id", escpos.Identity{Vendor: 0x0416, Product: 0x5011}, "", "clones of many makes"},
		{"shared USB id with an empty device id", escpos.Identity{Device: device("MFG:;MDL:;"), Vendor: 0x0fe6, Product: 0x811e}, "", "clones of many makes"},
		{"maker's USB id alone", escpos.Identity{Vendor: 0x0dd4, Product: 0x0186}, "", "perhaps custom-kpm or custom-vkp80"},
		{"unknown USB id", escpos.Identity{Vendor: 0x1234, Product: 0x5678}, "", "1234:5678 belongs to no profile"},
	} {
		got := escpos.Suggest(c.id)
		if got.Profile != c.want || !strings.Contains(got.Reason, c.reason) || got.Reason == "" {
			t.Errorf("%s: got %+v, want %q, %q", c.name, got, c.want, c.reason)
		}
	}
}

func TestMismatch(t *testing.T) {
	epson := escpos.Suggest(escpos.Identity{Maker: "EPSON", Model: "TM-T88V"})
	if got := epson.Mismatch("generic-80"); !strings.Contains(got, "generic-80 is set up") || !strings.Contains(got, "epson-tm-t88v would fit") {
		t.Errorf("got %q", got)
	}
	for chosen, s := range map[string]escpos.Suggestion{"EPSON-tm-t88v": epson, "generic-80": escpos.Suggest(escpos.Identity{})} {
		if got := s.Mismatch(chosen); got != "" {
			t.Errorf("%s: got %q", chosen, got)
		}
	}
}

func TestIdentityAnswers(t *testing.T) {
	answers, rest := escpos.Answers([]byte("\x5fTM-T88V\x00\x5fEPSON \x00\x16\x375\x00"))
	var got []string
	for _, a := range answers {
		if s, ok := a.Text(); ok {
			got = append(got, s)
		}
	}
	if strings.Join(got, "|") != "TM-T88V|EPSON" || len(answers) != 4 || len(rest) > 0 {
		t.Errorf("got %q of %d answers, rest %x", got, len(answers), rest)
	}
	if got := string(escpos.AskIdentity(escpos.AskModel)); got != "\x1dIC" {
		t.Errorf("got %x", got)
	}
}

func FuzzDeviceID(f *testing.F) {
	f.Add("MFG:EPSON;CMD:ESC/POS;MDL:TM-T20III;CLS:PRINTER;SN:X1;", uint16(0x04b8), uint16(0x0202))
	f.Add("MDL:"+strings.Repeat("ż", 100), uint16(0x0416), uint16(0x5011))
	f.Add("\xff:;;MDL:\x00", uint16(0), uint16(0))
	f.Fuzz(func(t *testing.T, s string, vendor, product uint16) {
		d := escpos.ParseDeviceID(s)
		for _, v := range []string{d.Maker, d.Model, d.Commands, d.Serial} {
			if len(v) > 80 || strings.ContainsFunc(v, unicode.IsControl) || !utf8.ValidString(v) {
				t.Fatalf("%q has the part %q", s, v)
			}
		}
		got := escpos.Suggest(escpos.Identity{Device: d, Vendor: vendor, Product: product})
		if _, ok := escpos.Named(got.Profile); got.Reason == "" || got.Profile != "" && !ok {
			t.Fatalf("got %+v", got)
		}
	})
}
