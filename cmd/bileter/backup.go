package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"bileter/configs"
	"bileter/internal/durable"
	"bileter/store"
)

// backupCmd copies the journal. A running office gives the copy itself: nobody else may open the file.
type backupCmd struct {
	Config string `help:"Set-up file." default:"/etc/bileter/office.toml" type:"path"`
	Data   string `help:"Data folder." default:"/var/lib/bileter" type:"path"`
	Out    string `help:"File to write; one that exists is replaced when the copy is whole." required:"" type:"path"`
}

const (
	journalName = "journal.db"
	journalPath = "/journal"
	// backupLimit bounds how long a copy may take, so that a stick pulled out half-way ends it.
	backupLimit = 10 * time.Minute
)

func (c backupCmd) Run(out io.Writer) error {
	cfg, err := configs.Load(c.Config)
	if err != nil {
		return badStart(err)
	}
	office, node := cfg.Setup.Office, cfg.Setup.Node
	temp := c.Out + ".part"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return badStart(err)
	}
	defer os.Remove(temp)
	if err := c.copy(f, office, node); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	j, err := store.Open(temp, office, node) // what cannot be restored is no backup
	if err != nil {
		return err
	}
	last, _ := j.Last()
	if err := j.Close(); err != nil {
		return err
	}
	if err := durable.Rename(temp, c.Out); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d events, checked. To go back to it: bileter recover --from %s\n", c.Out, last, c.Out)
	return nil
}

func (c backupCmd) copy(f *os.File, office, node string) error {
	path := filepath.Join(c.Data, journalName)
	if _, err := os.Stat(path); err != nil {
		return badStart(err)
	}
	j, err := store.Open(path, office, node)
	if errors.Is(err, store.ErrInUse) {
		return c.ask(f)
	}
	if err != nil {
		return err
	}
	defer j.Close()
	_, err = j.WriteTo(f)
	return err
}

// ask has the running office write the copy.
func (c backupCmd) ask(f *os.File) error {
	var d net.Dialer
	client := &http.Client{Timeout: backupLimit, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return d.DialContext(ctx, "unix", filepath.Join(c.Data, socketName))
		},
	}}
	resp, err := client.Get("http://office" + journalPath)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("the journal is in use, and the office that uses it cannot be asked: %w; run this as the same user", err)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the office gives no copy: %s", resp.Status)
	}
	_, err = io.Copy(f, resp.Body)
	return err
}

// giveJournal answers with a copy of the journal as it is at that moment. The copy is made on this
// machine's disk first: a slow stick at the other end must not keep the journal's pages.
func giveJournal(j *store.Journal, data string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		f, err := os.CreateTemp(data, "backup-*")
		if err == nil {
			defer f.Close()
			err = os.Remove(f.Name()) // it ends with this request, whatever happens
		}
		var n int64
		if err == nil {
			n, err = j.WriteTo(f)
		}
		if err == nil {
			_, err = f.Seek(0, io.SeekStart)
		}
		if err != nil {
			slog.Warn("no copy of the journal", "err", err)
			http.Error(w, err.Error(), http.StatusInsufficientStorage)
			return
		}
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(backupLimit)) // the server's is for pages
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
		_, _ = io.Copy(w, f) // its reader knows the length
	})
}
