package window_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"bileter/internal/api"
	"bileter/kiosk"
	"bileter/kiosk/touch"
	"bileter/test/window"
)

// The reference's glass, drawn without a graphics card.
const fullWidth, fullHeight = 1080, 1920

// until is the time until something is true. It leaves the processor to who draws, and looks every ms.
func until(b *testing.B, what string, ok func() bool) time.Duration {
	b.Helper()
	began := time.Now()
	for !ok() {
		if time.Since(began) > 20*time.Second {
			b.Fatalf("did not come: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(began)
}

// report gives the median of times in ms.
func report(b *testing.B, ds []time.Duration, unit string) {
	slices.Sort(ds)
	b.ReportMetric(float64(ds[len(ds)/2].Microseconds())/1000, unit)
}

// BenchmarkTap is the time from a finger on a tile to its pressed look, beside that of a bare window that fills itself
// when it is pressed; and from the finger's release to the ticket's number (target 100 ms), beside the office's answer to
// such a request. All are medians.
func BenchmarkTap(b *testing.B) {
	window.Program(b)
	d := window.Xvfb(b, fullWidth, fullHeight)
	bare := bareWindow(b, d)
	w := window.NewBench(b, d, d)
	for b.Loop() {
		report(b, bare, "bare-window-ms")
		report(b, pressed(b, w), "tap-to-pressed-ms")
		issue, number := ticket(b, w)
		report(b, issue, "issue-ms")
		report(b, number, "tap-to-number-ms")
	}
}

// bareWindow is the least that a tap takes to be seen: X server, pointer and looking.
func bareWindow(b *testing.B, d *window.Display) (ds []time.Duration) {
	stop, err := d.Bare()
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	for range 30 {
		ds = append(ds, look(b, d, 40, 40))
	}
	return ds
}

// look is the time until a finger changes what it touches.
func look(b *testing.B, d *window.Display, x, y float64) time.Duration {
	b.Helper()
	time.Sleep(100 * time.Millisecond)
	area := func() []byte {
		a, err := d.Area(int(x)-4, int(y)-4, 8, 8)
		if err != nil {
			b.Fatal(err)
		}
		return a
	}
	before := area()
	began := time.Now()
	if err := d.Down(0, x, y); err != nil {
		b.Fatal(err)
	}
	until(b, "a pressed look", func() bool { return !bytes.Equal(area(), before) })
	took := time.Since(began)
	if err := d.Move(0, 2, 900); err != nil { // off the button: nothing happens
		b.Fatal(err)
	}
	if err := d.Up(0, 2, 900); err != nil {
		b.Fatal(err)
	}
	return took
}

func pressed(b *testing.B, w *window.Bench) (ds []time.Duration) {
	x, y := w.Place("home", w.Group)
	for range 30 {
		ds = append(ds, look(b, w.Display, x, y))
		time.Sleep(200 * time.Millisecond)
	}
	return ds
}

func ticket(b *testing.B, w *window.Bench) (issue, number []time.Duration) {
	take := w.Take.(kiosk.TakeTicket)
	var one api.Issued
	for i := range 15 {
		began := time.Now()
		var err error
		if one, err = w.Client.Issue(b.Context(), fmt.Sprintf("bench-issue-%d", i), api.Issue{Service: take.Service, Lang: "pl"}); err != nil {
			b.Fatal(err)
		}
		issue = append(issue, time.Since(began))
		time.Sleep(200 * time.Millisecond)
	}
	var waits window.Coarse
	var numbers []window.Coarse
	for _, n := range []string{"P001", "P888"} {
		w.On("confirm").Do(w.Take)
		w.Twin.Do(kiosk.Tick{}) // 3 s without an answer
		waits = w.Twin.Picture()
		one.Ticket.Number = n
		w.Twin.Answer(one)
		numbers = append(numbers, w.Twin.Picture())
		w.Twin.Do(kiosk.Finish{})
	}
	mark := window.MarkOf(numbers, waits, w.Screens["confirm"])
	x, y := w.Place("confirm", w.Take)
	w.Home()
	for range 10 {
		w.Walk()
		if err := w.Glass.Down(0, x, y); err != nil {
			b.Fatal(err)
		}
		time.Sleep(window.Hold)
		began := time.Now()
		if err := w.Glass.Up(0, x, y); err != nil {
			b.Fatal(err)
		}
		until(b, "the number", func() bool { return w.Display.Marked(mark) })
		number = append(number, time.Since(began))
		w.Wait("home", func() bool { return w.Shows("home") })
		time.Sleep(window.Settle)
	}
	return issue, number
}

// BenchmarkStart is the time from the start of the program to its first picture (target 1 s), from the end of a window to the
// next one's, and, as the floor, the time in which the program says its version.
func BenchmarkStart(b *testing.B) {
	window.Program(b)
	d := window.Xvfb(b, fullWidth, fullHeight)
	w := window.NewBench(b, d, d)
	mark := window.MarkOf([]window.Coarse{w.Screens["home"]}, window.Coarse{})
	var version, first, next []time.Duration
	for b.Loop() {
		for range 5 {
			began := time.Now()
			if err := exec.Command(window.Program(b), "version").Run(); err != nil {
				b.Fatal(err)
			}
			version = append(version, time.Since(began))

			w.Stop(syscall.SIGTERM)
			until(b, "an empty screen", func() bool { return !d.Marked(mark) })
			began = time.Now()
			w.Run("on")
			until(b, "a picture", func() bool { return d.Marked(mark) })
			first = append(first, time.Since(began))
			time.Sleep(3 * time.Second)

			began = time.Now()
			if err := syscall.Kill(w.Window(), syscall.SIGKILL); err != nil {
				b.Fatal(err)
			}
			until(b, "an empty screen", func() bool { return !d.Marked(mark) })
			until(b, "another picture", func() bool { return d.Marked(mark) })
			next = append(next, time.Since(began))
			time.Sleep(3 * time.Second)
		}
	}
	report(b, version, "version-ms")
	report(b, first, "first-picture-ms")
	report(b, next, "picture-after-kill-ms")
}

// BenchmarkStorm taps 20 times a second at random places for four minutes. Target: the window lives, no tap beside the button takes
// a ticket, and in the last two minutes, once every screen has been drawn, its memory grows by no more than 5 MB. Its floor is
// the window's memory before.
func BenchmarkStorm(b *testing.B) {
	window.Program(b)
	d := window.Xvfb(b, width, height)
	w := window.NewBench(b, d, d)
	asks := w.On("confirm")
	rng := rand.New(rand.NewPCG(4, 4))
	pid := w.Window()
	const minute = 60 * 20
	for b.Loop() {
		hits, n := 0, w.Issued()
		sizes := []float64{resident(b, pid)}
		tick := time.NewTicker(50 * time.Millisecond)
		for i := range 4 * minute {
			x, y := rng.Float64()*(width-1), 40+rng.Float64()*(height-41) // not the technician's corner
			if asks.At(x, y) == w.Take {
				hits++
			}
			if err := w.Glass.Down(0, x, y); err != nil {
				b.Fatal(err)
			}
			if err := w.Glass.Up(0, x, y); err != nil {
				b.Fatal(err)
			}
			if <-tick.C; (i+1)%minute == 0 {
				sizes = append(sizes, resident(b, pid))
			}
		}
		tick.Stop()
		if n = w.Issued() - n; n > hits || w.Window() != pid {
			b.Errorf("%d tickets of %d taps; window %d, before %d", n, hits, w.Window(), pid)
		}
		for i, mb := range sizes {
			b.ReportMetric(mb, fmt.Sprintf("minute-%d-MB", i))
		}
	}
}

// BenchmarkSessions goes from home to a number and back 10,000 times, on a screen that is not drawn. Target: the heap is within
// 5 MB of what it was after the first 1,000.
func BenchmarkSessions(b *testing.B) {
	test.NewTempApp(b)
	office := api.Office{ID: "o", Name: map[string]string{"pl": "Urząd"}, Languages: []string{"pl", "en"}, Now: time.Now(),
		Groups: []api.Group{{Letter: "P", Name: map[string]string{"pl": "Pojazdy", "en": "Vehicles"}}},
		Services: []api.Service{{ID: "P1", Letter: "P", Name: map[string]string{"pl": "Rejestracja pojazdu", "en": "Vehicles"}, Open: true, Serving: 1},
			{ID: "P2", Letter: "P", Name: map[string]string{"pl": "Prawo jazdy", "en": "Licences"}, Open: true, Serving: 1}}}
	for b.Loop() {
		t := window.NewTwin(fullWidth, fullHeight, touch.Panel{}, touch.Look{}, office)
		var warm float64
		for i := range 10_000 {
			t.Do(kiosk.SetLang{Lang: []string{"pl", "en"}[i%2]})
			t.Do(kiosk.TapGroup{Letter: "P"})
			t.Do(kiosk.TapService{ID: "P1"})
			t.Do(kiosk.TakeTicket{Service: "P1", Sure: true})
			if v := t.Answer(api.Issued{Ticket: api.Ticket{ID: uint64(i), Number: fmt.Sprintf("P%03d", i%1000), Service: "P1"}}); v.Screen != kiosk.Ticket {
				b.Fatalf("session %d: %s", i, v.Screen)
			}
			if v := t.Do(kiosk.Finish{}); v.Screen != kiosk.Home {
				b.Fatalf("session %d ends at %s", i, v.Screen)
			}
			if i == 1000 {
				warm = heap()
			}
		}
		b.ReportMetric(warm, "warm-MB")
		b.ReportMetric(heap()-warm, "grown-MB")
		t.Close()
	}
}

// heap is what is in use, in MB.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// resident is VmRSS in MB.
func resident(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	kb, _ := strconv.Atoi(string(m[1]))
	return float64(kb) / 1024
}

// BenchmarkIdle is the processor time of the shown window and of the office, in percent of one core,
// over ten quiet seconds. Target: 2 %.
func BenchmarkIdle(b *testing.B) {
	window.Program(b)
	const span = 10 * time.Second
	o := window.Start(b, window.Xvfb(b, fullWidth, fullHeight).Name)
	time.Sleep(3 * time.Second)
	var office, screen time.Duration
	for b.Loop() {
		o0, s0 := cpu(b, o.PID()), cpu(b, o.Window())
		time.Sleep(span)
		office += cpu(b, o.PID()) - o0
		screen += cpu(b, o.Window()) - s0
	}
	percent := func(d time.Duration) float64 { return 100 * d.Seconds() / span.Seconds() / float64(b.N) }
	b.ReportMetric(percent(screen), "window-%cpu")
	b.ReportMetric(percent(office), "office-%cpu")
}

// cpu is user and system time of a process so far.
func cpu(b *testing.B, pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is 1/100 s
}
