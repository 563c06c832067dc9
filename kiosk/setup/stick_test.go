package setup_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bileter/internal/api"
	"bileter/kiosk/setup"
)

// usb is a stick, and what was asked of it.
type usb struct {
	gone, open bool
	strange    bool // its file is of a machine that is not known
	asked      []string
}

func (u *usb) do(d *desk, deed string, body any) (setup.Sticks, error) {
	var said string
	var parcel *setup.Parcel
	b, _ := body.(map[string]string)
	if deed != "" {
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(b)) {
			parts = append(parts, k+"="+b[k])
		}
		u.asked = append(u.asked, deed+" "+strings.Join(parts, " "))
	}
	switch deed {
	case "open":
		u.open = true
	case "eject":
		u.open = false
		said = "Nośnik można wyjąć."
	case "export":
		said = "Zapisano bileter.zip. Kod tego biletomatu: ABCD-EFGH-IJKL."
	case "look":
		if b["file"] == "zly.zip" {
			return setup.Sticks{}, &api.Error{Code: "setup-damaged", Text: "Plik jest uszkodzony albo to nie jest eksport z biletomatu."}
		}
		if u.strange && b["code"] != "ABC" {
			return setup.Sticks{}, &api.Error{Code: "setup-stranger", Text: "Plik podpisał biletomat, którego ten jeszcze nie zna. Jego kod: AB"}
		}
		parcel = &setup.Parcel{From: "Z biletomatu olszanow/hol, 21.11.2026, 14:05, program 1.0. Nic się jeszcze nie zmieniło.", Sealed: true, Changes: []setup.Change{{Text: "grupa W „Kasa” – nazwa (Polski): Kasa → Opłaty"}}}
	case "import":
		d.changed = true
	}
	s := setup.Sticks{Said: said, Parcel: parcel}
	if !u.gone {
		one := setup.Stick{ID: "sda1", Name: "Kingston DataTraveler, 16 GB", Open: u.open, State: "dotknij, aby otworzyć"}
		if u.open {
			one.State = "wolne 15021 MB, pliki z ustawieniami: 2"
			one.Files = []setup.StickFile{{Name: "bileter-olszanow-hol-2026-11-21.zip", At: "21.11.2026, 14:05"}, {Name: "zly.zip", At: "1.10.2026, 9:00"}}
		}
		s.Sticks = []setup.Stick{one}
	}
	return s, nil
}

// TestStick carries a set-up away and another in: what a file would change is seen before, and what is wrong is said.
func TestStick(t *testing.T) {
	g := visit(t, 1080, 1920)
	g.desk.usb.gone = true
	g.enter()
	g.press("Nośnik USB")
	g.shows("Włóż nośnik USB")
	g.home()
	g.desk.usb.gone = false
	g.press("Nośnik USB")
	g.press("Kingston")
	g.press("Zapisz ustawienia na nośniku")
	g.shows("Kod tego biletomatu: ABCD-EFGH-IJKL")
	g.press("zly.zip")
	g.shows("Plik jest uszkodzony")
	g.desk.usb.strange = true
	g.press("bileter-olszanow")
	g.shows("Jego kod: AB")
	g.press("⇧")
	g.type1("A")
	g.type1("BC")
	g.press("Gotowe")
	g.shows("Kasa → Opłaty")
	g.shows("W pliku są też konta i PIN")
	g.press("Wczytaj do szkicu")
	g.shows("Co się zmieni")
	g.shows("Zawartość pliku jest teraz szkicem")
	g.home()
	g.press("Nośnik USB")
	g.press("Kingston")
	g.press("Zapisz je razem z kontami")
	for _, s := range []string{"szef", "tajne", "cztery slowa", "cztery slowa"} {
		g.type1(s)
		g.press("Gotowe")
	}
	g.press("Odłącz nośnik")
	g.shows("Nośnik można wyjąć")
	want := []string{
		"open stick=sda1", "export stick=sda1", "look file=zly.zip stick=sda1", "look file=bileter-olszanow-hol-2026-11-21.zip stick=sda1",
		"look code=ABC file=bileter-olszanow-hol-2026-11-21.zip stick=sda1", "import code=ABC file=bileter-olszanow-hol-2026-11-21.zip stick=sda1",
		"export again=cztery slowa login=szef passphrase=cztery slowa password=tajne stick=sda1", "eject stick=sda1",
	}
	if got := fmt.Sprintf("%q", g.desk.usb.asked); got != fmt.Sprintf("%q", want) {
		t.Errorf("got %s", got)
	}
	if g.desk.applied != 0 {
		t.Error("something was applied")
	}
}
