package slip

import "slices"

// Form is an office's choice of what stands on its tickets. The zero value is the usual ticket. It is checked where it
// is read: names that are not of LineNames are left out.
type Form struct {
	Lines []string            // names of lines, in their order; empty: all
	Notes map[string][]string // the office's own lines, by language
}

// headLines are what the client looks for first.
var headLines = []string{"office", "number", "service", "place", "way", "queue"}

// LineNames returns the names of a ticket's lines in their usual order. "note" stands for the office's own lines.
func LineNames() []string {
	return append(slices.Clone(headLines), "bring", "fee", "note", "issued", "privacy", "scan", "qr")
}

func (f Form) order() []string {
	if len(f.Lines) == 0 {
		return LineNames()
	}
	return f.Lines
}

func (f Form) has(name string) bool { return slices.Contains(f.order(), name) }
