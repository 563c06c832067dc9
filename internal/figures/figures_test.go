package figures_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/figures"
	"bileter/internal/policy"
	"bileter/internal/queue"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	store  = flag.Bool("journal", false, "play and store another day for TestStoredDay")
)

// journal is the events of a play, with what its own state said of waits on the way.
type journal struct {
	state  *queue.State
	setup  *queue.Setup
	events []queue.Event
	waits  []int // seconds, of visits when they ended
}

func (j *journal) do(c queue.Command) (queue.Answer, error) {
	facts, err := queue.Decide(j.state, j.setup, c)
	if err != nil {
		return queue.Answer{}, err
	}
	for _, f := range facts {
		if f, ok := f.(queue.Finished); ok {
			t := j.state.Tickets[f.Ticket]
			from := t.Issued
			if !t.Lined.IsZero() {
				from = t.Lined
			}
			j.waits = append(j.waits, max(0, int(t.Called.Sub(from).Seconds())))
		}
		j.add(f, c)
	}
	return queue.AnswerTo(j.state, c, facts), nil
}

func (j *journal) add(f queue.Fact, c queue.Command) {
	e := queue.NewEvent(f, c.At, 0, c.Doubt, c.Actor)
	e.Seq, e.Prev = j.state.Version+1, j.state.Head
	j.state.Apply(e)
	j.events = append(j.events, e)
}

func (j *journal) must(t *testing.T, at time.Time, v queue.Verb) queue.Answer {
	t.Helper()
	a, err := j.do(queue.Command{ID: fmt.Sprint("k", len(j.events)), At: at, Actor: "test", Do: v})
	if err != nil {
		t.Fatalf("%T%+v: %v", v, v, err)
	}
	return a
}

func newJournal(setup *queue.Setup) *journal {
	return &journal{state: queue.NewState(queue.Origin{Office: "play", Node: "play", Incarnation: "1"}), setup: setup}
}

// played is two days of a small office, the second not closed.
var played = sync.OnceValue(func() *journal { return play(policy.Shapes()[0]) })

func play(sh *policy.Shape) *journal {
	j := newJournal(sh.Setup)
	ours := policy.NewOurs()
	ours.Do = j.do
	for day := range 2 {
		policy.Play(ours, day, sh, sh.Day(7+uint64(day)), nil)
	}
	return j
}

// book reads events, at most size at once.
func book(events []queue.Event, size int) *figures.Book {
	return &figures.Book{Events: func(from uint64, limit int) ([]queue.Event, error) {
		first := min(int(from)-1, len(events))
		return events[first:min(first+min(limit, size), len(events))], nil
	}}
}

func days(t *testing.T, b *figures.Book) (ds []*figures.Day, dump string) {
	t.Helper()
	if err := b.Read(func(all []*figures.Day) {
		ds = all
		text, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		dump = string(text)
	}); err != nil {
		t.Fatal(err)
	}
	return ds, dump
}

// TestStoredDay holds a stored journal of a 12-hour day against its figures: whatever the rules become, what was counted
// of a day that is over stays. Only -journal plays and stores another one.
func TestStoredDay(t *testing.T) {
	const file = "testdata/day.events.gz"
	if *store {
		j := play(policy.Big())
		save(t, file, j.events[:second(j.events)])
	}
	ds, _ := days(t, book(load(t, file), 1000))
	golden(t, "testdata/day.txt", table(ds[0]))
}

// second is how many events there are until the second day has begun.
func second(events []queue.Event) int {
	return slices.IndexFunc(events[1:], func(e queue.Event) bool { return e.Kind == queue.EvDayOpened }) + 2
}

