package touch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// fact is one figure with its name.
type fact struct {
	s            *Screen
	box          *fyne.Container
	card         *plane
	icon         *picture
	value, label *block
}

func newFact(s *Screen, icon string) *fact {
	x := &fact{s: s, card: s.newCard(), icon: s.newPicture(),
		value: s.newBlock(2, SizeTitle, ColorBrand, true).middle(),
		label: s.newBlock(2, SizeSmall, ColorMuted, false).middle(),
	}
	x.icon.set(icon, ColorBrand)
	x.box = container.NewWithoutLayout(x.card.Rectangle, x.icon.Image, x.value.box, x.label.box)
	return x
}

func (x *fact) set(value, label string) { x.value.text, x.label.text = value, label }

// put places it. In a row the words and the figure stand beside each other.
func (x *fact) put(r rect, row bool, u float32) {
	small := x.s.style.size(SizeSmall) * leading * u
	if x.card.put(r, min(24*u, r.h*0.3)); row {
		visible(x.icon.Image, false)
		in := r.in(2 * u)
		in.x, in.w = in.x+14*u, in.w-28*u
		w := in.w * 0.55
		x.value.align = fyne.TextAlignTrailing
		x.label.again(in.left(w), u)
		x.value.again(in.beside(in.x+w+12*u), u)
		return
	}
	x.value.align = fyne.TextAlignLeading
	visible(x.icon.Image, true)
	if x.s.frame.compact || r.h < 3.4*small+20*u {
		in := r.in(8 * u)
		x.label.again(rect{r.x + 6*u, in.bottom() - small, r.w - 12*u, small}, u)
		side := min(44*u, in.h-small)
		x.icon.put(rect{in.x + 8*u, in.y + (in.h-small-side)/2, side, side})
		x.value.again(rect{in.x + side + 20*u, in.y, in.w - side - 24*u, in.h - small}, u)
		if !x.value.fits {
			visible(x.icon.Image, false)
			x.value.again(rect{in.x + 8*u, in.y, in.w - 12*u, in.h - small}, u)
		}
		return
	}
	in := r.in(20 * u)
	label := x.label.tall(x.label.text, in.w, u)
	x.label.again(rect{in.x, in.bottom() - label, in.w, label + 1}, u)
	side := 44 * u
	top := rect{in.x, in.y, in.w, in.h - label}
	x.icon.put(rect{top.x, top.y + (top.h-side)/2, side, side})
	x.value.again(top.beside(in.x+side+14*u), u)
	if visible(x.icon.Image, x.value.fits); !x.value.fits {
		x.value.again(top, u)
	}
}

// Sizes of cards, in u.
const (
	cardPad  = 32
	cardIcon = 52
	bullet   = 40
)

// cardHead is the height of a card's heading, in px.
func (s *Screen) cardHead(u float32, bare bool) float32 {
	if bare {
		return 14 * u
	}
	if s.frame.compact {
		return (max(cardIcon, s.style.size(SizeTile)*leading) + 20) * u
	}
	return (max(cardIcon, s.style.size(SizeTile)*leading) + cardPad + 12) * u
}

// cardTitle places a card's icon and heading.
func (s *Screen) cardTitle(r rect, u float32, icon *picture, title *block, bare bool) {
	visible(icon.Image, !bare)
	visible(title.box, !bare)
	side := cardIcon * u
	h := max(cardIcon, s.style.size(SizeTile)*leading)*u + 8*u
	y := r.y + s.cardHead(u, false) - h - 10*u
	icon.put(rect{r.x + cardPad*u, y + (h-side)/2, side, side})
	title.again(rect{r.x + (cardPad+20)*u + side, y, r.w - (2*cardPad+20)*u - side, h}, u)
}

// tall is how high a text stands in a width, in px, at its usual size.
func (b *block) tall(text string, w, u float32) float32 {
	size := b.s.style.size(b.size) * u
	if b.hang != "" {
		w -= measure(b.hang, b.bold, size)
	}
	ls, _ := wrap(pieces(text), b.bold, size, w)
	return float32(max(1, len(ls))) * leading * size
}

// tallLeast is tall in the smallest letters.
func (b *block) tallLeast(text string, w, u float32) float32 {
	size := b.s.style.least(b.size) * u
	if b.hang != "" {
		w -= measure(b.hang, b.bold, size)
	}
	ls, _ := wrap(pieces(text), b.bold, size, w)
	return float32(max(1, len(ls)))*leading*size + 1
}

// maxDocuments is how many papers stand on one page.
const maxDocuments = 12

