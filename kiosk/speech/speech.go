// Package speech says what a kiosk session wants said, through espeak-ng and a sound device of this machine. It knows no
// words of its own, and where there is no sound it says so to staff and is silent.
package speech

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"bileter/internal/sound"
	"bileter/kiosk"
)

// None is the device of a screen that does not speak.
const None = "none"

// DefaultRate is how fast is spoken, in words a minute: slower than espeak-ng's own 175.
const DefaultRate = 160

// Speaker speaks. It is safe for concurrent use.
type Speaker struct {
	Device string // of ALSA; None: silent, and nobody is told
	Rate   int    // words a minute; 0: DefaultRate
	Player sound.Aplay
	// Espeak is used instead of espeak-ng, with the same arguments; nil: that.
	Espeak []string
	// Report tells what is missing: "espeak-ng", "aplay" or the device; empty: nothing is. It is called when that changes
	// and at the beginning, and may take its time. nil: nobody is told.
	Report func(ctx context.Context, missing string)

	mu   sync.Mutex // protects what follows
	list []kiosk.Say
	stop context.CancelFunc // of what is being said; nil: nothing is
	came chan struct{}

	told    bool // Report was called
	missing string
}

// Sayings that wait; more are dropped.
const depth = 4

// New makes a silent speaker; Run gives it a voice.
func New(device string, rate int) *Speaker {
	return &Speaker{Device: device, Rate: rate, came: make(chan struct{}, 1)}
}

// Say says something now, or after what is being said.
func (s *Speaker) Say(v kiosk.Say) {
	s.mu.Lock()
	if !v.After {
		s.list = nil
		s.cut()
	}
	if len(s.list) < depth {
		s.list = append(s.list, v)
	}
	s.mu.Unlock()
	select {
	case s.came <- struct{}{}:
	default:
	}
}

// Hush ends speaking.
func (s *Speaker) Hush() {
	s.mu.Lock()
	s.list = nil
	s.cut()
	s.mu.Unlock()
}

func (s *Speaker) cut() {
	if s.stop != nil {
		s.stop()
	}
}

// Run speaks until ctx ends and returns nil. What is needed for it is looked for at once.
func (s *Speaker) Run(ctx context.Context) error {
	if s.Device == None {
		<-ctx.Done()
		return nil
	}
	s.report(ctx, s.find())
	for {
		v, c, ok := s.next(ctx)
		if !ok {
			select {
			case <-ctx.Done():
				return nil
			case <-s.came:
			}
			continue
		}
		err := s.speak(c, v)
		cut := c.Err() != nil
		s.done()
		if ctx.Err() != nil {
			return nil
		}
		if !cut {
			s.report(ctx, err)
		}
	}
}

func (s *Speaker) next(ctx context.Context) (v kiosk.Say, c context.Context, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == 0 {
		return v, nil, false
	}
	v, s.list = s.list[0], s.list[1:]
	c, s.stop = context.WithCancel(ctx)
	return v, c, true
}

func (s *Speaker) done() {
	s.mu.Lock()
	s.stop()
	s.stop = nil
	s.mu.Unlock()
}

// report is called by Run only.
func (s *Speaker) report(ctx context.Context, err error) {
	missing := ""
	switch {
	case err == nil:
	case errors.Is(err, sound.ErrNoSpeech):
		missing = "espeak-ng"
	case errors.Is(err, sound.ErrNoPlayer):
		missing = "aplay"
	default:
		missing = s.Device
	}
	if s.told && missing == s.missing {
		return
	}
	s.told, s.missing = true, missing
	if err != nil {
		slog.Warn("the screen does not speak", "err", err)
	}
	if s.Report != nil {
		s.Report(ctx, missing)
	}
}

// find tells whether this machine has what is needed to speak.
func (s *Speaker) find() error {
	_, err := s.espeak()
	return errors.Join(err, s.Player.Find())
}

func (s *Speaker) espeak() ([]string, error) {
	if s.Espeak != nil {
		return s.Espeak, nil
	}
	path, err := sound.Espeak()
	return []string{path}, err
}

// Once says something on its own, without Run, and returns when it was heard.
func (s *Speaker) Once(ctx context.Context, v kiosk.Say) error {
	if err := s.find(); err != nil {
		return err
	}
	return s.speak(ctx, v)
}

// Longest that a sentence may take: a device that hangs must not hold up the next for ever.
const (
	perLetter = 300 * time.Millisecond
	atLeast   = 10 * time.Second
)

// speak is heard while it is still being rendered.
func (s *Speaker) speak(ctx context.Context, v kiosk.Say) error {
	args, err := s.espeak()
	if err != nil {
		return err
	}
	rate := s.Rate
	if rate == 0 {
		rate = DefaultRate
	}
	args = append(args[:len(args):len(args)], "-v", sound.VoiceOf(v.Lang), "-s", strconv.Itoa(rate), "-a", strconv.Itoa(v.Volume), "--stdout", "--", v.Text)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	render := sound.Child(ctx, args...)
	r, w := io.Pipe()
	render.Stdout = w
	var rendered error
	var wg sync.WaitGroup
	wg.Go(func() {
		rendered = render.Run()
		w.CloseWithError(rendered)
	})
	err = s.Player.Play(ctx, s.Device, r, atLeast+time.Duration(utf8.RuneCountInString(v.Text))*perLetter)
	r.Close()
	stop() // a player that ended early leaves the renderer without a reader
	wg.Wait()
	return err
}
