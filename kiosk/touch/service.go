package touch

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// servicePage is one service: how things stand, what to bring and pay, and its ticket; or a page to read. Where
// there is no room for what to bring and pay, that has a screen of its own, of as many pages as it needs.
type servicePage struct {
	s           *Screen
	box         *fyne.Container
	badge       badgeIcon
	group, name *block
	dot         *plane
	status      *block
	facts       [3]*fact
	docs        *docsCard
	fees        *feesCard
	info        *infoCard
	note        *block // why there is no paper
	take, phone *button
	v           *kiosk.ServiceCard
	papers      bool // Screen Papers

	rows        bool // the figures stand below each other
	split       bool // what to bring and pay is not all here
	inline      bool // what to bring is
	first       int  // so many papers are, where not all
	below       bool // the status stands under the badge: beside it, it would take more lines
	lang        string
	page, pages int // of it, with Screen Papers
}

func newServicePage(s *Screen) *servicePage {
	p := &servicePage{s: s,
		badge: s.newBadge(), dot: s.newPlane(ColorGood),
		group:  s.newBlock(1, SizeSmall, ColorMuted, false).middle(),
		name:   s.newBlock(3, SizeTitle, ColorInk, true).middle(),
		status: s.newBlock(2, SizeText, ColorInk, false).middle(),
		note:   s.newBlock(6, SizeText, ColorNote, true).middle(),
		docs:   newDocsCard(s), fees: newFeesCard(s), info: newInfoCard(s), take: newButton(s, primary), phone: newButton(s, second),
	}
	p.box = container.NewWithoutLayout(p.badge.objects()...)
	for _, o := range []fyne.CanvasObject{p.group.box, p.name.box, p.dot.Rectangle, p.status.box, p.docs.box, p.fees.box, p.info.box, p.note.box, p.take, p.phone} {
		p.box.Add(o)
	}
	for i, icon := range []string{"people", "clock", "counter"} {
		p.facts[i] = newFact(s, icon)
		p.box.Add(p.facts[i].box)
	}
	p.box.Hide()
	return p
}

func (p *servicePage) object() fyne.CanvasObject { return p.box }

func (p *servicePage) place(frame) { p.arrange() }

func (p *servicePage) show(v kiosk.View) {
	c := v.Service
	p.v = c
	if c == nil {
		p.take.tap, p.phone.tap, p.split = nil, nil, false
		visible(p.box, false)
		return
	}
	p.papers, p.page, p.lang = v.Screen == kiosk.Papers, v.Page, v.Lang
	p.badge.set(c.Icon, p.s.badge(c.Color))
	p.group.text, p.name.text, p.status.text = c.Group, c.Name, c.Status
	p.dot.colour(ColorGood)
	if !c.Open {
		p.dot.colour(ColorNote)
	}
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	p.facts[0].set(c.Before, say("people_before"))
	p.facts[1].set(c.Wait, say("waiting_time"))
	p.facts[2].set(c.Counters, say("open_counters"))
	p.docs.set(say("documents"), c.Documents)
	p.fees.set(say("fees"), c.Fees, c.PayAt)
	p.info.text.text = c.Info
	p.note.text = c.NoPaper
	icon := "printer"
	if c.NoPaper != "" {
		icon = ""
	}
	p.take.set(c.Label, icon, c.Take)
	p.phone.set(say("take_phone"), "phone", c.Phone)
	p.arrange()
	visible(p.box, true)
}

func (p *servicePage) hasDocs() bool { return len(p.v.Documents) > 0 }
func (p *servicePage) hasFees() bool { return len(p.v.Fees) > 0 || p.v.PayAt != "" }

