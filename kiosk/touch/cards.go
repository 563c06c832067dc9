package touch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/kiosk"
)

// fact is one figure with its name.
type fact struct {
	box          *fyne.Container
	card         plane
	icon         *picture
	value, label *block
}

func newFact(icon string) *fact {
	x := &fact{card: newCard(), icon: newPicture(),
		value: newBlock(2, SizeTitle, ColorBrand, true).middle(),
		label: newBlock(2, SizeSmall, ColorMuted, false),
	}
	x.value.least, x.label.least = 0.5, 0.8
	x.icon.set(icon, css(palette[ColorBrand]))
	x.box = container.NewWithoutLayout(x.card.Rectangle, x.icon.Image, x.value.box, x.label.box)
	return x
}

func (x *fact) set(value, label string) {
	x.value.set(value)
	x.label.set(label)
}

func (x *fact) put(r rect, u float32) {
	x.card.put(r, 24*u)
	in := r.in(24 * u)
	side := 44 * u
	label := 74 * u
	x.label.put(rect{in.x, in.bottom() - label, in.w, label}, u)
	if r.h > 230*u {
		x.icon.put(rect{in.x, in.y, side, side})
		x.value.put(rect{in.x, in.y + side, in.w, in.h - side - label}, u)
		return
	}
	top := rect{in.x, in.y - 10*u, in.w, in.h - label}
	x.icon.put(rect{top.x, top.y + (top.h-side)/2, side, side})
	x.value.put(top.beside(in.x+side+14*u), u)
}

// maxDocuments is how many papers have a line of their own; more stand together in the last.
const maxDocuments = 9

// docsCard is what to bring.
type docsCard struct {
	box   *fyne.Container
	card  plane
	icon  *picture
	title *block
	dots  [maxDocuments]plane
	items [maxDocuments]*block
	n     int
	area  rect
	u     float32
}

func newDocsCard() *docsCard {
	d := &docsCard{card: newCard(), icon: newPicture(), title: newBlock(1, SizeTile, ColorInk, true).middle()}
	d.icon.set("document", css(palette[ColorBrand]))
	d.box = container.NewWithoutLayout(d.card.Rectangle, d.icon.Image, d.title.box)
	for i := range d.items {
		d.dots[i] = newPlane(ColorBrand, 0)
		d.items[i] = newBlock(4, SizeText, ColorInk, false)
		d.items[i].least = 0.6
		d.box.Add(d.dots[i].Rectangle)
		d.box.Add(d.items[i].box)
	}
	return d
}

func (d *docsCard) set(title string, docs []string) {
	d.title.set(title)
	if len(docs) > maxDocuments {
		rest := strings.Join(docs[maxDocuments-1:], "; ")
		docs = append(docs[:maxDocuments-1:maxDocuments-1], rest)
	}
	same := d.n == len(docs)
	d.n = len(docs)
	for i, b := range d.items {
		s := ""
		if i < d.n {
			s = docs[i]
		}
		same = same && b.text == s
		b.text = s
		visible(b.box, s != "")
		visible(d.dots[i].Rectangle, s != "")
	}
	if !same {
		d.arrange()
	}
}

// docsHead and docsFoot are the room above and below the lines, in u; between is that between two papers, in sizes.
const (
	docsHead = 100
	docsFoot = 28
	between  = 0.32
)

// wants is the height at which a card of a width shows everything in full size.
func (d *docsCard) wants(width, u float32) float32 {
	size := sizes[SizeText] * u
	_, total, _ := d.heights(d.text(width, u), size)
	return total + (docsHead+docsFoot)*u
}

// text is the width of the lines in a card.
func (*docsCard) text(width, u float32) float32 { return width - 112*u }

// heights are those of the papers at a size of text; ok is false where a word is too long.
func (d *docsCard) heights(w, size float32) (hs []float32, total float32, ok bool) {
	ok = true
	for i := range d.n {
		ls, whole := wrap(pieces(d.items[i].text), false, size, w)
		ok = ok && whole && len(ls) <= len(d.items[i].lines)
		hs = append(hs, float32(len(ls))*leading*size)
		total += hs[i]
	}
	return hs, total + between*size*float32(max(0, d.n-1)), ok
}

func (d *docsCard) put(r rect, u float32) {
	d.area, d.u = r, u
	d.card.put(r, 28*u)
	cardTitle(r, u, d.icon, d.title)
	d.arrange()
}

// cardTitle places a card's icon and heading.
func cardTitle(r rect, u float32, icon *picture, title *block) {
	side := 52 * u
	icon.put(rect{r.x + 32*u, r.y + 28*u, side, side})
	title.put(rect{r.x + 32*u + side + 20*u, r.y + 24*u, r.w - 84*u - side, 60 * u}, u)
}

