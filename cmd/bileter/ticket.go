package main

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io"
	"slices"
	"strings"
	"time"

	"bileter/configs"
	"bileter/internal/durable"
	"bileter/internal/queue"
	"bileter/printer/escpos"
	"bileter/printer/slip"
)

type ticketCmd struct {
	Config  string `help:"Set-up file." required:"" type:"path"`
	Kind    string `help:"Which slip: ${enum}." enum:"ticket,large,checklist,test" default:"ticket"`
	Service string `help:"Service the slip is for, such as P1; not needed for a test."`
	Lang    string `help:"Language of the client." default:"pl"`
	Width   int    `help:"Paper in mm, 80 or 58, instead of the set-up's."`
	Profile string `help:"Printer profile, instead of the set-up's: a name, or file:/path/NAME.toml."`
	Raster  bool   `help:"Print everything as a picture, whatever the profile says."`
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
	profile, err := c.profile(cfg)
	if err != nil {
		return badStart(fmt.Errorf("ticket: %w", err))
	}
	name, s, err := c.slip(cfg, time.Now())
	if err != nil {
		return badStart(fmt.Errorf("ticket: %w", err))
	}
	lines := s.Layout(profile)
	job, err := slip.Encode(lines, profile)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := durable.WriteFile(c.Out, job, 0o644); err != nil {
			return badStart(err)
		}
	}
	if c.PNG != "" {
		m, err := slip.Image(lines, profile)
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
	how := ""
	if profile.Raster {
		how = ", as a picture"
	}
	fmt.Fprintf(out, "%s, %s: %d bytes for %s%s\n", name, c.Lang, len(job), profile.Name, how)
	return nil
}

// slip lays out the wanted kind for a client who comes at a time.
func (c ticketCmd) slip(cfg configs.Config, at time.Time) (name string, s slip.Slip, err error) {
	if c.Kind == "test" {
		if c.Service != "" {
			return "", nil, errors.New("a test slip is for no service; leave --service out")
		}
		return "test", slip.Trial{Lang: c.Lang, At: at.In(cfg.Setup.Location())}, knownLanguage(&cfg.Setup, c.Lang)
	}
	if c.Service == "" {
		return "", nil, errors.New("which service? Give --service, such as P1")
	}
	t, err := sampleTicket(&cfg.Setup, c.Service, c.Lang, at)
	if err != nil {
		return "", nil, err
	}
	t.URL, t.Form = (&machine{cfg: cfg}).ticketURL(sampleToken), form(cfg.Ticket)
	name = t.Number + " " + t.Service
	switch c.Kind {
	case "large":
		return "large " + name, slip.Large(t), nil
	case "checklist":
		return "checklist " + t.Service, slip.NewChecklist(&cfg.Setup, c.Service, c.Lang, at), nil
	}
	return name, t, nil
}

// sampleTicket is the ticket of a client who comes at a time, for the verb ticket.
func sampleTicket(setup *queue.Setup, service, lang string, at time.Time) (slip.Ticket, error) {
	sv := setup.Service(service)
	switch {
	case sv == nil:
		return slip.Ticket{}, fmt.Errorf("there is no service %q in the set-up", service)
	case sv.Kind == queue.KindInfo:
		return slip.Ticket{}, fmt.Errorf("service %s is a page to read: it has no tickets", service)
	}
	if err := knownLanguage(setup, lang); err != nil {
		return slip.Ticket{}, err
	}
	t := queue.Ticket{ID: 1, Letter: sv.Letter, N: 27, Service: service, Lang: lang, Issued: at, Day: at.In(setup.Location()).Format("2006-01-02")}
	return slip.FromTicket(setup, t, 6, queue.Range{Min: 15, Max: 25, Known: true}, "", at), nil
}

// profile is the set-up's, or another that was asked for.
func (c ticketCmd) profile(cfg configs.Config) (p escpos.Profile, err error) {
	if c.Profile != "" {
		if p, err = namedProfile(c.Profile); err != nil {
			return p, fmt.Errorf("profile: %w", err)
		}
	} else if set, wrong := printerProfile(cfg); wrong != nil {
		return p, wrong
	} else {
		p = set
	}
	switch {
	case c.Width != 0 && c.Width != 80 && c.Width != 58:
		return p, fmt.Errorf("paper of %d mm is not known; want 80 or 58", c.Width)
	case c.Width != 0 && c.Width != p.Paper && c.Profile != "":
		return p, fmt.Errorf("profile %s is for paper of %d mm, not %d", p.Name, p.Paper, c.Width)
	case c.Width != 0 && c.Width != p.Paper:
		p, _ = escpos.Named(fmt.Sprintf("generic-%d", c.Width))
	}
	p.Raster = p.Raster || c.Raster
	return p, nil
}

func knownLanguage(setup *queue.Setup, lang string) error {
	if slices.Contains(setup.Languages, lang) {
		return nil
	}
	return fmt.Errorf("language %q is not one of the set-up's: %s", lang, strings.Join(setup.Languages, ", "))
}
