package escpos

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// Family is a profile with what is known about the printers it is for.
type Family struct {
	Profile
	About   string   // in a few words, for the technician
	Sources []string // where the values are from
	Open    []string // keys of the file whose values are not established
	Makers  []string // what such printers call their maker; empty: anything
	Models  []string // what they call themselves; a * at the end stands for any rest
	Vendors []uint16 // USB vendors; empty: not established
}

// ProfileError is one thing wrong with a profile's file. ParseProfile joins them.
type ProfileError struct {
	File string
	Key  string // "paper.dots"; empty: the file as a whole
	What string
	Hint string // may be empty
}

func (e *ProfileError) Error() string {
	s := e.File
	if e.Key != "" {
		s += ": " + e.Key
	}
	s += ": " + e.What
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// The form of a profile's file. Pointers are of keys that must be there.
type profileFile struct {
	Name    string   `toml:"name"`
	About   string   `toml:"about"`
	Sources []string `toml:"sources"`
	Open    []string `toml:"not_established"`
	Paper   struct {
		Width   *int    `toml:"width"`
		Dots    *int    `toml:"dots"`
		Columns *int    `toml:"columns"`
		DPI     *int    `toml:"dpi"`
		Speed   *int    `toml:"speed"`
		Blade   float64 `toml:"blade"`
	} `toml:"paper"`
	Text struct {
		Charset string `toml:"charset"`
		Smooth  bool   `toml:"smooth"`
		Raster  bool   `toml:"raster"`
		Pages   struct {
			CP852  *int `toml:"cp852"`
			CP1250 *int `toml:"cp1250"`
			Latin2 *int `toml:"8859-2"`
		} `toml:"pages"`
	} `toml:"text"`
	QR struct {
		Dialect string `toml:"dialect"`
		Module  *int   `toml:"module"`
		Bytes   *int   `toml:"bytes"`
	} `toml:"qr"`
	Cutter struct {
		Dialect string `toml:"dialect"`
	} `toml:"cutter"`
	Presenter struct {
		Dialect string  `toml:"dialect"`
		Step    float64 `toml:"step"`
		Present float64 `toml:"present"`
		Timeout *int    `toml:"timeout"`
		Retract bool    `toml:"retract"`
		Holds   bool    `toml:"holds"`
	} `toml:"presenter"`
	Logo struct {
		Dialect string `toml:"dialect"`
	} `toml:"logo"`
	Status struct {
		DLEEOT    []int  `toml:"dle_eot"`
		Layout    string `toml:"layout"`
		InOrder   bool   `toml:"in_order"`
		Full      bool   `toml:"full_status"`
		Push      bool   `toml:"push"`
		Notice    bool   `toml:"offline_notice"`
		ProcessID bool   `toml:"process_id"`
		Barrier   bool   `toml:"barrier"`
		Clear     bool   `toml:"clear"`
		Counter   bool   `toml:"cut_counter"`
		Buffer    *int   `toml:"buffer"`
	} `toml:"status"`
	Identify struct {
		Makers  []string `toml:"makers"`
		Models  []string `toml:"models"`
		Vendors []string `toml:"vendors"`
	} `toml:"identify"`
}

// profileKeys are what not_established may name: a key, or a table for all in it.
var profileKeys = strings.Fields(`
	paper paper.width paper.dots paper.columns paper.dpi paper.speed paper.blade
	text text.charset text.smooth text.raster text.pages text.pages.cp852 text.pages.cp1250 text.pages.8859-2
	qr qr.dialect qr.module qr.bytes cutter cutter.dialect presenter presenter.dialect presenter.step presenter.present
	presenter.timeout presenter.retract presenter.holds logo logo.dialect
	status status.dle_eot status.layout status.in_order status.full_status status.push status.offline_notice status.process_id status.barrier status.clear status.cut_counter status.buffer
	identify identify.makers identify.models identify.vendors`)

// Bounds of a profile's file.
const (
	maxProfile = 64 << 10
	maxLine    = 4 << 10 // the decoder's recursion follows the keys of a line
	maxTexts   = 50
	maxText    = 400
)

// ParseProfile reads the text of a profile's file; file is what messages call it. Anything unknown, missing or out of
// bounds is an error that joins a *ProfileError for each.
func ParseProfile(file string, data []byte) (Family, error) {
	c := &checker{file: file}
	var f profileFile
	if !c.decode(data, &f) {
		return Family{}, errors.Join(c.errs...)
	}
	family := c.family(&f)
	if len(c.errs) > 0 {
		return Family{}, errors.Join(c.errs...)
	}
	return family, nil
}

// checker collects what is wrong with one file.
type checker struct {
	file string
	errs []error
}

func (c *checker) bad(key, what, hint string) {
	c.errs = append(c.errs, &ProfileError{c.file, key, what, hint})
}

func (c *checker) decode(data []byte, f *profileFile) bool {
	switch {
	case len(data) > maxProfile:
		c.bad("", fmt.Sprintf("is larger than %d KiB", maxProfile>>10), "this is not a profile")
		return false
	case !utf8.Valid(data):
		c.bad("", "is not UTF-8 text", "save it as UTF-8 in the editor")
		return false
	}
	for line := range bytes.Lines(data) {
		if len(line) > maxLine {
			c.bad("", fmt.Sprintf("has a line longer than %d KiB", maxLine>>10), "this is not a profile")
			return false
		}
	}
	d := toml.NewDecoder(bytes.NewReader(data))
	err := d.DisallowUnknownFields().Decode(f)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		for i := range unknown.Errors {
			row, _ := unknown.Errors[i].Position()
			c.bad(joined(unknown.Errors[i].Key()), fmt.Sprintf("line %d: is not known here", row), "check its spelling")
		}
	case errors.As(err, &wrong):
		row, _ := wrong.Position()
		c.bad(joined(wrong.Key()), fmt.Sprintf("line %d: %s", row, strings.TrimPrefix(wrong.Error(), "toml: ")), "")
	case err != nil:
		c.bad("", "cannot be read as TOML: "+strings.TrimPrefix(err.Error(), "toml: "), "")
	}
	return err == nil
}

