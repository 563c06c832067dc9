package syncer_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bileter/internal/health"
	syncer "bileter/sync"
	"bileter/sync/wire"
)

// TestServerHearsOfWarnings: the server has the latest picture of what is wrong soon after it changes, also when no
// event happens; a count that runs down does not call for every step; the line's own troubles are not told.
func TestServerHearsOfWarnings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // protects told
		var told []string // one for each hello
		c := &central{}
		c.answer = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != wire.PathHello {
				return false
			}
			b, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			r.Body = io.NopCloser(bytes.NewReader(b))
			var m wire.Hello
			if err := json.Unmarshal(b, &m); err != nil {
				t.Error(err)
			}
			if err := m.Check(); err != nil {
				t.Error(err)
			}
			line := ""
			for _, w := range m.Warnings {
				line += w.Code + " " + w.Detail + ";"
			}
			mu.Lock()
			told = append(told, line)
			mu.Unlock()
			return false
		}
		board := &health.Board{}
		o := newOffice(t, newJournal("A", 3), c, func(c *syncer.Config) { c.Trouble = board.Warnings })
		run(t, o, func() {
			heard := func() (hellos int, last string) {
				mu.Lock()
				defer mu.Unlock()
				return len(told), told[len(told)-1]
			}
			last := func(want string) {
				t.Helper()
				if _, got := heard(); got != want {
					t.Errorf("the server was told %q, want %q", got, want)
				}
			}
			pass(time.Second)
			last("")
			board.Set(health.CentralAway, true, "3")
			board.Set(health.PaperLow, true, "40")
			pass(11 * time.Second)
			last("paper-low 40;")
			hellos, _ := heard()
			for n := 39; n > 30; n-- {
				board.Set(health.PaperLow, true, string(rune('0'+n/10))+string(rune('0'+n%10)))
				o.j.grow(1) // a ticket
				pass(time.Second)
			}
			if n, _ := heard(); n-hellos > 2 {
				t.Errorf("%d hellos for nine tickets in nine seconds", n-hellos)
			}
			board.Set(health.DiskFull, true, strings.Repeat("ż\n", 100))
			pass(11 * time.Second)
			if _, got := heard(); !strings.HasPrefix(got, "disk-full ż ż") || !strings.HasSuffix(got, "paper-low 31;") {
				t.Errorf("the server was told %q", got)
			}
			board.Set(health.PaperLow, false, "")
			board.Set(health.DiskFull, false, "")
			pass(11 * time.Second)
			last("")
			o.complete(t)
			before, _ := heard()
			pass(3 * time.Minute)
			if n, _ := heard(); n-before != 3 {
				t.Errorf("%d hellos in three idle minutes, want a sign of life each minute", n-before)
			}
		})
	})
}
