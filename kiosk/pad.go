package kiosk

import (
	"slices"
	"time"
)

// Pad is a key of the keypad for those who do not use the glass. The first one starts the spoken mode and does
// nothing else.
type Pad struct{ Key PadKey }

func (Pad) input() {}

// PadKey is what a key of the keypad means.
type PadKey string

// Keys of the keypad. Five are enough: Louder and Quieter are for keypads that have more.
const (
	PadUp      PadKey = "up"
	PadDown    PadKey = "down"
	PadBack    PadKey = "back"
	PadSay     PadKey = "say" // once more; pressed twice in a row: louder, and after the loudest the quietest
	PadOK      PadKey = "ok"
	PadLouder  PadKey = "louder"
	PadQuieter PadKey = "quieter"
)

// PadKeys are all.
var PadKeys = []PadKey{PadUp, PadDown, PadBack, PadSay, PadOK, PadLouder, PadQuieter}

// Volumes of the spoken guidance, in percent.
const (
	DefaultVolume = 60
	leastVolume   = 20
	mostVolume    = 100
	volumeStep    = 20
)

// scannerPause is for how long after a letter an Enter is the scanner's or keyboard's own.
const scannerPause = time.Second

// pad does what a key of the keypad says.
func (m *Machine) pad(v Pad) []Effect {
	if m.s.screen == Technician || !slices.Contains(PadKeys, v.Key) {
		return nil
	}
	if v.Key == PadOK && !m.typedAt.IsZero() && m.since(m.typedAt) < scannerPause {
		return nil
	}
	again := m.s.asked
	m.s.asked = v.Key == PadSay
	if m.warning() == 0 || !m.s.modes.Spoken {
		m.touch() // the countdown is answered by its own choices
	}
	if !m.s.modes.Spoken {
		m.s.modes.Spoken = true
		return nil
	}
	stops := m.view.Stops
	switch v.Key {
	case PadUp:
		m.focus(stops, -1)
	case PadDown:
		m.focus(stops, 1)
	case PadSay:
		if again {
			m.volume(m.volumeNow()+volumeStep, true)
		}
	case PadLouder:
		m.volume(m.volumeNow()+volumeStep, false)
	case PadQuieter:
		m.volume(m.volumeNow()-volumeStep, false)
	case PadBack:
		return m.padBack()
	case PadOK:
		return m.choose(stops)
	}
	return nil
}

// focus goes to the next or previous stop; after the last comes the first.
func (m *Machine) focus(stops []Stop, by int) {
	if n := len(stops); n > 0 {
		m.s.at = (m.view.Stop + by + n) % n
		m.s.on = stops[m.s.at].name()
	}
}

// follow takes the focus to what a finger touches.
func (m *Machine) follow(in Input) {
	for i, s := range m.view.Stops {
		if s.Tap != nil && s.name() == (Stop{Tap: in}).name() {
			m.s.at, m.s.on = i, s.name()
		}
	}
}

// choose does what a finger on the focused thing would do.
func (m *Machine) choose(stops []Stop) []Effect {
	if len(stops) == 0 {
		return nil
	}
	if in := stops[m.view.Stop].Tap; in != nil {
		return m.finger(in)
	}
	return nil
}

// padBack is the way back where there is one; it never ends a session.
func (m *Machine) padBack() []Effect {
	if m.warning() > 0 {
		return m.finger(MoreTime{})
	}
	return m.finger(Back{})
}

func (m *Machine) volumeNow() int {
	if m.s.volume == 0 {
		return m.cfg.Volume
	}
	return m.s.volume
}

// volume sets the volume, for this session.
func (m *Machine) volume(to int, around bool) {
	if around && m.volumeNow() >= mostVolume {
		to = leastVolume
	}
	m.s.volume = min(max(to, leastVolume), mostVolume)
}
