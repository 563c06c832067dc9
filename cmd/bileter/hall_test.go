package main_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"bileter/display/board/emulator"
	"bileter/display/voice"
	"bileter/internal/api"
)

// TestCallIsSeenAndHeard runs the program with boards on a terminal and a sound device that is a script: a call
// comes to the counter's board, to the direction board and to the loudspeaker; the end leaves blank boards.
func TestCallIsSeenAndHeard(t *testing.T) {
	wires := emulator.New(emulator.Like("modbus", 7, 4, 0), emulator.Like("mled", 2, 8, 0))
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skip("no pseudo-terminals here:", err)
	}
	done := make(chan struct{})
	go func() { defer close(done); carry(ptmx, wires) }()
	defer func() { tty.Close(); <-done; ptmx.Close() }() // with nobody on the other side reading ends

	heard := soundScripts(t)
	boards := fmt.Sprintf("[[board]]\nport = %q\nbaud = 38400\nprotocol = \"modbus\"\naddress = 7\ncounter = 1\n"+
		"[[board]]\nport = %q\nbaud = 38400\nprotocol = \"mled\"\naddress = 2\nleads_to = [\"west\"]\narrow = \"left\"\n", tty.Name(), tty.Name())
	config := edited(t, "[voice]", boards+"[voice]", "device       = \"none\"", "device       = \"default\"")
	data := t.TempDir()
	p, client := office(t, data, config)
	shows := func(when string, want ...string) {
		t.Helper()
		eventually(t, when+": "+strings.Join(want, ", "), func() bool {
			return strings.TrimSpace(wires.Shown(0)) == want[0] && strings.TrimSpace(wires.Shown(1)) == want[1]
		})
	}
	shows("closed", "ZAMK", "")
	eventually(t, "words rendered", func() bool { _, err := os.Stat(filepath.Join(data, "voice", "rendered")); return err == nil })
	issued, err := client.Issue(t.Context(), "k1", api.Issue{Service: "P1", Lang: "uk"})
	if err != nil {
		t.Fatal(err)
	}
	for i, verb := range []string{"open", "next"} {
		if _, err := client.Counter(t.Context(), fmt.Sprint("c", i), 1, verb, nil); err != nil {
			t.Fatal(err)
		}
	}
	n := issued.Ticket.Number
	eventually(t, "call on both boards", func() bool {
		return strings.TrimSpace(wires.Shown(0)) == n && strings.TrimSpace(wires.Shown(1)) == "<<"+n+" 1"
	})
	eventually(t, "the call is played", func() bool {
		b, err := os.ReadFile(filepath.Join(heard, "default.wav"))
		if err != nil {
			return false
		}
		s, err := voice.ReadWAV(b)
		return err == nil && s.Length() > 4*time.Second // gong, Polish, Ukrainian
	})
	p.stop(syscall.SIGTERM)
	shows("after the end", "", "")
}

// soundScripts puts an espeak-ng and an aplay of scripts first in the path, and returns the folder in which the
// latter leaves what it played.
func soundScripts(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	tone := make(voice.Sound, voice.Rate/5)
	for i := range tone {
		tone[i] = int16(9000 * math.Sin(float64(i)/8))
	}
	for name, body := range map[string]string{
		"tone.wav":  string(tone.WAV(100)),
		"espeak-ng": "#!/bin/sh\nwhile [ \"$1\" != -w ]; do shift; done\ncp " + dir + "/tone.wav \"$2\"\n",
		"aplay":     "#!/bin/sh\ncat > " + dir + "/part && mv " + dir + "/part " + dir + "/$3.wav\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return dir
}

// carry brings bytes from a terminal to boards of software and back.
func carry(ptmx *os.File, wires *emulator.Line) {
	buf, back := make([]byte, 256), make([]byte, 256)
	for {
		n, err := ptmx.Read(buf)
		if err != nil {
			return
		}
		if _, err := wires.Write(buf[:n], 0); err != nil {
			return
		}
		if n, _ := wires.Read(back, 0); n > 0 {
			if _, err := ptmx.Write(back[:n]); err != nil {
				return
			}
		}
	}
}

// eventually waits until something has happened.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	end := time.NewTimer(30 * time.Second)
	defer end.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !is() {
		select {
		case <-end.C:
			t.Fatalf("never: %s", what)
		case <-again.C:
		}
	}
}
