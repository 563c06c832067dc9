package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"bileter/configs"
	"bileter/internal/durable"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/store"
	syncer "bileter/sync"
	"bileter/sync/wire"
)

// recoverCmd makes a journal that can be gone on with. What is on the disk, or in a copy, is taken as far
// as it goes, then what the central server has of it; nothing is deleted. Numbers that may be on paper are
// left out. Only a person can tell that the other machine, with the other disk, is off.
type recoverCmd struct {
	Config      string `help:"Set-up file." default:"/etc/bileter/office.toml" type:"path"`
	Data        string `help:"Data folder." default:"/var/lib/bileter" type:"path"`
	From        string `help:"A copy made by backup, to begin with instead of the journal that is there." type:"path"`
	Central     string `help:"Address of the central server, instead of the set-up's; 'none' for none."`
	CentralCode string `help:"One-time code, made there for this very machine, when its secret was lost too."`
	New         bool   `help:"Begin a new history: for when there is neither journal nor copy nor server to go on from."`
	Skip        int    `help:"How many numbers of each letter to leave out today, because they may have been given already." default:"50"`
}

// recoverLimit bounds the conversation with the central server.
const recoverLimit = 10 * time.Minute

func (c recoverCmd) Run(out io.Writer) error {
	if c.New && c.From != "" {
		return badStart(errors.New("--new begins a new history and --from goes on with a copy: choose one"))
	}
	if c.Skip < 0 || c.Skip > queue.LastNumber {
		return badStart(fmt.Errorf("--skip %d: 0 to %d", c.Skip, queue.LastNumber))
	}
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	if c.Central != "" {
		cfg.Central.URL = c.Central
	}
	if cfg.Central.URL == "none" {
		cfg.Central.URL = ""
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return badStart(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r := &recovery{c: c, cfg: cfg, out: out, path: filepath.Join(c.Data, journalName)}
	r.fresh = filepath.Join(c.Data, "recovered.db")
	if err := os.Remove(r.fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return badStart(err)
	}
	return r.run(ctx)
}

// recovery makes its journal beside the old one and puts it in its place at the end, so that a recovery
// that fails or is cut off has changed nothing.
type recovery struct {
	c           recoverCmd
	cfg         configs.Config
	out         io.Writer
	path, fresh string
	journal     *store.Journal // nil: nothing to begin with yet
}

func (r *recovery) run(ctx context.Context) (err error) {
	defer func() {
		if r.journal != nil {
			r.journal.Close()
		}
		if err != nil {
			os.Remove(r.fresh)
		}
	}()
	if err := r.idle(); err != nil {
		return badStart(err)
	}
	if err := r.begin(); err != nil {
		return badStart(err)
	}
	if !r.c.New {
		if err := r.fetch(ctx); err != nil {
			return badStart(err)
		}
	}
	if r.journal == nil {
		if r.journal, err = store.Open(r.fresh, r.cfg.Setup.Office, r.cfg.Setup.Node); err != nil {
			return err
		}
		fmt.Fprintln(r.out, "a new history begins")
	}
	if err := r.skip(ctx); err != nil {
		return err
	}
	if err := r.journal.Close(); err != nil {
		return err
	}
	r.journal = nil
	return r.replace()
}

// idle refuses while an office uses the journal.
func (r *recovery) idle() error {
	f, err := os.Open(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("%s is in use: stop the office first", r.path)
	}
	return nil
}

// begin takes the copy, or the journal that is there, as far as it is whole.
func (r *recovery) begin() error {
	from := r.c.From
	if from == "" {
		from = r.path
	}
	if r.c.New {
		return nil
	}
	f, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) && r.c.From == "" {
		fmt.Fprintf(r.out, "%s: there is no journal\n", from)
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	r.journal, err = store.Restore(r.fresh, f, r.cfg.Setup.Office, r.cfg.Setup.Node)
	if errors.Is(err, store.ErrDamaged) && r.c.From == "" {
		fmt.Fprintf(r.out, "%s is damaged: it is put aside\n", from)
		return nil
	}
	if err != nil {
		return err
	}
	last, _ := r.journal.Last()
	fmt.Fprintf(r.out, "%s: %d events\n", from, last)
	return nil
}

// fetch adds what the central server has beyond that.
func (r *recovery) fetch(ctx context.Context) error {
	url := r.cfg.Central.URL
	if url == "" {
		if r.journal == nil {
			return errors.New("there is no journal and no central server to get it from: give a copy with --from, or begin a new history with --new")
		}
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, recoverLimit)
	defer stop()
	origin, after := queue.Origin{Office: r.cfg.Setup.Office, Node: r.cfg.Setup.Node}, wire.Cursor{}
	if r.journal != nil {
		origin = r.journal.Origin()
		after.Seq, after.Hash = r.journal.Last()
	}
	key := filepath.Join(r.c.Data, keyName)
	saved, err := os.ReadFile(key)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	n := 0
	err = syncer.Fetch(ctx, syncer.Config{
		URL: url, Code: r.c.CentralCode, Saved: saved, Save: func(b []byte) error { return durable.WriteFile(key, b, 0o600) },
		Program: version, Name: r.cfg.Setup.Name.In("pl"), Log: slog.Default(),
	}, origin, after, func(o queue.Origin, es []queue.Event) error {
		if r.journal == nil {
			var err error
			if r.journal, err = store.Create(r.fresh, o); err != nil {
				return err
			}
		}
		n += len(es)
		if len(es) == 0 {
			return nil
		}
		return r.journal.Append(es, nil)
	})
	switch {
	case errors.Is(err, syncer.ErrNoHistory) && r.journal != nil:
		err = nil
	case errors.Is(err, syncer.ErrNoHistory):
		return fmt.Errorf("%w: begin a new one with --new", err)
	case errors.Is(err, syncer.ErrFork):
		return fmt.Errorf("%w: somebody went on with an old copy; begin a new history with --new, and have the server's operator settle the other", err)
	}
	if err != nil {
		return fmt.Errorf("%w; nothing was changed. Without the server's part the machine cannot go on with this history: try again when it can be reached, or begin a new one with --new", err)
	}
	fmt.Fprintf(r.out, "%s: %d events more\n", url, n)
	return nil
}

// skip leaves numbers out, in the office's own way.
func (r *recovery) skip(ctx context.Context) error {
	if r.c.Skip == 0 {
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	o := office.New(office.Config{Setup: &r.cfg.Setup, Journal: r.journal, Synced: clockSynced, Unset: clockUnset})
	if err := o.Load(); err != nil {
		stop()
		return err
	}
	done := make(chan error, 1)
	go func() { done <- o.Run(ctx) }()
	_, err := o.Do(ctx, queue.Command{ID: fmt.Sprintf("recover %d", time.Now().UnixNano()), Actor: "recover", Do: queue.SkipNumbers{By: r.c.Skip}})
	stop()
	if err = errors.Join(err, <-done); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "the next %d numbers of each letter are left out today: they may be on paper already\n", r.c.Skip)
	return nil
}

// replace puts the old journal aside and the new one in its place.
func (r *recovery) replace() error {
	old := r.path + "." + time.Now().Format("20060102-150405")
	// A second name for the old one, and not another: there is a journal at every moment.
	switch err := os.Link(r.path, old); {
	case err == nil:
		fmt.Fprintf(r.out, "the old journal is kept as %s\n", old)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := durable.Rename(r.fresh, r.path); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "%s is ready: start the office. Tickets that neither the journal nor the server knew are lost; call their holders by hand.\n", r.path)
	return nil
}
