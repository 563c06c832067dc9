package hardware

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"bileter/configs"
	"bileter/display"
	"bileter/display/gpio"
	"bileter/internal/console"
	"bileter/internal/queue"
	"bileter/internal/text"
)

// Times of trials in the hall.
const (
	trialLight = 6 * time.Second  // how long a lamp or a board is lit
	pressWait  = 20 * time.Second // how long a press is awaited
	obeyWait   = 4 * time.Second  // how long it may take until a line is driven: an outlet is shown every two seconds
)

// trials are the trials in the hall that go on now. The mutex of hardware protects them.
type trials struct {
	lit     map[int]time.Time // counters whose lamps burn for a trial, and until when
	boards  map[int]time.Time // places in the set-up of the boards that are tested
	broken  map[string]error  // boards by name, as their line has told last; nil: works
	obeyed  []chan error      // who waits for the next drive of the lamps
	told    []chan error      // and of the boards
	awaited map[int]chan struct{}
}

func newTrials() trials {
	return trials{map[int]time.Time{}, map[int]time.Time{}, map[string]error{}, nil, nil, map[int]chan struct{}{}}
}

// placeName is what people call a counter.
func placeName(c queue.Counter, lang string) string {
	if c.Room != "" {
		return text.Say(lang, "common.room", text.Args{"N": c.Room})
	}
	return text.Say(lang, "common.counter", text.Args{"N": c.N})
}

func (h *Bench) hallParts(lang string, d draft) (ps []console.Part) {
	say := words(lang)
	add := func(n int, id, name, line string) {
		if line != "" {
			ps = append(ps, console.Part{ID: fmt.Sprintf("%s-%d", id, n), Of: "lamps", Name: say(id, text.Args{"Name": name}),
				Value: say("wire", text.Args{"Line": line, "Name": name}), Try: h.Start.Lamps.Chip != configs.None, Asks: true})
		}
	}
	for _, c := range h.Office.Setup().Counters {
		name := placeName(c, lang)
		add(c.N, "lamp", name, c.Lamp)
		add(c.N, "button", name, c.Button)
	}
	name := say("ticket_button")
	add(gpio.TicketButton, "lamp", name, h.Start.Button.Lamp)
	add(gpio.TicketButton, "button", name, h.Start.Button.Line)
	if h.Start.Button.Line != "" {
		ps = append(ps, h.ticketService(lang, d))
	}
	for i, b := range h.Boards {
		ps = append(ps, console.Part{ID: fmt.Sprint("board-", i), Of: "lamps", Name: b.Name, Value: say("board_wire",
			text.Args{"Port": b.Port, "Protocol": b.Protocol, "N": b.Address}), Try: true, Asks: true})
	}
	return ps
}

// ticketService chooses what the ticket button gives tickets for.
func (h *Bench) ticketService(lang string, d draft) console.Part {
	p := console.Part{ID: "ticket-service", Of: "lamps", Name: words(lang)("ticket_service")}
	for _, sv := range h.Office.Setup().Services {
		if sv.Kind == queue.KindInfo {
			continue
		}
		pick := console.Pick{Value: sv.ID, Name: sv.ID + " " + sv.Name.In(lang), Chosen: sv.ID == d.TicketButton.Service}
		if p.Picks = append(p.Picks, pick); pick.Chosen {
			p.Value = pick.Name
		}
	}
	return p
}

// obey waits until something was driven, and returns how that went.
func (h *Bench) obey(ctx context.Context, waiters *[]chan error) error {
	done := make(chan error, 1)
	h.mu.Lock()
	*waiters = append(*waiters, done)
	h.mu.Unlock()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(obeyWait):
		return errors.New("no answer")
	}
}

func (h *Bench) tryLamp(ctx context.Context, n int) error {
	h.mu.Lock()
	h.trials.lit[n] = time.Now().Add(trialLight)
	h.mu.Unlock()
	return h.obey(ctx, &h.trials.obeyed)
}

func (h *Bench) tryBoard(ctx context.Context, n int) error {
	if n < 0 || n >= len(h.Boards) {
		return errors.New("no such board")
	}
	h.mu.Lock()
	h.trials.boards[n] = time.Now().Add(trialLight)
	h.mu.Unlock()
	if err := h.obey(ctx, &h.trials.told); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.trials.broken[h.Boards[n].Name]
}

