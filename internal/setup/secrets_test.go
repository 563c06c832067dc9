package setup_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"bileter/internal/account"
	"bileter/internal/carry"
	"bileter/internal/pin"
	"bileter/internal/secret"
	"bileter/internal/setup"
)

const (
	phrase   = "cztery słowa na kartce"
	password = "Zielony-Rower-17"
)

// safe is that of a folder, with people who have set their passwords.
func safe(t *testing.T, dir string, logins ...string) setup.Safe {
	t.Helper()
	people, err := account.Open(filepath.Join(dir, account.FileName), time.Now)
	must(t, err)
	people.Cost = secret.Cost{Time: 1, Memory: 8}
	lock, err := pin.Open(filepath.Join(dir, "technician.pin"), time.Now)
	must(t, err)
	for _, l := range logins {
		_, code, err := people.Add("x", account.Person{Login: l, Role: account.Clerk})
		must(t, err)
		_, _, err = people.Begin(l, code, password)
		must(t, err)
	}
	return setup.Safe{People: people, Lock: lock}
}

// TestSecretsToASecondMachine makes a second machine ready with its people. Who is known there stays as they are.
func TestSecretsToASecondMachine(t *testing.T) {
	a, text := machine(t, same)
	from := safe(t, a.Data, "anna", "beata", "celina")
	must(t, from.Lock.Set("738291"))
	beata, err := from.People.Find("beata")
	must(t, err)
	must(t, from.People.Block("x", beata.ID, true))
	dorota, code, err := from.People.Add("x", account.Person{Login: "dorota", Role: account.Clerk}) // has not begun yet
	must(t, err)
	sealed, err := from.Seal(phrase)
	must(t, err)
	parcel, _, machineCode, err := a.Pack(text, time.Now(), sealed)
	must(t, err)

	b, own := machine(t, func(s string) string { return strings.Replace(s, `"hol"`, `"pietro"`, 1) })
	to := safe(t, b.Data, "celina")
	celina, err := to.People.Find("celina")
	must(t, err)
	must(t, to.People.Block("x", celina.ID, true))
	before, err := os.ReadFile(filepath.Join(b.Data, account.FileName))
	must(t, err)
	got, err := b.Unpack(parcel, own, "", machineCode)
	must(t, err)
	s, err := setup.OpenSecrets(got.Sealed, phrase)
	must(t, err)
	g, err := to.Look(s)
	must(t, err)
	if want := (setup.Gain{People: 4, New: 3, PIN: true}); g != want || g.Words("pl") != "Konta: osób w pliku 4, nowych tutaj 3. PIN technika: tak." {
		t.Errorf("got %+v, %s", g, g.Words("pl"))
	}
	if now, _ := os.ReadFile(filepath.Join(b.Data, account.FileName)); !bytes.Equal(now, before) || to.Lock.Sum().Set() {
		t.Error("looking has changed something")
	}

	var noted []account.Noted
	to.People.Note = func(n account.Noted) error { noted = append(noted, n); return nil }
	must(t, to.Take("login:boss", s))
	must(t, to.Take("login:boss", s)) // a second time changes nothing
	if len(noted) != 3 || slices.ContainsFunc(noted, func(n account.Noted) bool { return n.Deed != account.Added || n.By != "login:boss" }) {
		t.Errorf("noted %+v", noted)
	}
	must(t, to.Lock.Try("738291"))
	if _, _, err := to.People.SignIn("anna", password); err != nil {
		t.Errorf("anna: %v", err)
	}
	if now, err := to.People.Find("beata"); err != nil || !now.Blocked || now.ID != beata.ID {
		t.Errorf("who was blocked: %+v, %v", now, err)
	}
	if now, err := to.People.Find("celina"); err != nil || !now.Blocked || now.ID != celina.ID {
		t.Errorf("who was known: %+v, %v", now, err)
	}
	if _, _, err := to.People.Begin("dorota", code, password); !errors.Is(err, account.ErrWrong) {
		t.Errorf("a one-time code is good twice: %v", err)
	}
	if _, _, err := from.People.Begin("dorota", code, password); err != nil || dorota.ID == "" {
		t.Errorf("and should be good once: %v", err)
	}
	other := safe(t, t.TempDir())
	must(t, other.Lock.Set("555123"))
	must(t, other.Take("x", s))
	must(t, other.Lock.Try("555123")) // the PIN of a machine stays
}

