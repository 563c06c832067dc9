package voice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Player plays a WAV file on a sound device, and returns when it has been heard.
type Player interface {
	Play(ctx context.Context, device string, wav []byte) error
}

// ErrNoPlayer says that this machine has nothing to play with.
var ErrNoPlayer = errors.New("aplay is not installed (apt install alsa-utils)")

// Aplay plays with ALSA's aplay as a child process.
type Aplay struct {
	Command []string // instead of aplay: gets the device as its last argument and the file on its standard input
}

// Times of a child.
const (
	hangs    = 5 * time.Second // longer than the sound takes: it is killed
	lastWord = 500 * time.Millisecond
)

// Play runs the player. One that hangs is killed with its children.
func (a Aplay) Play(ctx context.Context, device string, wav []byte) error {
	args := append(a.Command[:len(a.Command):len(a.Command)], device)
	if a.Command == nil {
		path, err := exec.LookPath("aplay")
		if err != nil {
			return ErrNoPlayer
		}
		args = []string{path, "-q", "-D", device, "-"}
	}
	length := time.Duration(len(wav)/2) * time.Second / Rate
	ctx, stop := context.WithTimeoutCause(ctx, length+hangs, errors.New("the player hangs"))
	defer stop()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = lastWord
	cmd.Stdin = bytes.NewReader(wav)
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
