package configs

import (
	"regexp"
	"strconv"
	"strings"
)

// Speech is the spoken guidance of the touch screen.
type Speech struct {
	Device string // of ALSA: "default", "plughw:1,0"; "none": silent
	Volume int    // percent, 20 to 100, with which every session begins
	Rate   int    // words a minute, 80 to 300
}

// Defaults of Speech.
const (
	DefaultSpeechDevice = "default"
	DefaultSpeechVolume = 60
	DefaultSpeechRate   = 160
)

// Keypad names the key for each thing that the keypad of the touch screen does: "up", "f13", "code:191".
type Keypad struct{ Up, Down, Back, Say, OK, Louder, Quieter string }

// DefaultKeypad is what keypads send that act as the arrows of a keyboard.
var DefaultKeypad = Keypad{Up: "up", Down: "down", Back: "left", Say: "right", OK: "enter", Louder: "page-up", Quieter: "page-down"}

// Each is what the keys do, by name.
func (k *Keypad) Each() map[string]*string {
	return map[string]*string{"up": &k.Up, "down": &k.Down, "back": &k.Back, "say": &k.Say, "ok": &k.OK, "louder": &k.Louder, "quieter": &k.Quieter}
}

// keyNames are the keys that a keypad may send. Letters and digits are not among them: scanners write these.
var (
	keyNames = regexp.MustCompile(`^(up|down|left|right|enter|space|escape|home|end|page-up|page-down|insert|delete|f([1-9]|1[0-9]|2[0-4]))$`)
	keyCode  = regexp.MustCompile(`^code:([1-9][0-9]{0,2})$`)
)

func (r *reader) speech(s *section) Speech {
	c := Speech{Device: DefaultSpeechDevice, Volume: DefaultSpeechVolume, Rate: DefaultSpeechRate}
	if s == nil {
		return c
	}
	if s.has("device") {
		const hint = "a name of ALSA (see aplay -L), such as \"default\" or \"plughw:1,0\", or \"none\""
		if c.Device = s.need("device", hint); c.Device != "" && !alsaForm.MatchString(c.Device) {
			s.problem("device", quote(c.Device)+" is not a sound device", hint)
		}
	}
	if n, ok := s.int("volume", 20, 100); ok {
		c.Volume = n
	}
	if n, ok := s.int("rate", 80, 300); ok {
		c.Rate = n
	}
	s.end()
	return c
}

func (r *reader) keypad(s *section) Keypad {
	k := DefaultKeypad
	if s == nil {
		return k
	}
	const hint = "such as \"up\", \"enter\", \"f13\", or \"code:191\" as xev shows it"
	for name, v := range k.Each() {
		if !s.has(name) {
			continue
		}
		key := strings.ToLower(s.need(name, hint))
		if key == "" {
			continue
		}
		if n, _ := strconv.Atoi(strings.TrimPrefix(key, "code:")); !keyNames.MatchString(key) && (!keyCode.MatchString(key) || n < 9 || n > 255) {
			s.problem(name, quote(key)+" is not a key that a keypad may send", hint)
			continue
		}
		*v = key
	}
	for _, name := range []string{"up", "down", "back", "say", "ok", "louder", "quieter"} {
		for _, before := range []string{"up", "down", "back", "say", "ok", "louder", "quieter"} {
			if before == name {
				break
			}
			if *k.Each()[before] != *k.Each()[name] {
				continue
			}
			at := name
			if !s.has(name) {
				at = before
			}
			s.problem(at, "the key "+quote(*k.Each()[name])+" would do two things: "+before+" and "+name, "every key does one thing")
		}
	}
	s.end()
	return k
}
