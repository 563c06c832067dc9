// Command policy plays the same days under our rules of calling and those of others, and writes a table.
package main

import (
	"flag"
	"fmt"

	"bileter/internal/policy"
)

func main() {
	days := flag.Int("days", 40, "days that count")
	seed := flag.Uint64("seed", 1, "of the clients")
	plan := policy.Plan{Warm: 10, Days: *days, Seed: *seed}
	quick := flag.Int("quick", 0, "")
	only := flag.String("only", "", "")
	flag.Parse()
	for _, sh := range policy.Shapes() {
		sh.Setup.Rules.QuickEvery = *quick
		if *only != "" && *only != sh.Name {
			continue
		}
		fmt.Printf("\n== %s: %s\n", sh.Name, sh.What)
		for _, s := range plan.Run(sh, append([]policy.Policy{policy.NewOurs()}, policy.Peers()...)) {
			fmt.Printf("%-12s", s.Policy)
			for c, w := range s.Waits {
				if w.N > 0 {
					fmt.Printf(" | %s %.1f/%.0f/%.0f", policy.Class(c), w.Mean.Minutes(), w.P95.Minutes(), w.Max.Minutes())
				}
			}
			fmt.Printf(" | all %.1f max %.0f starved %d", s.All.Mean.Minutes(), s.All.Max.Minutes(), s.All.Starved)
			if s.Ours.N > 0 {
				fmt.Printf(" | err %.1f late %.1f cov %.0f%%", s.Ours.Mean.Minutes(), s.Ours.Late.Minutes(), 100*s.Ours.Coverage)
			}
			for n, e := range s.Others {
				fmt.Printf(" | %s %.1f (%.1f)", n, e.Mean.Minutes(), e.Late.Minutes())
			}
			fmt.Println()
		}
	}
}
