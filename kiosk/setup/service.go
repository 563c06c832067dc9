package setup

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"bileter/configs/edit"
	"bileter/internal/text"
)

func (p *page) addService(letter string) {
	for n := 1; ; n++ {
		id := cmp.Or(letter, "X") + strconv.Itoa(n)
		if slices.ContainsFunc(p.state.Office.Services, func(s edit.Service) bool { return s.ID == id }) {
			continue
		}
		sv := edit.Service{ID: id, Letter: letter}
		if letter == "" {
			sv.Kind = "info"
		}
		for _, c := range p.state.Office.Counters { // those of the whole group
			if letter != "" && slices.Contains(c.Serves, letter) {
				sv.Counters = append(sv.Counters, c.N)
			}
		}
		p.change(edit.Change{Do: "add", Kind: "service", Service: &sv}, func() { p.open(p.service(id)) })
		return
	}
}

// service is the form of a service.
func (p *page) service(id string) func() (sheet, bool) {
	return func() (sheet, bool) {
		sv, ok := p.find(id)
		if !ok {
			return sheet{}, false
		}
		put := func(f func(*edit.Service)) {
			now, ok := p.find(id)
			if !ok {
				return
			}
			f(&now)
			p.change(edit.Change{Do: "put", Kind: "service", ID: id, Service: &now}, nil)
		}
		wrong := func(field string) string { return p.wrongWith("service", id, field) }
		info := sv.Kind == "info"
		s := sheet{title: id + "  " + sv.Name[lang], hint: p.standing()}
		s.rows = p.texts("name", sv.Name, wrong, func(w map[string]string) { put(func(s *edit.Service) { s.Name = w }) })
		if info {
			s.rows = append(s.rows, p.texts("info", sv.Info, wrong, func(w map[string]string) { put(func(s *edit.Service) { s.Info = w }) })...)
		} else {
			s.rows = append(s.rows, p.countersRow(sv, put), p.groupRow(sv, wrong, put),
				p.hoursRow(sv.Hours, say("hours_group"), wrong("hours"), func(h string) { put(func(s *edit.Service) { s.Hours = h }) }),
				p.limitRow(sv, wrong, put))
		}
		s.rows = append(s.rows, p.lists("documents", sv.Documents, wrong, func(d map[string][]string) { put(func(s *edit.Service) { s.Documents = d }) })...)
		s.rows = append(s.rows, row{title: field1("fee"), value: fees(sv), wrong: wrong("fee"), tap: func() { p.open(p.fees(id, put)) }}, p.payRow(sv, wrong, put))
		s.rows = append(s.rows, p.lists("synonyms", sv.Synonyms, wrong, func(d map[string][]string) { put(func(s *edit.Service) { s.Synonyms = d }) })...)
		if !info {
			s.rows = append(s.rows, p.toggle("quick", sv.Quick, func(on bool) { put(func(s *edit.Service) { s.Quick = on }) }))
		}
		s.rows = append(s.rows, p.toggle("hidden", sv.Hidden, func(on bool) { put(func(s *edit.Service) { s.Hidden = on }) }), p.removal("service", id, sv.Name[lang]))
		s.also = []act{{say("preview"), p.preview}}
		return s, true
	}
}

func (p *page) find(id string) (edit.Service, bool) {
	i := slices.IndexFunc(p.state.Office.Services, func(s edit.Service) bool { return s.ID == id })
	if i < 0 {
		return edit.Service{}, false
	}
	return p.state.Office.Services[i], true
}

// putService makes a change of a service.
type putService = func(func(*edit.Service))

func (p *page) countersRow(sv edit.Service, put putService) row {
	var all []edit.Counter
	for _, c := range p.state.Office.Counters {
		if c.Use == "" || c.Use == "serve" {
			all = append(all, c)
		}
	}
	var here []string
	for _, c := range all {
		if slices.Contains(sv.Counters, c.N) {
			here = append(here, placeOf(c))
		}
	}
	return row{title: field1("counters"), value: cmp.Or(strings.Join(here, ", "), say("s_none")), wrong: p.noField("service", sv.ID), tap: func() {
		p.open(func() (sheet, bool) {
			now, ok := p.find(sv.ID)
			s := sheet{title: field1("counters") + ": " + now.Name[lang], hint: p.noField("service", sv.ID)}
			for _, c := range all {
				on := slices.Contains(now.Counters, c.N)
				s.pick = append(s.pick, cell{caption: placeOf(c), on: on, do: func() {
					put(func(s *edit.Service) {
						if s.Counters = slices.DeleteFunc(slices.Clone(s.Counters), func(n int) bool { return n == c.N }); !on {
							s.Counters = append(s.Counters, c.N)
						}
					})
				}})
			}
			return s, ok
		})
	}}
}

