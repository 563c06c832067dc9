package town

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"regexp"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	xdraw "golang.org/x/image/draw"
)

// Limits of a coat of arms.
const (
	MaxFile = 1 << 20 // bytes
	maxSide = 2048    // pixels of a PNG: looked at before any of them is decoded
	maxRun  = 8192    // pixels of a drawing's side
)

// Fault says what is wrong with a picture, and what to do.
type Fault struct{ What, Hint string }

func (f *Fault) Error() string { return f.What + " (" + f.Hint + ")" }

func fault(hint, what string, args ...any) error { return &Fault{fmt.Sprintf(what, args...), hint} }

// Arms is a coat of arms, drawn in any size. It never changes and is safe for concurrent use.
type Arms struct {
	svg   []byte      // or
	img   image.Image // of a PNG
	ratio float64     // width by height
}

// ReadArms reads a PNG, or an SVG of plain shapes. What is wrong with it is a *Fault.
func ReadArms(data []byte) (*Arms, error) {
	switch {
	case len(data) > MaxFile:
		return nil, fault("make it smaller", "has more than %d KiB", MaxFile>>10)
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		return readPNG(data)
	}
	return readSVG(data)
}

func readPNG(data []byte) (*Arms, error) {
	size, err := png.DecodeConfig(bytes.NewReader(data)) // first, so that a small file cannot become a huge picture
	if err != nil {
		return nil, fault("save it once more", "is a damaged PNG picture")
	}
	if size.Width > maxSide || size.Height > maxSide {
		return nil, fault("make it smaller: 600 x 600 are enough for every screen", "is a picture of %d x %d pixels, at most %d x %d are taken", size.Width, size.Height, maxSide, maxSide)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fault("save it once more", "is a damaged PNG picture")
	}
	a := &Arms{img: m}
	return a, a.shaped(float64(size.Width), float64(size.Height))
}

// shaped notes the shape and refuses what is no coat of arms but a strip.
func (a *Arms) shaped(w, h float64) error {
	if !(w > 0 && h > 0 && w <= 4*h && h <= 4*w) { // NaN too
		return fault("a picture about as wide as it is high", "is %.4g wide and %.4g high", w, h)
	}
	a.ratio = w / h
	return nil
}

// drawn are the elements that are drawn, or may stand in a file without being drawn. Text would need the file's own
// typeface, and pictures within are no drawing.
var drawn = map[string]bool{
	"svg": true, "g": true, "path": true, "rect": true, "circle": true, "ellipse": true, "line": true, "polyline": true, "polygon": true,
	"defs": true, "use": true, "linearGradient": true, "radialGradient": true, "stop": true, "title": true, "desc": true, "style": true,
}

// large is a number of more digits than any drawing needs: the painter's numbers end there.
var large = regexp.MustCompile(`[0-9]{7,}|[eE]\+?[0-9]{2,}`)

func readSVG(data []byte) (*Arms, error) {
	const plain = "save it as plain SVG, with text made into shapes, or as PNG"
	d := xml.NewDecoder(bytes.NewReader(data))
	uses, root := 0, false
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault("save it once more", "is neither a PNG nor an SVG picture")
		}
		if t, ok := t.(xml.Directive); ok && bytes.Contains(t, []byte("ENTITY")) {
			return nil, fault(plain, "has entities, which are not taken")
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if !root && e.Name.Local != "svg" {
			return nil, fault("save it once more", "is neither a PNG nor an SVG picture")
		}
		root = true
		if foreign(e.Name.Space) { // what a drawing program notes for itself
			if err := d.Skip(); err != nil {
				return nil, fault("save it once more", "is a damaged SVG picture")
			}
			continue
		}
		if e.Name.Local == "metadata" {
			continue
		}
		if !drawn[e.Name.Local] {
			return nil, fault(plain, "has a part that is not drawn here: <%s>", e.Name.Local)
		}
		if e.Name.Local == "use" {
			uses++
		}
		for _, at := range e.Attr {
			switch {
			case at.Name.Local == "href" && !strings.HasPrefix(at.Value, "#"):
				return nil, fault(plain, "refers to another file")
			case at.Name.Local != "id" && large.MatchString(at.Value):
				return nil, fault(plain, "has numbers that are too large")
			}
		}
	}
	if !root {
		return nil, fault("save it once more", "is neither a PNG nor an SVG picture")
	}
	if uses > 100 {
		return nil, fault(plain, "repeats parts more than 100 times")
	}
	icon, err := parse(data)
	if err != nil {
		return nil, fault(plain, "has parts that are not drawn here: %v", err)
	}
	a := &Arms{svg: data}
	return a, a.shaped(icon.ViewBox.W, icon.ViewBox.H)
}

