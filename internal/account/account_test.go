package account_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bileter/internal/account"
	"bileter/internal/secret"
)

const password = "siedem kotów na płocie"

type office struct {
	t    *testing.T
	path string
	at   time.Time
	*account.Book
}

// open opens a book whose sums are cheap.
func open(t *testing.T) *office {
	o := &office{t: t, path: filepath.Join(t.TempDir(), account.FileName), at: time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)}
	o.again()
	return o
}

// again is a restart.
func (o *office) again() {
	o.t.Helper()
	b, err := account.Open(o.path, func() time.Time { return o.at })
	if err != nil {
		o.t.Fatal(err)
	}
	b.Cost = secret.Cost{Time: 1, Memory: 8}
	o.Book = b
}

// hire makes an account with a password.
func (o *office) hire(login string, r account.Role) account.Person {
	o.t.Helper()
	p, code, err := o.Add("", account.Person{Login: login, Role: r})
	if err == nil {
		_, _, err = o.Begin(login, code, password)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) signIn(login, password string) string {
	o.t.Helper()
	token, _, err := o.SignIn(login, password)
	if err != nil {
		o.t.Fatalf("%s: %v", login, err)
	}
	return token
}

func TestFirstAdministrator(t *testing.T) {
	o := open(t)
	old, err := o.First()
	if err != nil || old == "" {
		t.Fatal(old, err)
	}
	o.again()
	code, err := o.First()
	if err != nil || code == old {
		t.Fatalf("the code is not new with each start: %q %v", code, err)
	}
	if _, _, err := o.Begin(account.FirstLogin, old, password); !errors.Is(err, account.ErrWrong) {
		t.Errorf("the code of an earlier start: %v", err)
	}
	token, p, err := o.Begin(" Administrator ", strings.ToLower(account.ShowCode(code)), password)
	if err != nil || p.Role != account.Administrator {
		t.Fatal(p, err)
	}
	if who, ok := o.Who(token); !ok || who.ID != p.ID {
		t.Errorf("got %v %v", who, ok)
	}
	if _, _, err := o.Begin(account.FirstLogin, code, "inne hasło zupełnie"); !errors.Is(err, account.ErrWrong) {
		t.Errorf("the code was good twice: %v", err)
	}
	o.signIn(account.FirstLogin, password)
	if code, err := o.First(); code != "" || err != nil {
		t.Errorf("a second first administrator: %q %v", code, err)
	}
	b, err := os.ReadFile(o.path)
	for _, s := range []string{password, code, token} {
		if strings.Contains(string(b), s) || err != nil {
			t.Errorf("%q stands in the file, %v", s, err)
		}
	}
	if info, err := os.Stat(o.path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestPasswords(t *testing.T) {
	o := open(t)
	for p, want := range map[string]error{
		"": account.ErrShort, "krótkie1!": account.ErrShort, strings.Repeat("ab cd", 30): account.ErrShort, "\xff\xfe\xfd1234567890": account.ErrShort,
		"1234567890": account.ErrPlain, "aaaaaaaaaaaa": account.ErrPlain, "Haslo123456!": account.ErrPlain, "HASŁO2026!!!": account.ErrPlain,
		"Polska2026!": account.ErrPlain, "qwertyuiop1": account.ErrPlain, "1985-11-23!": account.ErrPlain, "anna.nowak-2026": account.ErrPlain,
		"Malinowska1": account.ErrPlain, "ababababab": account.ErrPlain,
		"zielony rower 7": nil, "siedem kotów": nil, "T7#kd9Lp2q": nil,
	} {
		_, code, err := o.Add("", account.Person{Login: "anna.nowak", Name: "Anna Malinowska", Role: account.Clerk})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Begin("anna.nowak", code, p); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", p, err, want)
		}
		who, _ := o.Find("anna.nowak")
		if err := o.Remove("", who.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWaitIsLongerEachTimeAndKept(t *testing.T) {
	o := open(t)
	p := o.hire("anna", account.Clerk)
	var wait *secret.Wait
	for _, login := range []string{"anna", "nobody"} { // nobody learns who exists
		for i, want := range []time.Duration{0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
			if _, _, err := o.SignIn(login, "wrong"); !errors.Is(err, account.ErrWrong) {
				t.Fatalf("%s, try %d: %v", login, i+1, err)
			}
			if login == "anna" {
				o.again() // a restart gives nobody new tries
			}
			if want == 0 {
				continue
			}
			if _, _, err := o.SignIn(login, password); !errors.As(err, &wait) || wait.For != want {
				t.Errorf("%s, after try %d, the right password: %v, want a wait of %s", login, i+1, err, want)
			}
			o.at = o.at.Add(want)
		}
	}
	o.signIn("anna", password)
	for range 3 {
		_, _, _ = o.SignIn("anna", "wrong")
	}
	o.at = o.at.Add(-24 * time.Hour) // a clock set back
	if _, _, err := o.SignIn("anna", password); !errors.As(err, &wait) || wait.For > 15*time.Minute {
		t.Errorf("got %v", err)
	}
	code, err := o.Reset("", p.ID) // the administrator helps
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Begin("anna", code, password); err != nil {
		t.Error(err)
	}
}

// TestGuessersAtOnce has many try at the same time: a try that is not counted before it is looked at would be free.
func TestGuessersAtOnce(t *testing.T) {
	o := open(t)
	o.hire("anna", account.Clerk)
	var all sync.WaitGroup
	var mu sync.Mutex
	tried := 0
	for i := range 20 {
		all.Go(func() {
			_, _, err := o.SignIn("anna", fmt.Sprint(i))
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, account.ErrWrong) {
				tried++
			}
		})
	}
	all.Wait()
	if tried != 3 {
		t.Errorf("%d tries were looked at, want 3", tried)
	}
}

func TestSessionsEnd(t *testing.T) {
	for name, end := range map[string]func(o *office, p account.Person, token string){
		"a working day":   func(o *office, _ account.Person, token string) { pass(o, token, account.Life) },
		"silence":         func(o *office, _ account.Person, _ string) { o.at = o.at.Add(account.Idle) },
		"signing out":     func(o *office, _ account.Person, token string) { o.must(o.SignOut(token)) },
		"blocked":         func(o *office, p account.Person, _ string) { o.must(o.Block("", p.ID, true)) },
		"reset":           func(o *office, p account.Person, _ string) { _, err := o.Reset("", p.ID); o.must(err) },
		"removed":         func(o *office, p account.Person, _ string) { o.must(o.Remove("", p.ID)) },
		"the ninth login": func(o *office, p account.Person, _ string) { nine(o, p) },
		"another password, elsewhere": func(o *office, p account.Person, _ string) {
			o.must(o.ChangePassword(o.signIn(p.Login, password), password, "inne hasło zupełnie"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			o.hire("szef", account.Administrator)
			p := o.hire("anna", account.Clerk)
			token := o.signIn("anna", password)
			pass(o, token, account.Idle-time.Second)
			o.again() // a restart signs nobody out
			if _, ok := o.Who(token); !ok {
				t.Fatal("over too soon")
			}
			end(o, p, token)
			if who, ok := o.Who(token); ok {
				t.Errorf("%v is still signed in", who)
			}
			o.again()
			if who, ok := o.Who(token); ok {
				t.Errorf("after a restart %v is still signed in", who)
			}
		})
	}
	o := open(t)
	for _, token := range []string{"", "x", strings.Repeat("A", 43)} {
		if who, ok := o.Who(token); ok {
			t.Errorf("%q is %v", token, who)
		}
	}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// pass lets time pass with a request each half hour.
func pass(o *office, token string, d time.Duration) {
	for end := o.at.Add(d); o.at.Before(end); {
		o.Who(token)
		o.at = o.at.Add(min(30*time.Minute, end.Sub(o.at)))
	}
}

func nine(o *office, p account.Person) {
	for range 9 {
		o.signIn(p.Login, password)
	}
}

func TestAdministratorsDeeds(t *testing.T) {
	o := open(t)
	var said []string
	refuse := errors.New("the journal is full")
	fail := false
	o.Note = func(n account.Noted) error {
		if fail {
			return refuse
		}
		said = append(said, n.By+" "+n.Deed)
		return nil
	}
	boss, _, err := o.Add("x", account.Person{Login: "Szef", Role: account.Administrator})
	o.must(err)
	p, _, err := o.Add("x", account.Person{Login: "anna", Name: " Anna  Zet ", Role: account.Clerk, Counters: []int{7, 5, 7}})
	o.must(err)
	if p.Name != "Anna Zet" || fmt.Sprint(p.Counters) != "[5 7]" || !p.MayWorkAt(5) || p.MayWorkAt(6) {
		t.Errorf("got %+v", p)
	}
	for _, c := range []struct {
		p    account.Person
		want error
	}{
		{account.Person{Login: "ANNA", Role: account.Clerk}, account.ErrTaken}, {account.Person{Login: "a b", Role: account.Clerk}, account.ErrLogin},
		{account.Person{Login: "1abc", Role: account.Clerk}, account.ErrLogin}, {account.Person{Login: "żółw", Role: account.Clerk}, account.ErrLogin},
		{account.Person{Login: "ewa", Role: "king"}, account.ErrRole}, {account.Person{Login: "ewa", Role: account.Clerk, Name: strings.Repeat("a", 61)}, account.ErrName},
	} {
		if _, _, err := o.Add("x", c.p); !errors.Is(err, c.want) {
			t.Errorf("%+v: got %v, want %v", c.p, err, c.want)
		}
	}
	for what, err := range map[string]error{
		"removed": o.Remove("x", boss.ID), "blocked": o.Block("x", boss.ID, true), "made a clerk": o.Change("x", boss.ID, account.Person{Role: account.Clerk}),
	} {
		if !errors.Is(err, account.ErrLast) {
			t.Errorf("the last administrator was %s: %v", what, err)
		}
	}
	fail = true
	for what, err := range map[string]error{
		"added": func() error { _, _, err := o.Add("x", account.Person{Login: "ewa", Role: account.Clerk}); return err }(), "removed": o.Remove("x", p.ID),
		"blocked": o.Block("x", p.ID, true), "reset": func() error { _, err := o.Reset("x", p.ID); return err }(),
	} {
		if !errors.Is(err, refuse) {
			t.Errorf("%s without the journal: %v", what, err)
		}
	}
	fail = false
	list, err := o.List()
	o.must(err)
	if len(list) != 2 || list[0].Login != "anna" || list[0].Blocked || list[0].Code.IsZero() || list[0].Password {
		t.Errorf("got %+v", list)
	}
	o.must(o.Change("x", p.ID, account.Person{Login: "ignored", Role: account.Manager}))
	o.must(o.Block("x", p.ID, true))
	o.must(o.Block("x", p.ID, false))
	o.must(o.Remove("x", p.ID))
	if got := strings.Join(said, ", "); got != "x added, x added, x changed, x blocked, x unblocked, x removed" {
		t.Errorf("noted: %s", got)
	}
	if b, err := os.ReadFile(o.path); err != nil || strings.Contains(string(b), "anna") || strings.Contains(string(b), p.ID) {
		t.Errorf("a removed person stands in the file: %v", err)
	}
}

// TestDeedsAreDelivered does deeds while nobody listens, and delivers them once, at the second try.
func TestDeedsAreDelivered(t *testing.T) {
	o := open(t)
	o.hire("anna", account.Clerk)
	o.again()
	var keys []string
	full := true
	o.Note = func(n account.Noted) error {
		if full && len(keys) == 1 {
			return errors.New("the journal is full")
		}
		keys = append(keys, n.Deed+" "+n.Key)
		return nil
	}
	if err := o.Deliver(); err == nil {
		t.Error("delivered to a full journal")
	}
	first := keys[0]
	full, keys = false, nil
	o.must(o.Deliver())
	o.must(o.Deliver())
	if len(keys) != 2 || keys[0] != first || !strings.HasPrefix(keys[1], "begun ") {
		t.Errorf("got %q, the first try %q", keys, first)
	}
}

func TestCodeEnds(t *testing.T) {
	o := open(t)
	_, code, err := o.Add("", account.Person{Login: "anna", Role: account.Clerk})
	o.must(err)
	o.at = o.at.Add(7 * 24 * time.Hour)
	if _, _, err := o.Begin("anna", code, password); !errors.Is(err, account.ErrWrong) {
		t.Errorf("a code of last week: %v", err)
	}
}

// TestTwoPrograms has the command line and the office work on one file.
func TestTwoPrograms(t *testing.T) {
	o := open(t)
	other := *o
	other.again()
	p := other.hire("anna", account.Clerk)
	token := o.signIn("anna", password)
	if _, ok := other.Who(token); !ok {
		t.Error("a session of the other program is not known")
	}
	other.must(other.Block("", p.ID, true))
	if _, ok := o.Who(token); ok {
		t.Error("blocked by the other program, and still signed in")
	}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			book := o.Book
			if i%2 == 0 {
				book = other.Book
			}
			if _, _, err := book.Add("", account.Person{Login: fmt.Sprintf("p%02d", i), Role: account.Clerk}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if list, err := o.List(); err != nil || len(list) != 41 {
		t.Errorf("%d people, want 41; %v", len(list), err)
	}
}

func TestDamagedFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), account.FileName)
	if err := os.WriteFile(path, []byte(`{"people":[{`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := account.Open(path, time.Now); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkWho(b *testing.B) {
	book, err := account.Open(filepath.Join(b.TempDir(), "a"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	book.Cost = secret.Cost{Time: 1, Memory: 8}
	token := ""
	for i := range 100 {
		login := fmt.Sprintf("p%02d", i)
		_, code, err := book.Add("", account.Person{Login: login, Role: account.Clerk})
		if err == nil {
			token, _, err = book.Begin(login, code, password)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, ok := book.Who(token); !ok {
			b.Fatal("not signed in")
		}
	}
}

// TestComingAndGoingIsNoted: who signs in and out by an id, a refusal as nobody's, as often as one may try; and a journal
// that takes nothing keeps nobody out.
func TestComingAndGoingIsNoted(t *testing.T) {
	o := open(t)
	anna := o.hire("anna", account.Clerk)
	var said []string
	deaf := false
	o.Note = func(n account.Noted) error {
		if deaf {
			return errors.New("the journal is full")
		}
		said = append(said, n.By+" "+n.Deed+" "+n.ID)
		return nil
	}
	o.must(o.Deliver())
	said = nil
	o.at = o.at.Add(time.Hour)
	token := o.signIn("anna", password)
	if list, err := o.List(); err != nil || !list[0].In.Equal(o.at) {
		t.Errorf("the last sign-in is %v (%v), want %v", list[0].In, err, o.at)
	}
	o.must(o.SignOut(token))
	o.must(o.SignOut(token)) // nobody any more
	for range 10 {           // three are looked at; then there is a wait
		if _, _, err := o.SignIn("anna", "wrong"); err == nil {
			t.Fatal("a wrong password passed")
		}
	}
	if _, _, err := o.SignIn("nobody", "wrong"); !errors.Is(err, account.ErrWrong) {
		t.Error(err)
	}
	want := []string{anna.Actor() + " signed-in " + anna.ID, anna.Actor() + " signed-out " + anna.ID}
	for range 3 {
		want = append(want, account.AtDoor+" refused "+anna.ID)
	}
	if !slices.Equal(said, want) {
		t.Errorf("noted\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	o.at, deaf, said = o.at.Add(time.Hour), true, nil
	o.must(o.SignOut(o.signIn("anna", password)))
	deaf = false
	o.must(o.Deliver())
	if len(said) != 2 {
		t.Errorf("later: %q", said)
	}
}

// TestVouching: who proves at the touch screen who they are is noted, and stays signed in everywhere else.
func TestVouching(t *testing.T) {
	o := open(t)
	p := o.hire("anna", account.Administrator)
	var tokens []string
	for range 8 {
		tokens = append(tokens, o.signIn("anna", password))
	}
	var deeds []string
	o.Note = func(n account.Noted) error { deeds = append(deeds, n.By+" "+n.Deed+" "+n.ID); return nil }
	got, err := o.Vouch("anna", password)
	if err != nil || got.ID != p.ID {
		t.Errorf("%+v, %v", got, err)
	}
	for i, token := range tokens {
		if _, ok := o.Who(token); !ok {
			t.Errorf("session %d is over", i)
		}
	}
	if _, err := o.Vouch("anna", "inne hasło zupełnie"); !errors.Is(err, account.ErrWrong) {
		t.Errorf("a wrong password: %v", err)
	}
	if want := []string{p.Actor() + " signed-in " + p.ID, p.Actor() + " signed-out " + p.ID, "console refused " + p.ID}; !slices.Equal(deeds, want) {
		t.Errorf("noted %q, want %q", deeds, want)
	}
}
