package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	xdraw "golang.org/x/image/draw"
)

// sheets are the pictures of the documentation: of many screens a few, side by side.
var sheets = []struct {
	name   string
	height int // of one picture
	of     []string
}{
	{"way", 560, []string{"portrait-usual-pl-01-home", "portrait-usual-pl-05-group", "portrait-usual-pl-06-service", "portrait-usual-pl-09-ticket"}},
	{"choices", 400, []string{"portrait-usual-pl-03-search", "portrait-usual-pl-04-modes", "portrait-usual-pl-13-visit", "portrait-usual-pl-15-ask", "portrait-usual-pl-16-list", "portrait-usual-pl-10-no-paper"}},
	{"languages", 400, []string{"portrait-usual-pl-06-service", "portrait-usual-en-06-service", "portrait-usual-uk-06-service", "portrait-usual-de-06-service", "portrait-usual-uk-01-home", "portrait-usual-de-09-ticket"}},
	{"modes", 400, []string{"portrait-large-pl-01-home", "portrait-contrast-pl-01-home", "portrait-easy-pl-01-home", "portrait-low-pl-01-home", "portrait-large-pl-09-ticket", "portrait-contrast-pl-05-group"}},
	{"landscape", 260, []string{"landscape-usual-pl-01-home", "landscape-usual-en-06-service", "landscape-low-pl-01-home", "landscape-usual-pl-09-ticket", "landscape-contrast-uk-01-home", "landscape-easy-de-05-group"}},
	{"small", 330, []string{"10inch-usual-pl-01-home", "10inch-usual-pl-06-service", "10inch-portrait-usual-pl-01-home", "10inch-portrait-usual-pl-06-service", "10inch-portrait-usual-pl-13-visit", "10inch-portrait-usual-pl-09-ticket"}},
}

// onSheets tells whether a picture whose name begins so is on a sheet.
func onSheets(name string) bool {
	for _, s := range sheets {
		for _, of := range s.of {
			if strings.HasPrefix(of, name) {
				return true
			}
		}
	}
	return false
}

// Sizes of a sheet, in pixels.
const (
	sheetWidth = 1400
	sheetGap   = 10
)

// drawSheets puts pictures of the gallery together, into a folder.
func (g gallery) drawSheets() error {
	if err := os.MkdirAll(g.Sheets, 0o755); err != nil {
		return err
	}
	for _, s := range sheets {
		var ms []image.Image
		for _, name := range s.of {
			m, err := open(filepath.Join(g.Out, "screen-"+name+".png"))
			if err != nil {
				return err
			}
			ms = append(ms, m)
		}
		name := filepath.Join(g.Sheets, s.name+".jpg")
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		if err := jpeg.Encode(f, sheet(ms, s.height), &jpeg.Options{Quality: 84}); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		fmt.Println(name)
	}
	return nil
}

func open(name string) (image.Image, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
}

// sheet puts pictures of one height into rows.
func sheet(ms []image.Image, height int) image.Image {
	var places []image.Rectangle
	at, widest := image.Pt(sheetGap, sheetGap), 0
	for _, m := range ms {
		w := m.Bounds().Dx() * height / m.Bounds().Dy()
		if at.X+w > sheetWidth && at.X > sheetGap {
			at = image.Pt(sheetGap, at.Y+height+sheetGap)
		}
		places = append(places, image.Rectangle{at, at.Add(image.Pt(w, height))})
		at.X += w + sheetGap
		widest = max(widest, at.X)
	}
	all := image.NewRGBA(image.Rect(0, 0, widest, at.Y+height+sheetGap))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.RGBA{0x5b, 0x66, 0x78, 0xff}), image.Point{}, draw.Src)
	for i, m := range ms {
		xdraw.CatmullRom.Scale(all, places[i], m, m.Bounds(), draw.Over, nil)
	}
	return all
}
