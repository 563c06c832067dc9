package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// ticketPage is the number: the one thing to remember stands largest, then where to go, then the paper.
type ticketPage struct {
	box            *fyne.Container
	card           plane
	yours          *block
	number         *block
	service        *block
	soft           plane
	people, clock  *picture
	ahead, wait    *block
	whereCard      plane
	arrow          badgeIcon
	where          *block
	counters       *block
	way            *block
	paperCard      plane
	paperIcon      badgeIcon
	paper          *block
	qrCard         plane
	qr             *qrCode
	phone          *block
	hasCode, lives bool
	f              frame
}

func newTicketPage() *ticketPage {
	mid := fyne.TextAlignCenter
	p := &ticketPage{
		card: newCard(), soft: newPlane(ColorSoft, 0), whereCard: newCard(), paperCard: newCard(), qrCard: newCard(),
		yours:   newBlock(1, SizeTile, ColorMuted, false).middle().aligned(mid),
		number:  newBlock(1, SizeNumber, ColorBrand, true).middle().aligned(mid),
		service: newBlock(2, SizeTile, ColorInk, true).middle().aligned(mid),
		people:  newPicture(), clock: newPicture(),
		ahead: newBlock(2, SizeText, ColorInk, true).middle(),
		wait:  newBlock(2, SizeText, ColorInk, true).middle(),
		arrow: newBadge(), paperIcon: newBadge(), qr: newQR(),
		where:    newBlock(1, SizeSmall, ColorMuted, false).middle(),
		counters: newBlock(2, SizeTitle, ColorInk, true).middle(),
		way:      newBlock(2, SizeText, ColorInk, false).middle(),
		paper:    newBlock(4, SizeTile, ColorInk, true).middle(),
		phone:    newBlock(3, SizeSmall, ColorMuted, false).middle().aligned(mid),
	}
	p.number.least, p.counters.least, p.service.least = 0.4, 0.6, 0.6
	brand := css(palette[ColorBrand])
	p.people.set("people", brand)
	p.clock.set("clock", brand)
	p.box = container.NewWithoutLayout(p.card.Rectangle, p.soft.Rectangle, p.people.Image, p.clock.Image,
		p.whereCard.Rectangle, p.paperCard.Rectangle, p.qrCard.Rectangle, p.qr.Raster)
	for _, b := range []badgeIcon{p.arrow, p.paperIcon} {
		for _, o := range b.objects() {
			p.box.Add(o)
		}
	}
	for _, b := range p.blocks() {
		p.box.Add(b.box)
	}
	p.box.Hide()
	return p
}

func (p *ticketPage) blocks() []*block {
	return []*block{p.yours, p.number, p.service, p.ahead, p.wait, p.where, p.counters, p.way, p.paper, p.phone}
}

func (p *ticketPage) object() fyne.CanvasObject { return p.box }

func (p *ticketPage) show(v kiosk.View) {
	c := v.Ticket
	if c == nil {
		visible(p.box, false)
		if p.lives { // nothing of it stays in the objects
			p.lives = false
			p.qr.set("")
			for _, b := range p.blocks() {
				b.set("")
			}
		}
		return
	}
	p.lives = true
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	p.yours.set(say("your_number"))
	p.number.set(c.Number)
	p.service.set(c.Service)
	p.ahead.set(c.Ahead)
	p.wait.set(say("waiting_time") + ": " + c.Wait)
	p.where.set(say("where"))
	p.counters.set(c.Place)
	p.way.set(joined(c.Zone, c.Way))
	icon := "town-hall"
	if c.Arrow != "" {
		icon = "arrow-" + c.Arrow
	}
	p.arrow.set(icon, badge(c.Color))
	p.paper.set(c.Words)
	switch c.Paper {
	case kiosk.PaperLost:
		p.paperIcon.set("info", palette[ColorNote])
		p.paperCard.fill(palette[ColorNoteBg])
	case kiosk.PaperOut:
		p.paperIcon.set("printer", palette[ColorGood])
		p.paperCard.fill(palette[ColorCard])
	default:
		p.paperIcon.set("printer", palette[ColorBrand])
		p.paperCard.fill(palette[ColorCard])
	}
	p.qr.set(c.URL)
	p.phone.set(say("phone"))
	if code := p.qr.code != nil; code != p.hasCode {
		p.hasCode = code
		p.arrange()
	}
	for _, o := range []fyne.CanvasObject{p.qrCard.Rectangle, p.qr.Raster, p.phone.box} {
		visible(o, p.hasCode)
	}
	visible(p.box, true)
}

