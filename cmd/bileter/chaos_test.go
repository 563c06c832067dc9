package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
	"bileter/store"
)

var (
	chaosFor  = flag.Duration("chaos.for", 20*time.Second, "how long the chaos lasts before everything is healed")
	chaosSeed = flag.Uint64("chaos.seed", 0, "of the chaos; 0: a new one, which is told")
)

// healTime is how long the healed machine may take to bring everything to the central server.
const healTime = 45 * time.Second

// process is a program of ours that is killed and started again.
type process struct {
	name  string
	start func() *exec.Cmd
	ready *regexp.Regexp // in what it prints; the first group is given to up
	up    func(string)

	mu  sync.Mutex // protects cmd
	cmd *exec.Cmd
	out sync.WaitGroup
}

// run starts the process and returns when it says that it is ready.
func (p *process) run(t *testing.T) {
	t.Helper()
	cmd := p.start()
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	ready := make(chan string, 1)
	var said bytes.Buffer
	p.out.Add(1)
	go func() {
		defer p.out.Done()
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			fmt.Fprintln(&said, lines.Text())
			if m := p.ready.FindStringSubmatch(lines.Text()); m != nil {
				select {
				case ready <- m[len(m)-1]:
				default:
				}
			}
		}
	}()
	go func() { _ = cmd.Wait(); w.Close() }()
	select {
	case s := <-ready:
		p.up(s)
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		p.out.Wait()
		t.Fatalf("%s did not start:\n%s", p.name, said.String())
	}
	p.mu.Lock()
	p.cmd = cmd
	p.mu.Unlock()
}

// stop ends the process with a signal and waits until it is gone.
func (p *process) stop(s syscall.Signal) {
	p.mu.Lock()
	cmd := p.cmd
	p.cmd = nil
	p.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Signal(s)
		p.out.Wait()
	}
}

// pid is the running process's; 0 when it does not run.
func (p *process) pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return 0
	}
	return p.cmd.Process.Pid
}