// joined writes a key with its tables, without what would break the line.
func joined(k toml.Key) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.Join(k, "."))
}

var (
	nameForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	vendorForm = regexp.MustCompile(`^[0-9a-f]{4}$`)
)

// leastColumns is the narrowest paper that the slips are laid out for: 58 mm printers have 30 to 36 columns.
const leastColumns = 30

func (c *checker) family(f *profileFile) Family {
	out := Family{About: f.About, Sources: f.Sources, Open: f.Open, Makers: f.Identify.Makers, Models: f.Identify.Models}
	p := &out.Profile
	p.Name = f.Name
	if !nameForm.MatchString(f.Name) {
		c.bad("name", fmt.Sprintf("%.40q is not a name", f.Name), "small letters, digits and hyphens, at most 32")
	} else if c.file != f.Name+".toml" {
		c.bad("name", "is not that of the file", "name the file "+f.Name+".toml")
	}
	c.texts("about", []string{f.About}, "say in a few words which printers it is for")
	if len(f.Sources) == 0 {
		c.bad("sources", "is missing", "name the manual or table that the values are from")
	}
	c.texts("sources", f.Sources, "name the manual or table that the values are from")
	for _, k := range f.Open {
		if !slices.Contains(profileKeys, k) {
			c.bad("not_established", fmt.Sprintf("%.40q is no key of this file", k), `such as "paper.speed"`)
		}
	}
	c.paper(f, p)
	c.letters(f, p)
	c.code(f, p)
	c.cutter(f, p)
	c.status(f, p)
	c.identify(f, &out)
	return out
}

