package hardware

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"bileter/configs"
	"bileter/display/voice"
	"bileter/internal/console"
	"bileter/internal/setup"
	"bileter/internal/text"
)

// volumes are those to choose from, in percent.
var volumes = []int{20, 40, 60, 80, 100}

func (h *Bench) soundParts(lang string, d draft) (ps []console.Part) {
	say := words(lang)
	for i, s := range h.Start.Voice.Speakers {
		if s.Device == configs.None {
			continue
		}
		p := console.Part{ID: fmt.Sprint("speaker-", i), Of: "sound", Name: say("speaker"), Value: s.Device, Hint: say("speaker_hint"), Try: true, Asks: true}
		now := h.volume(i, d)
		for _, v := range volumes {
			p.Picks = append(p.Picks, console.Pick{Value: strconv.Itoa(v), Name: fmt.Sprintf("%d %%", v), Chosen: v == now})
		}
		ps = append(ps, p)
	}
	if ps == nil {
		ps = []console.Part{{ID: "sound", Of: "sound", Name: say("speaker"), Value: say("no_speaker")}}
	}
	return ps
}

// volume is that of the draft.
func (h *Bench) volume(i int, d draft) int {
	if i < len(d.Speaker) && d.Speaker[i].Volume > 0 {
		return d.Speaker[i].Volume
	}
	return h.Start.Voice.Speakers[i].Volume
}

// play speaks a call with the volume of the draft, behind nobody: it is for the one who stands there.
func (h *Bench) play(ctx context.Context, i int) error {
	if i < 0 || i >= len(h.Start.Voice.Speakers) {
		return errors.New("no such speaker")
	}
	sound, err := h.Voice.Pack.Speak(voice.Call{Letter: "A", N: 12, Desk: 5, Lang: "pl"})
	if err != nil {
		return err
	}
	return h.Voice.Player.Play(ctx, h.Start.Voice.Speakers[i].Device, sound.WAV(h.volume(i, h.draft())))
}

func (h *Bench) chooseVolume(i int, value, lang string) (string, error) {
	v, err := strconv.Atoi(value)
	if err != nil {
		return "", errChoice(lang)
	}
	return words(lang)("volume", text.Args{"N": v}), h.set(setup.Setting{Table: "speaker", At: i, Key: "volume", Value: v})
}
