package picture_test

import (
	"image"
	"testing"
	"time"

	"bileter/kiosk"
	"bileter/kiosk/touch"
	"bileter/kiosk/touch/picture"
)

func TestGlass(t *testing.T) {
	var told []kiosk.Input
	g := picture.NewGlass(270, 480, touch.Panel{}, func(in kiosk.Input) { told = append(told, in) })
	defer g.Close()
	m := kiosk.New(kiosk.Config{})
	m.Do(time.Unix(0, 0), kiosk.OfficeLost{})
	v := m.View()
	g.Show(v)
	a := g.Image()
	if got, want := a.Bounds(), image.Rect(0, 0, 270, 480); got != want {
		t.Fatalf("bounds = %v, want %v", got, want)
	}
	v.Notice = &kiosk.Notice{Icon: "clock", Title: "Coś innego"}
	g.Show(v)
	b := g.Image()
	same := true
	for y := range 480 {
		for x := range 270 {
			same = same && a.At(x, y) == b.At(x, y)
		}
	}
	if same {
		t.Error("another notice, the same picture")
	}
	if len(told) != 1 || told[0].(kiosk.Room).Tiles < 1 {
		t.Errorf("told %v, want the room once", told)
	}
}
