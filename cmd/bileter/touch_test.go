package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/health"
	"bileter/internal/text"
	"bileter/internal/touchscreen"
)

// TestTouchIsRemembered: a device that is away at a start was there before; and a person's word stands over a restart.
func TestTouchIsRemembered(t *testing.T) {
	dir := t.TempDir()
	list := filepath.Join(dir, "devices")
	const glass = "I: Bus=0003 Vendor=222a Product=0001 Version=0110\nN: Name=\"ILITEK Touch\"\nB: PROP=2\nB: ABS=3273800000000003\n"
	kernel := func(devices string) { // writes its list
		t.Helper()
		if err := os.WriteFile(list, []byte(devices), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kernel(glass)
	start := func() (m *machine, stop func()) {
		t.Helper()
		m, err := runCmd{Config: "../../configs/olszanow.toml", Data: filepath.Join(dir, "data"), Listen: "127.0.0.1:0", Screen: "off", AlwaysOpen: true, InputDevices: list}.prepare(io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		return m, m.shut
	}
	m, stop := start()
	sees := func(at time.Time) bool { m.touch.Look(at); return !m.touchState().Gone }
	if m.touchState().Gone {
		t.Error("it is there")
	}
	stop()
	kernel("")
	m, stop = start()
	if sees(time.Now().Add(touchscreen.Wobble)) {
		t.Error("it was there at the last start")
	}
	warned := func(detail string) bool {
		return slices.ContainsFunc(m.board.Warnings(), func(w health.Warning) bool { return w.Code == health.TouchGone && w.Detail == detail })
	}
	if !warned("usb:222a:0001") {
		t.Errorf("got %+v", m.board.Warnings())
	}
	kernel(glass)
	if !sees(time.Now()) {
		t.Error("it is back")
	}
	if err := m.touch.Declare(true); err != nil {
		t.Fatal(err)
	}
	stop()
	m, stop = start()
	defer stop()
	if v := m.touchState(); !v.Gone || !v.Declared || !warned("") {
		t.Errorf("a person's word is forgotten: %+v, %+v", v, m.board.Warnings())
	}
	if s := fmt.Sprint(text.Warning("pl", "touch-gone", ""), text.WarningHint("pl", "touch-gone", "")); s == "" {
		t.Error("no words")
	}
	for range 2 { // twice is as good as once
		if err := m.touch.Declare(false); err != nil {
			t.Fatal(err)
		}
	}
	if v := m.touchState(); v != (api.Touch{Button: v.Button}) || warned("") {
		t.Errorf("taken back: %+v", v)
	}
}

// TestTouchIsTold: the technician's page tells which device is there and which is missed.
func TestTouchIsTold(t *testing.T) {
	h := workshop(t, func(m *machine) { m.touch.List = os.DevNull }, append(slices.Clone(mute), "# touch         = \"usb:222a:0001\"", "touch = \"usb:222a:0001\"")...)
	h.m.touch.Look(time.Now())
	if p := h.part(t, "touch-device"); p.Judged != "fail" || p.Note != "brakuje: usb:222a:0001" {
		t.Errorf("got %+v", p)
	}
}
