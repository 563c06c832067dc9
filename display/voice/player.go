package voice

import (
	"bytes"
	"context"
	"time"

	"bileter/internal/sound"
)

// Player plays a WAV file on a sound device, and returns when it has been heard.
type Player interface {
	Play(ctx context.Context, device string, wav []byte) error
}

// Aplay plays with ALSA's aplay as a child process.
type Aplay struct{ sound.Aplay }

// hangs is how much longer than the sound a player may take.
const hangs = 5 * time.Second

// Play runs the player. One that hangs is killed with its children.
func (a Aplay) Play(ctx context.Context, device string, wav []byte) error {
	length := time.Duration(len(wav)/2) * time.Second / Rate
	return a.Aplay.Play(ctx, device, bytes.NewReader(wav), length+hangs)
}