// BoardReport hears of each board that fails or works, and passes it on.
func (h *Bench) BoardReport(next func(string, error)) func(string, error) {
	return func(name string, err error) {
		h.mu.Lock()
		h.trials.broken[name] = err
		h.mu.Unlock()
		next(name, err)
	}
}

// await lets the next press of a counter's button be a trial's. A press that does not come is a failure.
func (h *Bench) await(n int, missing string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	pressed := make(chan struct{})
	h.trials.awaited[n] = pressed
	time.AfterFunc(h.Press, func() {
		h.mu.Lock()
		ours := h.trials.awaited[n] == pressed
		if ours {
			delete(h.trials.awaited, n)
		}
		h.mu.Unlock()
		if ours {
			_ = h.note(fmt.Sprint("button-", n), false, missing) // a disk that cannot be written has its own warning
		}
	})
}

// Pressed takes a press that a trial awaits: it calls nobody, and gives no ticket. false: none awaits it.
func (h *Bench) Pressed(n int) bool {
	h.mu.Lock()
	_, ours := h.trials.awaited[n]
	delete(h.trials.awaited, n)
	h.mu.Unlock()
	if ours {
		_ = h.note(fmt.Sprint("button-", n), true, "") // as above
	}
	return ours
}

// Board is a board of the set-up.
type Board struct {
	configs.Board
	Name   string // by which its line tells of it
	Outlet string // name of the outlet on whose line it hangs
}

// TrialLamps puts the bench between the hall and its lamps.
func (h *Bench) TrialLamps(b display.Backend) TrialLamps { return TrialLamps{b, h} }

// TrialBoards puts the bench between the hall and a line of boards, by the name of its outlet.
func (h *Bench) TrialBoards(b display.Backend, outlet string) TrialBoards {
	return TrialBoards{b, h, outlet}
}

// TrialLamps lets lamps burn for a trial, whatever the queue says.
type TrialLamps struct {
	display.Backend
	h *Bench
}

// Show puts the trial's lamps in place of the queue's.
func (t TrialLamps) Show(ctx context.Context, ps []display.Picture) error {
	now := time.Now()
	t.h.mu.Lock()
	waiting := t.h.trials.obeyed
	t.h.trials.obeyed = nil
	lit := t.h.trials.lit
	if len(lit) > 0 {
		ps = slices.Clone(ps)
		for i := range ps {
			if until, ok := lit[ps[i].Counter]; ok {
				ps[i].Lit = now.Before(until)
				if !ps[i].Lit {
					delete(lit, ps[i].Counter)
				}
			}
		}
	}
	t.h.mu.Unlock()
	return answer(waiting, t.Backend.Show(ctx, ps))
}

func answer(waiting []chan error, err error) error {
	for _, w := range waiting {
		w <- err
	}
	return err
}

// Close gives the lines back.
func (t TrialLamps) Close() error { return closeBackend(t.Backend) }

func closeBackend(b display.Backend) error {
	if c, ok := b.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// TrialBoards lights every element of a board for a trial.
type TrialBoards struct {
	display.Backend
	h      *Bench
	outlet string
}

// Show puts the test's pictures in place of the queue's.
func (t TrialBoards) Show(ctx context.Context, ps []display.Picture) error {
	now, test, ours := time.Now(), map[int]bool{}, false
	t.h.mu.Lock()
	for n, until := range maps.All(t.h.trials.boards) {
		c := t.h.Boards[n]
		switch {
		case c.Outlet != t.outlet:
		case !now.Before(until):
			delete(t.h.trials.boards, n)
		case c.Counter == 0: // a direction board shows what it points to
			for _, p := range c.Points {
				test[p] = true
			}
			ours = true
		default:
			test[c.Counter], ours = true, true
		}
	}
	var waiting []chan error
	if ours {
		waiting, t.h.trials.told = t.h.trials.told, nil
	}
	t.h.mu.Unlock()
	if ours {
		ps = slices.Clone(ps)
		for i := range ps {
			if test[ps[i].Counter] {
				ps[i] = display.Picture{Counter: ps[i].Counter, Test: true}
			}
		}
	}
	return answer(waiting, t.Backend.Show(ctx, ps))
}

// Close gives the port back.
func (t TrialBoards) Close() error { return closeBackend(t.Backend) }
