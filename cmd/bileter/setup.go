package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"bileter/configs"
	"bileter/internal/office"
	"bileter/internal/pin"
	"bileter/internal/queue"
	"bileter/internal/setup"
)

// settings is the technician's way to change the set-up of the running office.
type settings struct {
	m     *machine
	file  string
	desk  *setup.Desk
	lock  *pin.Lock
	begun setup.Version // that the office goes by since the start
	again atomic.Bool   // the program is to start itself once more
	stop  func()        // ends the run
}

// Names in the data folder.
const (
	setupFolder = "setup"
	pinName     = "technician.pin"
)

// openSetup settles what a power cut has left. again: the set-up file was brought up to the journal.
func (m *machine) openSetup(c runCmd) (again bool, err error) {
	s := &settings{m: m, file: c.Config}
	m.setup = s
	s.desk = setup.New(setup.Config{
		File: c.Config, Dir: filepath.Join(m.data, setupFolder), Now: time.Now,
		Check: s.check, Fits: func(cfg configs.Config) error { c.override(&cfg); return s.fits(cfg) },
		Take: func(ctx context.Context, cfg configs.Config, hash string, n int, by string) error {
			c.override(&cfg)
			return s.take(ctx, cfg, hash, n, by)
		},
	})
	if s.lock, err = pin.Open(filepath.Join(m.data, pinName), time.Now); err != nil {
		return false, err
	}
	s.begun, again, err = s.desk.Start(s.recorded())
	if err != nil {
		return false, fmt.Errorf("set-up: %w", err)
	}
	return again, nil
}

func (s *settings) porter() setup.Porter {
	return setup.Porter{File: s.file, Data: s.m.data, Program: version}
}

func (s *settings) recorded() (hash string) {
	s.m.office.Read(func(st *queue.State) { hash = st.Setup.Hash })
	return hash
}

// check is what bileter check does.
func (s *settings) check(text []byte) (configs.Config, error) {
	cfg, err := configs.Parse(s.file, text)
	if err != nil {
		return cfg, err
	}
	if _, ps := printerProfile(cfg); ps != nil {
		return cfg, ps
	}
	return cfg, nil
}

func (s *settings) fits(cfg configs.Config) (err error) {
	now, _ := s.m.office.Now()
	s.m.office.Read(func(st *queue.State) { err = st.Fits(s.m.office.Setup(), &cfg.Setup, now) })
	return err
}

// takeWait is for a commit on a slow disk; an office that cannot commit ends by itself.
const takeWait = 30 * time.Second

// take makes a set-up the office's, and the printer's where it can be at once. A technician who leaves does not stop it.
func (s *settings) take(ctx context.Context, cfg configs.Config, hash string, n int, by string) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), takeWait)
	defer stop()
	c := queue.Command{ID: fmt.Sprintf("setup %d %.16s", n, hash), Actor: by, Do: queue.TakeSetup{Setup: &cfg.Setup, Hash: hash, N: n}}
	_, err := s.m.office.Do(ctx, c)
	if errors.Is(err, office.ErrStopped) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %v", setup.ErrDoubt, err)
	}
	if err != nil {
		return err
	}
	s.m.printing.setForm(cfg.Ticket)
	return nil
}

// dawnEvery is how often it is asked whether the morning has come.
const dawnEvery = 20 * time.Second

// run writes down by which set-up the office goes, and applies with the day what waits for a morning.
func (s *settings) run(ctx context.Context) error {
	if s.recorded() != s.begun.Hash {
		v := queue.TakeSetup{Setup: s.m.office.Setup(), Hash: s.begun.Hash, N: s.begun.N, Started: true}
		if err := s.m.note(queue.Command{Actor: s.begun.By, Do: v}); err != nil {
			return err
		}
	}
	tick := time.NewTicker(dawnEvery)
	defer tick.Stop()
	for {
		s.dawn(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// dawn does nothing by a clock that nobody trusts.
func (s *settings) dawn(ctx context.Context) {
	now, doubt := s.m.office.Now()
	m, err := s.desk.Scheduled()
	today := now.In(s.m.office.Setup().Location()).Format(time.DateOnly)
	if err != nil || doubt || m.Day == "" || m.Day > today {
		return
	}
	if err := s.m.note(queue.Command{Actor: "clock", Do: queue.Tick{}}); err != nil { // yesterday's tickets end
		slog.Warn("set-up: the day does not begin", "err", err)
		return
	}
	done, err := s.desk.Dawn(ctx, today)
	switch {
	case err != nil && m.Failed == nil:
		slog.Error("set-up: what waited for this morning was not applied", "err", err)
	case done:
		slog.Info("set-up: what waited for this morning is applied", "day", m.Day)
	}
}

// restart ends the run in order and starts the program once more with what can be taken over only then. It refuses
// when the office would not come back: its set-up file or the console's address must be good.
func (s *settings) restart() error {
	cfg, err := configs.Load(s.file)
	if err != nil {
		return err
	}
	if cfg.Console.Listen != s.m.cfg.Console.Listen && s.m.doors.tcp.Addr().String() != cfg.Console.Listen {
		l, err := net.Listen("tcp", cfg.Console.Listen)
		if err != nil && !errors.Is(err, syscall.EADDRINUSE) {
			return err
		}
		if l != nil {
			l.Close()
		}
	}
	s.again.Store(true)
	s.stop()
	return nil
}

// restartedEnv tells a program that it has started itself: a device that is missing then is an outage, not a mistake.
const restartedEnv = "BILETER_RESTARTED"

func startedAgain() bool { return os.Getenv(restartedEnv) != "" }

// startAgain puts this program in its own place: the same process, to whoever watches over it.
func startAgain() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(self, os.Args, append(os.Environ(), restartedEnv+"=1"))
}

func (s *settings) describe() string {
	if !s.lock.Sum().Set() {
		return " (no PIN for the touch screen yet: a technician sets it at /me)"
	}
	return ""
}
