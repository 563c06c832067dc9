package setup

// sheet is what one page of the mode shows. It is made anew from the draft each time something has changed.
type sheet struct {
	title string
	hint  string
	rows  []row
	cells [][]cell // a keyboard, line by line
	pick  []cell   // things to choose one of, as many beside each other as fit
	field *field   // what is being written, above the cells
	glass bool     // the client's page, below the cells
	also  []act    // at the foot
	main  *act     // the one thing to do here
}

// row is a line of a list: what it is, how it stands, what is wrong with it, and what can be done.
type row struct {
	icon, colour string // of a badge; no colour: no badge
	title, value string
	wrong        string // in place of the value
	faint        bool   // hidden from clients
	tap          func()
	acts         []act
	run          string       // rows beside each other with the same can be put in order
	move         func(to int) // to the place of another of its run, counted from 0
}

// act is a key with a caption. Without do it is dead.
type act struct {
	caption string
	do      func()
}

// cell is one of many keys.
type cell struct {
	caption, icon, colour string
	on                    bool // chosen
	wide                  int  // as many keys as this; 0: one
	do                    func()
}

// open puts a page on top of those that are open.
func (p *page) open(make func() (sheet, bool)) {
	p.sheets, p.from = append(p.sheets, make), append(p.from, 0)
	p.say("", false)
	p.show()
}

// back closes the page on top.
func (p *page) back() {
	if n := len(p.sheets); n > 1 {
		p.sheets, p.from = p.sheets[:n-1], p.from[:n-1]
	}
	p.say("", false)
	p.show()
}

// top makes the page on top; one whose thing is gone is closed.
func (p *page) top() sheet {
	for {
		s, ok := p.sheets[len(p.sheets)-1]()
		if ok || len(p.sheets) == 1 {
			return s
		}
		p.sheets, p.from = p.sheets[:len(p.sheets)-1], p.from[:len(p.from)-1]
	}
}

// always makes a page that can always be made.
func always(f func() sheet) func() (sheet, bool) { return func() (sheet, bool) { return f(), true } }

// choose opens a page to pick one thing from; done gets its place.
func (p *page) choose(title string, options []cell, done func(i int)) {
	wide := 0
	for _, c := range options {
		wide += c.wide
	}
	p.open(always(func() sheet {
		s := sheet{title: title}
		for i, c := range options {
			c.do = func() { p.back(); done(i) }
			if wide > mostPicks { // too many words for one page
				s.rows = append(s.rows, row{title: c.caption, value: map[bool]string{true: say("d_yes")}[c.on], tap: c.do})
				continue
			}
			s.pick = append(s.pick, c)
		}
		return s
	}))
}

// sure asks before something is lost.
func (p *page) sure(question, yes string, do func()) {
	p.open(always(func() sheet {
		return sheet{title: question, main: &act{yes, func() { p.back(); do() }}}
	}))
}
