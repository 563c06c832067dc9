package window_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"bileter/test/window"
)

// BenchmarkIdle is the processor time of the shown window and of the office, in percent of one core,
// over ten quiet seconds. Target: 2 %.
func BenchmarkIdle(b *testing.B) {
	window.Program(b)
	const span = 10 * time.Second
	o := window.Start(b, window.Xvfb(b, 1080, 1920).Name)
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
