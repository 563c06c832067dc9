package policy_test

import (
	"reflect"
	"testing"

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
// shared counters nobody waits as long as under the strict rules, pick-ups are quicker than anywhere, and the
// forecast is better than every other.
func TestOursAgainstOthers(t *testing.T) {
	plan := policy.Plan{Warm: 4, Days: 8, Seed: 1}
	scores := plan.Run(shape(t, "mixed"), append([]policy.Policy{policy.NewOurs()}, policy.Peers()...))
	ours := scores[0]
	for _, s := range scores[1:] {
		if s.Policy != "NovoSGA 1.5" && ours.All.Max > s.All.Max {
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