// arrange chooses one size for all lines, so that they stand in the card together.
func (d *docsCard) arrange() {
	if d.u == 0 || d.n == 0 {
		return
	}
	u := d.u
	in := rect{d.area.x + 36*u, d.area.y + docsHead*u, d.area.w - 72*u, d.area.h - (docsHead+docsFoot)*u}
	text := in.beside(in.x + 40*u)
	size := sizes[SizeText] * u
	var heights []float32
	for {
		hs, total, ok := d.heights(text.w, size)
		heights = hs
		if ok && total <= in.h+1 || size < sizes[SizeText]*u*0.4 {
			break
		}
		size = smaller(size)
	}
	y := in.y
	for i, h := range heights {
		b := d.items[i]
		b.size, b.least = SizeText, size/(sizes[SizeText]*u)*0.98
		b.u = 0 // its text has changed
		b.put(rect{text.x, y, text.w, h + 1}, u)
		dot := size * 0.3
		d.dots[i].put(rect{in.x + 4*u, y + size*0.6 - dot/2, dot, dot}, dot/2)
		y += h + between*size
	}
}

// maxFees is how many lines of fees are shown, and feeRow their height in u.
const (
	maxFees = 5
	feeRow  = 60
)

// feesCard is what to pay, and where.
type feesCard struct {
	box     *fyne.Container
	card    plane
	icon    *picture
	title   *block
	what    [maxFees]*block
	amounts [maxFees]*block
	payAt   *block
	n       int
	area    rect
	u       float32
}

func newFeesCard() *feesCard {
	c := &feesCard{card: newCard(), icon: newPicture(), title: newBlock(1, SizeTile, ColorInk, true).middle(), payAt: newBlock(2, SizeText, ColorMuted, false).middle()}
	c.icon.set("cash", css(palette[ColorBrand]))
	c.box = container.NewWithoutLayout(c.card.Rectangle, c.icon.Image, c.title.box, c.payAt.box)
	for i := range c.what {
		c.what[i] = newBlock(2, SizeText, ColorInk, false).middle()
		c.amounts[i] = newBlock(1, SizeText, ColorInk, true).middle().aligned(fyne.TextAlignTrailing)
		c.what[i].least, c.amounts[i].least = 0.55, 0.6
		c.box.Add(c.what[i].box)
		c.box.Add(c.amounts[i].box)
	}
	return c
}

func (c *feesCard) set(title string, fees []kiosk.Fee, payAt string) {
	c.title.set(title)
	c.payAt.set(payAt)
	n := min(len(fees), maxFees)
	for i := range c.what {
		on := i < n
		if on {
			c.what[i].set(fees[i].What)
			c.amounts[i].set(fees[i].Amount)
		}
		visible(c.what[i].box, on)
		visible(c.amounts[i].box, on)
	}
	if n != c.n {
		c.n = n
		c.arrange()
	}
}

// lone tells whether there is one amount without a name: it stands beside the heading.
func (c *feesCard) lone() bool { return c.n == 1 && c.what[0].text == "" }

// wants is the height in u.
func (c *feesCard) wants() float32 {
	h := float32(112)
	if !c.lone() {
		h += feeRow * float32(c.n)
	}
	if c.payAt.text != "" {
		h += feeRow
	}
	return h
}

func (c *feesCard) put(r rect, u float32) {
	c.area, c.u = r, u
	c.arrange()
}

func (c *feesCard) arrange() {
	u, r := c.u, c.area
	if u == 0 {
		return
	}
	c.card.put(r, 28*u)
	cardTitle(r, u, c.icon, c.title)
	in := rect{r.x + 36*u, r.y + 92*u, r.w - 72*u, r.h - 108*u}
	rows := c.n
	if c.lone() {
		c.amounts[0].put(rect{in.x + in.w*0.45, r.y + 24*u, in.w * 0.55, 60 * u}, u)
		rows = 0
	}
	all := rows
	if c.payAt.text != "" {
		all++
	}
	h := min(feeRow*u, in.h/float32(max(all, 1)))
	for i := range rows {
		row := rect{in.x, in.y + float32(i)*h, in.w, h}
		c.what[i].put(row.left(in.w*0.64), u)
		c.amounts[i].put(row.beside(in.x+in.w*0.66), u)
	}
	c.payAt.put(rect{in.x, in.y + float32(rows)*h, in.w, h}, u)
}

// infoPad is the room around the text of an infoCard, in u.
const infoPad = 44

// infoCard is a text to read.
type infoCard struct {
	box  *fyne.Container
	card plane
	text *block
}

func newInfoCard() *infoCard {
	c := &infoCard{card: newCard(), text: newBlock(14, SizeTile, ColorInk, false)}
	c.text.least = 0.6
	c.box = container.NewWithoutLayout(c.card.Rectangle, c.text.box)
	return c
}

func (c *infoCard) set(s string) { c.text.set(s) }

// wants is the height at which a card in a place shows the whole text, at most all of it.
func (c *infoCard) wants(r rect, u float32) float32 {
	in, most := r.in(infoPad*u), sizes[c.text.size]*u
	ls, size, _ := fit(c.text.text, false, in.size(), most, most*c.text.least, len(c.text.lines))
	return min(r.h, float32(len(ls))*leading*size+2*infoPad*u+2)
}

func (c *infoCard) put(r rect, u float32) {
	c.card.put(r, 28*u)
	c.text.put(r.in(infoPad*u), u)
}
