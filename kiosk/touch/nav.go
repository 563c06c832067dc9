package touch

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bileter/internal/text"
	"bileter/kiosk"
)

// maxExtras is how many things Home offers beside the tiles.
const maxExtras = 3

// nav is the row of buttons under the content: back or what else there is on the left, more tiles or what is to be done
// on the right.
type nav struct {
	s                        *Screen
	box                      *fyne.Container
	extras                   [maxExtras]*button
	back, undo, another      *button
	papers, find, prev, next *button
	list                     *button // prints what to bring
	erase                    *button
	help                     *button
	done                     *button
}

func newNav(s *Screen) *nav {
	n := &nav{s: s}
	for _, b := range []**button{&n.back, &n.undo, &n.another, &n.help, &n.papers, &n.list, &n.find, &n.erase, &n.prev, &n.next} {
		*b = newButton(s, second)
	}
	for i := range n.extras {
		n.extras[i] = newButton(s, second)
	}
	n.done = newButton(s, primary)
	n.next.iconAt = fyne.TextAlignTrailing
	n.box = container.NewWithoutLayout()
	for _, b := range n.buttons() {
		n.box.Add(b)
		b.Hide()
	}
	return n
}

// buttons are all, from left to right.
func (n *nav) buttons() []*button {
	return []*button{n.back, n.undo, n.another, n.extras[0], n.extras[1], n.extras[2], n.find, n.help, n.papers, n.list, n.erase, n.prev, n.next, n.done}
}

func (n *nav) object() fyne.CanvasObject { return n.box }

func (n *nav) place(frame) { n.arrange() }

func (n *nav) arrange() {
	shown := touchable(n.buttons()...)
	row, g := n.s.frame.nav, gap*n.s.frame.u
	drop := func(least *button) {
		least.set("", "", nil)
		shown = slices.DeleteFunc(shown, func(b *button) bool { return b == least })
	}
	f := n.s.frame
	if n.s.view.Screen == kiosk.Service && (f.compact || f.narrow) && n.s.style.target > target { // help is behind the modes as well
		drop(n.help)
	}
	if f.compact {
		all := append(n.s.foot.shown(), shown...)
		if n.s.view.Screen == kiosk.Confirm && n.list.tap != nil && wish(all, g) > row.w { // an answer is worth more than the modes
			n.s.foot.access.set("", "", nil)
			all = append(n.s.foot.shown(), shown...)
			for _, b := range all { // as spread will have them
				b.tight, b.crowded = true, true
			}
			if wish(all, g) > row.w {
				drop(n.list)
				all = append(n.s.foot.shown(), shown...)
			}
		}
		spread(row, g, all)
		return
	}
	if n.another.tap != nil && wish(shown, g) > row.w {
		drop(n.another)
	}
	if len(shown) == 1 { // one button need not fill the row
		row.w = max(row.w/2, min(row.w, shown[0].natural()))
		if shown[0] == n.next {
			row.x = n.s.frame.nav.right() - row.w
		} else if shown[0] == n.done {
			row = n.s.frame.nav
		}
	}
	spread(row, g, shown)
	n.agree(shown)
}

// agree makes keys beside each other alike: all with their icons, above small letters where that is the way, or none.
func (n *nav) agree(shown []*button) {
	for _, change := range []func(b *button){func(b *button) { b.tight = true }, func(b *button) { b.iconless = true }} {
		if len(n.ragged()) == 0 {
			return
		}
		for _, b := range shown {
			change(b)
			b.arrange(b.Size())
		}
	}
}

// ragged are the keys without an icon beside others that have one.
func (n *nav) ragged() (bare []*button) {
	icons := false
	for _, b := range n.buttons() {
		switch {
		case b.tap == nil || b.iconFor == "":
		case b.bare:
			bare = append(bare, b)
		default:
			icons = true
		}
	}
	if !icons {
		return nil
	}
	return bare
}

