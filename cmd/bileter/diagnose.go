package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"bileter/configs"
	"bileter/internal/durable"
)

// diagnoseCmd gathers what somebody far away needs to help: no tickets, no PIN, no keys.
type diagnoseCmd struct {
	Config string `help:"Set-up file." default:"/etc/bileter/office.toml" type:"path"`
	Data   string `help:"Data folder." default:"/var/lib/bileter" type:"path"`
	Out    string `help:"File to write." default:"bileter-diagnose.zip" type:"path"`
}

// maxPart bounds what is taken of one file or answer.
const maxPart = 1 << 20

func (c diagnoseCmd) Run(out io.Writer) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, text []byte, err error) error {
		if err != nil {
			text = fmt.Appendf(nil, "not available: %v\n", err)
		}
		w, err := z.Create(name)
		if err == nil {
			text = withoutPasswords(text)
			_, err = w.Write(text[:min(len(text), maxPart)])
		}
		return err
	}
	text, err := os.ReadFile(c.Config)
	_, check := configs.Parse(c.Config, text)
	about, aboutErr := c.about(check)
	health, healthErr := c.ask("/api/v1/health")
	metrics, metricsErr := c.ask("/metrics")
	crash, crashErr := os.ReadFile(filepath.Join(c.Data, "window.crash"))
	if errors.Is(crashErr, fs.ErrNotExist) {
		crash, crashErr = []byte("none\n"), nil
	}
	err = errors.Join(
		put("about.txt", about, aboutErr), put("office.toml", withoutPIN(text), err), put("health.json", health, healthErr),
		put("metrics.txt", metrics, metricsErr), put("window.crash", crash, crashErr), z.Close())
	if err != nil {
		return err
	}
	if err := durable.WriteFile(c.Out, b.Bytes(), 0o600); err != nil {
		return badStart(err)
	}
	fmt.Fprintf(out, "%s: version, set-up without secrets, warnings, figures, sizes of files; no tickets, no keys\n", c.Out)
	return nil
}

// about tells of the machine, and names and sizes of the data folder.
func (c diagnoseCmd) about(check error) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "bileter %s, %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	var u unix.Utsname
	if err := unix.Uname(&u); err == nil {
		fmt.Fprintf(&b, "kernel %s\n", unix.ByteSliceToString(u.Release[:]))
	}
	if model, err := os.ReadFile("/proc/device-tree/model"); err == nil {
		fmt.Fprintf(&b, "board %s\n", bytes.TrimRight(model, "\x00"))
	}
	fmt.Fprintf(&b, "clock %s, set by the network: %v\n", time.Now().Format(time.RFC3339), clockSynced())
	if free, size, err := durable.Free(c.Data); err == nil {
		fmt.Fprintf(&b, "disk %d of %d MB free\n", free>>20, size>>20)
	}
	if t, err := os.ReadFile("/sys/class/thermal/thermal_zone0/temp"); err == nil {
		fmt.Fprintf(&b, "temperature %s m°C\n", bytes.TrimSpace(t))
	}
	fmt.Fprintf(&b, "set-up: %v\n\n", check)
	err := filepath.WalkDir(c.Data, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(c.Data, path)
		if e.IsDir() && filepath.Base(path) == ticketsName {
			return fs.SkipDir
		}
		if info, err := e.Info(); err == nil && !e.IsDir() {
			fmt.Fprintf(&b, "%10d  %s  %s\n", info.Size(), info.ModTime().Format(time.RFC3339), name)
		}
		return nil
	})
	if err != nil {
		fmt.Fprintf(&b, "data folder: %v\n", err)
	}
	return b.Bytes(), nil
}

// ask asks the running office.
func (c diagnoseCmd) ask(path string) ([]byte, error) {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", filepath.Join(c.Data, socketName))
	}}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://office"+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return io.ReadAll(io.LimitReader(res.Body, maxPart))
}

// password is what stands before the host of an address.
var password = regexp.MustCompile(`://[^/@\s"]+@`)

// withoutPasswords is a text whose addresses have lost user and password. The loader refuses them, and quotes them.
func withoutPasswords(text []byte) []byte { return password.ReplaceAll(text, []byte("://•••@")) }
