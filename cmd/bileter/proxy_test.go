package main_test

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// weather is how a proxy treats connections.
type weather int

const (
	clear     weather = iota // passes everything
	slow                     // passes everything, late
	cut                      // refuses new connections and ends old ones
	blackHole                // accepts, and says nothing ever
	torn                     // resets after some bytes, in either direction
)

var weathers = []weather{clear, clear, slow, cut, blackHole, torn}

func (w weather) String() string {
	return [...]string{"clear", "slow", "cut", "black hole", "torn"}[w]
}

// proxy stands between the kiosk and the central server and is a bad network.
type proxy struct {
	listener net.Listener
	wg       sync.WaitGroup

	mu     sync.Mutex // protects what follows
	rng    *rand.Rand
	now    weather
	target string
	conns  map[net.Conn]bool
}

func newProxy(t *testing.T, seed uint64) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, rng: rand.New(rand.NewPCG(seed, 1)), conns: map[net.Conn]bool{}}
	p.wg.Add(1)
	go p.accept()
	t.Cleanup(func() { l.Close(); p.set(cut); p.wg.Wait() })
	return p
}

func (p *proxy) url() string { return "http://" + p.listener.Addr().String() }

func (p *proxy) aim(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = address
}

// set changes the weather. Connections of before feel it too: none survives a change to anything bad.
func (p *proxy) set(w weather) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = w
	if w != clear && w != slow {
		for c := range p.conns {
			reset(c)
		}
	}
}

// reset closes without the courtesy of a FIN.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	c.Close()
}

func (p *proxy) accept() {
	defer p.wg.Done()
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		w, target, quota := p.now, p.target, p.rng.IntN(3000)
		p.conns[c] = true
		p.mu.Unlock()
		if w == cut {
			p.drop(c)
			continue
		}
		p.wg.Add(1)
		go p.serve(c, w, target, int64(quota))
	}
}

func (p *proxy) drop(c net.Conn) {
	reset(c)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

func (p *proxy) serve(c net.Conn, w weather, target string, quota int64) {
	defer p.wg.Done()
	defer p.drop(c)
	if w == blackHole {
		_, _ = io.Copy(io.Discard, c) // until somebody gives up
		return
	}
	up, err := net.DialTimeout("tcp", target, time.Second)
	if err != nil {
		return
	}
	p.mu.Lock()
	p.conns[up] = true
	p.mu.Unlock()
	defer p.drop(up)
	done := make(chan struct{}, 2)
	pass := func(to, from net.Conn) {
		defer func() { done <- struct{}{} }()
		switch w {
		case torn:
			_, _ = io.CopyN(to, from, quota)
		case slow:
			b := make([]byte, 700)
			for {
				n, err := from.Read(b)
				timer := time.NewTimer(20 * time.Millisecond)
				<-timer.C
				if _, werr := to.Write(b[:n]); err != nil || werr != nil {
					return
				}
			}
		default:
			_, _ = io.Copy(to, from)
		}
	}
	go pass(up, c)
	go pass(c, up)
	<-done
	reset(c)
	reset(up)
	<-done
}
