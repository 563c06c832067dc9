package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"bileter/internal/central"
	"bileter/internal/central/sqlstore"
)

// database is the one file of the data folder; SQLite keeps "-wal" and "-shm" beside it while it is open.
const database = "central.db"

// leastPassword is how many characters an administrator's password must have.
const leastPassword = 8

type dataFlag struct {
	Data string `required:"" placeholder:"DIR" help:"Folder of the database; made when missing."`
}

// open opens the database of the folder.
func (d dataFlag) open(ctx context.Context, o sqlstore.Options) (*sqlstore.Store, error) {
	if err := os.MkdirAll(d.Data, 0o700); err != nil {
		return nil, wrong{fmt.Errorf("the data folder cannot be made: %w", err)}
	}
	s, err := sqlstore.Open(ctx, filepath.Join(d.Data, database), o)
	if errors.Is(err, os.ErrPermission) {
		return nil, wrong{fmt.Errorf("the data folder cannot be written by this user: %w", err)}
	}
	if err != nil {
		return nil, wrong{fmt.Errorf("the database cannot be opened: %w", err)}
	}
	return s, nil
}

type runCommand struct {
	dataFlag
	Listen            string `default:"127.0.0.1:8090" placeholder:"HOST:PORT" help:"Address to listen on (default ${default})."`
	TLSCert           string `name:"tls-cert" placeholder:"FILE" help:"Certificate chain (PEM); with --tls-key: HTTPS."`
	TLSKey            string `name:"tls-key" placeholder:"FILE" help:"The certificate's key (PEM)."`
	AdminPasswordFile string `placeholder:"FILE" help:"File with the administrator's password. Without one, only this machine's own browser (http://127.0.0.1) may see the pages."`
	AdminPassword     string `env:"CENTRAL_ADMIN_PASSWORD" hidden:""`
	TestNoDedup       bool   `name:"test-no-dedup" hidden:"" help:"Store repeated events again. Only for a test's negative control."`
}

// Run serves until ctx ends.
func (c runCommand) Run(ctx context.Context, to console) error {
	log := slog.New(slog.NewTextHandler(to.err, nil))
	password, err := c.password()
	if err != nil {
		return wrong{err}
	}
	secure, err := c.tls()
	if err != nil {
		return wrong{err}
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return wrong{fmt.Errorf("another program already listens on %s; choose another --listen", c.Listen)}
	}
	if err != nil {
		return wrong{fmt.Errorf("cannot listen on %s: %w", c.Listen, err)}
	}
	store, err := c.open(ctx, sqlstore.Options{AllowDuplicates: c.TestNoDedup})
	if err != nil {
		ln.Close()
		return err
	}
	if c.TestNoDedup {
		log.Error("repeated events are stored again: this is a test's negative control and no server")
	}
	c.greet(to, ln.Addr(), password != "")
	err = central.New(store, central.Config{Password: password, Log: log}).Serve(ctx, ln, secure)
	return errors.Join(err, store.Close())
}

func (c runCommand) greet(to console, at net.Addr, password bool) {
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	folder, err := filepath.Abs(c.Data)
	if err != nil {
		folder = c.Data
	}
	fmt.Fprintf(to.out, "central %s\n  pages and machines: %s://%s/\n  data:               %s\n", programVersion(), scheme, at, folder)
	if !password {
		fmt.Fprintln(to.out, "  no administrator's password: the pages are for this machine's own browser only")
	}
	if host, _, err := net.SplitHostPort(c.Listen); err == nil && scheme == "http" && !net.ParseIP(host).IsLoopback() && host != "localhost" {
		fmt.Fprintln(to.out, "  without --tls-cert everything travels readable: use this behind an HTTPS proxy or on a private line only")
	}
}

func (c runCommand) password() (string, error) {
	p := c.AdminPassword
	if c.AdminPasswordFile != "" {
		b, err := os.ReadFile(c.AdminPasswordFile)
		if err != nil {
			return "", fmt.Errorf("the administrator's password cannot be read: %w", err)
		}
		if p = strings.TrimSpace(string(b)); p == "" {
			return "", fmt.Errorf("%s is empty; it has to hold the administrator's password", c.AdminPasswordFile)
		}
	}
	if p != "" && len(p) < leastPassword {
		return "", fmt.Errorf("the administrator's password is too short; want at least %d characters", leastPassword)
	}
	return p, nil
}

func (c runCommand) tls() (*tls.Config, error) {
	if c.TLSCert == "" && c.TLSKey == "" {
		return nil, nil
	}
	if c.TLSCert == "" || c.TLSKey == "" {
		return nil, errors.New("--tls-cert and --tls-key go together")
	}
	load := func() (*tls.Certificate, error) {
		cert, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		return &cert, err
	}
	first, err := load()
	if err != nil {
		return nil, fmt.Errorf("the certificate cannot be used: %w", err)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		// A renewed certificate is taken from the files without a restart; a damaged one is not.
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			if renewed, err := load(); err == nil && !bytes.Equal(renewed.Certificate[0], first.Certificate[0]) {
				return renewed, nil
			}
			return first, nil
		},
	}, nil
}
