package touch_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2/canvas"

	"bileter/internal/text"
	"bileter/kiosk"
)

// Where the papers have a page of their own, the service's page shows the first of them and how many more there are: as many as
// it does not show.
func TestFirstPapers(t *testing.T) {
	modes := kiosk.Modes{Large: true}
	r := newRig(t, 1080, 1920)
	room := r.roomFor(modes)
	r.deaf = true
	for _, s := range tour(t, sample(t), "pl", modes, room) {
		if s.name != "service-P1" {
			continue
		}
		for _, papers := range []int{2, 11, 30} {
			card := *s.view.Service
			card.Documents = nil
			for i := range papers {
				card.Documents = append(card.Documents, fmt.Sprintf("dokument %d", i+1))
			}
			v := s.view
			v.Service = &card
			r.screen.Show(v)
			said := map[string]bool{}
			walk(r.win.Content(), func(x spot) {
				if c, ok := x.o.(*canvas.Text); ok && x.visible {
					said[plain(c.Text)] = true
				}
			})
			shown := 0
			for _, d := range card.Documents {
				if said[plain(d)] {
					shown++
				}
			}
			more := said[plain(text.Say("pl", "kiosk.papers_rest", text.Args{"N": papers - shown}))]
			if shown < 2 || more != (shown < papers) {
				t.Errorf("%d papers: %d are shown, said how many more: %v", papers, shown, more)
			}
		}
		return
	}
	t.Fatal("the page was not on the tour")
}
