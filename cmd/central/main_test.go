package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"bileter/internal/queue"
	syncer "bileter/sync"
	"bileter/sync/wire"
)

// With this variable set, the test's own program is central.
const asCentral = "BILETER_TEST_AS_CENTRAL"

func TestMain(m *testing.M) {
	if os.Getenv(asCentral) != "" {
		main()
	}
	os.Exit(m.Run())
}

func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Env = append(os.Environ(), asCentral+"=1")
	c.WaitDelay = 10 * time.Second
	return c
}

// once runs a command that ends by itself.
func once(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	c := program(t, args...)
	var o, e bytes.Buffer
	c.Stdout, c.Stderr = &o, &e
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), o.String(), e.String()
}

// serve starts a server and returns where it says it listens.
func serve(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	c := program(t, append([]string{"run", "--listen", "127.0.0.1:0"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
		if t.Failed() {
			t.Logf("central: %s", errs.String())
		}
	})
	where := regexp.MustCompile(`https?://[0-9.:]+`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if at := where.FindString(lines.Text()); at != "" {
			go io.Copy(io.Discard, out)
			return c, at
		}
	}
	t.Fatal("central does not say where it listens")
	return nil, ""
}

func stop(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}

// journal is an office's, in memory.
type journal struct {
	origin queue.Origin
	events []queue.Event
}

func newJournal(n int) *journal {
	j := &journal{origin: queue.Origin{Office: "olszanow", Node: "kiosk-1", Incarnation: "A"}}
	prev := j.origin.Hash()
	for i := range n {
		e := queue.NewEvent(queue.Issued{Letter: "D", N: i + 1}, time.UnixMicro(int64(i)), 0, false, "kiosk")
		e.Seq, e.Prev = uint64(i+1), prev
		j.events, prev = append(j.events, e), e.Hash()
	}
	return j
}

func (j *journal) Origin() queue.Origin { return j.origin }

func (j *journal) Last() (uint64, queue.Hash) {
	h := wire.Batch{Events: j.events}.Head()
	return h.Seq, h.Hash
}

func (j *journal) Events(from uint64, n int) ([]queue.Event, error) {
	if from > uint64(len(j.events)) {
		return nil, nil
	}
	es := j.events[from-1:]
	return es[:min(n, len(es))], nil
}

// bring runs an Outbox until the server has everything.
func bring(t *testing.T, j *journal, c syncer.Config) []byte {
	t.Helper()
	saved := c.Saved
	c.Save = func(b []byte) error { saved = bytes.Clone(b); return nil }
	o, err := syncer.New(j, c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- o.Run(ctx) }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for o.State().Acked < uint64(len(j.events)) {
		select {
		case <-ctx.Done():
			t.Fatalf("not everything arrived: %+v", o.State())
		case <-tick.C:
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	return saved
}

func TestServerCodeAndMachine(t *testing.T) {
	dir, password := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	srv, url := serve(t, "--data", dir, "--admin-password-file", password)
	code, out, errs := once(t, "code", "--data", dir, "--office", "olszanow")
	if code != 0 || !regexp.MustCompile(`^([A-Z2-7]{5}-){5}[A-Z2-7]\n$`).MatchString(out) || !strings.Contains(errs, "works once") {
		t.Fatalf("code: %d %q %q", code, out, errs)
	}
	j := newJournal(1200)
	saved := bring(t, j, syncer.Config{URL: url, Code: strings.TrimSpace(out)})

	// Killed and started again, it has everything.
	srv.Process.Kill()
	srv.Wait()
	srv, url = serve(t, "--data", dir, "--admin-password-file", password)
	j.events = newJournal(1300).events
	bring(t, j, syncer.Config{URL: url, Saved: saved})
	if n := exported(t, url, "correct horse"); n != 1300 {
		t.Errorf("%d events, want 1300", n)
	}
	if code, out, errs := once(t, "revoke", "--data", dir, "--office", "olszanow", "--node", "kiosk-1"); code != 0 {
		t.Errorf("revoke: %d %q %q", code, out, errs)
	}
	if code, _, errs := once(t, "settle", "--data", dir, "--office", "olszanow", "--node", "kiosk-1"); code != 2 || !strings.Contains(errs, "no alarm") {
		t.Errorf("settle: %d %q", code, errs)
	}
	stop(t, srv)
}

// exported counts the events in the export.
func exported(t *testing.T, url, password string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/export?office=olszanow&node=kiosk-1", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("admin", password)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp.Status, err)
	}
	return bytes.Count(b, []byte("\n"))
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key, roots := certificate(t, dir)
	_, url := serve(t, "--data", dir, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(url, "https://") {
		t.Fatalf("listens on %s", url)
	}
	_, out, _ := once(t, "code", "--data", dir, "--office", "olszanow", "--node", "kiosk-1", "--valid", "24h")
	bring(t, newJournal(3), syncer.Config{
		URL: url, Code: strings.TrimSpace(out), Client: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}},
	})
}

func certificate(t *testing.T, dir string) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	kb, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key, roots = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), x509.NewCertPool()
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	roots.AppendCertsFromPEM(certPEM)
	for path, b := range map[string][]byte{cert: certPEM, key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: kb})} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, roots
}

// Whatever is wrong at the beginning: one clear line, exit code 2, nothing started.
func TestWrongFromTheStart(t *testing.T) {
	dir := t.TempDir()
	file, short := filepath.Join(dir, "file"), filepath.Join(dir, "short")
	for path, text := range map[string]string{file: "", short: "abc"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	data := filepath.Join(dir, "data")
	run := []string{"run", "--listen", "127.0.0.1:0", "--data"}
	tests := map[string]struct {
		args []string
		want string
	}{
		"nothing":          {nil, "expected one of"},
		"unknown flag":     {[]string{"run", "--dta", data}, "--data"},
		"no data":          {[]string{"run"}, "--data"},
		"busy port":        {[]string{"run", "--listen", ln.Addr().String(), "--data", data}, "already listens"},
		"no such address":  {[]string{"run", "--listen", "nowhere", "--data", data}, "cannot listen"},
		"data is a file":   {append(run, file), "data folder cannot be made"},
		"short password":   {append(run, data, "--admin-password-file", short), "too short"},
		"no password file": {append(run, data, "--admin-password-file", file+"x"), "cannot be read"},
		"empty password":   {append(run, data, "--admin-password-file", file), "is empty"},
		"half of TLS":      {append(run, data, "--tls-cert", file), "go together"},
		"no certificate":   {append(run, data, "--tls-cert", file, "--tls-key", file), "certificate cannot be used"},
		"bad office":       {[]string{"code", "--data", dir, "--office", "Ż"}, "office"},
		"no office":        {[]string{"code", "--data", dir}, "--office"},
		"bad validity":     {[]string{"code", "--data", dir, "--office", "o", "--valid", "-1h"}, "--valid"},
		"unknown node":     {[]string{"revoke", "--data", dir, "--office", "o", "--node", "n"}, "no node"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, out, errs := once(t, tt.args...)
			if code != 2 || out != "" || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "central: ") || !strings.Contains(errs, tt.want) {
				t.Errorf("exit code %d, out %q, says %q; want 2 and one line with %q", code, out, errs, tt.want)
			}
		})
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("the data folder was made: %v", err)
	}
	if code, out, _ := once(t, "version"); code != 0 || !strings.HasPrefix(out, "central ") {
		t.Errorf("version: %d %q", code, out)
	}
	if code, out, _ := once(t, "--help"); code != 0 || !strings.Contains(out, "settle") || strings.Contains(out, "no-dedup") {
		t.Errorf("help: %d %q", code, out)
	}
}
