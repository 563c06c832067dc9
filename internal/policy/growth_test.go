package policy_test

import (
	"runtime"
	"testing"

	"bileter/internal/policy"
)

// TestStateStaysSmall plays days of 12 hours with 2,800 clients one after the other: a day leaves nothing behind but what
// was learned, which grows no more after a few. The heap is logged beside the state's own size.
func TestStateStaysSmall(t *testing.T) {
	t.Parallel()
	sh, ours := policy.Big(), policy.NewOurs()
	sizes := func(days int) (dump []int) {
		for day := range days {
			policy.Play(ours, day, sh, sh.Day(uint64(day)), nil)
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			dump = append(dump, len(ours.State.Dump()))
			t.Logf("end of day %d: state %d kB, heap %.1f MB, %d tickets", day+1, dump[day]>>10, float64(m.HeapAlloc)/(1<<20), len(ours.State.Tickets))
		}
		return dump
	}
	size := sizes(3)
	if first, last := size[1], size[len(size)-1]; last > first+first/10 {
		t.Errorf("the state grew from %d to %d bytes in %d days", first, last, len(size)-2)
	}

	// Negative control: what a day does leave behind until the next one begins is seen by the same measure.
	ours.Begin(3, sh, nil)
	if morning, evening := len(ours.State.Dump()), size[len(size)-1]; morning > evening/2 {
		t.Errorf("%d bytes in the evening, %d in the morning", evening, morning)
	}
}
