package kiosk

import "bileter/internal/text"

// Modes are the ways in which one client may have the screen. They end with the session.
type Modes struct {
	Large    bool // larger text
	Contrast bool // 7:1 and more
	Easy     bool // larger targets, fewer things at once, three times the time, no motion
	Low      bool // everything in the lower part of the screen
}

// Mode names one of Modes.
type Mode string

// The modes.
const (
	Large    Mode = "large"
	Contrast Mode = "contrast"
	Easy     Mode = "easy"
	Low      Mode = "low"
)

// modes are all, in the order in which they are offered, with the icons for them.
var modes = []struct {
	mode Mode
	icon string
}{{Large, "text-large"}, {Contrast, "contrast"}, {Easy, "easy"}, {Low, "low"}}

func (m *Modes) of(name Mode) *bool {
	switch name {
	case Large:
		return &m.Large
	case Contrast:
		return &m.Contrast
	case Easy:
		return &m.Easy
	case Low:
		return &m.Low
	}
	return nil
}

// Option is a mode to switch on or off.
type Option struct {
	Tile
	On bool
}

func (m *Machine) options() []Option {
	var os []Option
	for _, x := range modes {
		on := *m.s.modes.of(x.mode)
		o := Option{On: on, Tile: Tile{Title: m.say("mode_" + string(x.mode)), Sub: m.say("mode_off"), Icon: x.icon, Tap: SetMode{x.mode, !on}}}
		if on {
			o.Sub = m.say("mode_on")
		}
		if x.mode == Low && !m.room.Low {
			continue
		}
		os = append(os, o)
	}
	return append(os, Option{Tile: m.helpTile()})
}

// easyTime is how much more time there is in easy mode.
const easyTime = 3

// patience is how many times the usual time a client has.
func (m *Machine) patience() int {
	if m.s.over == Helping && !m.s.modes.Easy {
		return helpPatience
	}
	if m.s.modes.Easy {
		return easyTime
	}
	return 1
}

// Room is what the glass has room for. It depends on its size and on the modes; whoever draws tells it.
type Room struct {
	Tiles   int  // on one page
	Compact bool // nothing beside the tiles: what else there is to choose stands among them
	Keys    bool // a keyboard
	Pad     bool // the digits of a code
	Low     bool // a lower part that is worth a mode
}

// perPage is how many tiles stand on a page.
func (m *Machine) perPage() int {
	n := PerPage
	if m.room.Tiles > 0 {
		n = min(n, m.room.Tiles)
	}
	if m.s.modes.Easy {
		n = min(n, easyTiles)
	}
	return n
}

// easyTiles is how many tiles stand on a page in easy mode.
const easyTiles = 4

// extras are what Home offers beside the groups.
func (m *Machine) extras() []Tile {
	return append(append(m.visitTiles(), m.infoTiles()...), m.helpTile())
}

// infoTiles is the way to the pages to read; empty: there are none.
func (m *Machine) infoTiles() []Tile {
	if len(m.services("")) == 0 {
		return nil
	}
	return []Tile{{Title: m.say("information"), Sub: m.say("no_ticket_needed"), Icon: infoIcon, Color: infoColor, Tap: TapGroup{}}}
}

// languageTiles are the languages as tiles, where the foot has no room for them.
func (m *Machine) languageTiles() []Tile {
	var ts []Tile
	for _, l := range m.languages() {
		t := Tile{Title: text.Name(l), Icon: "language", Color: infoColor, Tap: SetLang{l}}
		if l == m.lang() {
			t.Icon, t.Sub = "check", m.say("mode_on")
		}
		ts = append(ts, t)
	}
	return ts
}
