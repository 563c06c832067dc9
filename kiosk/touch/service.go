package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// servicePage is one service: how things stand, what to bring and pay, and its ticket; or a page to read.
type servicePage struct {
	box         *fyne.Container
	badge       badgeIcon
	group, name *block
	dot         plane
	status      *block
	facts       [3]*fact
	docs        *docsCard
	fees        *feesCard
	info        *infoCard
	note        *block // why there is no paper
	take        *button
	f           frame
	v           *kiosk.ServiceCard
	parts       parts
}

// parts says what of the page is there; the layout depends on it.
type parts struct{ facts, docs, fees, info, note, take bool }

func newServicePage(s *Screen) *servicePage {
	p := &servicePage{
		badge: newBadge(), dot: newPlane(ColorGood, 0),
		group:  newBlock(1, SizeSmall, ColorMuted, false).middle(),
		name:   newBlock(3, SizeTitle, ColorInk, true).middle(),
		status: newBlock(2, SizeText, ColorInk, false).middle(),
		note:   newBlock(3, SizeText, ColorNote, true).middle(),
		docs:   newDocsCard(), fees: newFeesCard(), info: newInfoCard(), take: newButton(s, primary),
	}
	p.group.least, p.name.least = 0.7, 0.6
	p.take.caption.size = SizeTitle
	p.box = container.NewWithoutLayout(p.badge.objects()...)
	for _, o := range []fyne.CanvasObject{p.group.box, p.name.box, p.dot.Rectangle, p.status.box, p.docs.box, p.fees.box, p.info.box, p.note.box, p.take} {
		p.box.Add(o)
	}
	for i, icon := range []string{"people", "clock", "counter"} {
		p.facts[i] = newFact(icon)
		p.box.Add(p.facts[i].box)
	}
	p.box.Hide()
	return p
}

func (p *servicePage) object() fyne.CanvasObject { return p.box }

func (p *servicePage) place(f frame) {
	p.f = f
	p.arrange()
}

func (p *servicePage) show(v kiosk.View) {
	c := v.Service
	if c == nil {
		p.take.tap = nil
		visible(p.box, false)
		return
	}
	p.v = c
	p.badge.set(c.Icon, badge(c.Color))
	p.group.set(c.Group)
	p.name.set(c.Name)
	p.status.set(c.Status)
	p.dot.fill(palette[ColorGood])
	if !c.Open {
		p.dot.fill(palette[ColorNote])
	}
	visible(p.dot.Rectangle, c.Status != "")
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	p.facts[0].set(c.Before, say("people_before"))
	p.facts[1].set(c.Wait, say("waiting_time"))
	p.facts[2].set(c.Counters, say("open_counters"))
	p.docs.set(say("documents"), c.Documents)
	p.fees.set(say("fees"), c.Fees, c.PayAt)
	p.info.set(c.Info)
	p.note.set(c.NoPaper)
	p.take.set(c.Label, "", c.Take)
	now := parts{facts: c.Open && c.Info == "", docs: len(c.Documents) > 0, fees: len(c.Fees) > 0 || c.PayAt != "", info: c.Info != "", note: c.NoPaper != "", take: c.Take != nil}
	p.parts = now
	p.arrange() // the cards are as high as their words
	for _, x := range p.facts {
		visible(x.box, now.facts)
	}
	visible(p.docs.box, now.docs)
	visible(p.fees.box, now.fees)
	visible(p.info.box, now.info)
	visible(p.note.box, now.note)
	visible(p.box, true)
}

func (p *servicePage) arrange() {
	f, u := p.f, p.f.u
	if u == 0 {
		return
	}
	main, aside := f.content, f.content
	g := gap * u
	if f.wide && (p.parts.docs && p.parts.info || (p.parts.docs || p.parts.fees) && p.parts.facts) {
		main.w = f.content.w*0.54 - g/2
		aside = f.content.beside(main.right() + g)
	}
	p.head(main.top(208*u), u)
	y := main.y + 222*u
	end := main.bottom()
	if p.parts.take {
		h := 160 * u
		rect{main.x, end - h, main.w, h}.move(p.take)
		end -= h + g
	}
	if p.parts.note {
		h := 120 * u
		p.note.put(rect{main.x, end - h, main.w, h}, u)
		end -= h + g/2
	}
	if p.parts.facts {
		h := 180 * u
		if f.wide {
			h = min(340*u, end-y)
		}
		for i, r := range columns(rect{main.x, y, main.w, h}, len(p.facts), gap*u*0.75) {
			p.facts[i].put(r, u)
		}
		y += h + g
	}
	rest := rect{main.x, y, main.w, end - y}
	if aside != main {
		p.info.put(rest.top(p.info.wants(rest, u)), u)
		rest = aside
	} else if p.parts.info {
		room := rest
		if p.parts.docs || p.parts.fees {
			room.h *= 0.5
		}
		room.h = p.info.wants(room, u)
		p.info.put(room, u)
		rest = rest.below(room.bottom() + g)
	}
	p.papers(rest, g, u)
}

// papers lays out what to bring and what to pay, one above the other.
func (p *servicePage) papers(r rect, g, u float32) {
	switch {
	case p.parts.docs && p.parts.fees:
		fees := min(p.fees.wants()*u, r.h*0.46)
		p.docs.put(r.top(min(r.h-fees-g, p.docs.wants(r.w, u))), u)
		p.fees.put(rect{r.x, p.docs.area.bottom() + g, r.w, fees}, u)
	case p.parts.docs:
		p.docs.put(r.top(min(r.h, p.docs.wants(r.w, u))), u)
	case p.parts.fees:
		p.fees.put(r.top(min(r.h, p.fees.wants()*u)), u)
	}
}

func (p *servicePage) head(r rect, u float32) {
	side := 136 * u
	p.badge.put(rect{r.x, r.y + 4*u, side, side})
	w := r.beside(r.x + side + 32*u)
	p.group.put(w.top(40*u), u)
	p.name.put(rect{w.x, w.y + 44*u, w.w, 100 * u}, u)
	p.dot.put(rect{w.x, w.y + 166*u, 24 * u, 24 * u}, 12*u)
	p.status.put(rect{w.x + 40*u, w.y + 152*u, w.w - 40*u, 52 * u}, u)
}
