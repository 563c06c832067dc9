package setup

import "context"

// door asks for the PIN.
func (p *page) door() sheet {
	f := p.pin
	s := sheet{title: say("door_pin"), hint: say("door_screen"), field: f}
	for _, line := range []string{"123", "456", "789"} {
		var cells []cell
		for _, r := range line {
			cells = append(cells, p.digit(f, string(r)))
		}
		s.cells = append(s.cells, cells)
	}
	s.cells = append(s.cells, []cell{
		{caption: "←", do: func() { f.erase(); p.show() }}, p.digit(f, "0"),
		{caption: "OK", on: true, do: func() { p.enter(string(f.runes)) }},
	})
	return s
}

func (p *page) digit(f *field, c string) cell {
	return cell{caption: c, do: func() {
		if len(f.runes) < 12 {
			f.put(c)
		}
		p.show()
	}}
}

// enter gives the PIN to the office.
func (p *page) enter(pin string) {
	p.pin = &field{secret: true}
	p.ask(func(ctx context.Context) (State, error) {
		if err := p.desk.Enter(ctx, pin); err != nil {
			return State{}, err
		}
		return p.desk.Do(ctx, "", nil)
	}, func() {
		if len(p.sheets) == 1 {
			p.sheets, p.from = []func() (sheet, bool){always(p.menu)}, []int{0}
		}
	})
	p.show()
}
