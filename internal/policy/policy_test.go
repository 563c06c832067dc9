package policy_test

import (
	"reflect"
	"testing"
	"time"

	"bileter/internal/policy"
	"bileter/internal/queue"
)

func shape(t *testing.T, name string) *policy.Shape {
	t.Helper()
	for _, sh := range policy.Shapes() {
		if sh.Name == name {
			return sh
		}
	}
	t.Fatalf("there is no office %q", name)
	return nil
}

// TestOursAgainstOthers holds what docs/policy.md says where it is not a matter of chance: in an office with
// shared counters nobody waits as long until served as under any other rule, pick-ups are quicker than anywhere, and the
// forecast is better than every other.
func TestOursAgainstOthers(t *testing.T) {
	t.Parallel()
	plan := policy.Plan{Warm: 4, Days: 8, Seed: 1}
	scores := plan.Run(shape(t, "mixed"), append([]policy.Policy{policy.NewOurs()}, policy.Peers()...))
	ours := scores[0]
	for _, s := range scores[1:] {
		if ours.All.Max > s.All.Max {
			t.Errorf("the longest wait is %v, with %s %v", ours.All.Max, s.Policy, s.All.Max)
		}
		if ours.Waits[policy.Quick].Mean > s.Waits[policy.Quick].Mean {
			t.Errorf("pick-ups wait %v, with %s %v", ours.Waits[policy.Quick].Mean, s.Policy, s.Waits[policy.Quick].Mean)
		}
	}
	for name, e := range ours.Others {
		if e.N == 0 || float64(ours.Ours.Mean) > 0.85*float64(e.Mean) {
			t.Errorf("the forecast errs by %v, %s by %v", ours.Ours.Mean, name, e.Mean)
		}
	}
	if c := ours.Ours.Coverage; c < 0.75 || c > 0.95 {
		t.Errorf("%.0f %% of waits are within their range, want about 80", 100*c)
	}
}

// TestSameDaysSameScores: a play depends on its seed and on nothing else.
func TestSameDaysSameScores(t *testing.T) {
	t.Parallel()
	run := func(seed uint64, rules func(*queue.Rules)) []policy.Score {
		plan := policy.Plan{Warm: 1, Days: 2, Seed: seed}
		return plan.Run(shape(t, "lunch"), []policy.Policy{policy.Variant("x", rules), policy.Peers()[0]})
	}
	same := func(*queue.Rules) {}
	if a, b := run(3, same), run(3, same); !reflect.DeepEqual(a, b) {
		t.Errorf("the same days: %+v, then %+v", a, b)
	}
	if a, b := run(3, same), run(4, same); reflect.DeepEqual(a, b) {
		t.Error("negative control: another seed gives the same")
	}
	if a, b := run(3, same), run(3, func(r *queue.Rules) { r.QuickEvery = -1 }); reflect.DeepEqual(a[0].Waits, b[0].Waits) {
		t.Error("negative control: other rules give the same")
	}
}

// TestWaitEndsAtTheCounter: one who missed the first call waits until the call that is answered.
func TestWaitEndsAtTheCounter(t *testing.T) {
	t.Parallel()
	sh := shape(t, "absent")
	for _, p := range []policy.Policy{policy.NewOurs(), policy.Peers()[0]} {
		cs := sh.Day(1)
		policy.Play(p, 0, sh, cs, nil)
		back := 0
		for _, c := range cs {
			switch {
			case !c.Absent && (c.Met != c.Called || c.Wait() != c.Met-c.At):
				t.Fatalf("%s: %+v was there at the first call", p.Name(), c)
			case c.Absent && !c.Back && c.Met >= 0:
				t.Fatalf("%s: %+v never came back", p.Name(), c)
			case c.Absent && c.Back && c.Met >= 0:
				back++
				if c.Met < c.Called+5*time.Minute {
					t.Errorf("%s: %+v was called again within five minutes", p.Name(), c)
				}
			}
		}
		if back == 0 {
			t.Errorf("%s: negative control: nobody came back", p.Name())
		}
	}
}