func (p *servicePage) arrange() {
	f, u := p.s.frame, p.s.frame.u
	if u == 0 || p.v == nil {
		return
	}
	g := gap * u
	facts := p.v.Open && p.v.Info == ""
	main := f.content
	some := p.hasDocs() || p.hasFees()
	beside := f.broad && !f.compact && main.w*0.54 > 17*p.s.style.read*u // three figures fit into half of it
	mainHeight := p.headHeight(u) + g/2
	if p.v.Take != nil {
		mainHeight += p.takeHeight(u) + g
	}
	if facts {
		mainHeight += p.factHeight(u) + g
	}
	if p.v.Info != "" {
		mainHeight += p.info.wants(main.w, u) + g
	}
	aside := rect{}
	p.split, p.inline, p.first, p.docs.rest.text = false, false, 0, ""
	p.docs.bare, p.fees.bare = false, false
	switch {
	case p.papers:
		p.split = true
	case !some:
	case beside && (facts || p.v.Info != ""):
		aside = f.content.beside(main.x + main.w*0.54 + g/2)
		if p.split = len(p.v.Documents) > maxDocuments || p.papersHeight(aside.w, g, u) > aside.h; !p.split {
			main.w = main.w*0.54 - g/2
		}
	default:
		aside = rect{main.x, main.y + mainHeight, main.w, main.h - mainHeight}
		if p.v.Take != nil { // which stands at the bottom
			aside.y -= p.takeHeight(u) + g
		}
		p.split = p.v.NoPaper != "" || len(p.v.Documents) > maxDocuments || p.papersHeight(main.w, g, u) > aside.h
	}
	for _, x := range p.facts {
		visible(x.box, facts && !p.papers)
	}
	if p.v.NoPaper != "" {
		mainHeight += p.note.tallLeast(p.note.text, main.w, u) + g/2
	}
	visible(p.note.box, p.v.NoPaper != "" && !p.papers)
	visible(p.take, p.v.Take != nil && !p.papers)
	visible(p.phone, p.v.Phone != nil && !p.papers)
	visible(p.info.box, p.v.Info != "" && !p.papers)
	if p.papers {
		p.arrangePapers(u)
		return
	}
	if p.split && p.hasDocs() && len(p.v.Documents) <= maxDocuments && (beside || p.v.NoPaper == "") {
		p.inline = p.docs.wants(0, len(p.v.Documents), aside.w, u) <= aside.h
		if p.inline && beside {
			main.w = main.w*0.54 - g/2
		}
	}
	if p.split && !p.inline && !beside && !p.tight() && p.v.NoPaper == "" {
		p.first = p.firstPapers(aside, u)
	}
	visible(p.docs.box, p.hasDocs() && (!p.split || p.inline || p.first > 0))
	visible(p.fees.box, p.hasFees() && !p.split)
	p.arrangeMain(main, facts, u)
	y := aside.y
	if p.hasDocs() && (!p.split || p.inline || p.first > 0) {
		n := cmp.Or(p.first, len(p.v.Documents))
		h := p.docs.wants(0, n, aside.w, u)
		p.docs.put(rect{aside.x, y, aside.w, h}, 0, n, u)
		y += h + g
	}
	if p.hasFees() && !p.split {
		p.fees.put(rect{aside.x, y, aside.w, p.fees.wants(aside.w, u)}, u)
	}
}

func (p *servicePage) arrangeMain(main rect, facts bool, u float32) {
	g, f := gap*u, p.s.frame
	head := p.headHeight(u)
	above := f.compact && p.v.Take != nil && head+p.takeHeight(u)+p.factHeight(u)+g*1.5 > main.h
	visible(p.phone, p.v.Phone != nil)
	p.rows = f.narrow
	if above && p.v.Phone != nil && main.h >= 2*p.takeHeight(u)+g { // below each other, beside everything else
		p.rows = true
		w := main.w * 0.36
		keys := rect{main.right() - w, main.y, w, min(main.h, 2*150*u+g)}
		h := (keys.h - g) / 2
		keys.top(h).move(p.take)
		keys.below(keys.y + h + g).move(p.phone)
		main.w -= w + g
		head = p.nameHeight(main.w-p.side(u)-28*u, u) + p.statusHeight(u)
		p.head(main.top(head), u)
	} else if above { // beside the name: there is no room below it
		visible(p.phone, false)
		p.phone.tap = nil
		w := main.w * 0.32
		head = max(p.nameHeight(main.w-w-g-min(136*u, leading*p.s.style.read*2.1*u)-30*u, u)+p.statusHeight(u), p.takeHeight(u))
		rect{main.right() - w, main.y, w, head}.move(p.take)
		p.head(rect{main.x, main.y, main.w - w - g, head}, u)
	} else {
		p.head(main.top(head), u)
	}
	y, end := main.y+head+g/2, main.bottom()
	if p.v.Take != nil && !above {
		h := p.takeHeight(u)
		if p.split && !p.inline && p.first == 0 && !f.broad {
			end = min(end, y+p.factHeight(u)*1.3+g+h)
		}
		row := rect{main.x, end - h, main.w, h}
		switch {
		case p.v.Phone != nil && f.narrow && end-y-p.factHeight(u)-g/2 >= 2*h+g: // below each other, where there is room for both
			row.move(p.phone)
			row.y -= h + g
			end -= h + g
		case p.v.Phone != nil:
			share := float32(0.56)
			if f.narrow {
				share = 0.5
			}
			w := (row.w - g) * share
			row.beside(row.x + w + g).move(p.phone)
			row.w = w
		}
		row.move(p.take)
		end -= h + g
		if f.compact {
			end += g / 2
		}
	}
	if p.v.NoPaper != "" {
		h := p.note.tallLeast(p.note.text, main.w, u)
		if p.tight() || h+p.factHeight(u)+g > end-y { // it is worth more than the figures
			facts = false
			for _, x := range p.facts {
				visible(x.box, false)
			}
		}
		h = min(h, end-y)
		p.note.again(rect{main.x, end - h, main.w, h}, u)
		end -= h + g/2
	}
	if facts {
		h := p.factHeight(u)
		if f.broad || p.split && !p.inline && p.first == 0 {
			h = min(h*1.5, max(end-y, 0))
		}
		small := float32(1)
		if f.compact {
			small = 0.4
		}
		places := columns(rect{main.x, y, main.w, h}, len(p.facts), g*0.75*small)
		for i, x := range p.facts {
			switch {
			case p.rows:
				places[i] = p.factRow(i, main, y, end, u)
				visible(x.box, places[i].bottom() <= end+g/2)
			case h < 0.85*p.factHeight(u): // too little room to be read
				visible(x.box, false)
			}
			x.put(places[i], p.rows, u)
		}
		y += h + g
	}
	if p.v.Info != "" {
		if p.tight() && p.info.wants(main.w, u) > end-y { // the text says itself what it is about
			y = main.y
			visible(p.name.box, false)
			for _, o := range p.badge.objects() {
				visible(o, false)
			}
		}
		p.info.put(rect{main.x, y, main.w, min(end-y, p.info.wants(main.w, u))}, u)
	}
}