func (c *checker) paper(f *profileFile, p *Profile) {
	p.Paper = c.number("paper.width", f.Paper.Width, 40, 120, true)
	p.Dots = c.number("paper.dots", f.Paper.Dots, leastColumns*CellW, 1280, true)
	p.Columns = c.number("paper.columns", f.Paper.Columns, leastColumns, 106, true)
	p.DPI = c.number("paper.dpi", f.Paper.DPI, 100, 600, true)
	p.Speed = c.number("paper.speed", f.Paper.Speed, 10, 1000, false)
	p.Blade = c.length("paper.blade", f.Paper.Blade, 100)
	if len(c.errs) > 0 {
		return
	}
	switch {
	case p.Dots%8 != 0:
		c.bad("paper.dots", fmt.Sprintf("is %d, must be a multiple of 8", p.Dots), "pictures are sent in bytes")
	case p.Millimetres(p.Dots) > float64(p.Paper):
		c.bad("paper.dots", fmt.Sprintf("%d dots at %d dpi are %.0f mm, the paper has %d", p.Dots, p.DPI, p.Millimetres(p.Dots), p.Paper), "")
	case p.Columns != p.Dots/CellW:
		c.bad("paper.columns", fmt.Sprintf("is %d, must be %d", p.Columns, p.Dots/CellW), fmt.Sprintf("letters of font A are %d dots wide", CellW))
	}
}

func (c *checker) letters(f *profileFile, p *Profile) {
	page := func(key string, v *int) byte { return byte(c.number("text.pages."+key, v, 1, 255, false)) }
	p.Pages = Pages{page(string(CP852), f.Text.Pages.CP852), page(string(CP1250), f.Text.Pages.CP1250), page(string(Latin2), f.Text.Pages.Latin2)}
	p.Charset, p.Smooth, p.Raster = Charset(f.Text.Charset), f.Text.Smooth, f.Text.Raster
	choice(c, "text.charset", f.Text.Charset, true, map[string]bool{string(CP852): true, string(CP1250): true, string(Latin2): true})
	if p.Page = p.Pages.Of(p.Charset); p.Page == 0 {
		c.bad("text.pages", fmt.Sprintf("has no number for %.20q", f.Text.Charset), "text.charset must be one of its pages")
	}
}

func (c *checker) code(f *profileFile, p *Profile) {
	if choice(c, "qr.dialect", f.QR.Dialect, true, map[string]bool{"gs-k": true, "picture": false}) {
		p.QRModule = c.number("qr.module", f.QR.Module, 1, 16, true)
		p.QRBytes = c.number("qr.bytes", f.QR.Bytes, 1, 7089, true)
	} else if f.QR.Module != nil || f.QR.Bytes != nil {
		c.bad("qr", "has limits without a dialect that they are of", `only "gs-k" has module and bytes`)
	}
}

func (c *checker) cutter(f *profileFile, p *Profile) {
	p.Cut = choice(c, "cutter.dialect", f.Cutter.Dialect, true,
		map[string]CutCommand{"gs-v": CutGSV, "esc-i": CutESCi, "esc-m": CutESCm, "none": CutGSV})
	p.Cutter = f.Cutter.Dialect != "none"
	c.presenter(f, p)
	p.Logo = choice(c, "logo.dialect", f.Logo.Dialect, false, map[string]bool{"gs-l": true, "none": false})
}

