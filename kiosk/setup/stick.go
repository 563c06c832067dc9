package setup

import (
	"context"
	"errors"
	"slices"
	"time"

	"bileter/internal/api"
)

// Sticks is the page of USB sticks, and what was said about the last deed.
type Sticks struct {
	Sticks []Stick
	Said   string
	Parcel *Parcel // that was looked at
}

// Stick is one of them; Files are those with a set-up.
type Stick struct {
	ID, Name, State string
	Open            bool
	Files           []StickFile
}

// StickFile is a file on a stick.
type StickFile struct{ Name, At string }

// Parcel is what a file would change.
type Parcel struct {
	From    string
	Notes   []string
	Sealed  bool
	Changes []Change
}

// errStranger is the code of a parcel whose machine's code has to be confirmed.
const errStranger = "setup-stranger"

// sticks is the page of sticks. It looks again by itself: a stick is plugged in while it is shown.
type sticks struct {
	list  []Stick
	timer *time.Timer
}

// openSticks shows the page.
func (p *page) openSticks() {
	p.open(always(func() sheet {
		s := sheet{title: say("u_title"), hint: say("u_pick")}
		for _, x := range p.usb.list {
			s.rows = append(s.rows, row{title: x.Name, value: x.State, tap: func() {
				if x.Open {
					p.open(p.stick(x.ID))
					return
				}
				p.carry("open", map[string]string{"stick": x.ID}, func(Sticks) { p.open(p.stick(x.ID)) })
			}})
		}
		if len(s.rows) == 0 {
			s.hint = say("u_none")
		}
		return s
	}))
	p.sticksShown = len(p.sheets)
	p.carry("", nil, nil)
	p.watchSticks()
}

// watchSticks looks at the sticks again after a while, as long as their page is on top.
func (p *page) watchSticks() {
	if p.usb.timer != nil {
		p.usb.timer.Stop()
	}
	if p.mode.Fresh < 0 {
		return
	}
	p.usb.timer = time.AfterFunc(fresh, func() {
		p.mode.Do(func() {
			if p.over || p.sticksShown == 0 || len(p.sheets) < p.sticksShown {
				p.sticksShown = 0
				return
			}
			if len(p.sheets) == p.sticksShown && !p.busy {
				p.look()
			}
			p.watchSticks()
		})
	})
}

// look fetches the list in the background; nobody who presses a key waits for it.
func (p *page) look() {
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), answer)
		defer stop()
		got, err := p.desk.Sticks(ctx, "", nil)
		p.mode.Do(func() {
			if err == nil && !p.over && !p.busy && len(p.sheets) == p.sticksShown {
				p.usb.list = got.Sticks
				p.show()
			}
		})
	})
}

// carry has the office do something with a stick; then is for when it was done.
func (p *page) carry(deed string, body map[string]string, then func(Sticks)) {
	p.carryOr(deed, body, then, nil)
}

// carryOr lets a refusal with a code of its own be answered: the office then asks for something more.
func (p *page) carryOr(deed string, body map[string]string, then func(Sticks), refused func(*api.Error) bool) {
	if p.busy {
		return
	}
	p.busy = true
	if deed != "" {
		p.say(say("h_busy"), false)
		p.show()
	}
	p.mode.Go(func() {
		ctx, stop := context.WithTimeout(context.Background(), patience)
		defer stop()
		got, err := p.desk.Sticks(ctx, deed, body)
		p.mode.Do(func() {
			p.busy = false
			if p.over {
				return
			}
			e := (*api.Error)(nil)
			switch {
			case errors.As(err, &e) && refused != nil && refused(e):
			case err != nil:
				p.say(faultOf(err), true)
			default:
				p.usb.list = got.Sticks
				p.say("", false)
				if then != nil {
					then(got)
				}
				if got.Said != "" {
					p.say(got.Said, false)
				}
			}
			p.show()
		})
	})
}

