package setup

import (
	"cmp"
	"regexp"
	"strings"

	"bileter/configs"
	"bileter/internal/text"
)

// The loader speaks English, for the command line. A technician reads its most usual words in their own language; those
// that are not here are shown as the loader says them.
var phrases = []struct {
	says *regexp.Regexp // its groups are the arguments A, B, C, D
	id   string
}{
	{regexp.MustCompile(`^the translation is missing$`), "translation"},
	{regexp.MustCompile(`^is missing$`), "missing"},
	{regexp.MustCompile(`^is empty$`), "empty"},
	{regexp.MustCompile(`^has (\d+) characters, at most (\d+) fit`), "long"},
	{regexp.MustCompile(`^begins or ends with a space$`), "space"},
	{regexp.MustCompile(`^contains the character (U\+\w+)$`), "rune"},
	{regexp.MustCompile(`^is (\S+), must be from (\d+) to (\d+)$`), "range"},
	{regexp.MustCompile(`^is (?:text in quotes|a |true or false).*, must be .+$`), "kind"},
	{regexp.MustCompile(`^white letters on (\S+) have a contrast of ([\d.]+), at least ([\d.]+) is needed$`), "contrast"},
	{regexp.MustCompile(`^.+ (#\w+): the contrast is ([\d.]+), at least ([\d.]+) is needed$`), "contrast"},
	{regexp.MustCompile(`^(".*") is not a colour$`), "color"},
	{regexp.MustCompile(`^no counter serves it$`), "unserved"},
	{regexp.MustCompile(`^has no services$`), "noservices"},
	{regexp.MustCompile(`^serves nothing$`), "servesnothing"},
	{regexp.MustCompile(`^lists (\d+), but (\w+) lists (\d+)$`), "count"},
	{regexp.MustCompile(`^(".*") is used twice, first in line (\d+)$`), "twice"},
	{regexp.MustCompile(`^(".*") is there twice$`), "there_twice"},
	{regexp.MustCompile(`^there (?:is|are) no (?:\w+ )?(".*"|\d+)$`), "none"},
	{regexp.MustCompile(`^(".*") is not one of A-Z$`), "letter"},
	{regexp.MustCompile(`^(".*") is not an id$`), "id"},
	{regexp.MustCompile(`^is not known here$`), "unknown"},
	{regexp.MustCompile(`^cannot be read as TOML: (.+)$`), "toml"},
	{regexp.MustCompile(`^(".*") is not a day$`), "day"},
	{regexp.MustCompile(`^ends on (\S+), before it begins on (\S+)$`), "ends"},
	{regexp.MustCompile(`^on some days fee`), "fees"},
	{regexp.MustCompile(`^(".*") is an information page$`), "info"},
	{regexp.MustCompile(`^(".*") is not a room$`), "room"},
	{regexp.MustCompile(`^\d+ is less than min`), "min"},
	{regexp.MustCompile(`^(".*") is not a time from-to$`), "span"},
	{regexp.MustCompile(`^(".*") ends before it begins$`), "span_ends"},
	{regexp.MustCompile(`^(".*") overlaps the time before it$`), "span_overlaps"},
	{regexp.MustCompile(`^(".*") is past 24:00`), "span_past"},
	{regexp.MustCompile(`^is never open$`), "never"},
	{regexp.MustCompile(`^there are no hours (".*") with times of their own$`), "no_own"},
	{regexp.MustCompile(`^has another form than from, (".*")$`), "form"},
	{regexp.MustCompile(`^would open on the holiday (\S+)$`), "holiday"},
	{regexp.MustCompile(`^is (\d+), but a counter of the hall has 1 to (\d+)$`), "hall"},
	{regexp.MustCompile(`^is (\d+), but a room has (\d+) to (\d+)$`), "rooms"},
	{regexp.MustCompile(`^(".*") is not the name of a line$`), "gpio"},
	{regexp.MustCompile(`^use = (".*") has no services of its own$`), "use"},
	{regexp.MustCompile(`^is less than next_minutes$`), "head_early"},
	{regexp.MustCompile(`^(".*") is in duty as well$`), "head_duty"},
	{regexp.MustCompile(`^has too many posts$`), "posts"},
	{regexp.MustCompile(`^is one more than (\d+)$`), "phrases"},
	{regexp.MustCompile(`^(".*") is not a time of the day$`), "clock"},
	{regexp.MustCompile(`^are (\d+)$`), "topics"},
	{regexp.MustCompile(`^(".*") is not in serves of the counter$`), "topic_serves"},
	{regexp.MustCompile(`^is (\d+) x (\d+) dots, at most (\d+) x (\d+) fit$`), "logo"},
}

