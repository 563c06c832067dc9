package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"bileter/configs"
	"bileter/display/voice"
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
