package board

// Frames returns the bytes that make a board show a text.
func Frames(b Board, text string) [][]byte {
	var out [][]byte
	for _, x := range b.Protocol.talk(b, fit(text, b)) {
		out = append(out, x.out)
	}
	return out
}

// CounterText, DirectionText and Point are what boards show.
var (
	CounterText   = counterText
	DirectionText = directionText
	Point         = point
	Fit           = fit
)
