package voice

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"bileter/internal/text"
)

// ManifestName is the file of a folder with recorded clips that says which file is which word.
const ManifestName = "manifest.toml"

// gongName is the clip before every announcement; a pack without it has one made of two tones.
const gongName = "gong"

// Manifest is that file: for each language the names of clips, as text.SpokenWords has them, and their files,
// relative to the folder. Voice says whose voice it is.
type Manifest struct {
	Voice string                       `toml:"voice"`
	Gong  string                       `toml:"gong"`
	Clips map[string]map[string]string `toml:"clips"`
}

// ReadManifest reads the manifest of a folder and says everything that is wrong with it and its files; missing
// are the words of the languages that it has no recording of. The error is of a manifest that cannot be read.
func ReadManifest(dir string, langs []string) (m Manifest, wrong, missing []string, err error) {
	path := filepath.Join(dir, ManifestName)
	f, err := os.Open(path)
	if err != nil {
		return m, nil, nil, err
	}
	defer f.Close()
	d := toml.NewDecoder(f).DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	check := func(what, file string) {
		if _, err := readClip(dir, file); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", what, err))
		}
	}
	if m.Gong != "" {
		check(gongName, m.Gong)
	}
	for lang, clips := range m.Clips {
		if !text.Known(lang) {
			wrong = append(wrong, fmt.Sprintf("clips.%s: this program does not speak that language", lang))
			continue
		}
		words := text.SpokenWords(lang)
		for name, file := range clips {
			if !slices.ContainsFunc(words, func(w text.Word) bool { return w.Name == name }) {
				wrong = append(wrong, fmt.Sprintf("clips.%s.%s: there is no such word", lang, name))
				continue
			}
			check(fmt.Sprintf("clips.%s.%s", lang, name), file)
		}
	}
	for _, lang := range langs {
		for _, w := range text.SpokenWords(lang) {
			if m.Clips[lang][w.Name] == "" {
				missing = append(missing, fmt.Sprintf("%s: %s (%s)", lang, w.Name, w.Text))
			}
		}
	}
	slices.Sort(wrong)
	return m, wrong, missing, nil
}

// readClip reads one recording; nothing outside the folder can be reached.
func readClip(dir, file string) (Sound, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s is not there", file)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxClipKB<<10:
		return nil, fmt.Errorf("%s is not a file of at most %d KiB", file, maxClipKB)
	}
	b, err := root.ReadFile(file)
	if err != nil {
		return nil, err
	}
	s, err := ReadWAV(b)
	if err != nil {
		return nil, fmt.Errorf("%s %w", file, err)
	}
	if s = tidy(s); Peak(s) < quiet {
		return nil, fmt.Errorf("%s is silent", file)
	}
	return s, nil
}

// Pack is the clips at hand: those that a person recorded, and for words that nobody recorded those that were
// rendered. It is safe for concurrent use.
type Pack struct {
	Recorded string // folder with a manifest; empty: none
	Rendered string // folder that Render filled; empty: none

	mu       sync.Mutex // protects what follows
	loaded   bool
	manifest Manifest
	cache    map[string]Sound
}

// Reload forgets what was read: the folders have changed.
func (p *Pack) Reload() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loaded, p.cache = false, nil
}

// clip returns one word.
func (p *Pack) clip(lang, name string) (Sound, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.loaded {
		p.loaded, p.manifest, p.cache = true, Manifest{}, map[string]Sound{}
		if p.Recorded != "" {
			m, _, _, err := ReadManifest(p.Recorded, nil)
			if err == nil {
				p.manifest = m
			}
		}
	}
	key := lang + "/" + name
	if s, ok := p.cache[key]; ok {
		return s, nil
	}
	s, err := p.read(lang, name)
	if err == nil {
		p.cache[key] = s
	}
	return s, err
}

func (p *Pack) read(lang, name string) (Sound, error) {
	file := p.manifest.Clips[lang][name]
	if name == gongName {
		file = p.manifest.Gong
	}
	if file != "" {
		if s, err := readClip(p.Recorded, file); err == nil {
			return s, nil
		}
	}
	if name == gongName {
		return gong(), nil
	}
	if p.Rendered == "" {
		return nil, fmt.Errorf("no clip %s/%s", lang, name)
	}
	return readClip(p.Rendered, filepath.Join(lang, name+".wav"))
}

// Speak puts a call together. A language of which a word is missing is left out; with none of them there is
// the gong alone, and the error says what is missing.
func (p *Pack) Speak(c Call) (Sound, error) {
	out, err := p.clip("", gongName)
	if err != nil {
		return nil, err
	}
	out = append(slices.Clone(out), silence(afterGong)...)
	for i, lang := range c.languages() {
		s, failed := p.sentence(lang, c)
		if failed != nil {
			err = errors.Join(err, failed)
			continue
		}
		if i > 0 {
			out = append(out, silence(afterLang)...)
		}
		out = append(out, s...)
	}
	return out, err
}

func (p *Pack) sentence(lang string, c Call) (Sound, error) {
	var out Sound
	for _, t := range sentence(lang, c) {
		s, err := p.clip(lang, t.word.Name)
		if err != nil {
			return nil, err
		}
		out = append(append(out, s...), silence(t.pause)...)
	}
	return out, nil
}
