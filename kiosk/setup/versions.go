package setup

import "bileter/internal/text"

// review says what the draft would change, and applies it.
func (p *page) review() sheet {
	st := p.state
	s := sheet{title: say("review_title"), hint: say("review_hint")}
	if st.Stale {
		s.hint = say("stale")
	}
	for _, x := range st.Problems {
		r := row{title: x.Place, wrong: x.Text}
		if form, ok := p.state.Forms[x.Of]; ok && (x.ID != "" || form.Name == "") {
			id := x.ID
			if form.Name == "" {
				id = x.Of
			}
			r.tap = func() { p.open(p.form(x.Of, id)) }
		}
		s.rows = append(s.rows, r)
	}
	if st.Refused != nil {
		s.rows = append(s.rows, row{title: st.Refused.Text, wrong: st.Refused.Hint})
	}
	for _, c := range st.Changes {
		s.rows = append(s.rows, changeRow(c))
	}
	if len(s.rows) == 0 {
		s.rows = []row{{title: say("no_changes")}}
	}
	right := st.Changed && len(st.Problems) == 0 && !st.Stale
	tomorrow, now := act{caption: say("s_tomorrow")}, &act{caption: say("apply")}
	if right {
		tomorrow.do = func() {
			p.do("apply", map[string]string{"when": "tomorrow"}, p.applied(say("scheduled", text.Args{"Day": st.Tomorrow}), false))
		}
	}
	if right && st.Refused == nil {
		now.do = func() { p.do("apply", map[string]string{"when": "now"}, p.applied(say("applied"), st.Restart)) }
	}
	s.also = []act{{say("discard"), func() { p.do("discard", nil, p.applied(say("discarded"), false)) }}, tomorrow}
	s.main = now
	return s
}

func changeRow(c Change) row {
	r := row{title: c.Text}
	if c.Restart {
		r.value = say("needs_restart")
	}
	return r
}

// applied leaves the review and says what was done.
func (p *page) applied(what string, restart bool) func() {
	return func() {
		p.sheets, p.from = p.sheets[:1], p.from[:1]
		if restart {
			p.sure(say("restart_sure"), say("restart"), func() { p.do("restart", nil, nil) })
		}
		p.say(what, false)
	}
}

// versions are those to go back to, and what waits for a morning.
func (p *page) versions() sheet {
	s := sheet{title: say("versions_title"), hint: say("versions_hint")}
	if p.state.Scheduled != "" {
		r := row{title: say("scheduled", text.Args{"Day": p.state.Scheduled}), acts: []act{{say("unschedule"), func() { p.do("unschedule", nil, nil) }}}}
		if p.state.Failed != "" {
			r.wrong = say("failed", text.Args{"Why": p.state.Failed})
		}
		s.rows = append(s.rows, r)
	}
	for _, v := range p.state.Versions {
		r := row{title: v.At, value: v.By}
		if v.Now {
			r.value += "  –  " + say("version_now")
		} else {
			r.acts = []act{{say("s_return"), func() {
				p.do("restore", map[string]int{"n": v.N}, func() {
					p.sheets, p.from = p.sheets[:1], p.from[:1]
					p.open(always(p.review))
					p.say(say("undone", text.Args{"N": v.N}), false)
				})
			}}}
		}
		s.rows = append(s.rows, r)
	}
	return s
}
