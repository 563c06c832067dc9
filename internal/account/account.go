// Package account keeps the people who work at the office: login, role, counters, the sum of the password, wrong tries
// and sessions, in one file that can be erased. Elsewhere a person is only an id without meaning. It knows no pages, and
// does not know what a role may do.
package account

import (
	"crypto/rand"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bileter/internal/secret"
)

// Role is what somebody works as.
type Role string

// The roles.
const (
	Clerk         Role = "clerk"
	Assistant     Role = "assistant"
	Manager       Role = "manager"
	Technician    Role = "technician"
	Administrator Role = "administrator"
)

// Roles lists them for people to choose from.
var Roles = []Role{Clerk, Assistant, Manager, Technician, Administrator}

// Person is one account.
type Person struct {
	ID       string `json:"id"`       // 16 letters and digits, never used again
	Login    string `json:"login"`    // as it is typed, in small letters
	Name     string `json:"name"`     // or position; may be empty
	Role     Role   `json:"role"`     //
	Counters []int  `json:"counters"` // where they may work; empty: everywhere
	Blocked  bool   `json:"blocked"`
}

// Actor is how the journal calls a person.
func (p Person) Actor() string { return ActorPrefix + p.ID }

// ActorPrefix stands before a person's id in the journal.
const ActorPrefix = "login:"

// MayWorkAt tells whether a person may work at counter n.
func (p Person) MayWorkAt(n int) bool { return len(p.Counters) == 0 || slices.Contains(p.Counters, n) }

// Called is the name of a person for others to read.
func (p Person) Called() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Login
}

// Entry is a person as the administrator sees them.
type Entry struct {
	Person
	Password bool          // one has been set
	Code     time.Time     // until when a one-time code is good; zero: there is none
	Wait     time.Duration // after wrong tries
	In       time.Time     // the last sign-in; zero: none yet
	Seen     time.Time     // the last request, to about ten minutes; zero: no session
}

// Errors of a Book. Others are the disk's.
var (
	ErrWrong   = secret.ErrWrong                                             // login, password or code
	ErrBlocked = errors.New("this account is blocked")                       // told only to who knows the password
	ErrLogin   = errors.New("a login has 3 to 32 letters, digits, '.', '-'") // or '_', and begins with a letter
	ErrTaken   = errors.New("another account has this login")
	ErrName    = errors.New("a name has at most 60 characters")
	ErrRole    = errors.New("no such role")
	ErrNone    = errors.New("no such account")
	ErrLast    = errors.New("the last administrator has to stay")
	ErrShort   = errors.New("a password has 10 to 128 characters")
	ErrPlain   = errors.New("a password that others would try first")
	ErrSame    = errors.New("the new password is the old one")
)

// Sizes.
const (
	LeastPassword = 10
	MostPassword  = 128
	mostName      = 60
)

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

// tidy puts what was typed into one form, and refuses what no account can have.
func (p *Person) tidy() error {
	p.Login = strings.ToLower(strings.TrimSpace(p.Login))
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	slices.Sort(p.Counters)
	p.Counters = slices.Compact(p.Counters)
	switch {
	case !loginForm.MatchString(p.Login):
		return ErrLogin
	case utf8.RuneCountInString(p.Name) > mostName || !utf8.ValidString(p.Name) || strings.ContainsFunc(p.Name, unicode.IsControl):
		return ErrName
	case !slices.Contains(Roles, p.Role):
		return ErrRole
	}
	return nil
}

// common are words with which people begin passwords that they have to make up. Capitals, and digits and signs around
// them, make them no better.
var common = []string{"haslo", "hasło", "password", "passwort", "qwerty", "qwertyuiop", "qwertz", "zaq", "zaqwsx", "qazwsx", "zaq1@wsx",
	"asdfgh", "asdfghjkl", "polska", "urzad", "urząd", "urzadmiejski", "ratusz", "bileter", "biletomat", "kolejka", "stanowisko", "urzednik", "admin", "administrator",
	"witaj", "welcome", "letmein", "zmien", "zmienmnie", "tajne", "wiosna", "lato", "jesien", "jesień", "zima", "styczen", "poniedzialek", "misiek", "kochanie",
	"master", "dragon", "abc", "test", "testtest", "kowalski", "nowak"}

// checkPassword refuses what is too short, and what others would try first. Length is what counts: there are no rules
// about capitals and signs.
func checkPassword(p Person, password string) error {
	if n := utf8.RuneCountInString(password); n < LeastPassword || len(password) > MostPassword || !utf8.ValidString(password) {
		return ErrShort
	}
	low := strings.ToLower(password)
	core := strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	seen := map[rune]bool{}
	for _, r := range low {
		seen[r] = true
	}
	named := strings.Contains(low, p.Login)
	for _, part := range strings.Fields(strings.ToLower(p.Name)) {
		named = named || core == part
	}
	if core == "" && len(low) < 16 || len(seen) < 5 || slices.Contains(common, core) || named || strings.Contains("0123456789012345678901234567890", low) {
		return ErrPlain
	}
	return nil
}

// letters of ids and codes: none looks like another.
const letters = "abcdefghjkmnpqrstuvwxyz23456789"

// random returns n letters; each is worth almost 5 bits.
func random(n int) string {
	out := make([]byte, 0, n)
	for len(out) < n {
		var b [32]byte
		rand.Read(b[:])
		for _, c := range b {
			if c &= 31; int(c) < len(letters) && len(out) < n {
				out = append(out, letters[c])
			}
		}
	}
	return string(out)
}

// Codes are twelve letters, shown in groups of four.
const codeLetters = 12

// ShowCode writes a code as people read it to each other.
func ShowCode(code string) string {
	var groups []string
	for chunk := range slices.Chunk([]byte(strings.ToUpper(code)), 4) {
		groups = append(groups, string(chunk))
	}
	return strings.Join(groups, "-")
}

// readCode takes a code as people type it.
func readCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		return -1
	}, strings.ToLower(typed))
}