// docsCard is what to bring, or some of it.
type docsCard struct {
	s     *Screen
	box   *fyne.Container
	card  *plane
	icon  *picture
	title *block
	bare  bool // without a heading: there is no room for it
	dots  [maxDocuments]*plane
	items [maxDocuments]*block
	docs  []string
	rest  *block // how many more there are; empty where they are all there or on pages
}

func newDocsCard(s *Screen) *docsCard {
	d := &docsCard{s: s, card: s.newCard(), icon: s.newPicture(), title: s.newBlock(1, SizeTile, ColorInk, true).middle()}
	d.icon.set("document", ColorBrand)
	d.rest = s.newBlock(2, SizeText, ColorMuted, false)
	d.box = container.NewWithoutLayout(d.card.Rectangle, d.icon.Image, d.title.box, d.rest.box)
	for i := range d.items {
		d.dots[i] = s.newPlane(ColorBrand)
		d.items[i] = s.newBlock(8, SizeText, ColorInk, false)
		d.box.Add(d.dots[i].Rectangle)
		d.box.Add(d.items[i].box)
	}
	return d
}

func (d *docsCard) set(title string, docs []string) { d.title.text, d.docs = title, docs }

// height is what one paper wants, with the room below it.
func (d *docsCard) height(i int, w, u float32) float32 {
	return d.items[0].tall(d.docs[i], w-(2*cardPad+bullet)*u, u) + 0.3*leadRoom(d.s, u)
}

func leadRoom(s *Screen, u float32) float32 { return s.style.size(SizeText) * u }

// wants is the height at which a card of a width shows papers from one to another.
func (d *docsCard) wants(from, to int, w, u float32) float32 {
	h := d.s.cardHead(u, d.bare) + 16*u
	for i := from; i < to; i++ {
		h += d.height(i, w, u)
	}
	if d.rest.text != "" {
		h += d.rest.tall(d.rest.text, w-(2*cardPad+bullet)*u, u) + 0.3*leadRoom(d.s, u)
	}
	return h
}

// put shows papers from one to another.
func (d *docsCard) put(r rect, from, to int, u float32) {
	d.card.put(r, 28*u)
	d.s.cardTitle(r, u, d.icon, d.title, d.bare)
	y := r.y + d.s.cardHead(u, d.bare)
	for i, b := range d.items {
		on := from+i < to
		visible(b.box, on)
		visible(d.dots[i].Rectangle, on)
		if !on {
			b.text = ""
			continue
		}
		h := d.height(from+i, r.w, u)
		b.text = d.docs[from+i]
		x := r.x + cardPad*u
		b.again(rect{x + bullet*u, y, r.w - (2*cardPad+bullet)*u, h}, u)
		dot := 14 * u
		d.dots[i].put(rect{x + 6*u, y + leadRoom(d.s, u)*0.6 - dot/2, dot, dot}, dot/2)
		y += h
	}
	visible(d.rest.box, d.rest.text != "")
	d.rest.again(rect{r.x + (cardPad+bullet)*u, y, r.w - (2*cardPad+bullet)*u, r.bottom() - y}, u)
}

// maxFees is how many lines of fees are shown.
const maxFees = 5

// feesCard is what to pay, and where.
type feesCard struct {
	s       *Screen
	box     *fyne.Container
	card    *plane
	icon    *picture
	title   *block
	what    [maxFees]*block
	amounts [maxFees]*block
	payAt   *block
	bare    bool // without a heading: there is no room for it
	n       int
}

func newFeesCard(s *Screen) *feesCard {
	c := &feesCard{s: s, card: s.newCard(), icon: s.newPicture(), title: s.newBlock(1, SizeTile, ColorInk, true).middle(), payAt: s.newBlock(3, SizeText, ColorMuted, false)}
	c.icon.set("cash", ColorBrand)
	c.box = container.NewWithoutLayout(c.card.Rectangle, c.icon.Image, c.title.box, c.payAt.box)
	for i := range c.what {
		c.what[i] = s.newBlock(7, SizeText, ColorInk, false)
		c.amounts[i] = s.newBlock(2, SizeText, ColorInk, true).aligned(fyne.TextAlignTrailing)
		c.box.Add(c.what[i].box)
		c.box.Add(c.amounts[i].box)
	}
	return c
}

func (c *feesCard) set(title string, fees []kiosk.Fee, payAt string) {
	c.title.text, c.payAt.text = title, payAt
	c.n = min(len(fees), maxFees)
	for i := range c.what {
		on := i < c.n
		c.what[i].text, c.amounts[i].text = "", ""
		if on {
			c.what[i].text, c.amounts[i].text = fees[i].What, fees[i].Amount
		}
		visible(c.what[i].box, c.what[i].text != "")
		visible(c.amounts[i].box, on)
	}
}

