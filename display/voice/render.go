package voice

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"bileter/internal/sound"
	"bileter/internal/text"
)

const (
	speed      = "145" // words a minute: espeak-ng's own 175 is too fast for a hall
	spelling   = "110" // of letters, some of which are a single short vowel
	gapBetween = "0"
	perWord    = 20 * time.Second
	stampName  = "rendered"
)

// Render fills a folder with every word of the languages, unless it has them already. It is whole or not there:
// a power cut leaves nothing half done. It takes some seconds for each language.
func Render(ctx context.Context, dir string, langs []string) error {
	want := stamp(langs)
	if have, err := os.ReadFile(filepath.Join(dir, stampName)); err == nil && string(have) == want {
		return nil
	}
	tool, err := sound.Espeak()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o750); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), ".voice-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	for _, lang := range langs {
		if err := os.Mkdir(filepath.Join(fresh, lang), 0o750); err != nil {
			return err
		}
		for _, w := range text.SpokenWords(lang) {
			if err := render(ctx, tool, filepath.Join(fresh, lang, w.Name+".wav"), lang, w); err != nil {
				return fmt.Errorf("render %s %q: %w", lang, w.Text, err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(fresh, stampName), []byte(want), 0o640); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(fresh, dir)
}

func render(ctx context.Context, tool, path, lang string, w text.Word) error {
	ctx, stop := context.WithTimeout(ctx, perWord)
	defer stop()
	out, err := exec.CommandContext(ctx, tool, "-v", sound.VoiceOf(lang), "-s", pace(w), "-g", gapBetween, "-w", path, "--", w.Text).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s, err := ReadWAV(b)
	if err != nil {
		return err
	}
	if Peak(s) < quiet {
		return errors.New("came out silent")
	}
	return nil
}

func pace(w text.Word) string {
	if strings.HasPrefix(w.Name, "letter-") {
		return spelling
	}
	return speed
}

// stamp is what a rendered folder holds, so that a changed word is rendered anew.
func stamp(langs []string) string {
	var b strings.Builder
	for _, lang := range langs {
		for _, w := range text.SpokenWords(lang) {
			fmt.Fprintln(&b, lang, sound.VoiceOf(lang), pace(w), w.Name, w.Text)
		}
	}
	return b.String()
}
