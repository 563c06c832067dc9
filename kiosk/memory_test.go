package kiosk_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/queue"
	"bileter/kiosk"
)

// pocket is a Memory that outlives a driver.
type pocket struct {
	mu   sync.Mutex // protects memo
	memo *kiosk.Memo
}

func (p *pocket) Keep(m kiosk.Memo) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.memo = &m
	return nil
}

func (p *pocket) Forget() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.memo = nil
	return nil
}

func (p *pocket) Recall() (kiosk.Memo, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.memo == nil {
		return kiosk.Memo{}, false
	}
	return *p.memo, true
}

func TestResume(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	es := d.do(kiosk.Resume{Memo: kiosk.Memo{Key: "old", Service: "P1", Lang: "uk"}})
	if s, ok := es[0].(kiosk.StartIssue); len(es) != 1 || !ok || s.Key != "old" || s.Order.Service != "P1" || s.Order.Lang != "uk" {
		t.Fatalf("effects %v, want the old request again", es)
	}
	if v := d.want(kiosk.Issuing); v.Lang != "uk" {
		t.Errorf("language %s, want the client's", v.Lang)
	}
	d.do(kiosk.IssueDone{Key: "old", Issued: issued("P027", "P1", queue.PaperPrinted)})
	if v := d.want(kiosk.Ticket); v.Ticket.Number != "P027" {
		t.Errorf("number %s", v.Ticket.Number)
	}
	forgot := false
	for _, e := range d.wait(time.Minute) {
		_, is := e.(kiosk.Forget)
		forgot = forgot || is
	}
	if d.want(kiosk.Home); !forgot {
		t.Error("the client is gone and the request is still kept")
	}
}

func TestResumeDoesNotDisturbAClient(t *testing.T) {
	d := newDesk(t, kiosk.Config{})
	d.do(kiosk.TapGroup{Letter: "P"})
	if es := d.do(kiosk.Resume{Memo: kiosk.Memo{Key: "old", Service: "P1", Lang: "uk"}}); len(es) != 0 {
		t.Errorf("effects %v while somebody else is at the screen", es)
	}
	d.want(kiosk.Group)
}

// TestWindowThatEnds kills the window at each stage of a request: the next one shows the same number.
func TestWindowThatEnds(t *testing.T) {
	for name, after := range map[string]time.Duration{"before the answer": 0, "with the number on the screen": 2 * time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, kept := &counterpart{paper: queue.PaperPrinted}, &pocket{}
				g := lightWith(t, c, kept)
				g.order()
				if after > 0 {
					g.sleep(after)
				}
				g.off()
				g = lightWith(t, c, kept)
				g.sleep(3 * time.Second)
				g.want(kiosk.Ticket)
				_, keys := c.count()
				for _, k := range keys {
					if k != keys[0] {
						t.Errorf("two keys for one finger: %v", keys)
					}
				}
				g.sleep(time.Minute)
				g.want(kiosk.Home)
				g.off()
				if _, ok := kept.Recall(); ok {
					t.Error("the request is still kept")
				}
			})
		})
	}
}

func TestOldRequestIsNotResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counterpart{paper: queue.PaperPrinted}
		g := lightWith(t, c, &pocket{memo: &kiosk.Memo{Key: "old", Service: "P1", Lang: "pl", At: time.Now().Add(-time.Minute)}})
		g.sleep(time.Second)
		g.want(kiosk.Home)
		g.off()
		if _, keys := c.count(); len(keys) != 0 {
			t.Errorf("asked for a ticket nobody waits for: %v", keys)
		}
	})
}