// factRow is the place of one figure below the others: as high as there is room for, with a little between them.
func (p *servicePage) factRow(i int, main rect, y, end, u float32) rect {
	least := leading * p.s.style.read * 1.04 * u
	h := min((end-y)/float32(len(p.facts)), 1.7*least)
	if h < least {
		h = least
	}
	between := min(8*u, h-least)
	return rect{main.x, y + float32(i)*h, main.w, h - between}
}

func (p *servicePage) takeHeight(u float32) float32 {
	if p.s.frame.compact || p.s.frame.content.h < 700*u {
		return max(p.s.style.target, leading*p.s.style.size(SizeTile)+24) * u
	}
	return max(150, p.s.style.target, 2*leading*p.s.style.size(SizeTile)+20) * u
}

func (p *servicePage) factHeight(u float32) float32 {
	st := p.s.style
	switch {
	case p.s.frame.narrow: // below each other
		return 3 * leading * st.read * 1.04 * u
	case p.s.frame.compact:
		return (16 + leading*(st.read+st.size(SizeSmall))) * u
	}
	return (40 + 2*leading*st.size(SizeSmall) + 1.3*leading*st.read) * u
}

// nameHeight is that of the name in the smallest letters that must be read.
func (p *servicePage) nameHeight(w, u float32) float32 {
	size := p.s.style.read * u
	ls, _ := wrap(pieces(p.v.Name), true, size, w)
	return float32(len(ls))*leading*size + 2*u
}

// statusHeight is that of the line that says until when.
func (p *servicePage) statusHeight(u float32) float32 {
	if p.v.Status == "" {
		return 0
	}
	w := p.s.frame.content.w
	if p.s.frame.broad && !p.tight() {
		w *= 0.5
	}
	beside := p.status.tall(p.v.Status, w-(leading*p.s.style.read*2.1+68+100)*u, u)
	if p.below = false; p.s.frame.narrow {
		h := p.status.tall(p.v.Status, w-statusDot*u, u)
		if p.below = h < beside; p.below {
			return h
		}
	}
	return beside
}

// statusDot is the room for the dot before the status, in u.
const statusDot = 40

// tight tells whether there is room for the least only.
func (p *servicePage) tight() bool {
	f := p.s.frame
	return f.compact || f.narrow || p.s.style.text > 1 && f.content.h < 600*f.u
}

func (p *servicePage) headHeight(u float32) float32 {
	st := p.s.style
	switch {
	case p.tight():
		w := p.s.frame.content.w - leading*st.read*2.1*u - 68*u
		name, status := p.nameHeight(w, u), p.statusHeight(u)
		if p.below {
			name = max(name, p.side(u)+8*u)
		}
		return name + status
	case p.s.frame.content.h < 700*u: // no room for the group
		return (leading*2*st.size(SizeTile)+12)*u + p.statusHeight(u)
	}
	return (leading*(st.size(SizeSmall)+2*st.size(SizeTile))+12)*u + p.statusHeight(u)
}

// side is that of the service's badge.
func (p *servicePage) side(u float32) float32 {
	if p.tight() {
		return min(136, leading*p.s.style.read*2.1) * u
	}
	return 136 * u
}

func (p *servicePage) head(r rect, u float32) {
	st := p.s.style
	status := p.statusHeight(u)
	visible(p.name.box, true)
	for _, o := range p.badge.objects() {
		visible(o, true)
	}
	visible(p.status.box, p.v.Status != "")
	visible(p.dot.Rectangle, p.v.Status != "")
	side := min(p.side(u), r.h)
	p.badge.put(rect{r.x, r.y + 4*u, side, side})
	w := r.beside(r.x + side + 28*u)
	if p.tight() {
		visible(p.group.box, false)
		p.name.again(rect{w.x, w.y, w.w, r.h - status}, u)
	} else {
		small := leading * st.size(SizeSmall) * u
		if p.s.frame.content.h < 700*u {
			small = 0
		}
		visible(p.group.box, small > 0)
		p.group.again(w.top(small), u)
		name := r.h - small - status - 8*u
		p.name.again(rect{w.x, w.y + small, w.w, name}, u)
	}
	dot := 24 * u
	if p.below {
		w = r
	}
	p.dot.put(rect{w.x, r.bottom() - status + (status-dot)/2, dot, dot}, dot/2)
	p.status.again(rect{w.x + statusDot*u, r.bottom() - status, w.w - statusDot*u, status}, u)
}
