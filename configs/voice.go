package configs

import (
	"path/filepath"
	"regexp"

	"bileter/internal/queue"
)

// Voice says how calls are spoken. A file without it has no speakers: nothing is said.
type Voice struct {
	Clips    string // folder with recorded clips; empty: those that espeak-ng makes
	Once     bool   // a call is not repeated
	Speakers []Speaker
}

// Speaker is one sound device and what it is for.
type Speaker struct {
	Device string   // of ALSA: "default", "plughw:1,0"; "none"
	Zones  []string // whose calls it speaks; empty: all
	Volume int      // percent, 1 to 100
	Quiet  []queue.Span
	Hushed int // volume within Quiet
}

// Defaults of a Speaker.
const (
	DefaultVolume = 80
	DefaultHushed = 40
)

var alsaForm = regexp.MustCompile(`^[A-Za-z0-9_:,.=-]{1,64}$`)

func (o *office) readVoice(top *section) Voice {
	var v Voice
	if s := top.table("voice"); s != nil {
		v.Clips = s.string("clips")
		if v.Clips != "" && !filepath.IsAbs(v.Clips) {
			v.Clips = filepath.Join(filepath.Dir(o.file), v.Clips)
		}
		v.Once = s.bool("once")
		s.end()
	}
	devices := once{}
	for _, s := range o.elements(top, "speaker", "device") {
		sp := Speaker{Volume: DefaultVolume, Hushed: DefaultHushed}
		const hint = "a name of ALSA (see aplay -L), such as \"default\" or \"plughw:1,0\""
		if sp.Device = s.need("device", hint); sp.Device != "" {
			if !alsaForm.MatchString(sp.Device) {
				s.problem("device", quote(sp.Device)+" is not a sound device", hint)
			} else {
				devices.see(o.reader, s.line("device"), s.key("device"), sp.Device, "one speaker for several zones: zones = [\"west\", \"east\"]")
			}
		}
		for _, z := range s.list("zones", aText) {
			if !o.isZone(z.text) {
				s.r.problem(z.line, s.key("zones"), "there is no zone "+quote(z.text), "the id of a [[zone]]")
			}
			sp.Zones = append(sp.Zones, z.text)
		}
		if n, ok := s.int("volume", 1, 100); ok {
			sp.Volume = n
		}
		sp.Quiet = s.spans("quiet")
		if n, ok := s.int("quiet_volume", 0, 100); ok {
			sp.Hushed = n
		}
		s.end()
		v.Speakers = append(v.Speakers, sp)
	}
	return v
}

func (o *office) isZone(id string) bool {
	for _, z := range o.setup.Zones {
		if z.ID == id {
			return true
		}
	}
	return false
}
