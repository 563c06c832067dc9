package syncer_test

import (
	"bytes"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	syncer "bileter/sync"
	"bileter/sync/wire"
)

func TestSecretIsSavedBeforeItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 1), &central{}, nil)
		var before []byte
		o.line.fault = func(r *http.Request) fault {
			if r.URL.Path == wire.PathEnrol && before == nil {
				before = o.kept.b
				return cutAfter // enrolled, and nobody told us
			}
			return none
		}
		run(t, o, func() {
			pass(10 * time.Second)
			o.complete(t)
		})
		if len(before) == 0 {
			t.Fatal("the secret was used before it was saved")
		}
		if o.c.enrolled != 2 {
			t.Errorf("enrolled %d times, want once more after the lost answer", o.c.enrolled)
		}
		token := o.c.token

		// A restart between the two must show the same secret.
		again := newOffice(t, o.j, o.c, func(c *syncer.Config) { c.Saved = before })
		run(t, again, func() { pass(10 * time.Second) })
		if o.c.token != token {
			t.Error("a second secret was made")
		}

		// And when all is done, no code is needed any more.
		o.c.enrolled = 0
		done := newOffice(t, o.j, o.c, func(c *syncer.Config) { c.Saved, c.Code = o.kept.b, "" })
		if !done.State().Enrolled {
			t.Error("the saved secret was not taken")
		}
		o.j.grow(3)
		run(t, done, func() {
			pass(10 * time.Second)
			done.complete(t)
		})
		if o.c.enrolled != 0 || done.kept.n != 0 {
			t.Errorf("enrolled %d times, saved %d times", o.c.enrolled, done.kept.n)
		}
	})
}

func TestNoCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 1), &central{}, func(c *syncer.Config) { c.Code = "" })
		run(t, o, func() {
			pass(time.Hour)
			if s := o.State(); s.Refused != syncer.NotEnrolled || o.line.seen.Load() != 0 {
				t.Errorf("state %+v after %d requests", s, o.line.seen.Load())
			}
		})
	})
}

func TestSecretThatCannotBeSavedIsNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 1), &central{}, func(c *syncer.Config) {
			c.Save = func([]byte) error { return errors.New("disk full") }
		})
		run(t, o, func() {
			pass(time.Hour)
			if o.line.seen.Load() != 0 {
				t.Errorf("%d requests", o.line.seen.Load())
			}
		})
	})
}

// A server that does not know this node is shown the code; one that was asked by mistake, such as another
// city's, does not cost the secret.
func TestServerThatDoesNotKnowUs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, newJournal("A", 3), &central{}, nil)
		run(t, o, func() {
			pass(time.Second)
			o.complete(t)
			secret := bytes.Clone(o.kept.b)

			o.c.set(func(c *central) { c.answer, c.codes = unknownTo(wire.PathHello, wire.PathEvents), nil })
			o.j.grow(1)
			pass(30 * time.Minute)
			if s := o.State(); s.Refused != string(wire.UnknownNode) || !s.Enrolled {
				t.Errorf("state %+v", s)
			}
			o.c.set(func(c *central) { c.answer = nil })
			pass(6 * time.Minute)
			o.complete(t)
			if !bytes.Contains(o.kept.b, secret[1:20]) {
				t.Error("the secret was given up")
			}

			// Now it is the right server, restored from before the enrolment; the code works again.
			token := o.c.token
			known := false
			o.c.set(func(c *central) {
				c.codes = map[string]bool{"code": true}
				c.answer = func(w http.ResponseWriter, r *http.Request) bool {
					known = known || r.URL.Path == wire.PathEnrol
					return !known && unknownTo(wire.PathHello, wire.PathEvents)(w, r)
				}
			})
			o.j.grow(1)
			pass(6 * time.Minute)
			o.complete(t)
			if o.c.token == token {
				t.Error("the old secret was shown with a new code")
			}
		})
	})
}

func unknownTo(paths ...string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		for _, p := range paths {
			if r.URL.Path == p {
				refuse(w, wire.Refusal{Code: wire.UnknownNode})
				return true
			}
		}
		return false
	}
}

func TestRequestsAreSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &central{}
		c.answer = func(w http.ResponseWriter, r *http.Request) bool {
			office, node, secret, ok := wire.Signature(r.Header)
			if signed := r.URL.Path != wire.PathEnrol; ok != signed || ok && (office != "olszanow" || node != "kiosk-1" || secret == wire.Secret{}) {
				t.Errorf("%s: signature %q %q %v", r.URL.Path, office, node, ok)
			}
			return false
		}
		o := newOffice(t, newJournal("A", 1), c, nil)
		run(t, o, func() {
			pass(time.Second)
			o.complete(t)
		})
	})
}