func (n *nav) show(v kiosk.View) {
	say := func(id string) string { return text.Say(v.Lang, "kiosk."+id) }
	compact := n.s.frame.compact
	var back, undo, another, papers, list, find, erase, prev, next, done kiosk.Input
	paged := false
	switch v.Screen {
	case kiosk.Home:
		paged = true
		if compact {
			find = v.Find
		}
		if (compact || n.s.frame.narrow) && v.Page > 0 {
			back = kiosk.Back{}
		}
	case kiosk.Group:
		back, paged = kiosk.Back{}, true
	case kiosk.Service:
		back = kiosk.Back{}
		if n.s.service.split {
			papers = kiosk.Open{Screen: kiosk.Papers}
		}
		if !compact && !n.s.frame.narrow || papers == nil { // else it stands where the list does
			list = v.Service.List
		}
	case kiosk.Papers:
		back, paged, list = kiosk.Back{}, true, v.Service.List
	case kiosk.Search:
		back = kiosk.Back{}
	case kiosk.Visit:
		back, erase = kiosk.Back{}, kiosk.Erase{}
	case kiosk.Access, kiosk.Languages, kiosk.Help:
		back, paged = kiosk.Back{}, true
	case kiosk.Ticket:
		undo, another, done = v.Ticket.Undo, v.Ticket.Another, kiosk.Finish{}
		if compact {
			another = nil
		}
	default:
		if v.Notice != nil && v.Notice.Back {
			back = kiosk.Back{}
		}
	}
	page, pages := v.Page, v.Pages
	if v.Screen == kiosk.Papers {
		page, pages = n.s.service.page, n.s.service.pages
	}
	if paged && page > 0 {
		prev = kiosk.Turn{By: -1}
	}
	if paged && page+1 < pages {
		next = kiosk.Turn{By: 1}
	}
	if compact && next != nil { // printed from the last page
		list = nil
	}
	if back != nil && v.Screen != kiosk.Group || compact || n.s.frame.narrow && back != nil { // back goes through the pages
		prev = nil
	}
	more := say("more")
	if v.Screen != kiosk.Home && v.Screen != kiosk.Group {
		more = say("further")
	}
	for i, b := range n.extras {
		if i >= len(v.Extras) || v.Screen != kiosk.Home {
			b.set("", "", nil)
			continue
		}
		b.set(v.Extras[i].Title, v.Extras[i].Icon, v.Extras[i].Tap)
	}
	n.back.set(say("back"), "arrow-left", back)
	n.undo.set(say("undo"), "undo", undo)
	n.another.set(say("another"), "plus", another)
	caption, icon := say("papers_short"), "document"
	if compact || n.s.frame.narrow {
		caption = say("papers_key")
	}
	if n.s.service.inline { // only the fee is not there
		caption, icon = say("fees"), "cash"
	}
	n.papers.set(caption, icon, papers)
	if v.Help != nil {
		n.help.set(v.Help.Title, v.Help.Icon, v.Help.Tap)
	} else {
		n.help.set("", "", nil)
	}
	if v.Service != nil {
		n.list.set(v.Service.ListLabel, "printer", list)
	} else {
		n.list.set("", "", nil)
	}
	n.find.set(say("search"), "search", find)
	n.erase.set(say("erase"), "erase", erase)
	n.prev.set(say("previous"), "arrow-left", prev)
	n.next.set(more, "arrow-right", next)
	caption = say("done")
	if v.Notice != nil && v.Notice.Action != nil && !n.s.notice.holds {
		caption, done = v.Notice.Label, v.Notice.Action
		if compact {
			n.list.set(v.Notice.Second, "printer", v.Notice.Other)
		}
	}
	if v.Ticket != nil {
		caption += " (" + itoa(v.Ticket.Seconds) + ")"
	}
	n.done.set(caption, "", done)
	if v.Deaf {
		for _, b := range n.buttons() {
			b.set("", "", nil)
		}
	}
	n.arrange()
}
