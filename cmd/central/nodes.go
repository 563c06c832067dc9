package main

import (
	"context"
	"fmt"
	"time"

	"bileter/internal/central/sqlstore"
)

type codeCommand struct {
	dataFlag
	Office string        `required:"" placeholder:"ID" help:"Office of the machine, as its configuration names it."`
	Node   string        `placeholder:"ID" help:"The one machine the code is for. Needed to let in a machine again that is known already."`
	Valid  time.Duration `default:"10m" help:"How long the code works (default ${default})."`
}

// Run prints a code.
func (c codeCommand) Run(ctx context.Context, to console) error {
	if c.Valid <= 0 || c.Valid > 30*24*time.Hour {
		return wrong{fmt.Errorf("--valid %v: want more than 0 and at most 720h", c.Valid)}
	}
	store, err := c.open(ctx, sqlstore.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	code, err := store.Code(ctx, c.Office, c.Node, c.Valid)
	if err != nil {
		return wrong{err}
	}
	_, err = fmt.Fprintln(to.out, code)
	if err == nil {
		fmt.Fprintf(to.err, "works once, until %s\n", time.Now().Add(c.Valid).Format("2006-01-02 15:04"))
	}
	return err
}

type revokeCommand struct {
	dataFlag
	Office string `required:"" placeholder:"ID" help:"Office of the machine."`
	Node   string `required:"" placeholder:"ID" help:"The machine."`
}

// Run turns a machine away.
func (c revokeCommand) Run(ctx context.Context, to console) error {
	store, err := c.open(ctx, sqlstore.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := store.Revoke(ctx, c.Office, c.Node); err != nil {
		return wrong{err}
	}
	_, err = fmt.Fprintf(to.out, "%s of %s is no longer welcome\n", c.Node, c.Office)
	return err
}

type settleCommand struct {
	dataFlag
	Office string `required:"" placeholder:"ID" help:"Office of the machine."`
	Node   string `required:"" placeholder:"ID" help:"The machine."`
}

// Run ends the alarm of a machine whose two histories were dealt with.
func (c settleCommand) Run(ctx context.Context, to console) error {
	store, err := c.open(ctx, sqlstore.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	n, err := store.Settle(ctx, c.Office, c.Node)
	if err != nil {
		return err
	}
	if n == 0 {
		return wrong{fmt.Errorf("%s of %s has no alarm to settle", c.Node, c.Office)}
	}
	_, err = fmt.Fprintf(to.out, "settled: %d events of %s stay in quarantine\n", n, c.Node)
	return err
}
