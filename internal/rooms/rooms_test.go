// Package rooms_test holds the plan of the house, ARCHITECTURE.md's table of who may know whom, against
// the code. It tests nothing else.
package rooms_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// may lists, for every package of ours, the packages of ours it may import. A package that is not here
// has no room. A package may always import those below its own folder.
var may = map[string][]string{
	"internal/queue":   {},
	"internal/text":    {},
	"internal/health":  {},
	"internal/durable": {},
	"internal/font":    {},
	"internal/sound":   {},
	"internal/town":    {},
	"internal/office":  {"internal/queue", "internal/health"},
	"internal/api":     {"internal/queue"},
	"internal/find":    {"internal/api"},
	"internal/console": {"internal/office", "internal/find", "internal/figures", "internal/api", "internal/queue", "internal/text", "internal/health", "internal/font",
		"internal/setup", "internal/stick", "internal/pin", "internal/account", "internal/secret", "internal/carry", "internal/town", "configs", "configs/edit", "kiosk/touch/icons"},
	"kiosk/touch/icons":         {},
	"kiosk/setup":               {"configs/edit", "internal/api", "internal/queue", "internal/text", "kiosk", "kiosk/touch", "kiosk/touch/icons"},
	"internal/central":          {"internal/queue", "sync/wire", "internal/text", "internal/health", "internal/font"},
	"internal/central/sqlstore": {"internal/queue", "sync/wire"},
	"store":                     {"internal/queue", "internal/durable"},
	"printer":                   {"internal/queue", "internal/text", "internal/health"},
	"printer/escpos":            {"internal/text", "internal/font"},
	"internal/port":             {},
	"printer/slip":              {"internal/queue", "internal/figures", "internal/text", "printer/escpos", "internal/font"},
	"printer/emulator":          {"printer/escpos", "internal/durable", "internal/font"},
	"display":                   {"internal/queue", "internal/text", "internal/health"},
	"display/board":             {"display"},
	"display/board/emulator":    {},
	"display/voice":             {"internal/queue", "internal/text", "internal/health", "internal/sound"},
	"display/gpio":              {"display", "internal/queue", "internal/health"},
	"kiosk":                     {"internal/find", "internal/queue", "internal/text", "internal/health", "internal/api"},
	"kiosk/speech":              {"kiosk", "internal/sound"},
	"kiosk/touch":               {"kiosk", "internal/queue", "internal/text", "internal/api", "internal/font", "internal/town"},
	"kiosk/touch/picture":       {"kiosk", "kiosk/touch"},
	"sync":                      {"internal/queue", "internal/health", "sync/wire"},
	"sync/wire":                 {"internal/queue"},
	"internal/rooms":            {},
	"configs":                   {"internal/queue", "internal/text", "internal/town"},
	"configs/edit":              {},
	"internal/setup":            {"configs", "configs/edit", "internal/carry", "internal/durable", "internal/text", "internal/account", "internal/pin", "internal/secret"},
	"internal/stick":            {"internal/durable"},
	"internal/hardware": {"configs", "display", "display/gpio", "display/voice", "internal/api", "internal/console", "internal/durable", "internal/port", "internal/queue",
		"internal/setup", "internal/text", "internal/touchscreen", "printer", "printer/escpos", "printer/slip", "sync", "sync/wire"},
	"internal/ticketbutton": {"internal/office", "internal/queue", "internal/api", "internal/text", "kiosk", "kiosk/speech"},
	"internal/touchscreen":  {"internal/durable", "internal/health"},
	"internal/secret":       {},
	"internal/pin":          {"internal/durable", "internal/secret"},
	"internal/account":      {"internal/durable", "internal/secret"},
	"internal/carry":        {"internal/durable"},
	"packaging/udev":        {},
	"internal/policy":       {"internal/queue"},
	"test/chromium":         {},
	"internal/figures":      {"internal/queue"},
	"test/touch":            {},
	"test/window":           {"kiosk", "kiosk/touch", "internal/api", "configs"},
	"test/vm":               {},
	"test/vm/machine":       {},
}