// TestSecretsOnlyWhenAsked looks for what must not be read, with a control that it would be found.
func TestSecretsOnlyWhenAsked(t *testing.T) {
	a, text := machine(t, same)
	from := safe(t, a.Data, "anna.kowal")
	packed, err := from.People.Pack()
	must(t, err)
	sum := packed[bytes.Index(packed, []byte(`"sum":"`))+7:][:20]
	sealed, err := from.Seal(phrase)
	must(t, err)
	for _, secret := range [][]byte{[]byte("anna.kowal"), sum} {
		if !bytes.Contains(packed, secret) {
			t.Errorf("%s would not be found", secret)
		}
		if bytes.Contains(sealed, secret) {
			t.Errorf("%s can be read", secret)
		}
	}
	if bytes.Contains(packed, []byte("sessions")) || bytes.Contains(packed, []byte("tries")) {
		t.Errorf("sessions or waits travel: %s", packed)
	}
	for name, c := range map[string]struct {
		sealed []byte
		want   bool
	}{"asked": {sealed, true}, "not asked": {nil, false}} {
		parcel, _, _, err := a.Pack(text, time.Now(), c.sealed)
		must(t, err)
		open, err := carry.Open(parcel)
		must(t, err)
		if _, has := open.Contents["secrets.age"]; has != c.want || !c.want && len(open.Contents) != 1 {
			t.Errorf("%s: %d files, secrets %v", name, len(open.Contents), has)
		}
	}
	if _, err := from.Seal("za krótkie"[:9]); !errors.Is(err, carry.ErrShort) {
		t.Errorf("got %v", err)
	}
}

// cheap seals as carry does, at a cost that a test can pay often.
func cheap(t *testing.T, text string) []byte {
	t.Helper()
	r, err := age.NewScryptRecipient(phrase)
	must(t, err)
	r.SetWorkFactor(1)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	must(t, err)
	_, err = w.Write([]byte(text))
	must(t, errors.Join(err, w.Close()))
	return out.Bytes()
}

// TestBadSecrets opens what must be refused; nothing is taken in.
func TestBadSecrets(t *testing.T) {
	person := func(change func(map[string]any)) string {
		p := map[string]any{"id": "abcdefghjkmnpqrs", "login": "anna", "role": "clerk"}
		change(p)
		b, _ := json.Marshal(map[string]any{"format": 1, "people": []any{p}})
		return string(b)
	}
	to := safe(t, t.TempDir())
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"sound":     {person(func(map[string]any) {}), nil},
		"no JSON":   {"{", carry.ErrDamaged},
		"the first": {`{"pin":"246810"}`, carry.ErrOlder},
		"older":     {`{}`, carry.ErrOlder},
		"newer":     {`{"format":2}`, carry.ErrNewer},
		"a PIN":     {`{"format":1,"people":[],"pin":{"sum":"AAAA"}}`, carry.ErrDamaged},
		"no list":   {`{"format":1,"people":{}}`, carry.ErrDamaged},
		"an id":     {person(func(p map[string]any) { p["id"] = "x" }), carry.ErrDamaged},
		"a role":    {person(func(p map[string]any) { p["role"] = "king" }), carry.ErrDamaged},
		"a login":   {person(func(p map[string]any) { p["login"] = "a b" }), carry.ErrDamaged},
		"a dear sum": {person(func(p map[string]any) {
			p["password"] = map[string]any{"salt": make([]byte, 16), "sum": make([]byte, 32), "time": 9, "memory": 4 << 20}
		}), carry.ErrDamaged},
		"twice": {`{"format":1,"people":[{"id":"abcdefghjkmnpqrs","login":"anna","role":"clerk"},{"id":"abcdefghjkmnpqrt","login":"anna","role":"clerk"}]}`, carry.ErrDamaged},
	} {
		s, err := setup.OpenSecrets(cheap(t, c.text), phrase)
		if err == nil {
			_, err = to.Look(s)
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if s != nil && c.want != nil && to.Take("x", s) == nil {
			t.Errorf("%s was taken in", name)
		}
	}
	if list, err := to.People.List(); err != nil || len(list) != 0 {
		t.Errorf("%d people, %v", len(list), err)
	}
}
