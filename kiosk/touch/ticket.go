package touch

import (
	"image/color"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// ticketPage is the number: the one thing to remember stands largest, then where to go, then the paper.
type ticketPage struct {
	s              *Screen
	box            *fyne.Container
	card           *plane
	yours          *block
	number         *block
	service        *block
	soft           *plane
	people, clock  *picture
	ahead, wait    *block
	whereCard      *plane
	arrow          badgeIcon
	where          *block
	counters       *block
	way            *block
	paperCard      *plane
	paperIcon      badgeIcon
	paper          *block
	qrCard         *plane
	qr             *qrCode
	phone          *block
	hasCode, lives bool
	lost           bool // there is no paper to take along
	zone           string
	directions     string // zone and the way to it
	short          bool   // the number would be too small beside everything else
	only           bool   // the code is all there is
	f              frame
}

func newTicketPage(s *Screen) *ticketPage {
	mid := fyne.TextAlignCenter
	p := &ticketPage{s: s,
		card: s.newCard(), soft: s.newPlane(ColorSoft), whereCard: s.newCard(), paperCard: s.newCard(), qrCard: s.newCard(),
		yours:   s.newBlock(1, SizeText, ColorMuted, false).middle().aligned(mid),
		number:  s.newBlock(1, SizeNumber, ColorBrand, true).middle().aligned(mid),
		service: s.newBlock(2, SizeTile, ColorInk, true).middle().aligned(mid),
		people:  s.newPicture(), clock: s.newPicture(),
		ahead: s.newBlock(3, SizeText, ColorInk, true).middle(),
		wait:  s.newBlock(3, SizeText, ColorInk, true).middle(),
		arrow: s.newBadge(), paperIcon: s.newBadge(), qr: newQR(),
		where:    s.newBlock(1, SizeSmall, ColorMuted, false).middle(),
		counters: s.newBlock(2, SizeTitle, ColorInk, true).middle(),
		way:      s.newBlock(5, SizeText, ColorInk, false).middle(),
		paper:    s.newBlock(6, SizeText, ColorInk, true).middle(),
		phone:    s.newBlock(3, SizeSmall, ColorMuted, false).middle().aligned(mid),
	}
	p.people.set("people", ColorBrand)
	p.clock.set("clock", ColorBrand)
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
			p.lives, p.zone, p.directions = false, "", ""
			p.qr.set("")
			for _, b := range p.blocks() {
				b.set("")
			}
		}
		return
	}
	p.lives = true
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	p.yours.text = say("your_number")
	p.number.text = c.Number
	p.service.text = c.Service
	p.ahead.text = capital(c.Ahead)
	p.wait.text = say("waiting_time") + ": " + c.Wait
	if c.Booked != "" {
		p.wait.text = c.Booked
	}
	p.where.text = say("where")
	p.counters.text = capital(c.Place)
	p.zone, p.directions = capital(c.Zone), capital(joined(c.Zone, c.Way))
	if c.Zone == "" {
		p.zone = capital(c.Way)
	}
	icon := "town-hall"
	if c.Arrow != "" {
		icon = "arrow-" + c.Arrow
	}
	p.arrow.set(icon, p.s.badge(c.Color))
	p.paper.text = c.Words
	switch c.Paper {
	case kiosk.PaperLost:
		p.paperIcon.set("info", p.tint(ColorNote))
		p.paperCard.colour(ColorNoteBg)
	case kiosk.PaperNone:
		p.paperIcon.set("phone", p.tint(ColorBrand))
		p.paperCard.colour(ColorCard)
	case kiosk.PaperOut:
		p.paperIcon.set("printer", p.tint(ColorGood))
		p.paperCard.colour(ColorCard)
	default:
		p.paperIcon.set("printer", p.tint(ColorBrand))
		p.paperCard.colour(ColorCard)
	}
	p.qr.set(c.URL)
	p.phone.text = say("phone")
	p.short = false
	p.only = c.Paper == kiosk.PaperNone
	p.lost = c.Paper == kiosk.PaperLost || c.Paper == kiosk.PaperNone
	p.hasCode = p.qr.code != nil && (c.Paper == kiosk.PaperNone || !p.brief())
	p.arrange()
	for _, o := range []fyne.CanvasObject{p.qrCard.Rectangle, p.qr.Raster} {
		visible(o, p.hasCode)
	}
	visible(p.box, true)
}

// tint is a colour under a white icon; at high contrast there is only one.
func (p *ticketPage) tint(c fyne.ThemeColorName) color.Color {
	if p.s.modes.Contrast {
		c = ColorGrey
	}
	return p.s.color(c)
}

