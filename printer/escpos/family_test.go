package escpos_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"bileter/printer/emulator"
	"bileter/printer/escpos"
)

// TestEveryProfileLoads reads the files as they lie in the folder.
func TestEveryProfileLoads(t *testing.T) {
	paths, err := filepath.Glob("profiles/*.toml")
	if err != nil || len(paths) != len(escpos.Names()) {
		t.Fatalf("%d files, %d names, %v", len(paths), len(escpos.Names()), err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := escpos.ParseProfile(filepath.Base(path), b)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(f.Sources) == 0 || f.About == "" {
			t.Errorf("%s cites no source", path)
		}
		if !strings.HasPrefix(f.Name, "emulator") && len(f.Open) == 0 {
			t.Errorf("%s: everything about a real printer is said to be established", path)
		}
		if named, ok := escpos.Named(f.Name); !ok || named != f.Profile {
			t.Errorf("%s: got %+v, want %+v", f.Name, named, f.Profile)
		}
	}
}

// TestNamesStay are those that set-up files may have.
func TestNamesStay(t *testing.T) {
	for _, name := range []string{
		"generic-80", "generic-58", "generic-80-mute", "generic-58-mute", "generic-80-raster", "generic-58-raster", "epson-tm-t20iii", "epson-tm-t88v", "epson-tm-m30iii",
		"bixolon-srp-350", "citizen-ct-s", "star-escpos", "custom-vkp80", "custom-kpm", "pyramid-reliance", "zjiang-pos-5890",
		"xprinter-xp-t80q", "emulator-80", "emulator-58",
	} {
		profile(t, name)
	}
}

// TestPolishOnEveryPageOfEveryProfile prints all letters with each page that a profile has, and reads the paper.
func TestPolishOnEveryPageOfEveryProfile(t *testing.T) {
	want := map[escpos.Charset]string{
		escpos.CP852:  "\xa5\x86\xa9\x88\xe4\xa2\x98\xab\xbe\xa4\x8f\xa8\x9d\xe3\xe0\x97\x8d\xbd\n",
		escpos.CP1250: "\xb9\xe6\xea\xb3\xf1\xf3\x9c\x9f\xbf\xa5\xc6\xca\xa3\xd1\xd3\x8c\x8f\xaf\n",
		escpos.Latin2: "\xb1\xe6\xea\xb3\xf1\xf3\xb6\xbc\xbf\xa1\xc6\xca\xa3\xd1\xd3\xa6\xac\xaf\n",
	}
	seen := map[escpos.Charset]int{}
	for _, f := range escpos.Families() {
		for charset, letters := range want {
			p, ok := f.Using(charset)
			if !ok {
				continue
			}
			seen[charset]++
			e := escpos.NewEncoder(p)
			e.Line(polish)
			if !bytes.HasPrefix(e.Bytes(), []byte{0x1b, '@', 0x1c, '.', 0x1b, 't', p.Pages.Of(charset)}) || !bytes.HasSuffix(e.Bytes(), []byte(letters)) {
				t.Errorf("%s, %s: got %x", f.Name, charset, e.Bytes())
			}
			e.Cut(0)
			papers, err := emulator.Read(e.Bytes(), p)
			if err != nil || len(papers) != 1 || len(papers[0].Text) != 1 || papers[0].Text[0] != polish {
				t.Errorf("%s, %s: the paper says %+v, %v", f.Name, charset, papers, err)
			}
		}
		if _, ok := f.Using("cp437"); ok {
			t.Errorf("%s prints with a page that has no Polish letters", f.Name)
		}
	}
	for charset := range want {
		if seen[charset] == 0 {
			t.Errorf("no profile has %s", charset)
		}
	}
}

func TestCutAndPresent(t *testing.T) {
	for name, want := range map[string]string{
		"generic-80":       "\x1dVB\x18",
		"generic-58":       "\x1bJ\x90",
		"custom-vkp80":     "\x1bJ\x78\x1bi\x1de\x05",
		"custom-kpm":       "\x1bJ\x78\x1bi\x1de\x03\x50",
		"pyramid-reliance": "\x1bJ\x78\x1bi\x1de\x03\x07",
	} {
		e := escpos.NewEncoder(profile(t, name))
		before := len(e.Bytes())
		e.Cut(24)
		if got := string(e.Bytes()[before:]); got != want {
			t.Errorf("%s: got % x, want % x", name, got, want)
		}
	}
	p := profile(t, "generic-80")
	p.Cut = escpos.CutESCm
	e := escpos.NewEncoder(p)
	e.Cut(0)
	if !bytes.HasSuffix(e.Bytes(), []byte("\x1bJ\x60\x1bm")) {
		t.Errorf("ESC m: got % x", e.Bytes())
	}
}

// damages replace old by new in a profile that has everything.
var damages = []struct{ name, old, new, want string }{
	{"not TOML", `name    =`, `name`, "line 1: "},
	{"key twice", `width   = 80`, "width   = 80\nwidth = 58", "width"},
	{"unknown key", `dpi     = 203`, "dpi     = 203\ndpy = 1", "kpm.toml: paper.dpy: line 16: is not known here"},
	{"unknown table", `[cutter]`, "[cuter]", "cuter"},
	{"text for a number", `dots    = 576`, `dots = "576"`, "paper.dots: line 13: "},
	{"fraction for a number", `dots    = 576`, `dots = 576.5`, "paper.dots: line 13: "},
	{"huge number", `dots    = 576`, `dots = 99999999999999999999`, "line 13"},
	{"name missing", `name    = "kpm"`, ``, `name: "" is not a name`},
	{"another file's name", `name    = "kpm"`, `name = "vkp"`, "name the file vkp.toml"},
	{"path for a name", `name    = "kpm"`, `name = "../kpm"`, "is not a name"},
	{"about missing", `about   = "a printer"`, ``, "about: is empty"},
	{"no source", `sources = ["a manual"]`, ``, "sources: is missing (name the manual"},
	{"empty source", `["a manual"]`, `[" "]`, "sources: is empty"},
	{"control character", `["a manual"]`, `["a\u001bmanual"]`, "has a control character"},
	{"long text", `"a printer"`, `"` + strings.Repeat("a", 500) + `"`, "about: has 500 bytes, at most 400"},
	{"unknown key not established", `["paper"]`, `["papr"]`, `"papr" is no key of this file`},
	{"dots missing", `dots    = 576`, ``, "paper.dots: is missing (a whole number from 360 to 1280)"},
	{"too many dots", `dots    = 576`, `dots = 5760`, "paper.dots: is 5760, must be from 360 to 1280"},
	{"odd dots", `dots    = 576`, `dots = 570`, "multiple of 8"},
	{"wider than the paper", `width   = 80`, `width = 58`, "576 dots at 203 dpi are 72 mm, the paper has 58"},
	{"wrong columns", `columns = 48`, `columns = 42`, "paper.columns: is 42, must be 48"},
	{"no dpi", `dpi     = 203`, `dpi = 0`, "paper.dpi: is 0, must be from 100"},
	{"impossible speed", `speed   = 200`, `speed = -1`, "paper.speed"},
	{"impossible blade", `blade   = 12`, `blade = 1200`, "paper.blade: is 1200 mm"},
	{"blade that is no number", `blade   = 12`, `blade = nan`, "paper.blade: is NaN mm"},
	{"charset missing", `charset = "cp852"`, ``, "text.charset: is missing"},
	{"charset without Polish", `charset = "cp852"`, `charset = "cp437"`, `text.charset: "cp437" is not known (one of "8859-2", "cp1250", "cp852")`},
	{"charset without a page", `charset = "cp852"`, `charset = "8859-2"`, `text.pages: has no number for "8859-2"`},
	{"page 0", `cp852 = 18`, `cp852 = 0`, "text.pages.cp852: is 0, must be from 1 to 255"},
	{"page 256", `cp852 = 18`, `cp852 = 256`, "text.pages.cp852"},
	{"unknown page", `cp852 = 18`, `cp852 = 18, cp853 = 12`, "cp853: line 21: is not known here"},
	{"unknown QR dialect", `dialect = "gs-k"`, `dialect = "fs"`, `qr.dialect: "fs" is not known (one of "gs-k", "picture")`},
	{"QR dialect missing", `dialect = "gs-k"`, ``, "qr.dialect: is missing"},
	{"QR limits of a picture", `dialect = "gs-k"`, `dialect = "picture"`, "limits without a dialect"},
	{"QR module missing", `module  = 8`, ``, "qr.module: is missing"},
	{"QR of many bytes", `bytes   = 250`, `bytes = 70000`, "qr.bytes"},
	{"unknown cutter", `dialect = "esc-i"`, `dialect = "scissors"`, "cutter.dialect"},
	{"cutter missing", `dialect = "esc-i"`, ``, "cutter.dialect: is missing"},
	{"presenter without a cutter", `dialect = "esc-i"`, `dialect = "none"`, "presenter: cannot be without a cutter"},
	{"presenter without a dialect", `dialect = "gs-e"`, `dialect = "none"`, "presenter: has settings without a dialect"},
	{"presenter without steps", `step    = 0.625`, ``, "presenter: has one of step and present"},
	{"presenter of many steps", `present = 50`, `present = 250`, "presenter.present: is 400 steps"},
	{"presenter of less than a step", `present = 50`, `present = 0.5`, "presenter.present: is 0.8 steps"},
	{"presenter that goes back", `step    = 0.625`, `step = -1`, "presenter.step: is -1 mm"},
	{"unknown status", `dle_eot = [1, 2, 3, 4]`, `dle_eot = [1]`, "status.dle_eot: must be [1, 2, 3, 4] or [2]"},
	{"full status beside pushed", `push    = true`, "push = true\nfull_status = true", "status.full_status: cannot be with push"},
	{"named jobs without a barrier", "barrier = true\n", "", "status.barrier: is missing"},
	{"unknown layout", `push    = true`, "push = true\nlayout = \"star\"", "status.layout: \"star\" is not known"},
	{"timeout beyond the presenter's", `dialect = "gs-e"`, "dialect = \"gs-r\"\ntimeout = 20", "presenter: of dialect gs-r knows no steps"},
	{"unknown flash", `dialect = "esc-i"`, "dialect = \"esc-i\"\n[logo]\ndialect = \"fs-p\"", "logo.dialect: \"fs-p\" is not known"},
	{"answers without status", `dle_eot = [1, 2, 3, 4]`, ``, "status: has answers of a printer that does not answer"},
	{"buffer missing", `buffer  = 4096`, ``, "status.buffer: is missing"},
	{"buffer of 45 bytes", `buffer  = 4096`, `buffer  = 45`, "status.buffer: is 45, must be from 1024"},
	{"a star for everything", `["KPM*"]`, `["*"]`, "says too little"},
	{"a star in the middle", `["KPM*"]`, `["KPM*X"]`, "says too little"},
	{"vendor without a model", `models  = ["KPM*"]`, ``, "identify.models: is missing"},
	{"vendor that is none", `["0dd4"]`, `["0xdd4"]`, `identify.vendors: "0xdd4" is no USB vendor`},
	{"not UTF-8", `"a printer"`, "\"\xff\"", "is not UTF-8 text"},
	{"a long line", `"a printer"`, `"` + strings.Repeat("a", 5000) + `"`, "a line longer than 4 KiB"},
	{"a large file", `"a printer"`, "\"a\"\n#" + strings.Repeat("\n#", 40000), "is larger than 64 KiB"},
}

const whole = `name    = "kpm"
about   = "a printer"
sources = ["a manual"]
not_established = ["paper"]



# Nothing.


[paper]
width   = 80
dots    = 576
columns = 48
dpi     = 203
speed   = 200
blade   = 12

[text]
charset = "cp852"
pages   = { cp852 = 18 }

[qr]
dialect = "gs-k"
module  = 8
bytes   = 250

[cutter]
dialect = "esc-i"

[presenter]
dialect = "gs-e"
step    = 0.625
present = 50

[status]
dle_eot = [1, 2, 3, 4]
in_order    = true
push    = true
process_id = true
barrier = true
clear   = true
cut_counter = true
buffer  = 4096

[identify]
makers  = ["CUSTOM"]
models  = ["KPM*"]
vendors = ["0dd4"]
`

func TestDamagedProfiles(t *testing.T) {
	f, err := escpos.ParseProfile("kpm.toml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := escpos.Profile{
		Name: "kpm", Dots: 576, Columns: 48, DPI: 203, Paper: 80, Blade: 12, Speed: 200, Charset: escpos.CP852, Page: 18,
		Pages: escpos.Pages{CP852: 18}, QRModule: 8, QRBytes: 250, Cutter: true, Cut: escpos.CutESCi,
		Presenter: escpos.Presenter{Command: escpos.PresentGSe, Step: 0.625, Out: 50},
		Status:    true, InOrder: true, Push: true, Proof: escpos.ProofID, Clear: true, Counter: true, Buffer: 4096,
	}
	if f.Profile != want {
		t.Errorf("whole: got %+v, want %+v", f.Profile, want)
	}
	for _, d := range damages {
		if strings.Count(whole, d.old) == 0 {
			t.Fatalf("%s: %q is not there", d.name, d.old)
		}
		_, err := escpos.ParseProfile("kpm.toml", []byte(strings.Replace(whole, d.old, d.new, 1)))
		var one *escpos.ProfileError
		if !errors.As(err, &one) || one.File != "kpm.toml" || !strings.Contains(err.Error(), d.want) {
			t.Errorf("%s: got %v, want %q", d.name, err, d.want)
			continue
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if !strings.HasPrefix(line, "kpm.toml: ") || len(line) > 400 {
				t.Errorf("%s: line %q", d.name, line)
			}
		}
	}
}

// FuzzProfile: what is refused is told with the file and the place; what is accepted prints Polish, and is the same
// profile however its file is written.
func FuzzProfile(f *testing.F) {
	f.Add([]byte(whole))
	for _, d := range damages {
		if len(d.new) < 1000 {
			f.Add([]byte(strings.Replace(whole, d.old, d.new, 1)))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := escpos.ParseProfile("kpm.toml", b)
		if err != nil {
			var one *escpos.ProfileError
			if !errors.As(err, &one) {
				t.Fatalf("got %T", err)
			}
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, "kpm.toml: ") || strings.TrimSpace(strings.TrimPrefix(line, "kpm.toml: ")) == "" {
					t.Fatalf("got line %q of %q", line, err)
				}
			}
			return
		}
		p := got.Profile
		if p.Columns != p.Dots/escpos.CellW || p.Dots%8 != 0 || p.Page == 0 || p.Buffer < 1024 || len(got.Sources) == 0 {
			t.Fatalf("got %+v", p)
		}
		var values map[string]any
		if err := toml.Unmarshal(b, &values); err != nil {
			t.Fatal(err)
		}
		again, err := toml.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := escpos.ParseProfile("kpm.toml", again); err != nil || !reflect.DeepEqual(second, got) {
			t.Fatalf("written anew:\n%s\ngot %+v, %v, want %+v", again, second, err, got)
		}
		e := escpos.NewEncoder(p)
		e.Line(polish)
		e.Cut(24)
		if papers, err := emulator.Read(e.Bytes(), p); err != nil || len(papers) == 0 || papers[0].Text[0] != polish {
			t.Fatalf("%+v prints %v, %v", p, papers, err)
		}
	})
}
