package console_test

import (
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"bileter/configs"
	"bileter/internal/console"
)

// The hall board shows the town's coat of arms and colour where there are any, and nothing broken where there are none.
func TestBoardHasTheTownsLook(t *testing.T) {
	get := func(w *world, path string) (int, string) {
		t.Helper()
		res, err := http.Get(w.url(path))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	arms, err := configs.ReadArms(configs.ArmsExample)
	if err != nil {
		t.Fatal(err)
	}
	own := newWorld(t, func(w *world) {
		w.config = func(c *console.Config) { c.Arms, c.Band = arms, "#1f6b3a" }
	})
	if _, page := get(own, "/board"); !strings.Contains(page, `src="/static/arms.png"`) {
		t.Error("the board does not show the arms")
	}
	_, picture := get(own, "/static/arms.png")
	if m, err := png.Decode(strings.NewReader(picture)); err != nil || m.Bounds().Dy() != 256 {
		t.Errorf("arms.png: %v", err)
	}
	if _, css := get(own, "/static/town.css"); !strings.Contains(css, "--band: #1f6b3a") {
		t.Errorf("town.css: %q", css)
	}
	plain := newWorld(t)
	if _, page := get(plain, "/board"); strings.Contains(page, "arms.png") {
		t.Error("a board without arms asks for them")
	}
	if status, css := get(plain, "/static/town.css"); status != http.StatusOK || css != "" {
		t.Errorf("without a colour: %d %q", status, css)
	}
}
