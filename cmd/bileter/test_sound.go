package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"bileter/configs"
	"bileter/display/voice"
	"bileter/internal/text"
	"bileter/kiosk"
	"bileter/kiosk/speech"
)

type testSoundCmd struct {
	Config string `help:"Set-up file." required:"" type:"path"`
	Words  bool   `help:"Only write a manifest for a folder of recorded clips: every word with the name of its file."`
	Lang   string `help:"Language in which the call is spoken after Polish, and in which the screen speaks." default:"en"`
	Clips  string `help:"Folder for the rendered clips." default:"/tmp/bileter-voice" type:"path"`
}

// Run speaks a call on every speaker of the hall, and a sentence at the screen. Exit code 1: one of them was not heard.
func (c testSoundCmd) Run(out io.Writer) error {
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	if c.Words {
		writeManifest(out, cfg.Setup.Languages)
		return nil
	}
	hall, screen := speakers(cfg), cfg.Screen.Speech
	if len(hall) == 0 && screen.Device == speech.None {
		return badStart(errors.New("test sound: the set-up has no [[speaker]] with a device, and its screen's speech.device is \"none\""))
	}
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	heard := len(hall) == 0 || c.call(ctx, out, cfg, hall)
	if screen.Device != speech.None {
		fmt.Fprintf(out, "screen, %s: at %d %%, %d words a minute\n", screen.Device, screen.Volume, screen.Rate)
		sentence := kiosk.Say{Lang: c.Lang, Text: text.Aloud(c.Lang, text.Say(c.Lang, "speech.intro")), Volume: screen.Volume}
		if err := speech.New(screen.Device, screen.Rate).Once(ctx, sentence); err != nil {
			fmt.Fprintf(out, "%v\n", err)
			heard = false
		}
	}
	if !heard {
		return exitCode(exitFailed)
	}
	return nil
}

// call speaks one on every speaker of the hall, and tells whether all of it was heard everywhere.
func (c testSoundCmd) call(ctx context.Context, out io.Writer, cfg configs.Config, list []voice.Speaker) bool {
	if err := voice.Render(ctx, c.Clips, cfg.Setup.Languages); err != nil {
		fmt.Fprintf(out, "clips are not rendered: %v\n", err)
	}
	p := &voice.Pack{Recorded: cfg.Voice.Clips, Rendered: c.Clips}
	sound, missing := p.Speak(voice.Call{Letter: "A", N: 127, Desk: 5, Lang: c.Lang})
	if missing != nil {
		fmt.Fprintf(out, "missing: %v\n", missing)
	}
	heard := missing == nil
	for _, s := range list {
		fmt.Fprintf(out, "%s: %v at %d %%\n", s.Device, sound.Length().Round(100*time.Millisecond), s.Volume)
		if err := (voice.Aplay{}).Play(ctx, s.Device, sound.WAV(s.Volume)); err != nil {
			fmt.Fprintf(out, "%v\n", err)
			heard = false
		}
	}
	return heard
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
