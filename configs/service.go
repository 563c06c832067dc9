package configs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"bileter/internal/queue"
)

var serviceForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{1,15}$`)

const serviceHint = "a letter, then 1 to 15 letters, digits or -, such as \"P1\""

func (o *office) readServices(top *section) {
	o.services = map[string]*section{}
	seen := once{}
	for _, s := range o.elements(top, "service", "id") {
		sv := queue.Service{ID: s.need("id", serviceHint)}
		switch {
		case sv.ID != "" && !serviceForm.MatchString(sv.ID):
			s.problem("id", quote(sv.ID)+" is not an id", serviceHint)
			o.lost.services = true
		case sv.ID != "" && seen.see(o.reader, s.line("id"), s.key("id"), sv.ID, "give one of them another id"):
			o.services[sv.ID] = s
		default:
			o.lost.services = true
		}
		sv.Name = s.words("name", maxName, "what the client came for")
		if sv.Kind = s.oneOf("kind", queue.KindTicket, kinds); sv.Kind == "" {
			s.asked = append(s.asked, "letter", "info")
		}
		switch sv.Kind {
		case queue.KindTicket:
			o.readTicket(s, &sv)
		case queue.KindInfo:
			s.readInfo(&sv)
		}
		sv.Documents = s.lists("documents", maxDocument, true)
		s.sameCount("documents")
		if s.asked = append(s.asked, "must_have"); s.has("must_have") {
			sv.MustHave = s.words("must_have", maxMustHave, "")
			if sv.Kind == queue.KindInfo {
				s.problem("must_have", "an information page has no tickets", "take it out")
			}
		}
		sv.Synonyms = s.lists("synonyms", maxSynonym, false)
		sv.Quick, sv.Hidden = s.bool("quick"), s.bool("hidden")
		sv.Limit, _ = s.int("daily_limit", 1, queue.LastNumber)
		if v, ok := s.int("mean_minutes", 1, 240); ok {
			sv.Mean = time.Duration(v) * time.Minute
		}
		sv.Hours = o.hoursName(s, "")
		sv.PayAt, _ = s.int("pay_at", 1, maxRoom)
		sv.Fees = o.readFees(s)
		s.end()
		o.setup.Services = append(o.setup.Services, sv)
	}
	if !top.has("service") {
		o.problem(0, "service", "there is none", "at least one [[service]]")
		o.lost.services = true
	}
}

var kinds = []string{queue.KindTicket, queue.KindInfo}

// readInfo reads what only an information page has.
func (s *section) readInfo(sv *queue.Service) {
	sv.Info = s.words("info", maxInfo, "an information page needs its text")
	s.asked = append(s.asked, "letter")
	if s.has("letter") {
		s.problem("letter", "an information page has no tickets", "take it out, or take out kind = \"info\"")
	}
}

// readTicket reads what only a service with tickets has.
func (o *office) readTicket(s *section, sv *queue.Service) {
	s.asked = append(s.asked, "info")
	if s.has("info") {
		s.problem("info", "only an information page has it", "add kind = \"info\", or take it out")
	}
	sv.Letter = s.need("letter", "that of its [[group]]")
	if sv.Letter != "" && o.groups[sv.Letter] == nil && !o.lost.groups {
		s.problem("letter", "there is no group "+quote(sv.Letter), didYouMean("", keysOf(o.groups)))
	}
}

// sameCount reports a list that is longer in one language than in another: something was forgotten.
func (s *section) sameCount(k string) {
	if !s.has(k) || s.node.table[k].kind != aTable {
		return
	}
	t := s.node.table[k]
	first := t.table[s.r.langs[0]]
	if first == nil || first.kind != aList {
		return
	}
	for _, lang := range s.r.langs[1:] {
		if l := t.table[lang]; l != nil && l.kind == aList && len(l.items) != len(first.items) {
			s.r.problem(t.where[lang], s.key(k+"."+lang), fmt.Sprintf("lists %d, but %s lists %d", len(l.items),
				s.r.langs[0], len(first.items)), "the same items in every language")
		}
	}
}

// maxAmount is in grosze: a million złoty is a slip of the finger.
const maxAmount = 100_000_000

func (o *office) readFees(s *section) []queue.Fee {
	var fees []queue.Fee
	for i, n := range s.list("fee", aTable) {
		t := o.section(n, s.key(fmt.Sprintf("fee[%d]", i)), ".")
		var f queue.Fee
		if t.has("what") {
			f.What = t.words("what", maxName, "")
		}
		t.asked = append(t.asked, "what")
		t.readAmount(&f)
		f.From, f.Until = t.date("from"), t.date("until")
		t.must("from", "the first day of this price, such as \"2026-01-01\"")
		f.Basis = t.need("basis", "the law, or where the price was found")
		if f.Until != "" && f.Until < f.From {
			t.problem("until", "ends on "+f.Until+", before it begins on "+f.From, "")
		}
		for j, g := range fees {
			if f.What["pl"] == g.What["pl"] && f.From != "" && g.From != "" &&
				(g.Until == "" || f.From <= g.Until) && (f.Until == "" || g.From <= f.Until) {
				t.problem("from", fmt.Sprintf("on some days fee[%d] is valid as well", j),
					"end the old price with until, or say in what how they differ")
			}
		}
		t.end()
		fees = append(fees, f)
	}
	return fees
}

// readAmount reads either amount, or min and max.
func (s *section) readAmount(f *queue.Fee) {
	exact, ok := s.int("amount", 0, maxAmount)
	low, _ := s.int("min", 0, maxAmount)
	high, hasHigh := s.int("max", 0, maxAmount)
	switch {
	case s.has("amount") && (s.has("min") || s.has("max")):
		s.problem("amount", "stands beside min or max", "either amount, or both min and max")
	case s.has("amount"):
		if ok {
			f.Min, f.Max = exact, exact
		}
	case !s.has("min") && !s.has("max"):
		s.problem("amount", "is missing", "in grosze: 160 zł is 16000")
	default:
		s.must("min", "either amount, or both min and max")
		s.must("max", "either amount, or both min and max")
		if hasHigh && low > high {
			s.problem("max", fmt.Sprintf("%d is less than min, %d", high, low), "")
		}
		f.Min, f.Max = low, high
	}
}

// date reads a day, with or without quotes; "" where it is missing or wrong.
func (s *section) date(k string) string {
	n := s.get(k, aText, aDate)
	if n == nil {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, n.text); err != nil {
		s.problem(k, quote(n.text)+" is not a day", "such as \"2026-01-31\"")
		return ""
	}
	return n.text
}

// checkReferences reports what can be seen only when everything has been read.
func (o *office) checkReferences(top *section) {
	served, used := map[string]bool{}, map[string]bool{}
	for _, c := range o.setup.Counters {
		for _, id := range c.Serves {
			served[id] = served[id] || c.Calls(id)
		}
	}
	for _, sv := range o.setup.Services {
		s := o.services[sv.ID]
		if s == nil {
			continue
		}
		used[sv.Letter] = true
		if sv.Kind == queue.KindTicket && !served[sv.ID] && top.has("counter") && !o.lost.groups {
			o.problem(s.node.line, s.head, "no counter serves it",
				fmt.Sprintf("add %q to serves of a [[counter]], or make it kind = \"info\"", sv.ID))
		}
		if sv.PayAt != 0 && o.setup.Counter(sv.PayAt) == nil && top.has("counter") && !o.lost.counters {
			s.problem("pay_at", fmt.Sprintf("there is no counter %d", sv.PayAt), "")
		}
	}
	for _, letter := range keysOf(o.groups) {
		if s := o.groups[letter]; !used[letter] && top.has("service") && !o.lost.groups && !o.lost.services {
			o.problem(s.node.line, s.head, "has no services", "its tile would lead nowhere: add a [[service]], or take the group out")
		}
	}
}

// expand turns an entry of serves into ids of services: a letter means all of its group.
func (o *office) expand(entry string) []string {
	if !oneLetter(entry) {
		return []string{entry}
	}
	var ids []string
	for _, sv := range o.setup.Services {
		if sv.Letter == entry && sv.Kind == queue.KindTicket {
			ids = append(ids, sv.ID)
		}
	}
	return ids
}

// readServes reads what a counter serves.
func (o *office) readServes(s *section) []string {
	var out []string
	for i, n := range s.list("serves", aText) {
		k := s.key(fmt.Sprintf("serves[%d]", i))
		sv := o.setup.Service(n.text)
		switch {
		case oneLetter(n.text) && o.groups[n.text] == nil:
			if !o.lost.groups {
				o.problem(n.line, k, "there is no group "+quote(n.text), didYouMean("", keysOf(o.groups)))
			}
			continue
		case !oneLetter(n.text) && sv == nil:
			if !o.lost.services {
				o.problem(n.line, k, "there is no service "+quote(n.text), o.serviceHint(n.text))
			}
			continue
		case sv != nil && sv.Kind == queue.KindInfo:
			o.problem(n.line, k, quote(n.text)+" is an information page", "it has no tickets to serve: take it out")
			continue
		}
		for _, id := range o.expand(n.text) {
			if slices.Contains(out, id) {
				o.problem(n.line, k, quote(id)+" is there twice", "a letter means all services of its group")
				continue
			}
			out = append(out, id)
		}
	}
	return out
}

func (o *office) serviceHint(id string) string {
	ids := keysOf(o.services)
	if w, ok := nearest(id, ids); ok && strings.EqualFold(w, id) {
		return fmt.Sprintf("did you mean %q?", w)
	}
	return "the ids of the [[service]] tables, or the letter of a group"
}
