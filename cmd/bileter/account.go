package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bileter/internal/account"
)

// openPeople opens the accounts. Where there are none yet, the first administrator gets a one-time code, which is told on the
// terminal and nowhere else.
func (m *machine) openPeople() (err error) {
	if m.people, err = account.Open(filepath.Join(m.data, account.FileName), time.Now); err != nil {
		return err
	}
	m.first, err = m.people.First()
	return err
}

// accountCmd is for whoever may read and write the data folder: root, or the program's own user. An office that runs
// sees what it does at once.
type accountCmd struct {
	Data string `help:"Data folder." default:"/var/lib/bileter" type:"path"`

	List  accountListCmd  `cmd:"" help:"List the accounts."`
	Add   accountAddCmd   `cmd:"" help:"Add an account and tell its one-time code."`
	Reset accountResetCmd `cmd:"" help:"Make a new one-time code, for a password that was lost: also an administrator's."`
}

func (c *accountCmd) open() (*account.Book, error) {
	if _, err := os.Stat(c.Data); err != nil {
		return nil, badStart(fmt.Errorf("data folder: %w", err))
	}
	b, err := account.Open(filepath.Join(c.Data, account.FileName), time.Now)
	return b, badStart(err)
}

type accountListCmd struct{}

func (accountListCmd) Run(c *accountCmd, out io.Writer) error {
	b, err := c.open()
	if err != nil {
		return err
	}
	list, err := b.List()
	if err != nil {
		return err
	}
	for _, e := range list {
		state := "works"
		switch {
		case e.Blocked:
			state = "blocked"
		case !e.Password && e.Code.IsZero():
			state = "code lapsed"
		case !e.Password:
			state = "code until " + e.Code.Local().Format("2006-01-02 15:04")
		}
		counters := "everywhere"
		if len(e.Counters) > 0 {
			counters = "counters " + strings.Trim(strings.ReplaceAll(fmt.Sprint(e.Counters), " ", ","), "[]")
		}
		fmt.Fprintf(out, "%-20s %-14s %-22s %-14s login:%s\n", e.Login, e.Role, counters, state, e.ID)
	}
	return nil
}

type accountAddCmd struct {
	Login         string       `arg:"" help:"Small letters, digits, dots."`
	Role          account.Role `help:"clerk, assistant, manager, technician or administrator." default:"clerk" enum:"clerk,assistant,manager,technician,administrator"`
	Name          string       `help:"Name or position."`
	Counter       []string     `help:"Number of a counter at which they may work; several with commas; none: everywhere."`
	PasswordStdin bool         `help:"Read the password from standard input, instead of a one-time code."`
}

func (a accountAddCmd) Run(c *accountCmd, out io.Writer) error {
	p := account.Person{Login: a.Login, Role: a.Role, Name: a.Name}
	for _, v := range a.Counter {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return badStart(fmt.Errorf("--counter: %q is no counter", v))
		}
		p.Counters = append(p.Counters, n)
	}
	password := ""
	if a.PasswordStdin {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && err != io.EOF {
			return err
		}
		if password = strings.TrimRight(line, "\r\n"); password == "" {
			return badStart(fmt.Errorf("--password-stdin: no password came"))
		}
	}
	b, err := c.open()
	if err != nil {
		return err
	}
	p, code, err := b.Add(account.AtMachine, p)
	if err != nil {
		return badStart(err)
	}
	if password == "" {
		fmt.Fprintf(out, "%s: one-time code %s, good for 7 days; the page /begin takes it\n", p.Login, account.ShowCode(code))
		return nil
	}
	if err := b.SetPassword(account.AtMachine, p.ID, password); err != nil {
		if undo := b.Remove(account.AtMachine, p.ID); undo != nil {
			return undo
		}
		return badStart(err)
	}
	fmt.Fprintf(out, "%s: the password is set\n", p.Login)
	return nil
}

type accountResetCmd struct {
	Login string `arg:""`
}

func (r accountResetCmd) Run(c *accountCmd, out io.Writer) error {
	b, err := c.open()
	if err != nil {
		return err
	}
	p, err := b.Find(r.Login)
	if err != nil {
		return badStart(fmt.Errorf("%s: %w; see: bileter account list", r.Login, err))
	}
	code, err := b.Reset(account.AtMachine, p.ID)
	if err == nil && p.Blocked {
		err = b.Block(account.AtMachine, p.ID, false)
	}
	if err != nil {
		return badStart(err)
	}
	fmt.Fprintf(out, "%s: one-time code %s, good for 7 days; the page /begin takes it\n", p.Login, account.ShowCode(code))
	return nil
}
