package escpos

// Bitmap is a picture of black and white dots: rows of Stride bytes, the leftmost dot in the highest bit,
// as printers take it. Its zero value is empty.
type Bitmap struct {
	W, H   int
	Stride int
	Bits   []byte
}

// NewBitmap returns a white bitmap.
func NewBitmap(w, h int) Bitmap {
	stride := (w + 7) / 8
	return Bitmap{W: w, H: h, Stride: stride, Bits: make([]byte, stride*h)}
}

// Dot tells whether a dot is black; outside everything is white.
func (b Bitmap) Dot(x, y int) bool {
	if x < 0 || y < 0 || x >= b.W || y >= b.H {
		return false
	}
	return b.Bits[y*b.Stride+x/8]&(0x80>>(x%8)) != 0
}

// Set blackens a dot; outside it does nothing.
func (b Bitmap) Set(x, y int) {
	if x >= 0 && y >= 0 && x < b.W && y < b.H {
		b.Bits[y*b.Stride+x/8] |= 0x80 >> (x % 8)
	}
}

// Fill blackens a rectangle.
func (b Bitmap) Fill(x, y, w, h int) {
	left, right := max(x, 0), min(x+w, b.W)
	for j := max(y, 0); j < min(y+h, b.H); j++ {
		row := b.Bits[j*b.Stride : (j+1)*b.Stride]
		for i := left; i < right; {
			if i%8 == 0 && right-i >= 8 {
				row[i/8] = 0xff
				i += 8
				continue
			}
			row[i/8] |= 0x80 >> (i % 8)
			i++
		}
	}
}

// Paint blackens what is black in c, with its corner at x, y.
func (b Bitmap) Paint(c Bitmap, x, y int) {
	if x >= 0 && y >= 0 && x+8*c.Stride <= b.W && y+c.H <= b.H {
		b.paint(c, x, y)
		return
	}
	for j := range c.H {
		for i := range c.W {
			if c.Dot(i, j) {
				b.Set(x+i, y+j)
			}
		}
	}
}

// paint is Paint of a whole bitmap that lies within, byte by byte. Dots beyond c.W are white in every bitmap.
func (b Bitmap) paint(c Bitmap, x, y int) {
	shift := x % 8
	for j := range c.H {
		to := b.Bits[(y+j)*b.Stride+x/8:]
		for i, v := range c.Bits[j*c.Stride : (j+1)*c.Stride] {
			if v == 0 {
				continue
			}
			to[i] |= v >> shift
			if low := v << (8 - shift); low != 0 {
				to[i+1] |= low
			}
		}
	}
}

// Inked is how many bytes of the rows have black in them, counted from the left; 1 at least.
func (b Bitmap) Inked() int {
	width := 1
	for y := range b.H {
		row := b.Bits[y*b.Stride : (y+1)*b.Stride]
		for x := len(row); x > width; x-- {
			if row[x-1] != 0 {
				width = x
				break
			}
		}
	}
	return width
}

// blank tells whether a row is white.
func (b Bitmap) blank(y int) bool {
	for _, v := range b.Bits[y*b.Stride : (y+1)*b.Stride] {
		if v != 0 {
			return false
		}
	}
	return true
}
