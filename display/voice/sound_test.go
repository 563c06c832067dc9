package voice_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bileter/display/voice"
	"bileter/internal/sound"
	"bileter/internal/text"
)

// tone is a sine with silence around it.
func tone(hz float64, top float64, d time.Duration) voice.Sound {
	s := make(voice.Sound, int(d*voice.Rate/time.Second))
	pad := len(s) / 4
	for i := pad; i < len(s)-pad; i++ {
		s[i] = int16(top * math.Sin(2*math.Pi*hz*float64(i)/voice.Rate))
	}
	return s
}

func TestWAVRoundTrip(t *testing.T) {
	s := tone(440, 10000, 300*time.Millisecond)
	got, err := voice.ReadWAV(s.WAV(100))
	if err != nil || !slices.Equal(got, s) {
		t.Errorf("got %d samples (%v), want the %d that were written", len(got), err, len(s))
	}
	half, _ := voice.ReadWAV(s.WAV(50))
	if r := voice.RMS(half) / voice.RMS(s); r < 0.28 || r > 0.36 {
		t.Errorf("half the volume is %.2f of the amplitude, want about 0.32 (-10 dB)", r)
	}
	if none, _ := voice.ReadWAV(s.WAV(0)); voice.Peak(none) != 0 {
		t.Error("volume 0 is heard")
	}
}

// file is a WAV with a header of one's own.
func file(channels, rate, bits int, body []byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF\x00\x00\x00\x00WAVELIST\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00\x01\x00")
	for _, v := range []any{uint16(channels), uint32(rate), uint32(rate * channels * bits / 8), uint16(channels * bits / 8), uint16(bits)} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data\xff\xff\xff\x7f") // the length that a stream has
	b.Write(body)
	return b.Bytes()
}

func TestOtherRatesAndTwoChannels(t *testing.T) {
	for _, rate := range []int{8000, 16000, 22050, 44100, 48000} {
		body := make([]byte, 0, rate)
		for i := range rate / 2 {
			v := uint16(int16(8000 * math.Sin(2*math.Pi*300*float64(i)/float64(rate))))
			body = binary.LittleEndian.AppendUint16(body, v)
			body = binary.LittleEndian.AppendUint16(body, v)
		}
		s, err := voice.ReadWAV(file(2, rate, 16, body))
		if err != nil {
			t.Fatal(rate, err)
		}
		if d := s.Length() - 500*time.Millisecond; d.Abs() > 5*time.Millisecond {
			t.Errorf("%d Hz: takes %v, want 0.5 s", rate, s.Length())
		}
		if r := voice.RMS(s); r < 5300 || r > 6000 {
			t.Errorf("%d Hz: loudness %.0f, want about 5657", rate, r)
		}
	}
	for _, b := range [][]byte{nil, []byte("RIFF"), file(3, 22050, 16, make([]byte, 60)), file(1, 22050, 8, make([]byte, 60)), file(1, 96000, 16, make([]byte, 60)),
		file(1, 22050, 16, nil), file(1, 8000, 16, make([]byte, 2*8000*11))} {
		if s, err := voice.ReadWAV(b); err == nil {
			t.Errorf("a wrong file of %d bytes is taken for %d samples", len(b), len(s))
		}
	}
}

func FuzzReadWAV(f *testing.F) {
	f.Add(tone(440, 10000, 50*time.Millisecond).WAV(100))
	f.Add(file(2, 48000, 16, make([]byte, 400)))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := voice.ReadWAV(b)
		if err == nil && (len(s) > 11*voice.Rate) {
			t.Errorf("%d samples", len(s))
		}
	})
}

// TestTidyEvensOut: quiet and loud clips come out alike, without silence, and never clipped.
func TestTidyEvensOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tone(float64(rapid.IntRange(100, 3000).Draw(t, "hz")), float64(rapid.IntRange(1000, 32000).Draw(t, "top")), 400*time.Millisecond)
		got := voice.Tidy(s)
		if r := voice.RMS(got); r < 2600 || r > 3400 || voice.Peak(got) > 29001 {
			t.Fatalf("loudness %.0f, peak %d", r, voice.Peak(got))
		}
		if d := got.Length(); d < 190*time.Millisecond || d > 225*time.Millisecond {
			t.Fatalf("takes %v, want the 0.2 s that are heard and their margins", d)
		}
	})
}

func TestGong(t *testing.T) {
	g := voice.Gong()
	if p := voice.Peak(g); p < 8000 || p > 29000 || g[len(g)-1] != 0 {
		t.Errorf("peak %d, last sample %d: want loud, not clipped, no click at the end", p, g[len(g)-1])
	}
}