const module = "bileter/"

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps=false", "-json=ImportPath,Imports,Deps"}, args...)...)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	var ps []pkg
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return ps
		}
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
}

// faults says what in a list of packages breaks the plan.
func faults(ps []pkg) []string {
	var fs []string
	for _, p := range ps {
		room := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(room, "cmd/") {
			continue
		}
		allowed, known := may[room]
		top, _, inside := strings.Cut(room, "/internal/")
		if !known && inside { // a package inside another's room answers to that room
			allowed, known = may[top], may[top] != nil
		}
		if !known {
			fs = append(fs, room+" has no place in the table")
			continue
		}
		for _, i := range p.Imports {
			i, ours := strings.CutPrefix(i, module)
			if ours && !slices.Contains(allowed, i) && !strings.HasPrefix(i, room+"/") && !(inside && strings.HasPrefix(i, top+"/")) {
				fs = append(fs, room+" imports "+i)
			}
		}
	}
	return fs
}

func TestWhoMayKnowWhom(t *testing.T) {
	for _, f := range faults(list(t, "./...")) {
		t.Error(f)
	}
	wrong := faults([]pkg{{ImportPath: module + "store", Imports: []string{module + "printer"}}, {ImportPath: module + "util"}})
	if len(wrong) != 2 {
		t.Errorf("negative control: %v", wrong)
	}
}

// TestWhoLinksWhat keeps Fyne and periph where they belong. That no C compiler is needed, make check shows.
func TestWhoLinksWhat(t *testing.T) {
	fyne, periph, gl := "fyne.io/fyne/v2", "periph.io/x/", "github.com/go-gl/"
	for _, c := range []struct {
		tags, path string
		never      []string
	}{
		{"", "./cmd/bileter", []string{fyne, gl}},
		{"", "./cmd/central", []string{fyne, gl, periph}},
		{"", "./kiosk", []string{fyne, periph, "go.etcd.io/bbolt"}},
		{"", "./kiosk/touch", []string{"fyne.io/fyne/v2/app", gl, periph, "go.etcd.io/bbolt"}},
		{"", "./internal/queue", []string{"os", "net", "time/tzdata", "math/rand", "crypto/rand"}},
	} {
		for _, p := range list(t, "-tags="+c.tags, c.path) {
			for _, d := range p.Deps {
				for _, n := range c.never {
					if n == "os" || n == "net" { // reached through fmt: what counts is who asks for it
						if slices.Contains(p.Imports, n) {
							t.Errorf("%s imports %s", c.path, n)
						}
						continue
					}
					if d == n || strings.HasPrefix(d, strings.TrimSuffix(n, "/")+"/") && n != "fyne.io/fyne/v2/app" {
						t.Errorf("%s links %s", c.path, d)
					}
				}
			}
		}
	}
}

// TestAlone: what the Makefile's ALONE tests without the race detector starts nothing that runs beside it.
func TestAlone(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(makefile), "\nALONE := ")
	line, _, _ = strings.Cut(line, "\n")
	dirs := strings.Fields(line)
	if len(dirs) == 0 {
		t.Fatal("the Makefile has no ALONE")
	}
	for _, dir := range dirs {
		if n := started(t, "../../"+dir); n != 0 {
			t.Errorf("%s starts goroutines in %d places: it needs the race detector", dir, n)
		}
	}
	if started(t, "../../printer/emulator") == 0 {
		t.Error("negative control: the emulated printer, which listens while it prints, is not noticed")
	}
}

// started counts the go statements, and the Go calls of wait groups, in a package without its tests.
func started(t *testing.T, dir string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no Go files (%v)", dir, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.GoStmt:
				n++
			case *ast.SelectorExpr:
				if node.Sel.Name == "Go" || node.Sel.Name == "AfterFunc" {
					n++
				}
			}
			return true
		})
	}
	return n
}
