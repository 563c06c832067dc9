package main

import (
	"errors"
	"fmt"
	"io"

	"bileter/configs"
)

type checkCmd struct {
	File string `arg:"" help:"Set-up file (TOML)."`
}

func (c checkCmd) Run(out io.Writer) error {
	cfg, err := configs.Load(c.File)
	var ps *configs.Problems
	if errors.As(err, &ps) {
		fmt.Fprintln(out, ps)
		return exitCode(exitFailed)
	}
	if err != nil {
		return badStart(err)
	}
	p, ps := printerProfile(cfg)
	var notes []string
	if ps == nil {
		notes, ps = dryPrint(cfg, p)
	}
	if ps != nil {
		fmt.Fprintln(out, ps)
		return exitCode(exitFailed)
	}
	if ps := boardProblems(cfg); ps != nil {
		fmt.Fprintln(out, ps)
		return exitCode(exitFailed)
	}
	if ps := tellClips(cfg, out); ps != nil {
		fmt.Fprintln(out, ps)
		return exitCode(exitFailed)
	}
	for _, n := range notes {
		fmt.Fprintf(out, "%s: note: %s\n", c.File, n)
	}
	s := cfg.Setup
	fmt.Fprintf(out, "%s: %s: %d groups, %d services, %d counters, languages %v; no problems\n",
		c.File, s.Name.In("pl"), len(s.Groups), len(s.Services), len(s.Counters), s.Languages)
	return nil
}