// recorded writes a pack with every word of the languages, as tones, and returns its folder.
func recorded(t testing.TB, langs ...string) string {
	t.Helper()
	dir := t.TempDir()
	var m strings.Builder
	fmt.Fprintln(&m, `voice = "a tone"`)
	for i, lang := range langs {
		fmt.Fprintf(&m, "[clips.%s]\n", lang)
		for j, w := range text.SpokenWords(lang) {
			name := fmt.Sprintf("%s-%s.wav", lang, w.Name)
			fmt.Fprintf(&m, "%s = %q\n", w.Name, name)
			b := tone(float64(300+100*i+5*j), 12000, 100*time.Millisecond).WAV(100)
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, voice.ManifestName), []byte(m.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestManifest(t *testing.T) {
	dir := recorded(t, "pl", "de")
	if _, wrong, missing, err := voice.ReadManifest(dir, []string{"pl", "de"}); err != nil || wrong != nil || missing != nil {
		t.Fatalf("a whole pack: %v %v %v", wrong, missing, err)
	}
	os.Remove(filepath.Join(dir, "pl-n12.wav"))
	os.WriteFile(filepath.Join(dir, "pl-n13.wav"), make(voice.Sound, 9000).WAV(100), 0o600)
	os.WriteFile(filepath.Join(dir, "pl-n14.wav"), []byte("MP3"), 0o600)
	path := filepath.Join(dir, voice.ManifestName)
	b, _ := os.ReadFile(path)
	os.WriteFile(path, bytes.Replace(bytes.Replace(b, []byte("n15 = \"pl-n15.wav\"\n"), []byte("n1000 = \"../../etc/passwd\"\nn16 = \"../pl.wav\"\n"), 1),
		[]byte("n16 = \"pl-n16.wav\"\n"), nil, 1), 0o600)
	_, wrong, missing, err := voice.ReadManifest(dir, []string{"pl", "en"})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(wrong, "\n")
	for _, want := range []string{"clips.pl.n12: pl-n12.wav is not there", "clips.pl.n13: pl-n13.wav is silent", "clips.pl.n14: pl-n14.wav is not a WAV file",
		"clips.pl.n1000: there is no such word", "clips.pl.n16:"} {
		if !strings.Contains(all, want) {
			t.Errorf("got\n%s\nwithout %q", all, want)
		}
	}
	if len(wrong) != 5 {
		t.Errorf("got %d faults, want 5:\n%s", len(wrong), all)
	}
	if !slices.Contains(missing, "pl: n15 (piętnaście)") || len(missing) != 1+len(text.SpokenWords("en")) {
		t.Errorf("missing: %d, want n15 and all English words", len(missing))
	}
	os.WriteFile(path, []byte("voicee = 1"), 0o600)
	if _, _, _, err := voice.ReadManifest(dir, nil); err == nil {
		t.Error("a manifest with an unknown key is read")
	}
}

func TestSpeak(t *testing.T) {
	p := &voice.Pack{Recorded: recorded(t, "pl", "de")}
	call := voice.Call{Letter: "A", N: 12, Desk: 5, Lang: "pl"}
	short, err := p.Speak(call)
	if err != nil {
		t.Fatal(err)
	}
	call.Lang = "de"
	long, err := p.Speak(call)
	if err != nil || long.Length() < short.Length()+time.Second {
		t.Errorf("two languages take %v, one %v (%v)", long.Length(), short.Length(), err)
	}
	if voice.Peak(long) > 29001 {
		t.Error("clipped")
	}
	call.Lang = "uk" // not in the pack: Polish is spoken, and the error says what is missing
	s, err := p.Speak(call)
	if err == nil || s.Length() != short.Length() {
		t.Errorf("got %v (%v), want the Polish part of %v and an error", s.Length(), err, short.Length())
	}
	s, err = (&voice.Pack{}).Speak(call)
	if err == nil || s.Length() < voice.Gong().Length() {
		t.Errorf("without clips: got %v (%v), want the gong and an error", s.Length(), err)
	}
}

// TestRender listens by measuring: every word of every language comes out, is not silent and not clipped, and
// a call takes as long as a person would need for it.
func TestRender(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "voice")
	err := voice.Render(t.Context(), dir, text.Languages)
	if errors.Is(err, sound.ErrNoSpeech) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := &voice.Pack{Rendered: dir}
	for _, lang := range text.Languages {
		for _, w := range text.SpokenWords(lang) {
			b, err := os.ReadFile(filepath.Join(dir, lang, w.Name+".wav"))
			if err != nil {
				t.Fatal(err)
			}
			raw, err := voice.ReadWAV(b)
			if err != nil {
				t.Fatal(w, err)
			}
			s := voice.Tidy(raw)
			if d := s.Length(); d < 60*time.Millisecond || d > 3*time.Second || voice.RMS(s) < 1500 || voice.Peak(s) > 29001 {
				t.Errorf("%s %q: %v, loudness %.0f, peak %d", lang, w.Text, s.Length(), voice.RMS(s), voice.Peak(s))
			}
		}
		s, err := p.Speak(voice.Call{Letter: "P", N: 127, Desk: 22, Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: P127 to 22 takes %v", lang, s.Length().Round(10*time.Millisecond))
		if s.Length() < 5*time.Second || s.Length() > 20*time.Second {
			t.Errorf("%s: takes %v", lang, s.Length())
		}
	}
	before, _ := os.Stat(dir)
	if err := voice.Render(t.Context(), dir, text.Languages); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(dir); !os.SameFile(before, after) {
		t.Error("what was rendered is rendered again")
	}
}

func TestAplay(t *testing.T) {
	out := filepath.Join(t.TempDir(), "heard")
	wav := tone(440, 9000, 100*time.Millisecond).WAV(100)
	play := func(ctx context.Context, script string) error {
		return voice.Aplay{Aplay: sound.Aplay{Command: []string{"sh", "-c", script, "sh"}}}.Play(ctx, "plughw:1,0", wav)
	}
	if err := play(t.Context(), `cat > `+out+`; test "$1" = plughw:1,0`); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(out); err != nil || !bytes.Equal(b, wav) {
		t.Errorf("the player got %d bytes (%v), want %d", len(b), err, len(wav))
	}
	err := play(t.Context(), `echo "no such device" >&2; exit 1`)
	if err == nil || !strings.Contains(err.Error(), "plughw:1,0") || !strings.Contains(err.Error(), "no such device") {
		t.Errorf("got %v, want device and reason", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if err := play(ctx, `sleep 60 & wait`); err == nil || time.Since(begin) > 3*time.Second {
		t.Errorf("a player that hangs was left alone for %v (%v)", time.Since(begin), err)
	}
}
