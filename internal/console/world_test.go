package console_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/figures"
	"bileter/internal/health"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/internal/secret"
	"bileter/store"
)

// password is everybody's, and the login of each is their role.
const password = "siedem kotów na płocie"

// staffed makes an account for each role.
func staffed(t *testing.T, path string, now func() time.Time) *account.Book {
	t.Helper()
	if now == nil {
		now = time.Now
	}
	b, err := account.Open(path, now)
	if err != nil {
		t.Fatal(err)
	}
	b.Cost = secret.Cost{Time: 1, Memory: 8}
	b.Note = func(account.Noted) error { return nil } // as if they had been there all along
	for _, r := range account.Roles {
		p, _, err := b.Add("", account.Person{Login: string(r), Role: r})
		if err == nil {
			err = b.SetPassword("", p.ID, password)
		}
		if err != nil && !errors.Is(err, account.ErrTaken) {
			t.Fatal(err)
		}
	}
	return b
}

// smallOffice is open day and night, except for the cash desk, which never is.
func smallOffice() *queue.Setup {
	w := func(pl, en string) queue.Words { return queue.Words{"pl": pl, "en": en, "uk": pl, "de": en} }
	always := queue.Hours{}
	for d := range always.Week {
		always.Week[d] = []queue.Span{{Open: 0, Close: 24 * 60}}
	}
	s := &queue.Setup{
		Office: "test", Node: "k1", Name: w("Urząd Miejski w Próbie", "Town Hall of Trial"), Zone: "Europe/Warsaw",
		Languages: []string{"pl", "en", "uk", "de"}, Infoline: "32 000 00 00",
		Zones: []queue.Zone{
			{ID: "west", Name: w("hol zachodni", "west hall"), Way: w("w lewo, parter", "left, ground floor"), Arrow: "left", Color: "#1f6f8b"},
			{ID: "east", Name: w("hol wschodni", "east hall"), Way: w("w prawo, parter", "right, ground floor"), Arrow: "right", Color: "#8b5a1f"},
		},
		Groups: []queue.Group{
			{Letter: "D", Name: w("Dowody osobiste", "ID cards"), Icon: "id", Color: "#335577", Mean: 10 * time.Minute},
			{Letter: "P", Name: w("Pojazdy", "Vehicles"), Icon: "car", Color: "#775533", Mean: 18 * time.Minute},
			{Letter: "W", Name: w("Kasa", "Cash desk"), Icon: "cash", Color: "#557733", Hours: "never", Mean: 4 * time.Minute},
		},
		Services: []queue.Service{
			{ID: "D1", Kind: queue.KindTicket, Letter: "D", Name: w("Dowód osobisty: wniosek", "ID card: application"),
				Fees: []queue.Fee{{Min: 1700, Max: 1700, From: "2020-01-01"}}, Documents: map[string][]string{"pl": {"zdjęcie"}}},
			{ID: "P1", Kind: queue.KindTicket, Letter: "P", Name: w("Rejestracja samochodu", "Register a car")},
			{ID: "W1", Kind: queue.KindTicket, Letter: "W", Name: w("Opłaty", "Fees")},
			{ID: "I1", Kind: queue.KindInfo, Name: w("Informacja", "Information"), Info: w("Punkt 15", "Point 15")},
		},
		Counters: []queue.Counter{
			{N: 1, Zone: "west", Serves: []string{"P1"}},
			{N: 2, Zone: "west", Serves: []string{"P1", "D1"}},
			{N: 5, Zone: "east", Serves: []string{"D1"}},
			{N: 7, Zone: "east", Serves: []string{"W1"}},
			{N: 104, Room: "4", Zone: "east", Serves: []string{"D1", "P1"}},
		},
		Hours:   map[string]queue.Hours{"office": always, "never": {}},
		Rules:   queue.Rules{MinCallGap: -1},
		Phrases: queue.Phrases{Results: []string{"załatwione", "brak dokumentów"}, Breaks: []string{"śniadanie"}, Notes: []string{"dokumenty sprawdzone"}},
		Help:    queue.HelpRules{Duty: []string{"Informacja", "Asystent"}, Head: "Kierownik", SignHours: "never", Point: w("stanowisko 15", "desk 15")},
	}
	s.Location()
	return s
}

// world is an office with its console on loopback, as real as can be without hardware.
type world struct {
	t       *testing.T
	dir     string
	address string // host:port, kept over restarts
	socket  string
	setup   *queue.Setup
	config  func(*console.Config)
	now     func() time.Time                // of the office
	between func(http.Handler) http.Handler // stands between browsers and the console; nil: nothing

	office *office.Office
	server *console.Server
	people *account.Book
	board  *health.Board
	stop   func() // ends the office and the console, and waits for them

	mu      sync.Mutex // protects what follows
	pressed []int      // a long press as its counter below zero
	touch   api.Touch
}