// joined is a zone and the way to it, in one sentence.
func joined(zone, way string) string {
	if zone == "" || way == "" {
		return zone + way
	}
	return zone + " – " + way
}

func (p *ticketPage) place(f frame) {
	p.f = f
	p.arrange()
}

func (p *ticketPage) arrange() {
	f, u := p.f, p.f.u
	if u == 0 {
		return
	}
	g := gap * u
	var number, where, paper, code rect
	if f.wide {
		number = f.content.left(f.content.w*0.52 - g/2)
		side := f.content.beside(number.right() + g)
		where = side.top(side.h*0.42 - g/2)
		low := side.below(where.bottom() + g)
		cols := []rect{low.left(low.w*0.5 - g/2), low.beside(low.x + low.w*0.5 + g/2)}
		paper, code = cols[0], cols[1]
		if !p.hasCode {
			paper = low
		}
	} else {
		number = f.content.top(f.content.h * 0.5)
		where = f.content.below(number.bottom() + g).top(f.content.h * 0.19)
		low := f.content.below(where.bottom() + g)
		paper, code = low.left(low.w*0.52-g/2), low.beside(low.x+low.w*0.52+g/2)
		if !p.hasCode {
			paper = low
		}
	}
	p.arrangeNumber(number, u)
	p.arrangeWhere(where, u)
	p.arrangePaper(paper, code, u)
}

func (p *ticketPage) arrangeNumber(r rect, u float32) {
	p.card.put(r, 32*u)
	in := r.in(36 * u)
	p.yours.put(in.top(56*u), u)
	low := 116 * u
	p.soft.put(rect{in.x, in.bottom() - low, in.w, low}, 24*u)
	cols := columns(rect{in.x + 24*u, in.bottom() - low, in.w - 40*u, low}, 2, 16*u)
	for i, x := range []struct {
		icon *picture
		text *block
	}{{p.people, p.ahead}, {p.clock, p.wait}} {
		side := 52 * u
		x.icon.put(rect{cols[i].x, cols[i].y + (low-side)/2, side, side})
		x.text.put(cols[i].beside(cols[i].x+side+16*u), u)
	}
	svc := 116 * u
	p.service.put(rect{in.x, in.bottom() - low - 20*u - svc, in.w, svc}, u)
	top := in.y + 60*u
	p.number.put(rect{in.x, top, in.w, in.bottom() - low - 28*u - svc - top}, u)
}

func (p *ticketPage) arrangeWhere(r rect, u float32) {
	p.whereCard.put(r, 28*u)
	in := r.in(32 * u)
	side := min(in.h, 190*u)
	p.arrow.put(rect{in.x, in.y + (in.h-side)/2, side, side})
	t := in.beside(in.x + side + 32*u)
	p.where.put(t.top(40*u), u)
	way := min(92*u, in.h*0.38)
	p.way.put(rect{t.x, t.bottom() - way, t.w, way}, u)
	p.counters.put(rect{t.x, t.y + 44*u, t.w, t.h - way - 52*u}, u)
}

func (p *ticketPage) arrangePaper(paper, code rect, u float32) {
	p.paperCard.put(paper, 28*u)
	in := paper.in(32 * u)
	side := 108 * u
	if paper.w > 1.6*paper.h { // beside each other
		p.paperIcon.put(rect{in.x, in.y + (in.h-side)/2, side, side})
		p.paper.align = fyne.TextAlignLeading
		p.paper.put(in.beside(in.x+side+32*u), u)
	} else {
		p.paper.align = fyne.TextAlignCenter
		p.paperIcon.put(rect{in.x + (in.w-side)/2, in.y + 24*u, side, side})
		p.paper.put(in.below(in.y+side+40*u), u)
	}
	p.qrCard.put(code, 28*u)
	q := min(code.w-48*u, code.h-96*u)
	rect{code.x + (code.w-q)/2, code.y + 12*u, q, q}.move(p.qr.Raster)
	p.phone.put(rect{code.x + 24*u, code.y + 12*u + q - 8*u, code.w - 48*u, code.h - q - 20*u}, u)
}
