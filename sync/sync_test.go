package syncer_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/health"
	"bileter/internal/queue"
	syncer "bileter/sync"
	"bileter/sync/wire"
)

// complete tells whether the server has exactly the journal.
func (o *office) complete(t *testing.T) {
	t.Helper()
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	if len(o.c.events) != len(o.j.events) {
		t.Fatalf("the server has %d events, want %d; state %+v", len(o.c.events), len(o.j.events), o.State())
	}
	for i, e := range o.c.events {
		if e.Hash() != o.j.events[i].Hash() {
			t.Fatalf("event %d is not the journal's", i+1)
		}
	}
}

func TestEverythingArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 1234), &central{}, nil)
		run(t, o, func() {
			pass(time.Second)
			o.complete(t)
			if s := o.State(); !s.Enrolled || s.Acked != 1234 || s.Lag() != 0 || s.Away || s.Refused != "" || s.Contact.IsZero() {
				t.Errorf("state %+v", s)
			}
			if len(o.c.batches) != 3 {
				t.Errorf("batches of %v, want as few as the limits allow", o.c.batches)
			}
			o.j.grow(1)
			synctest.Wait() // no time passes: a new event leaves at once
			o.complete(t)
		})
	})
}

func TestWithoutChangedTheJournalIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 1), &central{}, func(c *syncer.Config) { c.Changed = nil })
		run(t, o, func() {
			pass(time.Second)
			o.j.grow(3)
			pass(2 * time.Second)
			o.complete(t)
			before := o.c.asked()
			pass(3 * time.Minute)
			if n := o.c.asked() - before; n != 3 {
				t.Errorf("%d requests in three idle minutes, want a sign of life each minute", n)
			}
		})
	})
}

// A dead line costs nothing but waiting: attempts grow rarer, the warning names the lag, and when the
// line is back everything arrives.
func TestServerAway(t *testing.T) {
	for name, f := range map[string]fault{"refused": cutBefore, "black hole": blackHole, "answers lost": cutAfter, "half answers": cutAnswer} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, newJournal("A", 5), &central{}, nil)
				run(t, o, func() {
					pass(time.Second)
					o.complete(t)
					var down atomic.Bool
					down.Store(true)
					o.line.fault = func(*http.Request) fault {
						if down.Load() {
							return f
						}
						return none
					}
					o.j.grow(7)
					start := o.line.seen.Load()
					pass(time.Hour)
					if n := o.line.seen.Load() - start; n < 12 || n > 80 {
						t.Errorf("%d attempts in an hour", n)
					}
					if s := o.State(); !s.Away || s.Lag() != 7 || s.Problem == "" {
						t.Errorf("state %+v", s)
					}
					if detail, on := o.warned(health.CentralAway); !on || detail != "7" {
						t.Errorf("warning %v %q", on, detail)
					}
					down.Store(false)
					pass(6 * time.Minute)
					o.complete(t)
					if s := o.State(); s.Away || s.Problem != "" || s.Lag() != 0 {
						t.Errorf("state %+v", s)
					}
					if _, on := o.warned(health.CentralAway); on {
						t.Error("the warning stays")
					}
				})
			})
		})
	}
}

// A server that greets and then fails is not asked every second.
func TestGreetingIsNotSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &central{}
		c.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == wire.PathEvents {
				refuse(w, wire.Refusal{Code: wire.Gap, Cursor: &wire.Cursor{}})
				return true
			}
			return false
		}
		o := newOffice(t, newJournal("A", 5), c, nil)
		run(t, o, func() {
			pass(time.Hour)
			if n := o.line.seen.Load(); n > 150 {
				t.Errorf("%d requests in an hour", n)
			}
			if _, on := o.warned(health.CentralAway); !on {
				t.Error("no warning")
			}
		})
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for name, header := range map[string]func(time.Time) string{
		"seconds": func(time.Time) string { return "600" },
		"date":    func(now time.Time) string { return now.Add(10 * time.Minute).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &central{}
				busy := true
				c.answer = func(w http.ResponseWriter, r *http.Request) bool {
					if busy {
						w.Header().Set("Retry-After", header(time.Now()))
						w.WriteHeader(http.StatusServiceUnavailable)
					}
					return busy
				}
				o := newOffice(t, newJournal("A", 5), c, nil)
				run(t, o, func() {
					pass(9 * time.Minute)
					if n := c.asked(); n != 1 {
						t.Errorf("%d requests, want none before the time", n)
					}
					c.set(func(*central) { busy = false })
					pass(2 * time.Minute)
					o.complete(t)
				})
			})
		})
	}
}

func TestServerGoesBack(t *testing.T) {
	for name, keep := range map[string]int{"to an older copy": 40, "to nothing": 0} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, newJournal("A", 100), &central{}, nil)
				run(t, o, func() {
					pass(time.Second)
					o.complete(t)
					o.c.set(func(c *central) { c.events = c.events[:keep] })
					o.j.grow(1) // refused as a gap
					pass(2 * time.Second)
					o.complete(t)
					o.c.set(func(c *central) { c.events = c.events[:keep] })
					pass(2 * time.Minute) // nothing new: the sign of life finds out
					o.complete(t)
				})
			})
		})
	}
}