// ProblemWords says what is wrong. It has no file and no line: those are for the place where it is shown.
func ProblemWords(lang string, p configs.Problem) string {
	for _, f := range phrases {
		m := f.says.FindStringSubmatch(p.What)
		if m == nil {
			continue
		}
		args := text.Args{}
		for i, v := range m[1:] {
			args[string(rune('A'+i))] = v
		}
		return text.Say(lang, "setup.p_"+f.id, args)
	}
	what := p.What
	if p.Hint != "" {
		what += " (" + p.Hint + ")"
	}
	return text.Say(lang, "setup.p_other", text.Args{"A": what})
}

// Spot is where a problem is: an element and its field, as far as the loader says.
type Spot struct {
	Of    string // group, service, counter; else the table
	ID    string
	Field string // "name.pl", "fee[0].until"
}

// SpotOf takes a problem's key apart: "service P3: name.uk", "printer.width".
func SpotOf(p configs.Problem) Spot {
	head, field, inside := strings.Cut(p.Key, ": ")
	if !inside {
		if kind, id, ok := strings.Cut(p.Key, " "); ok {
			return Spot{Of: kind, ID: id}
		}
		table, field, _ := strings.Cut(p.Key, ".")
		return Spot{Of: table, Field: field}
	}
	kind, id, _ := strings.Cut(head, " ")
	return Spot{Of: kind, ID: id, Field: field}
}

// Words says where a problem is: "grupa P, nazwa (Deutsch)".
func (s Spot) Words(lang string) string {
	where := tableWords(lang, s.Of)
	if _, named := elements[s.Of]; named {
		where = text.Say(lang, "setup.at_"+s.Of, text.Args{"ID": s.ID})
	}
	if s.Field == "" {
		return where
	}
	key, _, _ := strings.Cut(s.Field, "[")
	key, l, inLang := cutLang(key)
	field := s.Field
	if w := text.Say(lang, "setup.f_"+key); !strings.HasPrefix(w, "?") {
		field = w
	}
	if inLang {
		field += " (" + text.Name(l) + ")"
	}
	return where + ", " + field
}

// tableWords names a table: those with a form in words.
func tableWords(lang, table string) string {
	if w := text.Say(lang, "setup.table_"+table); !strings.HasPrefix(w, "?") {
		return w
	}
	return text.Say(lang, "setup.of_table", text.Args{"ID": table})
}

// Words says a difference in one sentence.
func (d Difference) Words(lang string) string {
	if d.What == Order {
		return text.Say(lang, "setup.d_order_"+d.Of)
	}
	args := text.Args{"ID": d.ID, "Name": d.Name}
	what := tableWords(lang, d.Of)
	if _, named := elements[d.Of]; named {
		what = text.Say(lang, "setup.of_"+d.Of, args)
	}
	if d.What != Changed {
		return text.Say(lang, "setup.d_"+d.What, text.Args{"What": what})
	}
	if d.Of == "hours" && d.Field == "exception" { // their values are too long to be read
		return text.Say(lang, "setup.d_exceptions", text.Args{"What": what})
	}
	field := d.Field
	if s := text.Say(lang, "setup.f_"+d.Field); !strings.HasPrefix(s, "?") {
		field = s
	}
	if d.Lang != "" {
		field += " (" + text.Name(d.Lang) + ")"
	}
	return text.Say(lang, "setup.d_changed", text.Args{"What": what, "Field": field, "Old": value(lang, d.Old), "New": value(lang, d.New)})
}

// value shows a value: short, and switches in words.
func value(lang, v string) string {
	switch v {
	case "true":
		return text.Say(lang, "setup.d_yes")
	case "false":
		return text.Say(lang, "setup.d_no")
	}
	if r := []rune(v); len(r) > 80 {
		v = string(r[:80]) + "…"
	}
	return cmp.Or(v, text.Say(lang, "setup.d_nothing"))
}
