package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bileter/configs"
	"bileter/display"
	"bileter/display/board"
	"bileter/display/board/emulator"
	"bileter/internal/api"
	"bileter/internal/port"
	"bileter/internal/text"

	"periph.io/x/conn/v3/spi"
)

// spiPort begins the name of an SPI device.
const spiPort = "spi:"

// boardLines makes a back end for each line of boards.
func boardLines(cfg configs.Config, report func(string, error)) (outlets []display.Outlet, soft []softBoard) {
	lines, chains := map[string]*board.Line{}, map[string]*board.Chain{}
	for _, c := range cfg.Boards {
		if name, ok := strings.CutPrefix(c.Port, spiPort); ok {
			ch := chains[c.Port]
			if ch == nil {
				ch = &board.Chain{Open: func() (spi.PortCloser, error) { return board.OpenSPI(name) }, Labels: boardLabels(cfg)}
				chains[c.Port] = ch
				outlets = append(outlets, display.Outlet{Name: part("boards", c.Port), Backend: ch, Resend: board.Turn})
			}
			ch.Boards = append(ch.Boards, boardOf(c))
			continue
		}
		l := lines[c.Port]
		if l == nil {
			l = &board.Line{Open: openBoards(c.Port, c.Baud), Baud: c.Baud, Labels: boardLabels(cfg), Report: report}
			lines[c.Port] = l
			outlets = append(outlets, display.Outlet{Name: part("boards", c.Port), Backend: l, Resend: board.Turn})
		}
		l.Boards = append(l.Boards, boardOf(c))
	}
	if l := lines[configs.Emulator]; l != nil {
		wires := emulated(l.Boards)
		l.Open = func(context.Context) (board.Link, error) { return wires, nil }
		for i, b := range l.Boards {
			soft = append(soft, softBoard{b, func() string { return wires.Shown(i) }})
		}
	}
	return outlets, soft
}

// softBoard is a board made of software, and what stands on it.
type softBoard struct {
	board.Board
	shown func() string
}

// onPage tells the page what stands on the boards made of software.
func (h *hall) onPage() []api.Board {
	var out []api.Board
	for _, b := range h.boards {
		out = append(out, api.Board{Counter: b.Counter, Name: b.Name, Text: b.shown()})
	}
	return out
}

func boardOf(c configs.Board) board.Board {
	b := board.Board{
		Name: text.Say("pl", "hall.board", text.Args{"N": c.Counter}), Protocol: board.Protocols()[c.Protocol], Address: c.Address, Chars: c.Chars,
		Register: c.Register, Counter: c.Counter, Points: c.Points, Arrow: c.Arrow,
	}
	if c.Counter == 0 {
		b.Name = text.Say("pl", "hall.direction", text.Args{"N": c.Address})
	}
	return b
}

// part is what staff are told of a part of the hall that does not work.
func part(id, port string) string { return text.Say("pl", "hall."+id, text.Args{"Port": port}) }

// boardLabels are the counters as direction boards show them: "5", and "p4" for room 4.
func boardLabels(cfg configs.Config) map[int]string {
	labels := map[int]string{}
	for _, c := range cfg.Setup.Counters {
		labels[c.N] = strconv.Itoa(c.N)
		if c.Room != "" {
			labels[c.N] = "p" + c.Room
		}
	}
	return labels
}

func openBoards(spec string, baud int) func(context.Context) (board.Link, error) {
	if name, ok := strings.CutPrefix(spec, spiPort); ok { // looked for at the start alone: a Chain opens its own
		return func(context.Context) (board.Link, error) {
			p, err := board.OpenSPI(name)
			return closer{p}, err
		}
	}
	return func(ctx context.Context) (board.Link, error) { return port.Open(ctx, spec, baud) }
}

// closer is what a start looks at and closes again.
type closer struct{ io.Closer }

func (closer) Read([]byte, time.Duration) (int, error)  { return 0, errors.ErrUnsupported }
func (closer) Write([]byte, time.Duration) (int, error) { return 0, errors.ErrUnsupported }

// emulated is a line of boards made of software, for machines that have none.
func emulated(boards []board.Board) *emulator.Line {
	var es []emulator.Board
	for _, b := range boards {
		es = append(es, emulator.Like(b.Protocol.Name, b.Address, b.Chars, b.Register))
	}
	return emulator.New(es...)
}

// boardProblems says what is wrong with the boards of a set-up that has no other problems: package configs
// knows no protocols. nil: nothing.
func boardProblems(cfg configs.Config) *configs.Problems {
	var ps configs.Problems
	all := board.Protocols()
	for _, b := range cfg.Boards {
		p, known := all[b.Protocol]
		add := func(key, what, hint string) { ps.List = append(ps.List, b.Problem(key, what, hint)) }
		switch {
		case !known:
			add("protocol", fmt.Sprintf("there is no protocol %q", b.Protocol), "one of "+strings.Join(slices.Sorted(maps.Keys(all)), ", "))
			continue
		case p.SPI != strings.HasPrefix(b.Port, spiPort):
			add("port", fmt.Sprintf("does not fit the protocol %s", b.Protocol), "max7219 hangs on \"spi:0.0\", and nothing else does")
		case b.Address < p.Low || b.Address > p.High:
			add("address", fmt.Sprintf("is %d, but boards of %s have %d to %d", b.Address, b.Protocol, p.Low, p.High), "as it is set on the board")
		case b.Chars > p.Widest:
			add("chars", fmt.Sprintf("is %d, but boards of %s have at most %d", b.Chars, b.Protocol, p.Widest), "")
		case b.Register != 0 && !p.Registers:
			add("register", fmt.Sprintf("means nothing to boards of %s", b.Protocol), "take it out")
		case b.Counter == 0 && !p.Letters:
			add("protocol", fmt.Sprintf("boards of %s show digits only", b.Protocol), "a direction board shows letters and arrows")
		}
	}
	if ps.List == nil {
		return nil
	}
	return &ps
}

// findBoards looks for the lines once; see devices.go. Whether a board hangs on one is found out while running.
func (m *machine) findBoards() error {
	if ps := boardProblems(m.cfg); ps != nil {
		return ps
	}
	seen := map[string]bool{configs.Emulator: true}
	for _, b := range m.cfg.Boards {
		if seen[b.Port] {
			continue
		}
		seen[b.Port] = true
		ctx, stop := context.WithTimeout(context.Background(), 3*time.Second)
		link, err := openBoards(b.Port, b.Baud)(ctx)
		stop()
		switch {
		case err == nil:
			link.Close()
			m.found = append(m.found, "boards:"+b.Port)
		case m.hasWorked("boards:" + b.Port):
			slog.Error("boards are away, going on without them", "err", err)
		default:
			return fmt.Errorf("boards: %w; correct the port of the [[board]]", err)
		}
	}
	return nil
}