// lone tells whether there is one amount without a name that has room beside the heading.
func (c *feesCard) lone(in, u float32) bool {
	if c.bare || c.n != 1 || c.what[0].text != "" {
		return false
	}
	title := measure(c.title.text, true, c.s.style.size(SizeTile)*u)
	return title+measure(c.amounts[0].text, true, leadRoom(c.s, u))+(cardIcon+40)*u < in
}

// amountWidth is that of the widest amount, at most half a card's.
func (c *feesCard) amountWidth(in, u float32) float32 {
	w := float32(0)
	for i := range c.n {
		w = max(w, measure(c.amounts[i].text, true, leadRoom(c.s, u)))
	}
	if c.n == 1 && c.what[0].text == "" {
		return in - 24*u
	}
	return min(w+4*u, in/2)
}

func (c *feesCard) row(i int, in, u float32) float32 {
	if !c.whole(in+2*cardPad*u, u) { // the amount stands below
		return c.what[i].tall(c.what[i].text, in, u) + c.amounts[i].tall(c.amounts[i].text, in, u) + 10*u
	}
	return max(c.what[i].tall(c.what[i].text, in-c.amountWidth(in, u)-24*u, u), c.amounts[i].tall(c.amounts[i].text, c.amountWidth(in, u), u)) + 10*u
}

// wants is the height at which a card of a width shows everything.
func (c *feesCard) wants(w, u float32) float32 {
	in := w - 2*cardPad*u
	h := c.s.cardHead(u, c.bare) + 14*u
	if !c.lone(in, u) {
		for i := range c.n {
			h += c.row(i, in, u)
		}
	}
	if c.payAt.text != "" {
		h += c.payAt.tall(c.payAt.text, in, u) + 6*u
	}
	return h
}

// whole tells whether no word is wider than its place in a card of a width.
func (c *feesCard) whole(w, u float32) bool {
	in := w - 2*cardPad*u
	for i := range c.n {
		if _, ok := wrap(pieces(c.what[i].text), false, leadRoom(c.s, u), in-c.amountWidth(in, u)-24*u); !ok {
			return false
		}
		if c.what[i].text != "" && measure(c.amounts[i].text, true, leadRoom(c.s, u)) > in/2 {
			return false
		}
	}
	return true
}

func (c *feesCard) put(r rect, u float32) {
	c.card.put(r, 28*u)
	c.s.cardTitle(r, u, c.icon, c.title, c.bare)
	in := r.in(cardPad * u)
	y := r.y + c.s.cardHead(u, c.bare)
	if c.lone(in.w, u) {
		w := measure(c.amounts[0].text, true, leadRoom(c.s, u)) + 4*u
		c.amounts[0].high = 0.5
		c.amounts[0].again(rect{in.right() - w, c.title.place.y, w, c.title.place.h}, u)
		c.title.again(rect{c.title.place.x, c.title.place.y, c.title.place.w - w - 12*u, c.title.place.h}, u)
	} else {
		for i := range c.n {
			h, w := c.row(i, in.w, u), c.amountWidth(in.w, u)
			c.amounts[i].high = 0
			if !c.whole(r.w, u) {
				what := c.what[i].tall(c.what[i].text, in.w, u)
				c.what[i].again(rect{in.x, y, in.w, what + 1}, u)
				c.amounts[i].again(rect{in.x, y + what, in.w, h - what}, u)
				y += h
				continue
			}
			c.what[i].again(rect{in.x, y, in.w - w - 24*u, h}, u)
			c.amounts[i].again(rect{in.right() - w, y, w, h}, u)
			y += h
		}
	}
	visible(c.payAt.box, c.payAt.text != "")
	c.payAt.again(rect{in.x, y, in.w, max(r.bottom()-y-6*u, 0)}, u)
}

// infoPad is the room around the text of an infoCard, in u.
const infoPad = 36

// infoCard is a text to read.
type infoCard struct {
	s    *Screen
	box  *fyne.Container
	card *plane
	text *block
}

func newInfoCard(s *Screen) *infoCard {
	c := &infoCard{s: s, card: s.newCard(), text: s.newBlock(16, SizeText, ColorInk, false)}
	c.box = container.NewWithoutLayout(c.card.Rectangle, c.text.box)
	return c
}

func (c *infoCard) pad() float32 {
	if c.s.frame.compact {
		return 14
	}
	return infoPad
}

// wants is the height at which a card of a width shows the whole text.
func (c *infoCard) wants(w, u float32) float32 {
	return c.text.tall(c.text.text, w-2*c.pad()*u, u) + 2*c.pad()*u + 2
}

func (c *infoCard) put(r rect, u float32) {
	c.card.put(r, 28*u)
	c.text.again(r.in(c.pad()*u), u)
}