// capital begins a line of its own: what the kiosk says may stand within a sentence as well.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
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
	if f.compact || f.narrow {
		g = 12 * u
	}
	var number, where, paper, code rect
	if f.broad {
		number = f.content.left(f.content.w*0.5 - g/2)
		side := f.content.beside(number.right() + g)
		where = side.top(side.h*0.5 - g/2)
		if p.only && f.compact { // the code has to be read by a telephone
			where = side.top(side.h*0.4 - g/2)
		}
		low := side.below(where.bottom() + g)
		w := min(low.h*1.15, low.w*0.42)
		paper, code = low.left(low.w-w-g), low.beside(low.right()-w)
		if !p.hasCode {
			paper = low
		}
	} else {
		share := float32(0.5)
		if f.narrow {
			share = 0.38
		}
		number = f.content.top(f.content.h * share)
		share = 0.22
		if f.narrow {
			share = 0.34
		}
		if f.narrow && p.only {
			number = f.content.top(f.content.h * 0.33)
			share = 0.28
		}
		where = f.content.below(number.bottom() + g).top(f.content.h * share)
		low := f.content.below(where.bottom() + g)
		w := min(low.w*0.45, low.h*1.1)
		paper, code = low.left(low.w-w-g), low.beside(low.right()-w)
		if !p.hasCode {
			paper = low
		}
	}
	brief := p.brief()
	p.way.text = p.directions
	for _, x := range []*picture{p.people, p.clock} {
		visible(x.Image, false)
	}
	visible(p.yours.box, !brief)
	visible(p.soft.Rectangle, !brief)
	visible(p.ahead.box, !brief || !p.lost)
	visible(p.wait.box, !brief || !p.lost)
	visible(p.paper.box, !brief || p.lost)
	p.arrangeNumber(number, brief, u)
	if !brief && p.number.place.h < 2.8*p.s.style.read*u {
		p.short, p.hasCode = true, p.hasCode && p.only
		p.arrange()
		return
	}
	p.arrangeWhere(where, u)
	p.arrangePaper(paper, code, u)
	if !p.paper.fits && p.hasCode && !p.only { // the words are worth more than the code
		p.hasCode = false
		p.arrange()
		return
	}
	if brief && !p.lost {
		in := paper.in(p.pad() * u)
		h := in.h * 0.4
		p.ahead.again(in.top(h), u)
		p.wait.again(in.below(in.y+h), u)
	}
}

// brief tells whether there is room for only one of both: how long it takes, or what is wrong with the paper.
func (p *ticketPage) brief() bool {
	return p.short || p.f.narrow || p.f.compact && (p.s.style.text > 1 || p.s.style.target > target)
}

func (p *ticketPage) pad() float32 {
	if p.f.compact || p.f.narrow {
		return 12
	}
	return 30
}

func (p *ticketPage) arrangeNumber(r rect, brief bool, u float32) {
	st := p.s.style
	p.card.put(r, 32*u)
	in := r.in(p.pad() * u)
	line := leading * st.read * u
	yours := leading * st.size(SizeText) * u
	// Beside each other where the card is wide, else below each other.
	stacked := in.w < 17*st.read*u
	low := float32(0)
	for _, b := range []*block{p.ahead, p.wait} {
		if stacked {
			low += b.tall(b.text, in.w-32*u, u)
		} else {
			low = max(low, 2*line, min(3*line, b.tall(b.text, (in.w-48*u)/2-64*u, u)))
		}
	}
	low += 12 * u
	if brief {
		yours, low = 0, 0
	}
	p.yours.again(in.top(yours), u)
	p.soft.put(rect{in.x, in.bottom() - low, in.w, low}, 24*u)
	cols := columns(rect{in.x + 16*u, in.bottom() - low, in.w - 32*u, low}, 2, 16*u)
	for i, x := range []struct {
		icon *picture
		text *block
	}{{p.people, p.ahead}, {p.clock, p.wait}} {
		if stacked {
			h := p.ahead.tall(p.ahead.text, in.w-32*u, u) + 6*u
			cols[i] = rect{in.x + 16*u, in.bottom() - low + float32(i)*h, in.w - 32*u, h}
			if i == 1 {
				cols[i].h = low - h
			}
		}
		side := min(52*u, cols[i].w*0.2)
		visible(x.icon.Image, !stacked && !brief)
		if stacked || brief {
			x.text.again(cols[i], u)
			continue
		}
		x.icon.put(rect{cols[i].x, cols[i].y + (low-side)/2, side, side})
		x.text.again(cols[i].beside(cols[i].x+side+12*u), u)
		if !x.text.fits {
			visible(x.icon.Image, false)
			x.text.again(cols[i], u)
		}
	}
	svc := min(2*leading*st.size(SizeTile)*u, in.h*0.3)
	svc = max(svc, p.service.tallLeast(p.service.text, in.w, u))
	p.service.again(rect{in.x, in.bottom() - low - 8*u - svc, in.w, svc}, u)
	if visible(p.service.box, true); brief && (!p.service.fits || in.h-svc < 2.4*st.read*u) { // the client knows it; the number is what counts
		visible(p.service.box, false)
		svc = 0
	}
	p.number.again(rect{in.x, in.y + yours, in.w, in.bottom() - low - 8*u - svc - in.y - yours}, u)
}