// What only a person can mend is asked about slowly, named, and touches nothing.
func TestRefusals(t *testing.T) {
	other := newJournal("B", 12)
	other.origin.Incarnation = "A" // same name, other events
	tests := map[string]struct {
		prepare func(o *office)
		want    string
	}{
		"fork":    {func(o *office) { o.c.events = other.events[:6] }, string(wire.Fork)},
		"ahead":   {func(o *office) { o.c.events = newJournal("A", 30).events }, syncer.Behind},
		"pruned":  {func(o *office) { o.j.pruned = 5 }, syncer.Pruned},
		"revoked": {func(o *office) { o.c.answer = always(wire.Refusal{Code: wire.Revoked}) }, string(wire.Revoked)},
		"too old": {func(o *office) { o.c.answer = always(wire.Refusal{Code: wire.TooOld}) }, string(wire.TooOld)},
		"code":    {func(o *office) { o.c.codes = nil }, string(wire.WrongCode)},
		"one event is not acceptable": {func(o *office) {
			o.c.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == wire.PathEvents {
					refuse(w, wire.Refusal{Code: wire.TooLarge})
				}
				return r.URL.Path == wire.PathEvents
			}
		}, string(wire.TooLarge)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, newJournal("A", 10), &central{}, nil)
				tt.prepare(o)
				run(t, o, func() {
					pass(30 * time.Minute)
					if s := o.State(); s.Refused != tt.want || s.Away {
						t.Errorf("state %+v, want refused %q", s, tt.want)
					}
					if detail, on := o.warned(health.CentralRefuse); !on || detail != tt.want {
						t.Errorf("warning %v %q, want %q", on, detail, tt.want)
					}
					if n := o.line.seen.Load(); n > 60 {
						t.Errorf("%d requests in half an hour", n)
					}
					if len(o.j.events) != 10 {
						t.Error("the journal was touched")
					}
					o.c.set(func(c *central) { c.answer, c.events, c.codes = nil, nil, map[string]bool{"code": true} })
					o.j.mu.Lock()
					o.j.pruned = 0
					o.j.mu.Unlock()
					pass(6 * time.Minute)
					o.complete(t)
					if _, on := o.warned(health.CentralRefuse); on {
						t.Error("the warning stays")
					}
				})
			})
		})
	}
}

func always(r wire.Refusal) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, r); return true }
}

func TestSomethingElseAnswers(t *testing.T) {
	page := func(status int, kind, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Location", "http://evil.example/")
			w.WriteHeader(status)
			io.WriteString(w, body)
			return true
		}
	}
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request) bool{
		"sign-in page":  page(200, "text/html", "<html>Witamy w hotelu"),
		"redirect":      page(302, "text/html", ""),
		"empty object":  page(200, "application/json", "{}"),
		"no JSON":       page(200, "application/json", "<"),
		"endless":       page(200, "application/json", strings.Repeat(" ", 1<<20)),
		"proxy error":   page(502, "text/html", "bad gateway"),
		"other cursor":  page(200, "application/json", fmt.Sprintf(`{"protocol":1,"cursor":{"seq":3,"hash":"%s"}}`, queue.Hash{9})),
		"later version": page(200, "application/json", `{"protocol":2}`),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, newJournal("A", 2), &central{}, nil)
				run(t, o, func() {
					pass(time.Second)
					o.c.set(func(c *central) { c.answer = answer })
					o.j.grow(5)
					pass(10 * time.Minute)
					if s := o.State(); s.Acked != 2 || s.Problem == "" || s.Lag() != 5 {
						t.Errorf("state %+v", s)
					}
					o.c.set(func(c *central) { c.answer = nil })
					pass(6 * time.Minute)
					o.complete(t)
				})
			})
		})
	}
}

func TestBatchesShrinkForALimitedLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &central{}
		c.answer = func(w http.ResponseWriter, r *http.Request) bool {
			if r.ContentLength > 2000 {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
				return true
			}
			return false
		}
		o := newOffice(t, newJournal("A", 600), c, nil)
		run(t, o, func() {
			pass(30 * time.Minute)
			o.complete(t)
		})
	})
}

func TestJournalThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 5), &central{}, nil)
		o.j.fail = errors.New("closed")
		run(t, o, func() {
			pass(time.Minute)
			o.j.mu.Lock()
			o.j.fail = nil
			o.j.mu.Unlock()
			pass(5 * time.Minute)
			o.complete(t)
		})
	})
}

// Run ends at once, even in the middle of a request that nobody answers.
func TestRunEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 5), &central{}, nil)
		o.line.fault = func(*http.Request) fault { return blackHole }
		began := time.Now()
		run(t, o, synctest.Wait)
		if d := time.Since(began); d != 0 {
			t.Errorf("it took %v", d)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	save := func([]byte) error { return nil }
	for name, c := range map[string]syncer.Config{
		"no URL":         {Save: save},
		"no host":        {Save: save, URL: "https://"},
		"other scheme":   {Save: save, URL: "ftp://x"},
		"no Save":        {URL: "https://x"},
		"damaged secret": {Save: save, URL: "https://x", Saved: []byte("{")},
		"short secret":   {Save: save, URL: "https://x", Saved: []byte(`{"secret":"00"}`)},
	} {
		if _, err := syncer.New(newJournal("A", 0), c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
