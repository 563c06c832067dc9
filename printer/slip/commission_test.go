package slip_test

import (
	"strings"
	"testing"
	"time"

	"bileter/printer/escpos"
	"bileter/printer/slip"
)

func TestCommissionFitsEveryPaper(t *testing.T) {
	c := slip.Commission{Lang: "pl", Office: "Urząd Miejski w Olszanowie", Machine: "hol", At: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), Rows: []slip.Trying{
		{Part: "Drukarka: /dev/serial/by-id/usb-EPSON_TM-T88V_4B5038303035373830-if00-port0, epson-tm-t88v", Verdict: "Działa"},
		{Part: "Lampka: stanowisko 17", Verdict: "Nie działa", Bad: true}, {Part: "Nie sprawdzono: 60"},
	}}
	for _, name := range escpos.Names() {
		p, ok := escpos.Named(name)
		if !ok {
			t.Fatal(name)
		}
		text := ""
		for _, l := range c.Layout(p) {
			if n := len([]rune(l.Text)); n > p.Columns {
				t.Errorf("%s: %q has %d columns of %d", name, l.Text, n, p.Columns)
			}
			text += l.Text + "\n"
		}
		if !strings.Contains(text, "! Nie działa") || !strings.Contains(text, "+ Działa") || !strings.Contains(text, "Nie sprawdzono: 60") {
			t.Errorf("%s:\n%s", name, text)
		}
		if _, err := slip.Encode(c.Layout(p), p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