// programs builds both programs once for all tests.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "bileter-test-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", dir, "./cmd/bileter", "./cmd/central")
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if dir, err := programs(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// city is a kiosk and a central server as separate processes, and a bad network between them.
type city struct {
	t       *testing.T
	data    string
	bin     string
	proxy   *proxy
	kiosk   *process
	central *process
	client  *api.Client
	address string // of central
	stopped atomic.Bool

	mu     sync.Mutex        // protects what follows
	issued map[string]string // command id to number, of every ticket a client was told
	called map[string]uint64 // command id to ticket, of every call a clerk was told
}

func newCity(t *testing.T, seed uint64, centralArgs ...string) *city {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	c := &city{t: t, data: t.TempDir(), bin: bin, proxy: newProxy(t, seed), issued: map[string]string{}, called: map[string]uint64{}}
	socket := filepath.Join(c.data, "kiosk", "window.sock")
	c.client = api.DialUnix(socket)
	c.central = &process{
		name: "central", ready: regexp.MustCompile(`http://(127\.0\.0\.1:\d+)`),
		start: func() *exec.Cmd {
			args := append([]string{"run", "--listen", "127.0.0.1:0", "--data", filepath.Join(c.data, "central")}, centralArgs...)
			return exec.Command(filepath.Join(bin, "central"), args...)
		},
		up: func(address string) {
			c.mu.Lock()
			c.address = address
			c.mu.Unlock()
			c.proxy.aim(address)
		},
	}
	c.central.run(t)
	out, err := exec.Command(filepath.Join(bin, "central"), "code", "--data", filepath.Join(c.data, "central"),
		"--office", "olszanow", "--node", "hol").Output()
	if err != nil {
		t.Fatalf("central code: %v", err)
	}
	code := string(bytes.TrimSpace(out))
	c.kiosk = &process{
		name: "bileter", ready: regexp.MustCompile(`(data folder)`), up: func(string) {},
		start: func() *exec.Cmd {
			return exec.Command(filepath.Join(bin, "bileter"), "run", "--config", "../../configs/olszanow.toml", "--always-open",
				"--data", filepath.Join(c.data, "kiosk"), "--listen", "127.0.0.1:0", "--screen", "off",
				"--central", c.proxy.url(), "--central-code", code)
		},
	}
	c.kiosk.run(t)
	t.Cleanup(func() { c.kiosk.stop(syscall.SIGKILL); c.central.stop(syscall.SIGKILL) })
	return c
}

// until sends a request again and again with one key until the office answers. ok is false when it was
// refused by a rule, or when the test is over.
func (c *city) until(ctx context.Context, send func(ctx context.Context, key string) error, key string) (ok bool) {
	for !c.stopped.Load() {
		once, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := send(once, key)
		cancel()
		var refused *api.Error
		switch {
		case err == nil:
			return true
		case errors.As(err, &refused) && refused.Code != "stopped" && refused.Code != "not-stored":
			return false
		}
		if !pause(ctx, 50*time.Millisecond) {
			return false
		}
	}
	return false
}

// pause waits for a time or for ctx; false when ctx has ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// client takes tickets for services; clerk serves at a counter. Both press again when nothing answers.
func (c *city) clients(ctx context.Context, n int, rng *rand.Rand) {
	services := []string{"P1", "K1", "D1", "E1", "U1", "S1", "W1", "H1", "J1"}
	for i := 0; ctx.Err() == nil; i++ {
		var got api.Issued
		key := fmt.Sprintf("client-%d-%d", n, i)
		order := api.Issue{Service: services[rng.IntN(len(services))], Lang: "pl"}
		if c.until(ctx, func(ctx context.Context, key string) (err error) {
			got, err = c.client.Issue(ctx, key, order)
			return err
		}, key) {
			c.mu.Lock()
			c.issued[key] = got.Ticket.Number
			c.mu.Unlock()
		}
		pause(ctx, time.Duration(rng.IntN(60))*time.Millisecond)
	}
}

func (c *city) clerk(ctx context.Context, n int, rng *rand.Rand) {
	press := func(i int, verb string) (d api.Done, ok bool) {
		ok = c.until(ctx, func(ctx context.Context, key string) (err error) {
			d, err = c.client.Counter(ctx, key, n, verb, nil)
			return err
		}, fmt.Sprintf("clerk-%d-%d-%s", n, i, verb))
		return d, ok
	}
	press(0, "open")
	for i := 1; ctx.Err() == nil; i++ {
		if d, ok := press(i, "next"); ok && d.Ticket != nil {
			c.mu.Lock()
			c.called[fmt.Sprintf("clerk-%d-%d-next", n, i)] = d.Ticket.ID
			c.mu.Unlock()
		}
		pause(ctx, time.Duration(100+rng.IntN(2000))*time.Millisecond)
		if verb := []string{"", "", "recall", "start", "finish", "no-show"}[rng.IntN(6)]; verb != "" {
			press(i, verb)
		}
	}
}

// chaos changes the weather and kills programs until the time is over, then heals everything.
func (c *city) chaos(ctx context.Context, rng *rand.Rand) (kills int) {
	for pause(ctx, time.Duration(200+rng.IntN(1300))*time.Millisecond) {
		switch dice := rng.IntN(10); {
		case dice == 0:
			c.central.stop(syscall.SIGKILL)
			pause(ctx, time.Duration(rng.IntN(1500))*time.Millisecond)
			c.central.run(c.t)
			kills++
		case dice <= 2:
			c.kiosk.stop(syscall.SIGKILL)
			c.kiosk.run(c.t)
			kills++
		default:
			c.proxy.set(weathers[rng.IntN(len(weathers))])
		}
	}
	c.proxy.set(clear)
	return kills
}

// play lets clients, clerks and chaos have their way, and returns when all is healed and quiet.
func (c *city) play(d time.Duration, seed uint64) {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() { c.clients(ctx, n, rand.New(rand.NewPCG(seed, uint64(100+n)))) })
	}
	for _, n := range []int{1, 2, 3, 7, 12, 13, 14, 17, 20, 26, 27, 31} {
		wg.Go(func() { c.clerk(ctx, n, rand.New(rand.NewPCG(seed, uint64(200+n)))) })
	}
	kills := c.chaos(ctx, rand.New(rand.NewPCG(seed, 0)))
	wg.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t.Logf("%d tickets and %d calls were answered, %d kills", len(c.issued), len(c.called), kills)
	if len(c.issued) < 20 || len(c.called) < 10 {
		c.t.Fatalf("too little happened to prove anything")
	}
}

// record is one line of central's export.
type record struct {
	Seq         uint64          `json:"seq"`
	Incarnation string          `json:"incarnation"`
	Prev        queue.Hash      `json:"prev"`
	Hash        queue.Hash      `json:"hash"`
	Kind        string          `json:"kind"`
	Payload     json.RawMessage `json:"payload"`
}

// history reads what central has.
func (c *city) history() ([]record, error) {
	c.mu.Lock()
	address := c.address
	c.mu.Unlock()
	client := http.Client{Timeout: 20 * time.Second}
	res, err := client.Get("http://" + address + "/api/export?office=olszanow&node=hol")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("export: %s", res.Status)
	}
	var rs []record
	d := json.NewDecoder(res.Body)
	for {
		var r record
		err := d.Decode(&r)
		if errors.Is(err, io.EOF) {
			return rs, nil
		}
		if err != nil {
			return nil, err
		}
		rs = append(rs, r)
	}
}