// noField is what is wrong with an element as a whole: for a service, that nobody serves it.
func (p *page) noField(of, id string) string {
	for _, x := range p.state.Problems {
		if x.Of == of && x.ID == id && x.Field == "" {
			return x.Text
		}
	}
	return ""
}

func placeOf(c edit.Counter) string {
	if c.Room != "" {
		return "p. " + c.Room
	}
	return strconv.Itoa(c.N)
}

func (p *page) groupRow(sv edit.Service, wrong func(string) string, put putService) row {
	groups := p.state.Office.Groups
	return row{title: say("s_group"), value: sv.Letter + "  " + p.groupName(sv.Letter), wrong: wrong("letter"), tap: func() {
		p.choose(say("s_group"), options(groups, func(g edit.Group) cell {
			return cell{caption: g.Letter + "  " + g.Name[lang], on: g.Letter == sv.Letter, wide: 4}
		}), func(i int) { put(func(s *edit.Service) { s.Letter = groups[i].Letter }) })
	}}
}

func (p *page) limitRow(sv edit.Service, wrong func(string) string, put putService) row {
	was := ""
	if sv.Limit > 0 {
		was = strconv.Itoa(sv.Limit)
	}
	return row{title: field1("daily_limit"), value: cmp.Or(was, say("s_none")), wrong: wrong("daily_limit"), tap: func() {
		p.figure(field1("daily_limit"), say("s_no_limit"), numbers, was, func(v string) { put(func(s *edit.Service) { s.Limit = number(v) }) })
	}}
}

func (p *page) payRow(sv edit.Service, wrong func(string) string, put putService) row {
	all := p.state.Office.Counters
	at, cells := say("nobody"), []cell{{caption: say("nobody"), on: sv.PayAt == 0, wide: 2}}
	for _, c := range all {
		if c.N == sv.PayAt {
			at = placeOf(c)
		}
		cells = append(cells, cell{caption: placeOf(c), on: c.N == sv.PayAt})
	}
	return row{title: field1("pay_at"), value: at, wrong: wrong("pay_at"), tap: func() {
		p.choose(field1("pay_at"), cells, func(i int) {
			put(func(s *edit.Service) {
				s.PayAt = 0
				if i > 0 {
					s.PayAt = all[i-1].N
				}
			})
		})
	}}
}

// lists are the rows of a list of texts in each language.
func (p *page) lists(name string, was map[string][]string, wrong func(string) string, put func(map[string][]string)) (rs []row) {
	for _, l := range p.state.Office.Languages {
		caption := inLanguage(field1(name), l)
		w := wrong(name + "." + l)
		if l == lang && w == "" {
			w = wrong(name) // of all languages together
		}
		rs = append(rs, row{title: caption, value: cmp.Or(strings.Join(was[l], "; "), say("s_none")), wrong: w, tap: func() {
			list := slices.Clone(was[l])
			p.open(always(func() sheet {
				s := sheet{title: caption}
				set := func(now []string) { list = now; put(with(was, l, now)) }
				for i, v := range list {
					s.rows = append(s.rows, row{title: v,
						tap: func() {
							p.write(caption, l, v, func(v string) {
								now := slices.Clone(list)
								if now[i] = v; v == "" {
									now = slices.Delete(now, i, i+1)
								}
								set(now)
							})
						},
						acts: []act{{"✕", func() { set(slices.Delete(slices.Clone(list), i, i+1)) }}},
					})
				}
				s.rows = append(s.rows, row{title: "+  " + say("s_add_line"), tap: func() {
					p.write(caption, l, "", func(v string) {
						if v != "" {
							set(append(slices.Clone(list), v))
						}
					})
				}})
				return s
			}))
		}})
	}
	return rs
}

func fees(sv edit.Service) string {
	return cmp.Or(strings.Join(names(sv.Fees, zloty), "; "), say("s_none"))
}

