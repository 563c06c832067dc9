// Command policy plays the same days under our rules of calling and those of others, and writes what came of it as
// tables. It is a tool for those who change the rules, and no part of the office.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"bileter/internal/durable"
	"bileter/internal/policy"
	"bileter/internal/queue"
)

func main() {
	days := flag.Int("days", 40, "days that count")
	seed := flag.Uint64("seed", 1, "of the clients")
	out := flag.String("out", "", "Markdown file in which the tables are replaced; empty: print them")
	flag.Parse()
	plan := policy.Plan{Warm: 10, Days: *days, Seed: *seed}
	if err := run(plan, *out); err != nil {
		fmt.Fprintln(os.Stderr, "policy:", err)
		os.Exit(1)
	}
}

// mark begins the tables of a file; what stands above it is kept.
const mark = "<!-- tables: make bench-policy -->\n"

func run(plan policy.Plan, out string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%d days of 8 hours for each office and rule, after %d to learn from; seed %d. Minutes: mean / 95th percentile / longest.\n",
		mark, plan.Days, plan.Warm, plan.Seed)
	var guesses bytes.Buffer
	fmt.Fprint(&guesses, "\n## Forecasts\n\nMean error in minutes, for the same clients in the days under our rules. A booked time needs no forecast.\n\n",
		"| Office | Bileter | within its range | ", strings.Join(names(), " | "), " | below the best of the others | chance alone |\n|---|---|---|", strings.Repeat("---|", len(names())+2), "\n")
	shapes := policy.Shapes()
	scores := make([][]policy.Score, len(shapes))
	var wg sync.WaitGroup
	for i, sh := range shapes {
		policies := []policy.Policy{policy.NewOurs()}
		if sh.Absent > 0.1 {
			policies = append(policies, policy.Variant("again = 0", func(r *queue.Rules) { r.Again = -1 }))
		}
		wg.Go(func() { scores[i] = plan.Run(sh, append(policies, policy.Peers()...)) })
	}
	wg.Wait()
	for i, sh := range shapes {
		table(&b, sh, scores[i])
		forecasts(&guesses, sh, scores[i][0])
	}
	b.Write(guesses.Bytes())
	if out == "" {
		_, err := os.Stdout.Write(b.Bytes())
		return err
	}
	old, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	head, _, found := strings.Cut(string(old), mark)
	if !found {
		return fmt.Errorf("%s has no line %q", out, strings.TrimSpace(mark))
	}
	return durable.WriteFile(out, append([]byte(head), b.Bytes()...), 0o644)
}

func names() []string {
	var ns []string
	for _, g := range policy.Guesses() {
		ns = append(ns, g.Name)
	}
	return ns
}

// table writes one office.
func table(b *bytes.Buffer, sh *policy.Shape, scores []policy.Score) {
	fmt.Fprintf(b, "\n### %s\n\n%s.\n\n| Rule |", sh.Name, sh.What)
	for c, w := range scores[0].Waits {
		if w.N > 0 {
			fmt.Fprintf(b, " %s |", policy.Class(c))
		}
	}
	fmt.Fprint(b, " mean of all | longest of all | waited over 90 min |\n|---|")
	for _, w := range scores[0].Waits {
		if w.N > 0 {
			fmt.Fprint(b, "---|")
		}
	}
	fmt.Fprintln(b, "---|---|---|")
	for _, s := range scores {
		fmt.Fprintf(b, "| %s |", s.Policy)
		for _, w := range s.Waits {
			if w.N > 0 {
				fmt.Fprintf(b, " %s / %s / %s |", minutes(w.Mean, 1), minutes(w.P95, 0), minutes(w.Max, 0))
			}
		}
		fmt.Fprintf(b, " %s | %s | %d of %d |\n", minutes(s.All.Mean, 1), minutes(s.All.Max, 0), s.All.Starved, s.All.N)
	}
}

// forecasts writes one row.
func forecasts(b *bytes.Buffer, sh *policy.Shape, s policy.Score) {
	fmt.Fprintf(b, "| %s | %s | %.0f %% |", sh.Name, minutes(s.Ours.Mean, 1), 100*s.Ours.Coverage)
	best := time.Duration(1 << 62)
	for _, n := range names() {
		e := s.Others[n].Mean
		best = min(best, e)
		fmt.Fprintf(b, " %s |", minutes(e, 1))
	}
	chance := "-"
	if e, known := s.Others[policy.Chance]; known {
		chance = minutes(e.Mean, 1)
	}
	fmt.Fprintf(b, " %.0f %% | %s |\n", 100*(1-float64(s.Ours.Mean)/float64(best)), chance)
}

func minutes(d time.Duration, digits int) string { return fmt.Sprintf("%.*f", digits, d.Minutes()) }