func (p *ticketPage) arrangeWhere(r rect, u float32) {
	st := p.s.style
	p.whereCard.put(r, 28*u)
	in := r.in(p.pad() * u)
	side := min(in.h, in.w*0.24)
	if in.w < 600*u {
		side = min(side, in.w*0.14)
	}
	p.arrow.put(rect{in.x, in.y + (in.h-side)/2, side, side})
	t := in.beside(in.x + side + 24*u)
	label := leading * st.size(SizeSmall) * u
	visible(p.where.box, !p.f.compact && !p.f.narrow)
	if p.f.compact || p.f.narrow {
		label = 0
	}
	p.where.again(t.top(label), u)
	way := min(3*leading*st.read*u, (t.h-label)*0.55, max(t.h-label-p.counters.tallLeast(p.counters.text, t.w, u), p.way.tallLeast(p.zone, t.w, u)))
	p.way.again(rect{t.x, t.bottom() - way, t.w, way}, u)
	if !p.way.fits && p.brief() { // the arrow shows the way
		p.way.text = p.zone
		way = min(way, p.way.tall(p.zone, t.w, u))
		p.way.again(rect{t.x, t.bottom() - way, t.w, way + 1}, u)
	}
	if !p.way.fits { // the words need the room of the arrow
		visible(p.where.box, false)
		side, label, way = in.w*0.15, 0, min(t.h-p.counters.tallLeast(p.counters.text, in.w*0.85-12*u, u), p.way.tall(p.way.text, in.w*0.85-12*u, u)+1)
		p.arrow.put(rect{in.x, in.y + (in.h-side)/2, side, side})
		t = in.beside(in.x + side + 12*u)
		p.way.again(rect{t.x, t.bottom() - way, t.w, way}, u)
	}
	if visible(p.way.box, true); p.brief() && (!p.way.fits || p.counters.tallLeast(p.counters.text, t.w, u) > t.h-way-label) {
		visible(p.way.box, false)
		way = 0
	}
	p.counters.again(rect{t.x, t.y + label, t.w, t.h - way - label}, u)
}

func (p *ticketPage) arrangePaper(paper, code rect, u float32) {
	st := p.s.style
	p.paperCard.put(paper, 28*u)
	in := paper.in(p.pad() * u)
	side := min(100*u, in.h*0.34)
	for _, o := range p.paperIcon.objects() {
		visible(o, !p.f.compact && !p.f.narrow)
	}
	switch {
	case p.f.compact || p.f.narrow:
		p.paper.align = fyne.TextAlignLeading
		p.paper.again(in, u)
	case paper.w > 1.6*paper.h: // beside each other
		p.paperIcon.put(rect{in.x, in.y + (in.h-side)/2, side, side})
		p.paper.align = fyne.TextAlignLeading
		p.paper.again(in.beside(in.x+side+24*u), u)
	default:
		p.paper.align = fyne.TextAlignCenter
		p.paperIcon.put(rect{in.x + (in.w-side)/2, in.y, side, side})
		p.paper.again(in.below(in.y+side+12*u), u)
	}
	if !p.paper.fits {
		p.paper.again(in, u)
		for _, o := range p.paperIcon.objects() {
			visible(o, false)
		}
	}
	p.qrCard.put(code, 28*u)
	words := 2 * leading * st.size(SizeSmall) * u
	visible(p.phone.box, p.hasCode && !p.f.compact && !p.f.narrow)
	if p.f.compact || p.f.narrow {
		words = 0
	}
	q := min(code.w-16*u, code.h-words-16*u)
	rect{code.x + (code.w-q)/2, code.y + 8*u, q, q}.move(p.qr.Raster)
	p.phone.again(rect{code.x + 12*u, code.bottom() - words - 8*u, code.w - 24*u, words}, u)
	if !p.phone.fits {
		visible(p.phone.box, false)
	}
}
