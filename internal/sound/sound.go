// Package sound starts the programs that speak and play: espeak-ng and ALSA's aplay. What is said, and when, is not
// its business.
package sound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// ErrNoPlayer says that this machine has nothing to play with.
var ErrNoPlayer = errors.New("aplay is not installed (apt install alsa-utils)")

// ErrNoSpeech says that this machine cannot speak.
var ErrNoSpeech = errors.New("espeak-ng is not installed (apt install espeak-ng)")

// Espeak is the path of espeak-ng, or ErrNoSpeech.
func Espeak() (string, error) {
	path, err := exec.LookPath("espeak-ng")
	if err != nil {
		return "", ErrNoSpeech
	}
	return path, nil
}

// voices are those of espeak-ng.
var voices = map[string]string{"pl": "pl", "en": "en-gb", "uk": "uk", "de": "de"}

// VoiceOf is espeak-ng's voice for a language; Polish for one that it does not know.
func VoiceOf(lang string) string {
	if v, ok := voices[lang]; ok {
		return v
	}
	return voices["pl"]
}

// Aplay plays with ALSA's aplay as a child process.
type Aplay struct {
	Command []string // instead of aplay: gets the device as its last argument and the file on its standard input
}

// lastWord is what a child that was killed has to say.
const lastWord = 500 * time.Millisecond

// Find tells whether there is a player.
func (a Aplay) Find() error {
	if a.Command != nil {
		return nil
	}
	if _, err := exec.LookPath("aplay"); err != nil {
		return ErrNoPlayer
	}
	return nil
}

// Play plays a WAV file on a sound device, and returns when it has been heard. A player that takes longer than longest
// is killed with its children.
func (a Aplay) Play(ctx context.Context, device string, wav io.Reader, longest time.Duration) error {
	args := append(a.Command[:len(a.Command):len(a.Command)], device)
	if a.Command == nil {
		if err := a.Find(); err != nil {
			return err
		}
		args = []string{"aplay", "-q", "-D", device, "-"}
	}
	ctx, stop := context.WithTimeoutCause(ctx, longest, errors.New("the player hangs"))
	defer stop()
	cmd := Child(ctx, args...)
	cmd.Stdin = wav
	var said bytes.Buffer
	cmd.Stderr = &said
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("sound device %s: %w", device, context.Cause(ctx))
	}
	line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
	return fmt.Errorf("sound device %s: %w: %s", device, err, line)
}

// Child is a command that is killed, with its own children, when ctx ends.
func Child(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = lastWord
	return cmd
}
