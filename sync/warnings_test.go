package syncer_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
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
			told = append(told, line)
			return false
		}
		board := &health.Board{}
		o := newOffice(t, newJournal("A", 3), c, func(c *syncer.Config) { c.Trouble = board.Warnings })
		run(t, o, func() {
			last := func(want string) {
				t.Helper()
				c.mu.Lock()
				defer c.mu.Unlock()
				if got := told[len(told)-1]; got != want {
					t.Errorf("the server was told %q, want %q", got, want)
				}
			}
			pass(time.Second)
			last("")
			board.Set(health.CentralAway, true, "3")
			board.Set(health.PaperLow, true, "40")
			pass(11 * time.Second)
			last("paper-low 40;")
			hellos := len(told)
			for n := 39; n > 30; n-- {
				board.Set(health.PaperLow, true, string(rune('0'+n/10))+string(rune('0'+n%10)))
				o.j.grow(1) // a ticket
				pass(time.Second)
			}
			if n := len(told) - hellos; n > 2 {
				t.Errorf("%d hellos for nine tickets in nine seconds", n)
			}
			board.Set(health.DiskFull, true, strings.Repeat("ż\n", 100))
			pass(11 * time.Second)
			if got := told[len(told)-1]; !strings.HasPrefix(got, "disk-full ż ż") || !strings.HasSuffix(got, "paper-low 31;") {
				t.Errorf("the server was told %q", got)
			}
			board.Set(health.PaperLow, false, "")
			board.Set(health.DiskFull, false, "")
			pass(11 * time.Second)
			last("")
			o.complete(t)
			before := len(told)
			pass(3 * time.Minute)
			if n := len(told) - before; n != 3 {
				t.Errorf("%d hellos in three idle minutes, want a sign of life each minute", n)
			}
		})
	})
}