// settle waits until central has as many events as the kiosk, and stops the kiosk.
func (c *city) settle() []record {
	c.t.Helper()
	deadline := time.Now().Add(healTime)
	for {
		q, err := c.client.Queue(context.Background())
		if err == nil {
			if h, err := c.history(); err == nil && len(h) > 0 && h[len(h)-1].Seq >= q.Version {
				c.kiosk.stop(syscall.SIGTERM)
				return h
			}
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("central did not catch up with event %d within %v (%v)", q.Version, healTime, err)
		}
		pause(context.Background(), 200*time.Millisecond)
	}
}

// judge compares what central has with the kiosk's journal, and the journal with what people were told.
func (c *city) judge(central []record) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	j, err := store.Open(filepath.Join(c.data, "kiosk", "journal.db"), "olszanow", "hol")
	if err != nil {
		return []string{err.Error()}
	}
	defer j.Close()
	events, err := j.Events(1, 1<<30)
	if err != nil {
		return []string{err.Error()}
	}
	if len(central) > len(events) {
		say("central has %d events, the kiosk %d", len(central), len(events))
	}
	for i, r := range central {
		if i >= len(events) {
			break
		}
		if e := events[i]; r.Seq != e.Seq || r.Hash != e.Hash() || r.Kind != e.Kind || r.Prev != e.Prev {
			say("place %d: central has event %d %s, the kiosk %d %s", i+1, r.Seq, r.Kind, e.Seq, e.Kind)
			break
		}
	}
	numbers, keys, calls := map[string]uint64{}, map[string]string{}, map[uint64]int{}
	callKeys, day := map[string]uint64{}, ""
	slips, last, joint := map[uint64]int{}, uint64(0), 0
	for _, e := range events {
		f, ok := e.Fact()
		if !ok {
			say("event %d cannot be read", e.Seq)
		}
		switch f := f.(type) {
		case queue.DayOpened:
			day = f.Day
		case queue.Issued:
			n := queue.Number(f.Letter, f.N)
			if other := numbers[day+n]; other != 0 {
				say("%s was given on %s with events %d and %d", n, day, other, e.Seq)
			}
			if _, twice := keys[f.Cmd]; twice {
				say("one request, %s, gave two tickets", f.Cmd)
			}
			numbers[day+n], keys[f.Cmd] = e.Seq, n
			last = e.Seq
			slips[e.Seq] = 1
		case queue.Reprinted:
			slips[f.Ticket]++
		case queue.Sent:
			if slips[f.Ticket]--; slips[f.Ticket] < 0 {
				say("ticket %d left for the printer twice with event %d", f.Ticket, e.Seq)
			}
			if f.Ticket == last && e.Seq == last+1 {
				joint++
			}
		case queue.Called:
			if calls[f.Ticket]++; calls[f.Ticket] > 1 {
				say("ticket %d was called twice", f.Ticket)
			}
			callKeys[f.Cmd] = f.Ticket
		}
	}
	c.t.Logf("%d tickets were stored as sent with their issue", joint)
	for _, key := range slices.Sorted(maps.Keys(c.issued)) {
		if keys[key] != c.issued[key] {
			say("%s was told %s, the journal says %q", key, c.issued[key], keys[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.called)) {
		if callKeys[key] != c.called[key] {
			say("%s was told ticket %d, the journal says %d", key, c.called[key], callKeys[key])
		}
	}
	return wrong
}

// TestChaos is the whole promise: whatever is cut, delayed or killed, central's history becomes the
// kiosk's journal exactly, no number is given twice on a day and no ticket is called twice.
func TestChaos(t *testing.T) {
	if testing.Short() {
		t.Skip("needs most of a minute")
	}
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test -run Chaos ./cmd/bileter -chaos.for=%v -chaos.seed=%d", *chaosFor, seed)
	c := newCity(t, seed)
	c.play(*chaosFor, seed)
	for _, w := range c.judge(c.settle()) {
		t.Error(w)
	}
}

// TestChaosControl switches de-duplication off at central and cuts the answers: the judge must see it.
func TestChaosControl(t *testing.T) {
	if testing.Short() {
		t.Skip("needs half a minute")
	}
	c := newCity(t, 1, "--test-no-dedup")
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for i, doubled := 0, false; !doubled; i++ { // until an answer was lost after its batch was taken in
		if _, err := c.client.Issue(ctx, fmt.Sprint("control-", i), api.Issue{Service: "P1", Lang: "pl"}); err != nil {
			t.Fatalf("nothing was doubled in time: %v", err)
		}
		c.proxy.set([]weather{torn, clear}[i%2])
		h, err := c.history()
		for k := 1; err == nil && k < len(h); k++ {
			doubled = doubled || h[k].Seq <= h[k-1].Seq
		}
		pause(ctx, 100*time.Millisecond)
	}
	c.proxy.set(clear)
	if wrong := c.judge(c.settle()); len(wrong) == 0 {
		t.Fatal("central has events twice, and the judge does not see it")
	}
}