// fees are the rows of a service's fees.
func (p *page) fees(id string, put putService) func() (sheet, bool) {
	return func() (sheet, bool) {
		sv, ok := p.find(id)
		s := sheet{title: field1("fee") + ": " + sv.Name[lang]}
		for i, f := range sv.Fees {
			days := f.From
			if f.Until != "" {
				days += " – " + f.Until
			}
			s.rows = append(s.rows, row{title: zloty(f) + "  " + f.What[lang], value: days + "   " + f.Basis, wrong: p.wrongWith("service", id, fmt.Sprintf("fee[%d]", i)),
				tap: func() { p.open(p.fee(id, i, put)) }})
		}
		s.rows = append(s.rows, row{title: "+  " + say("fee_add"), tap: func() {
			none, basis := 0, ""
			if n := len(sv.Fees); n > 0 {
				basis = sv.Fees[n-1].Basis
			}
			put(func(s *edit.Service) {
				s.Fees = append(slices.Clone(s.Fees), edit.Fee{Amount: &none, From: time.Now().Format(time.DateOnly), Basis: basis})
			})
		}})
		return s, ok
	}
}

// fee is the form of one fee.
func (p *page) fee(id string, i int, put putService) func() (sheet, bool) {
	return func() (sheet, bool) {
		sv, ok := p.find(id)
		if !ok || i >= len(sv.Fees) {
			return sheet{}, false
		}
		f := sv.Fees[i]
		set := func(g func(*edit.Fee)) {
			put(func(s *edit.Service) {
				s.Fees = slices.Clone(s.Fees)
				g(&s.Fees[i])
			})
		}
		wrong := func(field string) string { return p.wrongWith("service", id, fmt.Sprintf("fee[%d].%s", i, field)) }
		s := sheet{title: capital("fee_amount") + ": " + zloty(f)}
		s.rows = []row{
			{title: capital("fee_amount"), value: zloty(f), wrong: cmp.Or(wrong("amount"), wrong("min"), wrong("max")), tap: func() {
				p.figure(capital("fee_amount"), say("zloty"), amounts, strings.ReplaceAll(zloty(f), "–", "-"), func(v string) {
					set(func(f *edit.Fee) { f.Amount, f.Min, f.Max = grosze(v) })
				})
			}},
			{title: capital("fee_from"), value: f.From, wrong: wrong("from"), tap: func() {
				p.figure(capital("fee_from"), say("s_date_hint"), days, f.From, func(v string) { set(func(f *edit.Fee) { f.From = v }) })
			}},
			{title: capital("fee_until"), value: cmp.Or(f.Until, say("s_none")), wrong: wrong("until"), tap: func() {
				p.figure(capital("fee_until"), say("s_date_hint"), days, f.Until, func(v string) { set(func(f *edit.Fee) { f.Until = v }) })
			}},
			{title: capital("fee_basis"), value: f.Basis, wrong: wrong("basis"), tap: func() {
				p.write(capital("fee_basis"), lang, f.Basis, func(v string) { set(func(f *edit.Fee) { f.Basis = v }) })
			}},
		}
		for _, l := range p.state.Office.Languages {
			caption := capital("fee_what") + " – " + text.Name(l)
			s.rows = append(s.rows, row{title: caption, value: f.What[l], wrong: wrong("what." + l), tap: func() {
				p.write(caption, l, f.What[l], func(v string) { set(func(f *edit.Fee) { f.What = with(f.What, l, v) }) })
			}})
		}
		s.rows = append(s.rows, row{title: say("remove"), tap: func() {
			put(func(s *edit.Service) { s.Fees = slices.Delete(slices.Clone(s.Fees), i, i+1) })
		}})
		return s, true
	}
}

// zloty writes an amount, or two with a dash between.
func zloty(f edit.Fee) string {
	one := func(n *int) string {
		if n == nil {
			return "?"
		}
		s := fmt.Sprintf("%d,%02d", *n/100, max(*n, -*n)%100)
		return strings.TrimSuffix(s, ",00")
	}
	if f.Amount != nil || f.Min == nil && f.Max == nil {
		return one(f.Amount)
	}
	return one(f.Min) + "–" + one(f.Max)
}

// grosze reads what zloty writes. What is no number becomes -1, which the loader refuses by name.
func grosze(s string) (amount, low, high *int) {
	read := func(s string) *int {
		n := -1
		if v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64); err == nil && v >= 0 && v < 1e7 {
			n = int(math.Round(v * 100))
		}
		return &n
	}
	a, b, two := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-")
	if two {
		return nil, read(a), read(b)
	}
	return read(a), nil, nil
}
