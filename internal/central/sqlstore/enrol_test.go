package sqlstore_test

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"bileter/internal/central/sqlstore"
	"bileter/sync/wire"
)

func TestEnrol(t *testing.T) {
	now := &clock{start}
	s := open(t, file(t), sqlstore.Options{Now: now.now})
	code := func(node string) string {
		t.Helper()
		c, err := s.Code(ctx, "olszanow", node, 10*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	enrol := func(node, code string, secret byte) error {
		return s.Enrol(ctx, wire.Enrol{Protocol: 1, Office: "olszanow", Node: node, Code: code, Token: sha256.Sum256(append(make([]byte, 31), secret))})
	}
	secret := func(b byte) (s wire.Secret) { s[31] = b; return s }
	good := func(step string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}

	any1, any2, old, other := code(""), code(""), code(""), code("kiosk-9")
	refusal(t, enrol("kiosk-1", "AAAAA", 1), wire.WrongCode)
	refusal(t, enrol("kiosk-1", other, 1), wire.WrongCode)
	refusal(t, s.Authorise(ctx, "olszanow", "kiosk-1", secret(1)), wire.UnknownNode)
	good("as a person types it", enrol("kiosk-1", " "+strings.ToLower(strings.ReplaceAll(any1, "-", " ")), 1))
	good("the answer was lost", enrol("kiosk-1", any1, 1))
	refusal(t, enrol("kiosk-1", any1, 2), wire.CodeUsed)
	refusal(t, enrol("kiosk-2", any1, 2), wire.CodeUsed)
	good("its secret", s.Authorise(ctx, "olszanow", "kiosk-1", secret(1)))
	refusal(t, s.Authorise(ctx, "olszanow", "kiosk-1", secret(2)), wire.UnknownNode)
	refusal(t, s.Authorise(ctx, "elsewhere", "kiosk-1", secret(1)), wire.UnknownNode)
	refusal(t, s.Authorise(ctx, "olszanow", "kiosk-1", wire.Secret{}), wire.UnknownNode)

	// A code for anybody must not take over a machine that is there.
	refusal(t, enrol("kiosk-1", any2, 3), wire.NeedsNamed)
	good("a code for this machine", enrol("kiosk-1", code("kiosk-1"), 3))
	refusal(t, s.Authorise(ctx, "olszanow", "kiosk-1", secret(1)), wire.UnknownNode)
	good("new secret", s.Authorise(ctx, "olszanow", "kiosk-1", secret(3)))

	early := code("kiosk-1")
	good("revoke", s.Revoke(ctx, "olszanow", "kiosk-1"))
	refusal(t, s.Authorise(ctx, "olszanow", "kiosk-1", secret(3)), wire.Revoked)
	refusal(t, enrol("kiosk-1", early, 4), wire.WrongCode)
	refusal(t, enrol("kiosk-1", any1, 1), wire.CodeUsed)
	good("welcome again", enrol("kiosk-1", code("kiosk-1"), 4))
	good("its secret", s.Authorise(ctx, "olszanow", "kiosk-1", secret(4)))

	now.t = now.t.Add(10 * time.Minute)
	refusal(t, enrol("kiosk-3", old, 5), wire.CodeExpired)

	for _, bad := range [][2]string{{"", ""}, {"Ł", ""}, {"olszanow", "a b"}} {
		if _, err := s.Code(ctx, bad[0], bad[1], time.Hour); err == nil {
			t.Errorf("a code for %q was made", bad)
		}
	}
	if err := s.Revoke(ctx, "olszanow", "kiosk-77"); err == nil {
		t.Error("a node that is not there was revoked")
	}
}

func TestCodesAreNotStored(t *testing.T) {
	path := file(t)
	s := open(t, path, sqlstore.Options{})
	code, err := s.Code(ctx, "olszanow", "", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	for _, p := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(p)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if strings.Contains(string(b), strings.ReplaceAll(code, "-", "")) {
			t.Errorf("%s has the code in it", p)
		}
	}
}

func TestFileIsPrivateAndGuarded(t *testing.T) {
	path := file(t)
	s := open(t, path, sqlstore.Options{})
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", fi.Mode(), err)
	}
	s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`insert into goose_db_version (version_id, is_applied) values (9000, true)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := sqlstore.Open(ctx, path, sqlstore.Options{}); !errors.Is(err, sqlstore.ErrNewer) {
		t.Errorf("got %v, want ErrNewer", err)
	}

	bad := file(t)
	if err := os.WriteFile(bad, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlstore.Open(ctx, bad, sqlstore.Options{}); err == nil {
		t.Error("a file that is no database was opened")
	}
}

// A program of another version made the live numbers: they are made again, history untouched.
func TestOldLiveNumbersAreMadeAgain(t *testing.T) {
	path, h := file(t), newHistory("A", 20).grow(900)
	s := enrolled(t, path, sqlstore.Options{})
	apply(t, s, h.batch(1, 500))
	apply(t, s, h.batch(501, 900))
	s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{`update live set rules = 0, waiting = 12345`, `delete from tickets`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	s = open(t, path, sqlstore.Options{})
	if _, err := s.Hello(ctx, wire.Hello{Protocol: 1, Origin: h.Origin, Last: 900, Hash: h.head().Hash}); err != nil {
		t.Fatal(err)
	}
	nodes, err := s.Nodes(ctx, "olszanow")
	if err != nil || nodes[0].Live != h.want() {
		t.Errorf("got %+v, %v, want %+v", nodes[0].Live, err, h.want())
	}
	same(t, s, h)
}
