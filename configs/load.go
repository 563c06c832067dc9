package configs

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

//go:embed olszanow.toml
var sample string

// SampleName is the file name of the sample office.
const SampleName = "olszanow.toml"

// Sample returns the set-up file of a fictional town hall, with which the program can be tried.
func Sample() []byte { return []byte(sample) }

// Load reads a set-up file. The error is a *Problems; it wraps that of the operating system where the
// file could not be read.
func Load(path string) (Config, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Config{}, unread(path, err)
	}
	if !info.Mode().IsRegular() { // a pipe would block, a directory has no text
		return Config{}, &Problems{List: []Problem{{File: path, What: "is not a file", Hint: "name the set-up file itself"}}}
	}
	f, err := os.Open(path)
	if err != nil {
		return Config{}, unread(path, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Config{}, unread(path, err)
	}
	return Parse(path, data)
}

func unread(path string, err error) *Problems {
	p := Problem{File: path, What: "cannot be read: " + err.Error()}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.What, p.Hint = "there is no such file", "check the path; a relative one begins in the current folder"
	case errors.Is(err, fs.ErrPermission):
		p.What, p.Hint = "may not be read by this user", "change the owner or the permissions of the file"
	}
	return &Problems{List: []Problem{p}, cause: err}
}

// Parse reads the text of a set-up file; name is what messages call it. The error is a *Problems with
// everything that is wrong, and then the Config is empty.
func Parse(name string, data []byte) (Config, error) {
	root, bad := plant(name, data)
	if bad != nil {
		return Config{}, &Problems{List: []Problem{*bad}}
	}
	r := &reader{file: name}
	c := r.config(root)
	if len(r.problems.List) > 0 {
		r.problems.sort()
		return Config{}, &r.problems
	}
	return c, nil
}

// config reads the file in the order in which its parts refer to each other.
func (r *reader) config(root *node) Config {
	top := r.section(root, "", "")
	o := &office{reader: r, lines: once{}}
	o.readOffice(r.required(top, "office"))
	o.readHours(top)
	o.readZones(top)
	o.readGroups(top)
	o.readServices(top)
	o.readCounters(top)
	o.checkReferences(top)
	c := Config{
		Printer: r.printer(top.table("printer")),
		Lamps:   r.lamps(top.table("lamps")),
		Console: r.console(r.required(top, "console")),
		Central: r.central(top.table("central")),
		Screen:  r.screen(top.table("screen")),
		Town:    r.town(top.table("town")),
		Figures: r.figures(top.table("figures")),
	}
	c.Button = o.readTicketButton(top.table("ticket_button"))
	c.Boards = o.readBoards(top, c.Printer.Port)
	c.Voice = o.readVoice(top)
	c.Ticket = r.ticket(top.table("ticket"), c.Printer.Width, c.Town.Arms)
	o.readRules(top.table("rules"))
	o.readHelp(top.table("help"))
	o.readPhrases(top.table("phrases"))
	o.setup.Location() // found once, here: later it is read by many at a time
	c.Setup = o.setup
	c.file, c.lines = r.file, root.lines()
	top.end()
	return c
}

// required is a table that must be there; one problem stands for all that is in it.
func (r *reader) required(top *section, k string) *section {
	s := top.table(k)
	if s == nil && !top.has(k) {
		r.problem(0, "", fmt.Sprintf("the table [%s] is missing", k), "see the sample office, "+SampleName)
	}
	return s
}

// elements are the tables of an array of tables, each named by its id, or by its place where it has none.
func (r *reader) elements(top *section, k, id string) []*section {
	var out []*section
	for i, n := range top.list(k, aTable) {
		s := r.section(n, fmt.Sprintf("%s[%d]", k, i), ".")
		if v := n.table[id]; v != nil && slices.Contains([]kind{aText, aNumber}, v.kind) && fitsHead(v.text) {
			s.head, s.sep = k+" "+v.text, ": "
		}
		out = append(out, s)
	}
	return out
}

// fitsHead tells whether an id can stand in a message.
func fitsHead(v string) bool {
	_, odd := oddRune(v, false)
	return v != "" && len(v) <= 32 && !odd
}
