package touch

import "bileter/internal/text"

// papersHeight is what the cards of what to bring and pay want in a width.
func (p *servicePage) papersHeight(w, g, u float32) float32 {
	h := float32(0)
	if p.hasDocs() {
		h += p.docs.wants(0, len(p.v.Documents), w, u)
	}
	if p.hasFees() {
		h += p.fees.wants(w, u)
	}
	if p.hasDocs() && p.hasFees() {
		h += g
	}
	return h
}

// firstPapers is how many papers there is room for, with a line that says how many more there are; one is not worth it.
func (p *servicePage) firstPapers(r rect, u float32) int {
	all := len(p.v.Documents)
	for n := min(all-1, maxDocuments); n > 1; n-- {
		p.docs.rest.text = text.Say(p.lang, "kiosk.papers_rest", text.Args{"N": all - n})
		if p.docs.wants(0, n, r.w, u) <= r.h {
			return n
		}
	}
	p.docs.rest.text = ""
	return 0
}

// arrangePapers lays out what to bring and pay on pages of their own, and counts them.
func (p *servicePage) arrangePapers(u float32) {
	g, st := gap*u, p.s.style
	r := p.s.frame.content
	head := max(84*u, 2*leading*st.read*u)
	if p.tight() {
		head = p.nameHeight(r.w-3*leading*st.read*u, u)
	}
	side := min(head, 1.4*leading*st.read*u)
	p.badge.put(rect{r.x, r.y, side, side})
	p.name.again(rect{r.x + side + 24*u, r.y, r.w - side - 24*u, head}, u)
	p.dot.put(rect{}, 0)
	visible(p.dot.Rectangle, false)
	visible(p.group.box, false)
	visible(p.status.box, false)
	visible(p.name.box, true)
	area := r.below(r.y + head + g/2)
	if p.tallest(area.w, u) > area.h { // large letters need all the room
		area = r
		visible(p.name.box, false)
		p.badge.put(rect{})
		p.docs.bare = p.tallest(area.w, u) > area.h
		p.fees.bare = p.docs.bare
	}
	cols := []rect{area}
	if p.s.frame.broad && p.tallest((area.w-g)/2, u) <= area.h && p.fees.whole((area.w-g)/2, u) {
		cols = columns(area, 2, g)
	}
	// slots are filled one after the other: two beside each other on a wide screen.
	type part struct{ from, to int } // to 0: the fees
	slots := [][]part{nil}
	left := area.h
	for i := 0; i < len(p.v.Documents); {
		n := i + 1
		for n < len(p.v.Documents) && n-i < maxDocuments && p.docs.wants(i, n+1, cols[0].w, u) <= left {
			n++
		}
		slots[len(slots)-1] = append(slots[len(slots)-1], part{i, n})
		left -= p.docs.wants(i, n, cols[0].w, u) + g
		if i = n; i < len(p.v.Documents) {
			slots, left = append(slots, nil), area.h
		}
	}
	if p.hasFees() {
		if p.fees.wants(cols[0].w, u) > left && len(slots[len(slots)-1]) > 0 {
			slots = append(slots, nil)
		}
		slots[len(slots)-1] = append(slots[len(slots)-1], part{})
	}
	// One card of each kind can be on a page, so papers of two slots stand on two pages.
	var pages [][]int
	for i, s := range slots {
		docs := len(s) > 0 && s[0].to > 0
		if last := len(pages) - 1; last >= 0 && len(pages[last]) < len(cols) && !docs {
			pages[last] = append(pages[last], i)
			continue
		}
		pages = append(pages, []int{i})
	}
	p.pages = len(pages)
	p.page = min(p.page, p.pages-1)
	docs, fees := false, false
	for c, i := range pages[p.page] {
		y := area.y
		for _, x := range slots[i] {
			if x.to == 0 {
				h := min(p.fees.wants(cols[c].w, u), area.bottom()-y)
				p.fees.put(rect{cols[c].x, y, cols[c].w, h}, u)
				fees = true
				continue
			}
			w := cols[c].w
			if len(pages[p.page]) == 1 && len(slots[i]) == 1 {
				w = area.w
			}
			h := min(p.docs.wants(x.from, x.to, w, u), area.bottom()-y)
			p.docs.put(rect{cols[c].x, y, w, h}, x.from, x.to, u)
			docs = true
			y += h + g
		}
	}
	visible(p.docs.box, docs)
	visible(p.fees.box, fees)
}

// tallest is the height of the highest thing that cannot be divided.
func (p *servicePage) tallest(w, u float32) float32 {
	h := float32(0)
	for i := range p.v.Documents {
		h = max(h, p.docs.wants(i, i+1, w, u))
	}
	if p.hasFees() {
		h = max(h, p.fees.wants(w, u))
	}
	return h
}