func (p *page) stickByID(id string) (Stick, bool) {
	i := slices.IndexFunc(p.usb.list, func(s Stick) bool { return s.ID == id })
	if i < 0 {
		return Stick{}, false
	}
	return p.usb.list[i], p.usb.list[i].Open
}

// stick is the page of one that is open.
func (p *page) stick(id string) func() (sheet, bool) {
	return func() (sheet, bool) {
		x, ok := p.stickByID(id)
		s := sheet{title: x.Name, hint: x.State}
		s.rows = []row{
			{title: say("u_export"), value: say("u_export_hint"), tap: func() { p.carry("export", map[string]string{"stick": id}, nil) }},
			{title: say("u_secrets"), value: say("u_secrets_hint"), tap: func() {
				p.administrator(map[string]string{"stick": id}, true, func(body map[string]string) { p.carry("export", body, nil) })
			}},
		}
		for _, f := range x.Files {
			s.rows = append(s.rows, row{icon: "document", colour: "#46546e", title: f.Name, value: f.At, tap: func() { p.inspect(map[string]string{"stick": id, "file": f.Name}) }})
		}
		s.rows = append(s.rows, row{title: say("u_eject"), value: say("u_eject_hint"), tap: func() {
			p.carry("eject", map[string]string{"stick": id}, nil)
		}})
		return s, ok
	}
}

// inspect shows what a file would change. The code of a machine that is not known here is asked for.
func (p *page) inspect(body map[string]string) {
	p.carryOr("look", body, func(got Sticks) {
		if got.Parcel != nil {
			p.open(always(func() sheet { return p.parcel(*got.Parcel, body) }))
		}
	}, func(e *api.Error) bool {
		if e.Code != errStranger {
			return false
		}
		p.write(say("u_code"), "en", "", false, func(code string) {
			if code != "" {
				p.inspect(and(body, "code", code))
			}
		})
		p.say(e.Text, true)
		return true
	})
}

// and is a body with one thing more.
func and(body map[string]string, key, value string) map[string]string {
	out := map[string]string{key: value}
	for k, v := range body {
		if k != key {
			out[k] = v
		}
	}
	return out
}

// parcel is the dry run of a file.
func (p *page) parcel(x Parcel, body map[string]string) sheet {
	s := sheet{title: body["file"], hint: x.From}
	for _, n := range x.Notes {
		s.rows = append(s.rows, row{title: n})
	}
	if x.Sealed {
		s.rows = append(s.rows, row{title: say("u_sealed")})
		s.also = []act{{say("u_take_secrets"), func() {
			p.administrator(body, false, func(body map[string]string) { p.takeParcel(body) })
		}}}
	}
	for _, c := range x.Changes {
		s.rows = append(s.rows, changeRow(c))
	}
	if len(x.Changes) == 0 {
		s.rows = append(s.rows, row{title: say("u_same")})
	}
	s.main = &act{say("u_take"), func() { p.takeParcel(body) }}
	return s
}

// takeParcel makes a file the draft and shows its review.
func (p *page) takeParcel(body map[string]string) {
	p.carry("import", body, func(got Sticks) {
		p.do("", nil, func() {
			p.sheets, p.from = p.sheets[:1], p.from[:1]
			p.open(always(p.review))
			p.say(joined([]string{say("imported"), got.Said}, " "), false)
		})
	})
}

// administrator asks who takes secrets along, and for their passphrase; twice where one is made.
func (p *page) administrator(body map[string]string, fresh bool, done func(map[string]string)) {
	type question struct{ key, caption string }
	ask := []question{{"login", say("u_login")}, {"password", say("u_password")}, {"passphrase", say("passphrase")}}
	if fresh {
		ask = append(ask, question{"again", say("passphrase_again")})
	} else {
		ask[2].caption = say("u_passphrase")
	}
	var next func(i int, body map[string]string)
	next = func(i int, body map[string]string) {
		if i == len(ask) {
			done(body)
			return
		}
		p.secret(ask[i].caption, i > 0, func(v string) {
			if v != "" {
				next(i+1, and(body, ask[i].key, v))
			}
		})
	}
	next(0, body)
}
