package main

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"time"

	"bileter/configs"
	"bileter/internal/durable"
	"bileter/printer/emulator"
)

type ticketCmd struct {
	Config  string `help:"Set-up file." required:"" type:"path"`
	Service string `help:"Service the ticket is for, such as P1." required:""`
	Lang    string `help:"Language of the client." default:"pl"`
	Profile string `help:"Printer profile, instead of the set-up's: a name, or file:/path/NAME.toml."`
	Out     string `help:"Write the printer's bytes to this file." type:"path"`
	PNG     string `help:"Write a picture of the paper to this file." name:"png" type:"path"`
}

// sampleToken has the length of a real one.
const sampleToken = "AAAAAAAAAAAAAAAAAAAAAA"

func (c ticketCmd) Run(out io.Writer) error {
	if c.Out == "" && c.PNG == "" {
		return badStart(errors.New("ticket: nothing to write; give --out FILE, --png FILE or both"))
	}
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	profile, wrong := printerProfile(cfg)
	if c.Profile != "" {
		if profile, err = namedProfile(c.Profile); err != nil {
			return badStart(fmt.Errorf("ticket: profile: %w", err))
		}
	} else if wrong != nil {
		return badStart(wrong)
	}
	t, err := sampleTicket(&cfg.Setup, c.Service, c.Lang, time.Now())
	if err != nil {
		return badStart(fmt.Errorf("ticket: %w", err))
	}
	t.URL = (&machine{cfg: cfg}).ticketURL(sampleToken)
	job, err := t.Bytes(profile)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := durable.WriteFile(c.Out, job, 0o644); err != nil {
			return badStart(err)
		}
	}
	if c.PNG != "" {
		m, err := emulator.Draw(job, profile)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			return err
		}
		if err := durable.WriteFile(c.PNG, b.Bytes(), 0o644); err != nil {
			return badStart(err)
		}
	}
	fmt.Fprintf(out, "%s %s, %s: %d bytes for %s\n", t.Number, t.Service, c.Lang, len(job), profile.Name)
	return nil
}
