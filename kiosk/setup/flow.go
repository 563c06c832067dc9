package setup

// small tells whether keys of w by h, with room g between them, would be too small for a finger on this panel.
func (p *page) small(w, h, g, least float32) bool {
	if len(p.now.cells) == 0 {
		return false
	}
	for _, line := range p.now.cells {
		for _, c := range line {
			if float32(max(1, c.wide))*(w+g)-g < least-1 {
				return true
			}
		}
	}
	return h < least-1
}

// placeFlow shows the keys of a keyboard in pages, as many beside each other as there is room for. Those that are always
// wanted stand first on every page.
func (p *page) placeFlow(in box, g float32, put1 func(cell, box)) {
	var always, letters []cell
	for _, line := range p.now.cells {
		for _, c := range line {
			if c.always {
				always = append(always, c)
			} else {
				letters = append(letters, c)
			}
		}
	}
	across, down := fits(in.w, p.side, g), fits(in.h, p.side, g)
	p.step, p.total = max(1, across*down-len(always)), len(letters)
	from := &p.from[len(p.from)-1]
	if *from >= len(letters) {
		*from = 0
	}
	w := (in.w - float32(across-1)*g) / float32(across)
	for i, c := range append(always, letters[*from:min(*from+p.step, len(letters))]...) {
		put1(c, box{in.x + float32(i%across)*(w+g), in.y + float32(i/across)*(p.side+g), w, p.side})
	}
}

// fits is how many keys of a side there is room for in a line.
func fits(room, side, g float32) int { return max(1, int((room+g+1)/(side+g))) }
