package speech_test

import (
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bileter/internal/sound"
	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/speech"
)

// booth is a speaker with a player of its own, and what staff were told.
type booth struct {
	*speech.Speaker
	t       *testing.T
	heard   string // file to which the player writes
	missing chan string
}

// newBooth runs a speaker whose renderer is a script that gets espeak-ng's arguments, and whose player is one that gets the
// device. heard stands in both for a file.
func newBooth(t *testing.T, render, play string) *booth {
	b := &booth{t: t, Speaker: speech.New("plughw:1,0", 0), heard: filepath.Join(t.TempDir(), "heard"), missing: make(chan string, 16)}
	if render != "" {
		b.Espeak = []string{"sh", "-c", strings.ReplaceAll(render, "heard", b.heard), "sh"}
	}
	b.Player = sound.Aplay{Command: []string{"sh", "-c", strings.ReplaceAll(play, "heard", b.heard), "sh"}}
	b.Report = func(_ context.Context, missing string) { b.missing <- missing }
	return b
}

func (b *booth) run() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = b.Run(ctx) }()
	b.t.Cleanup(func() {
		stop()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			b.t.Error("Run does not end")
		}
	})
	if m := <-b.missing; m != "" {
		b.t.Fatalf("at the start %q is missing", m)
	}
}

// reads waits until the file holds what is wanted.
func (b *booth) reads(want string) {
	b.t.Helper()
	var got []byte
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if got, _ = os.ReadFile(b.heard); string(got) == want {
			return
		}
	}
	b.t.Fatalf("heard %q, want %q", got, want)
}

// last prints the last of a script's arguments: the text.
const last = `for a; do :; done; echo "$a"`

func TestSaysOneAfterTheOther(t *testing.T) {
	b := newBooth(t, last, `cat >> heard`)
	b.run()
	b.Say(kiosk.Say{Lang: "pl", Text: "pierwsze", Volume: 60, After: true})
	b.Say(kiosk.Say{Lang: "pl", Text: "drugie", Volume: 60, After: true})
	b.reads("pierwsze\ndrugie\n")
}

// What is being said is cut short by the next, and its processes are gone.
func TestNewKeyCutsTheSentence(t *testing.T) {
	b := newBooth(t, last, `read line; echo "$line" >> heard; test "$line" = long && { sleep 60 & wait; echo end >> heard; }; true`)
	b.run()
	b.Say(kiosk.Say{Text: "long"})
	b.reads("long\n")
	b.Say(kiosk.Say{Text: "waits", After: true})
	begin := time.Now()
	b.Say(kiosk.Say{Text: "short"})
	b.reads("long\nshort\n")
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("cut after %v", took)
	}
	b.Say(kiosk.Say{Text: "long"})
	b.reads("long\nshort\nlong\n")
	b.Hush()
	b.Say(kiosk.Say{Text: "done", After: true})
	b.reads("long\nshort\nlong\ndone\n")
}

// Staff are told once that the device does not work, and once that it does again.
func TestDeadDeviceIsTold(t *testing.T) {
	b := newBooth(t, last, `cat > /dev/null; test -e heard || { echo "no such device" >&2; exit 1; }`)
	b.run()
	for range 3 {
		b.Say(kiosk.Say{Text: "x", After: true})
	}
	if m := <-b.missing; m != "plughw:1,0" {
		t.Errorf("missing %q, want the device", m)
	}
	if err := os.WriteFile(b.heard, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.Say(kiosk.Say{Text: "x"})
	if m := <-b.missing; m != "" {
		t.Errorf("missing %q after it works again", m)
	}
}

func TestMissingProgramsAreTold(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s := speech.New("default", 0)
	told := make(chan string, 4)
	s.Report = func(_ context.Context, missing string) { told <- missing }
	go func() { _ = s.Run(ctx) }()
	if m := <-told; m != "espeak-ng" {
		t.Errorf("missing %q", m)
	}
	s.Say(kiosk.Say{Text: "nobody hears it"}) // and nothing breaks
}

func TestSilentByWish(t *testing.T) {
	s := speech.New(speech.None, 0)
	s.Report = func(_ context.Context, missing string) { t.Errorf("told %q", missing) }
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(ctx) }()
	s.Say(kiosk.Say{Text: "x"})
	stop()
	<-done
}

// espeak-ng speaks every language: sound comes out, louder with the volume, never clipped, and longer for more words.
func TestEspeak(t *testing.T) {
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Skip("espeak-ng is not installed")
	}
	for _, lang := range text.Languages {
		var peaks []int
		for _, volume := range []int{20, 60, 100} {
			b := newBooth(t, "", `cat > heard.tmp && mv heard.tmp heard`)
			b.run()
			b.Say(kiosk.Say{Lang: lang, Text: text.Say(lang, "speech.intro"), Volume: volume})
			var wav []byte
			for end := time.Now().Add(30 * time.Second); time.Now().Before(end) && wav == nil; time.Sleep(10 * time.Millisecond) {
				wav, _ = os.ReadFile(b.heard)
			}
			if len(wav) < 44 || string(wav[:4]) != "RIFF" {
				t.Fatalf("%s: %d bytes, not a WAV file", lang, len(wav))
			}
			peak := 0
			for i := 44; i+1 < len(wav); i += 2 {
				v := int(int16(binary.LittleEndian.Uint16(wav[i:])))
				peak = max(peak, v, -v)
			}
			peaks = append(peaks, peak)
			if volume == 60 {
				t.Logf("%s: the first sentence takes %.1f s", lang, float64(len(wav)-44)/2/22050)
			}
		}
		if !(1000 < peaks[0] && peaks[0] < peaks[1] && peaks[1] < peaks[2] && peaks[2] < 32767) {
			t.Errorf("%s: peaks %v at 20, 60 and 100 %%", lang, peaks)
		}
	}
}

// BenchmarkKeyToSpeech is the time from a key to the first 20 ms of sound at the player, beside the floor: starting both
// programs with nothing to do.
func BenchmarkKeyToSpeech(b *testing.B) {
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		b.Skip("espeak-ng is not installed")
	}
	s := speech.New("default", 0)
	fifo := filepath.Join(b.TempDir(), "began")
	if err := exec.Command("mkfifo", fifo).Run(); err != nil {
		b.Fatal(err)
	}
	s.Player = sound.Aplay{Command: []string{"sh", "-c", "head -c 926 > " + fifo, "sh"}}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(ctx) }()
	var total, floor time.Duration
	n := 0
	for b.Loop() {
		begin := time.Now()
		if err := exec.Command("sh", "-c", "true | true").Run(); err != nil {
			b.Fatal(err)
		}
		floor += time.Since(begin)
		begin = time.Now()
		s.Say(kiosk.Say{Lang: "pl", Text: text.Say("pl", "speech.intro"), Volume: 60})
		f, err := os.Open(fifo)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.Read(make([]byte, 926)); err != nil {
			b.Fatal(err)
		}
		total += time.Since(begin)
		f.Close()
		n++
	}
	stop()
	<-done
	b.ReportMetric(float64(total.Microseconds())/1000/float64(n), "ms-to-sound")
	b.ReportMetric(float64(floor.Microseconds())/1000/float64(n), "ms-floor")
}
