package picture_test

import (
	"image"
	"testing"

	"bileter/kiosk"
	"bileter/kiosk/touch/picture"
)

func TestDraw(t *testing.T) {
	v := kiosk.New(kiosk.Config{}).View()
	a := picture.Draw(v, 270, 480)
	if got, want := a.Bounds(), image.Rect(0, 0, 270, 480); got != want {
		t.Fatalf("bounds = %v, want %v", got, want)
	}
	v.Notice = &kiosk.Notice{Icon: "clock", Title: "Coś innego"}
	b := picture.Draw(v, 270, 480)
	same := true
	for y := range 480 {
		for x := range 270 {
			same = same && a.At(x, y) == b.At(x, y)
		}
	}
	if same {
		t.Error("another notice, the same picture")
	}
}
