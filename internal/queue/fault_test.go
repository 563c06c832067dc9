package queue_test

import (
	"testing"
	"time"

	"bileter/internal/queue"
)

// TestFault wants one fact for a fault that begins and one for its end, however often they are reported.
func TestFault(t *testing.T) {
	p := newPlay(t)
	p.must(issue("A1"))
	before := p.state.Version
	began := p.at.Add(-2 * time.Minute)
	for range 2 {
		p.must(queue.RecordFault{Code: "central-away", On: true, Since: began})
	}
	if !p.state.Faults["central-away"] || p.state.Version != before+1 {
		t.Errorf("%v after %d events", p.state.Faults, p.state.Version-before)
	}
	for range 2 {
		p.must(queue.RecordFault{Code: "central-away"})
	}
	if len(p.state.Faults) != 0 || p.state.Version != before+2 {
		t.Errorf("%v after %d events", p.state.Faults, p.state.Version-before)
	}
	for _, code := range []string{"", "Printer", "a b", "x123"} {
		if _, err := p.do(queue.RecordFault{Code: code, On: true}); err == nil {
			t.Errorf("code %q was taken", code)
		}
	}
}