func (c *checker) status(f *profileFile, p *Profile) {
	s := f.Status
	switch {
	case len(s.DLEEOT) == 0:
	case slices.Equal(s.DLEEOT, []int{1, 2, 3, 4}):
		p.Status = true
	case slices.Equal(s.DLEEOT, []int{2}):
		p.Status, p.Short = true, true
	default:
		c.bad("status.dle_eot", "must be [1, 2, 3, 4] or [2]", "a printer that answers fewer is used as one that answers none: leave the key out")
	}
	p.Seiko = choice(c, "status.layout", s.Layout, false, map[string]bool{"epson": false, "dpu-30": true})
	p.InOrder, p.Full, p.Push, p.Notice, p.Clear, p.Counter = s.InOrder, s.Full, s.Push, s.Notice, s.Clear, s.Counter
	switch {
	case s.ProcessID:
		p.Proof = ProofID
	case s.Barrier:
		p.Proof = ProofBarrier
	}
	if s.Full && (s.Push || s.InOrder) {
		c.bad("status.full_status", "cannot be with push or in_order: its first bytes would be taken for something else", "")
	}
	if s.ProcessID && !s.Barrier {
		c.bad("status.barrier", "is missing", "every printer that names its jobs answers GS r in order")
	}
	if !p.Status && (s.InOrder || s.Full || s.Push || s.Notice || s.Clear || s.Counter || p.Seiko || p.Proof != ProofNone) {
		c.bad("status", "has answers of a printer that does not answer", "dle_eot = [1, 2, 3, 4], or leave the others out")
	}
	p.Buffer = c.number("status.buffer", s.Buffer, 1024, 1<<20, true)
}

func (c *checker) identify(f *profileFile, out *Family) {
	c.texts("identify.makers", out.Makers, "")
	c.texts("identify.models", out.Models, "")
	for _, m := range out.Models {
		if i := strings.IndexByte(m, '*'); i >= 0 && (i < 3 || i != len(m)-1) {
			c.bad("identify.models", fmt.Sprintf("%.40q has a * where it says too little", m), "only at the end, after three letters or more")
		}
	}
	for _, v := range f.Identify.Vendors {
		n, err := strconv.ParseUint(v, 16, 16)
		if err != nil || !vendorForm.MatchString(v) {
			c.bad("identify.vendors", fmt.Sprintf("%.40q is no USB vendor", v), `four small hexadecimal digits, such as "04b8"`)
			continue
		}
		out.Vendors = append(out.Vendors, uint16(n))
	}
	if len(out.Models) == 0 && len(out.Makers)+len(out.Vendors) > 0 {
		c.bad("identify.models", "is missing", "a maker alone has many families")
	}
}

func (c *checker) number(key string, v *int, low, high int, must bool) int {
	switch {
	case v == nil && must:
		c.bad(key, "is missing", fmt.Sprintf("a whole number from %d to %d", low, high))
	case v == nil:
	case *v < low || *v > high:
		c.bad(key, fmt.Sprintf("is %d, must be from %d to %d", *v, low, high), "")
	default:
		return *v
	}
	return 0
}

// length reads millimetres; 0 is one that is not given.
func (c *checker) length(key string, v, high float64) float64 {
	if v >= 0 && v <= high {
		return v
	}
	c.bad(key, fmt.Sprintf("is %v mm, must be from 0 to %v", v, high), "")
	return 0
}

// choice reads one of a few words.
func choice[V any](c *checker, key, word string, must bool, of map[string]V) (v V) {
	v, ok := of[word]
	if ok || word == "" && !must {
		return v
	}
	var words []string
	for w := range of {
		words = append(words, strconv.Quote(w))
	}
	slices.SortFunc(words, cmp.Compare)
	what := fmt.Sprintf("%.40q is not known", word)
	if word == "" {
		what = "is missing"
	}
	c.bad(key, what, "one of "+strings.Join(words, ", "))
	return v
}

func (c *checker) texts(key string, texts []string, hint string) {
	if len(texts) > maxTexts {
		c.bad(key, fmt.Sprintf("has %d texts, at most %d", len(texts), maxTexts), "")
	}
	for _, s := range texts {
		switch {
		case strings.TrimSpace(s) == "":
			c.bad(key, "is empty", hint)
		case len(s) > maxText:
			c.bad(key, fmt.Sprintf("has %d bytes, at most %d", len(s), maxText), "say it shorter")
		case strings.ContainsFunc(s, unicode.IsControl):
			c.bad(key, fmt.Sprintf("%.40q has a control character", s), "take it out")
		}
	}
}
