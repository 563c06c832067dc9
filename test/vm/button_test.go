package vm_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bileter/internal/queue"
)

// Lines of the simulated chip for the ticket button and the lamp in it.
const (
	pushLine = 5
	glowLine = 6
)

// counterLines are those of the sample's counters, which this chip has not.
var counterLines = regexp.MustCompile(`(?m)^(lamp|button) += "(LAMP|BUTTON)[0-9]+"\n`)

// withButton is the sample with a ticket button on the simulated chip.
func withButton(config string) string {
	return strings.NewReplacer(`chip       = "none"`, fmt.Sprintf("chip       = %q", os.Getenv("BILETER_GPIO_CHIP")),
		`"TICKET"`, fmt.Sprintf(`"GPIO%d"`, pushLine), `"TICKETLAMP"`, fmt.Sprintf(`"GPIO%d"`, glowLine),
		`device          = "default"`, `device          = "none"`).Replace(counterLines.ReplaceAllString(config, ""))
}

// line is a file of a simulated line.
func line(t *testing.T, n int, name string) string {
	t.Helper()
	m, _ := filepath.Glob(fmt.Sprintf("/sys/devices/platform/gpio-sim.*/gpiochip*/sim_gpio%d/%s", n, name))
	if len(m) != 1 {
		t.Skipf("no simulated line %d here: %v", n, m)
	}
	return m[0]
}

// push closes the button's contact, or opens it.
func push(t *testing.T, closed bool) {
	t.Helper()
	to := "pull-up"
	if closed {
		to = "pull-down"
	}
	if err := os.WriteFile(line(t, pushLine, "pull"), []byte(to), 0); err != nil {
		t.Fatal(err)
	}
}

func glows(t *testing.T) bool {
	t.Helper()
	b, err := os.ReadFile(line(t, glowLine, "value"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b)) == "1"
}

// TestTicketButton presses a line of the kernel: a press that bounces is one ticket on paper, so are five in a row; without
// a printer there is none, and the lamp in the button says so.
func TestTicketButton(t *testing.T) {
	kinds(t, func(t *testing.T, kind string) {
		push(t, false)
		o := newOfficeWith(t, kind, "emulator-80", withButton)
		o.wait("")
		eventually(t, "the lamp in the button is lit", func() bool { return glows(t) })
		issued := func() int {
			q, err := o.client.Queue(t.Context())
			if err != nil {
				return -1
			}
			return q.Waiting["J1"]
		}
		press := func() {
			for range 6 {
				push(t, true)
				push(t, false)
			}
			push(t, true)
			time.Sleep(200 * time.Millisecond)
			push(t, false)
			time.Sleep(200 * time.Millisecond)
		}
		// gives presses until there are so many tickets: a machine that got no time for a fifth of a second hears nothing.
		gives := func(n int) {
			t.Helper()
			for range 5 {
				press()
				for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
					if issued() == n {
						return
					}
				}
				t.Logf("a press gave no ticket: the machine is too busy, once more")
			}
			t.Fatalf("never: ticket %d", n)
		}
		gives(1)
		papers := func() int { o.mu.Lock(); defer o.mu.Unlock(); return len(o.papers) }
		eventually(t, "on paper", func() bool { return papers() == 1 })
		time.Sleep(2 * time.Second) // the next person
		for range 5 {
			press()
		}
		if issued() == 1 {
			t.Log("five presses gave no ticket: the machine is too busy")
			gives(2)
		}
		eventually(t, "both on paper", func() bool { return papers() == 2 })
		time.Sleep(2 * time.Second)
		if n := issued(); n != 2 {
			t.Fatalf("a hand that hammers got %d tickets", n-1)
		}
		o.unplug()
		o.wait("absent")
		eventually(t, "the lamp in the button is dark", func() bool { return !glows(t) })
		press()
		time.Sleep(time.Second)
		if n := issued(); n != 2 {
			t.Errorf("a ticket without a printer: %d", n)
		}
		o.plug()
		o.wait("")
		eventually(t, "the lamp in the button is lit again", func() bool { return glows(t) })
		time.Sleep(time.Second)
		gives(3)
		q, err := o.client.Queue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range q.Unprinted {
			if u.Paper != queue.PaperPrinted {
				t.Errorf("%s: %s", u.Number, u.Paper)
			}
		}
	})
}
