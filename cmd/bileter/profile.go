package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"bileter/configs"
	"bileter/printer/escpos"
)

// namedProfile finds a profile that is built in, or reads one of the office's own.
func namedProfile(name string) (escpos.Profile, error) {
	if path, own := strings.CutPrefix(name, configs.ProfileFile); own {
		f, err := ownProfile(path)
		return f.Profile, err
	}
	p, known := escpos.Named(name)
	if !known {
		return p, fmt.Errorf("%q is not known; want one of %s", name, strings.Join(escpos.Names(), ", "))
	}
	return p, nil
}

// printerProfile finds the profile of a set-up. What is wrong with it is told as the set-up's own mistakes are,
// because package configs knows no profiles.
func printerProfile(cfg configs.Config) (escpos.Profile, *configs.Problems) {
	name := cfg.Printer.Profile
	p, err := namedProfile(name)
	if err != nil {
		return p, &configs.Problems{List: profileProblems(cfg, err)}
	}
	if p.Paper != cfg.Printer.Width {
		return p, &configs.Problems{List: []configs.Problem{cfg.Problem("printer.width",
			fmt.Sprintf("is %d, but profile %s is for paper of %d mm", cfg.Printer.Width, name, p.Paper),
			fmt.Sprintf("width = %d, or another profile", p.Paper))}}
	}
	if cfg.Printer.Page != "" { // its form was checked by configs
		p, _ = p.On(cfg.Printer.Page)
	}
	return p, nil
}

// maxOwn is more than the largest profile; the loader has its own limit and says so.
const maxOwn = 128 << 10

func ownProfile(path string) (escpos.Family, error) {
	f, err := os.Open(path)
	if err != nil {
		return escpos.Family{}, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return escpos.Family{}, fmt.Errorf("%s is not a file", path)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxOwn))
	if err != nil {
		return escpos.Family{}, err
	}
	return escpos.ParseProfile(filepath.Base(path), b)
}

// profileProblems are those in the file of an office's own profile, or that of finding it.
func profileProblems(cfg configs.Config, err error) []configs.Problem {
	var ps []configs.Problem
	if joined, many := err.(interface{ Unwrap() []error }); many {
		for _, one := range joined.Unwrap() {
			if e := (*escpos.ProfileError)(nil); errors.As(one, &e) {
				ps = append(ps, configs.Problem{File: e.File, Key: e.Key, What: e.What, Hint: e.Hint})
			}
		}
	}
	if len(ps) == 0 {
		ps = append(ps, cfg.Problem("printer.profile", err.Error(), "the name of a built-in profile, or \"file:/path/NAME.toml\" of one of your own"))
	}
	return ps
}
