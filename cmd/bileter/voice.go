package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bileter/configs"
	"bileter/display/voice"
	"bileter/internal/text"
)

// announcer is the voice of the hall; without speakers it has nothing to do.
type announcer struct {
	voice.Voice
	rendered string // folder of clips made by espeak-ng
}

// renderedName is the folder of clips within the data folder.
const renderedName = "voice"

func (m *machine) openVoice() error {
	a := &announcer{rendered: filepath.Join(m.data, renderedName)}
	m.voice = a
	a.Voice = voice.Voice{
		Office: m.office, Setup: m.office.Setup, Health: m.board, Player: voice.Aplay{},
		Pack: &voice.Pack{Recorded: m.cfg.Voice.Clips, Rendered: a.rendered}, Speakers: speakers(m.cfg),
	}
	return nil
}

func speakers(cfg configs.Config) []voice.Speaker {
	var out []voice.Speaker
	for _, s := range cfg.Voice.Speakers {
		if s.Device == configs.None {
			continue
		}
		out = append(out, voice.Speaker{Device: s.Device, Zones: s.Zones, Volume: s.Volume, Quiet: s.Quiet, Hushed: s.Hushed, Once: cfg.Voice.Once})
	}
	return out
}

// run speaks; words that nobody recorded are rendered meanwhile. A machine that can do neither says so once, as
// a warning: the office goes on.
func (a *announcer) run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	if len(a.Speakers) > 0 && !a.recordedWhole() {
		wg.Go(func() {
			err := voice.Render(ctx, a.rendered, a.Setup().Languages)
			if ctx.Err() != nil {
				return
			}
			a.Pack.Reload()
			part := "espeak-ng"
			a.Report(part, err)
		})
	}
	return a.Voice.Run(ctx)
}

// recordedWhole tells whether people have recorded every word.
func (a *announcer) recordedWhole() bool {
	if a.Pack.Recorded == "" {
		return false
	}
	_, wrong, missing, err := voice.ReadManifest(a.Pack.Recorded, a.Setup().Languages)
	return err == nil && len(wrong) == 0 && len(missing) == 0
}

func (a *announcer) describe() string {
	if len(a.Speakers) == 0 {
		return "none"
	}
	var devices []string
	for _, s := range a.Speakers {
		devices = append(devices, s.Device)
	}
	return "sound device " + strings.Join(devices, ", ")
}

// tellClips says what of the recorded clips is missing, which is no mistake, and what is wrong, which is one.
func tellClips(cfg configs.Config, out io.Writer) *configs.Problems {
	if cfg.Voice.Clips == "" {
		return nil
	}
	_, wrong, missing, err := voice.ReadManifest(cfg.Voice.Clips, cfg.Setup.Languages)
	if err != nil {
		wrong = []string{err.Error()}
	}
	if len(wrong) > 0 {
		return &configs.Problems{List: []configs.Problem{cfg.Problem("voice.clips", strings.Join(wrong, "; "), "list the words: bileter test sound --words")}}
	}
	if len(missing) > 0 {
		fmt.Fprintf(out, "%s: %d words are not recorded and will be rendered:\n  %s\n", cfg.Voice.Clips, len(missing), strings.Join(missing, "\n  "))
	}
	return nil
}

type testSoundCmd struct {
	Config string `help:"Set-up file." required:"" type:"path"`
	Words  bool   `help:"Only write a manifest for a folder of recorded clips: every word with the name of its file."`
	Lang   string `help:"Language in which the call is spoken after Polish." default:"en"`
	Clips  string `help:"Folder for the rendered clips." default:"/tmp/bileter-voice" type:"path"`
}

// Run speaks a call on every speaker.
func (c testSoundCmd) Run(out io.Writer) error {
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	if c.Words {
		writeManifest(out, cfg.Setup.Languages)
		return nil
	}
	list := speakers(cfg)
	if len(list) == 0 {
		return badStart(errors.New("test sound: the set-up has no [[speaker]] with a device"))
	}
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	if err := voice.Render(ctx, c.Clips, cfg.Setup.Languages); err != nil {
		fmt.Fprintf(out, "clips are not rendered: %v\n", err)
	}
	p := &voice.Pack{Recorded: cfg.Voice.Clips, Rendered: c.Clips}
	sound, missing := p.Speak(voice.Call{Letter: "A", N: 127, Desk: 5, Lang: c.Lang})
	if missing != nil {
		fmt.Fprintf(out, "missing: %v\n", missing)
	}
	failed := missing != nil
	for _, s := range list {
		fmt.Fprintf(out, "%s: %v at %d %%\n", s.Device, sound.Length().Round(100*time.Millisecond), s.Volume)
		if err := (voice.Aplay{}).Play(ctx, s.Device, sound.WAV(s.Volume)); err != nil {
			fmt.Fprintf(out, "%v\n", err)
			failed = true
		}
	}
	if failed {
		return exitCode(exitFailed)
	}
	return nil
}

// writeManifest is the list by which a person records.
func writeManifest(out io.Writer, langs []string) {
	fmt.Fprintf(out, "# %s of a folder with recorded clips: WAV files, 16 bit, 8 to 48 kHz.\nvoice = \"\"\n# gong = \"gong.wav\"\n", voice.ManifestName)
	for _, lang := range langs {
		fmt.Fprintf(out, "\n[clips.%s]\n", lang)
		for _, w := range text.SpokenWords(lang) {
			fmt.Fprintf(out, "%-10s = \"%s/%s.wav\" # %s\n", w.Name, lang, w.Name, w.Text)
		}
	}
}