// newWorld starts a world that ends with the test.
func newWorld(t *testing.T, change ...func(*world)) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), address: "127.0.0.1:0", setup: smallOffice(), config: func(*console.Config) {}, touch: api.Touch{Button: &api.TicketButton{Name: queue.Words{"pl": "zielony przycisk"}}}}
	w.socket = filepath.Join(w.dir, "s") // a socket's path is short
	for _, f := range change {
		f(w)
	}
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

func (w *world) start() {
	w.t.Helper()
	j, err := store.Open(filepath.Join(w.dir, "journal"), w.setup.Office, w.setup.Node)
	if err != nil {
		w.t.Fatal(err)
	}
	w.board = &health.Board{}
	meters := console.NewMeters()
	w.office = office.New(office.Config{Setup: w.setup, Journal: j, Health: w.board, Now: w.now, Committed: meters.Committed})
	if err := w.office.Load(); err != nil {
		w.t.Fatal(err)
	}
	c := console.Config{
		Office: w.office, Health: w.board, URL: "https://example.test/", Meters: meters,
		Lamps: func() map[int]bool { return map[int]bool{5: true, 2: true, 1: false} },
		Press: func(n int, long bool) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if long {
				n = -n
			}
			w.pressed = append(w.pressed, n)
		},
		Paper:   filepath.Join(w.dir, "paper"),
		Figures: &figures.Book{Events: w.office.Events},
		Touch: func() api.Touch {
			w.mu.Lock()
			defer w.mu.Unlock()
			v := w.touch
			w.office.Read(func(s *queue.State) { v.Declared = s.Faults[queue.TouchDeclared] })
			v.Gone = v.Gone || v.Declared
			return v
		},
	}
	w.config(&c)
	if c.Accounts == nil {
		c.Accounts = staffed(w.t, filepath.Join(w.dir, account.FileName), c.Now)
	}
	w.people = c.Accounts
	w.server = console.New(c)
	tcp := w.listen("tcp", w.address)
	w.address = tcp.Addr().String()
	unix := w.listen("unix", w.socket)
	ctx, cancel := context.WithCancel(context.Background())
	var parts sync.WaitGroup
	run := func(f func() error) {
		parts.Go(func() {
			if err := f(); err != nil {
				w.t.Errorf("world: %v", err)
			}
		})
	}
	run(func() error { return w.office.Run(ctx) })
	run(func() error { return w.server.Run(ctx) })
	face := w.server.Handler()
	if w.between != nil {
		face = w.between(face)
	}
	run(func() error { return w.server.Serve(ctx, tcp, face) })
	run(func() error { return w.server.Serve(ctx, unix, w.server.Local()) })
	w.stop = sync.OnceFunc(func() {
		cancel()
		parts.Wait()
		j.Close()
	})
}

func (w *world) listen(network, address string) net.Listener {
	w.t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

func (w *world) url(path string) string { return "http://" + w.address + path }

// stranger is a client that did not sign in; everything it says and hears is held against openapi.yaml.
func (w *world) stranger() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: &witness{t: w.t}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// clerk is a client that signed in as a manager, who may do all that is done in the hall, and the API client on top of it.
func (w *world) clerk() (*http.Client, *api.Client) { w.t.Helper(); return w.as(account.Manager) }

// as is a client that signed in with a role.
func (w *world) as(r account.Role) (*http.Client, *api.Client) {
	w.t.Helper()
	h := w.stranger()
	c := api.NewClient(h, w.url(""))
	if err := c.Login(w.t.Context(), string(r), password); err != nil {
		w.t.Fatal(err)
	}
	return h, c
}

// local is a client on the Unix socket.
func (w *world) local() *api.Client { return api.DialUnix(w.socket) }

// issue gives a ticket.
func (w *world) issue(key, service, lang string) api.Issued {
	w.t.Helper()
	i, err := w.local().Issue(w.t.Context(), key, api.Issue{Service: service, Lang: lang})
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

// paper records the fate of a ticket's paper.
func (w *world) paper(id uint64, fate queue.Paper) {
	w.t.Helper()
	if _, err := w.office.Do(w.t.Context(), queue.Command{ID: newKey(), Do: queue.RecordPaper{Ticket: id, Paper: fate}}); err != nil {
		w.t.Fatal(err)
	}
}

// command is a command of a counter that has to succeed.
func (w *world) command(n int, verb string) api.Done {
	w.t.Helper()
	d, err := w.local().Counter(w.t.Context(), newKey(), n, verb, nil)
	if err != nil {
		w.t.Fatalf("counter %d %s: %v", n, verb, err)
	}
	return d
}

var keys struct {
	sync.Mutex
	n int
}

func newKey() string {
	keys.Lock()
	defer keys.Unlock()
	keys.n++
	return fmt.Sprintf("key-%d", keys.n)
}

// send makes one request by hand.
func send(t *testing.T, h *http.Client, method, url, body string, header ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := h.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func code(err error) string {
	var e *api.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}