// foreign tells of a name space whether it is that of a drawing program's own notes.
func foreign(space string) bool {
	return space != "" && space != "http://www.w3.org/2000/svg"
}

// parse reads a drawing. The painter's parser may panic on what nobody draws: that is an error like any other.
func parse(data []byte) (icon *oksvg.SvgIcon, err error) {
	defer func() {
		if r := recover(); r != nil {
			icon, err = nil, errors.New("damaged")
		}
	}()
	return oksvg.ReadIconStream(bytes.NewReader(data), oksvg.IgnoreErrorMode)
}

// Ratio is the width by the height.
func (a *Arms) Ratio() float64 { return a.ratio }

// Draw draws the arms as large as they fit into w × h pixels, at least one each way.
func (a *Arms) Draw(w, h int) image.Image {
	fw, fh := float64(min(w, maxRun)), float64(min(h, maxRun))
	if fw > fh*a.ratio {
		fw = fh * a.ratio
	} else {
		fh = fw / a.ratio
	}
	m := image.NewRGBA(image.Rect(0, 0, max(1, int(math.Round(fw))), max(1, int(math.Round(fh)))))
	if a.img != nil {
		xdraw.CatmullRom.Scale(m, m.Bounds(), a.img, a.img.Bounds(), draw.Over, nil)
		return m
	}
	paint(a.svg, m)
	return m
}

func paint(svg []byte, m *image.RGBA) {
	defer func() { _ = recover() }() // as with parse; what was drawn so far stays
	icon, err := parse(svg)
	if err != nil {
		return
	}
	b := m.Bounds()
	icon.SetTarget(0, 0, float64(b.Dx()), float64(b.Dy()))
	icon.Draw(rasterx.NewDasher(b.Dx(), b.Dy(), rasterx.NewScannerGV(b.Dx(), b.Dy(), m, b)), 1)
}

// PNG is a drawing as a file, at most side pixels high and wide.
func (a *Arms) PNG(side int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, a.Draw(side, side)); err != nil {
		return nil // a picture of such a size can always be written
	}
	return b.Bytes()
}

// Ink is a drawing in black on white, h pixels high, as paper shows it: what is darker than a middle grey is black, and
// edges of light shapes are kept as lines.
func (a *Arms) Ink(w, h int) image.Image {
	src := a.Draw(w, h)
	b := src.Bounds()
	grey := func(x, y int) float64 {
		if !(image.Point{x, y}.In(b)) {
			return 1
		}
		c := color.NRGBAModel.Convert(src.At(x, y)).(color.NRGBA)
		l := luminance(color.NRGBA{c.R, c.G, c.B, 0xff})
		return 1 - float64(c.A)/255*(1-l)
	}
	m := image.NewGray(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			l := grey(x, y)
			edge := math.Abs(l-grey(x+1, y)) + math.Abs(l-grey(x, y+1))
			v := uint8(0xff)
			if l < 0.22 || edge > 0.3 && l < 0.75 {
				v = 0
			}
			m.SetGray(x, y, color.Gray{v})
		}
	}
	return m
}