func save(t *testing.T, file string, events []queue.Event) {
	t.Helper()
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	enc := json.NewEncoder(z)
	for _, e := range events {
		e.Prev = queue.Hash{}
		if err := enc.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	z.Close()
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(t testing.TB, file string) (events []queue.Event) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(z); ; {
		var e queue.Event
		switch err := dec.Decode(&e); {
		case errors.Is(err, io.EOF):
			return events
		case err != nil:
			t.Fatal(err)
		}
		events = append(events, e)
	}
}

// TestClosedDay holds a closed day of a play against itself after another day, and its rows against the whole.
func TestClosedDay(t *testing.T) {
	j := played()
	ds, _ := days(t, book(j.events[:second(j.events)], 1000))
	first, _ := json.Marshal(ds[0])
	d := ds[0]
	if !d.Closed {
		t.Fatal("the day is not closed")
	}
	all, _ := days(t, book(j.events, 1000))
	if later, _ := json.Marshal(all[0]); string(later) != string(first) {
		t.Errorf("a closed day moved:\n%s\n%s", first, later)
	}
	tot := d.Total
	if tot.Visits != tot.Done+tot.NoShow+tot.Expired+tot.Cancelled {
		t.Errorf("visits have more or fewer ends than beginnings: %+v", counts(tot))
	}
	for name, rows := range map[string][]*figures.Row{"letters": slices.Collect(maps.Values(d.Letters)), "services": slices.Collect(maps.Values(d.Services)), "hours": slices.Collect(maps.Values(d.Hours))} {
		var sum figures.Row
		for _, r := range rows {
			sum.Visits, sum.Done, sum.NoShow, sum.Expired = sum.Visits+r.Visits, sum.Done+r.Done, sum.NoShow+r.NoShow, sum.Expired+r.Expired
			sum.Waits, sum.Matters = append(sum.Waits, r.Waits...), sum.Matters+r.Matters
		}
		if len(sum.Waits) != len(tot.Waits) || sum.Matters != tot.Matters || sum.Done != tot.Done || sum.Visits != tot.Visits {
			t.Errorf("%s make %s, the whole is %s", name, counts(sum), counts(tot))
		}
	}
}

// TestFiguresAgreeWithTheQueue compares the second day with what the queue's own state kept of it.
func TestFiguresAgreeWithTheQueue(t *testing.T) {
	j := played()
	ds, _ := days(t, book(j.events, 1000))
	d := ds[len(ds)-1]
	if d.Forecast != j.state.Pace.Accuracy || d.Forecast.N == 0 {
		t.Errorf("forecasts: %+v, the queue says %+v", d.Forecast, j.state.Pace.Accuracy)
	}
	if d.Total.Visits != j.state.Today.Issued || d.Priority.Visits != j.state.Today.Priority {
		t.Errorf("%d tickets, %d with priority; the queue says %+v", d.Total.Visits, d.Priority.Visits, j.state.Today)
	}
	var waits []int
	for _, d := range ds {
		waits = append(waits, d.Total.Waits...)
	}
	slices.Sort(waits)
	want := slices.Sorted(slices.Values(j.waits))
	if !slices.Equal(waits, want) {
		t.Errorf("%d waits are not the %d of the queue", len(waits), len(want))
	}
}

// TestAnyBatches reads one journal in batches of any size, with looks in between, and wants the same figures.
func TestAnyBatches(t *testing.T) {
	j := played()
	_, want := days(t, book(j.events, 1000))
	for _, size := range []int{1, 7, 333} {
		known := 0
		b := book(nil, 0)
		b.Events = func(from uint64, limit int) ([]queue.Event, error) {
			first := int(from) - 1
			return j.events[first:max(first, min(first+min(limit, size), known))], nil
		}
		for known < len(j.events) {
			known = min(known+1+known%997, len(j.events))
			days(t, b)
		}
		if _, got := days(t, b); got != want {
			t.Errorf("batches of %d make other figures", size)
		}
	}
	// Negative control: a journal in which one finish has another ticket makes other figures.
	bad := slices.Clone(j.events)
	i := slices.IndexFunc(bad, func(e queue.Event) bool { return e.Kind == queue.EvFinished })
	bad[i].Payload = []byte(`{"t":1,"c":1,"out":"served"}`)
	if _, got := days(t, book(bad, 1000)); got == want {
		t.Error("a changed journal makes the same figures")
	}
}

func counts(r figures.Row) string {
	return fmt.Sprintf("%d %d %d %d %d %d/%d", r.Visits, r.Done, r.NoShow, r.Expired, r.Cancelled, r.Matters, len(r.Waits))
}

// table writes a day for a golden file.
func table(d *figures.Day) string {
	var b strings.Builder
	line := func(name string, r *figures.Row) {
		p50, _ := figures.Percentile(r.Waits, 50)
		p90, _ := figures.Percentile(r.Waits, 90)
		time, _ := figures.Percentile(r.Times, 50)
		within, _ := r.Within()
		fmt.Fprintf(&b, "%-10s %s wait %v %v %d%% time %v\n", name, counts(*r), p50, p90, within, time)
	}
	line(d.Date, &d.Total)
	line("priority", &d.Priority)
	for _, k := range slices.Sorted(maps.Keys(d.Letters)) {
		line(k, d.Letters[k])
	}
	for _, k := range slices.Sorted(maps.Keys(d.Services)) {
		line(k, d.Services[k])
	}
	for _, k := range slices.Sorted(maps.Keys(d.Hours)) {
		line(fmt.Sprint(k), d.Hours[k])
	}
	for _, k := range slices.Sorted(maps.Keys(d.Counters)) {
		line(fmt.Sprint("counter ", k), d.Counters[k])
	}
	fmt.Fprintf(&b, "forecast %+v\n", d.Forecast)
	return b.String()
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// BenchmarkRead is the first look at a journal of 100,000 events.
func BenchmarkRead(b *testing.B) {
	day := load(b, "testdata/day.events.gz")
	var events []queue.Event
	for len(events) < 100_000 {
		events = append(events, day...)
	}
	events = events[:100_000]
	for i := range events {
		events[i].Seq = uint64(i + 1)
	}
	for b.Loop() {
		if err := book(events, 1000).Read(func([]*figures.Day) {}); err != nil {
			b.Fatal(err)
		}
	}
}
