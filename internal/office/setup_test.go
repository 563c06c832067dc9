package office_test

import (
	"errors"
	"strings"
	"testing"

	"bileter/internal/office"
	"bileter/internal/queue"
)

func TestTakeSetup(t *testing.T) {
	next := func() *queue.Setup { s := setup(); s.Groups[0].Letter, s.Services[0].Letter = "B", "B"; return s }
	take := queue.TakeSetup{Setup: next(), Hash: strings.Repeat("01", 32), N: 2}
	for _, c := range []struct {
		name   string
		fail   error
		kept   bool
		err    error
		letter string
	}{
		{"taken", nil, false, nil, "B"},
		{"not stored", errors.New("disk"), false, office.ErrNotStored, "A"},
		{"stored all the same", errors.New("disk"), true, nil, "B"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := &memory{}
			o := running(t, j)
			j.setFail(c.fail, c.kept)
			if _, err := o.Do(t.Context(), queue.Command{ID: "s", Actor: "technician", Do: take}); !errors.Is(err, c.err) {
				t.Fatalf("got %v, want %v", err, c.err)
			}
			j.setFail(nil, false)
			a, err := o.Do(t.Context(), queue.Command{ID: "i", Do: queue.Issue{Service: "A1", Lang: "pl", Token: strings.Repeat("t", 20)}})
			if err != nil {
				t.Fatal(err)
			}
			if a.Ticket.Letter != c.letter || o.Setup().Groups[0].Letter != c.letter {
				t.Errorf("got %s and %s, want %s", a.Ticket.Letter, o.Setup().Groups[0].Letter, c.letter)
			}
		})
	}
}

// running starts an office that ends with the test.
func running(t *testing.T, j office.Journal) *office.Office {
	t.Helper()
	o := office.New(office.Config{Setup: setup(), Journal: j})
	done := make(chan error)
	ctx := t.Context()
	go func() { done <- o.Run(ctx) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return o
}
