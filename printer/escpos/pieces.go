package escpos

import "fmt"

// Piece is a part of a job that ends between two commands, at the start of a line.
type Piece struct {
	Bytes []byte
	Rows  int // about how far the paper moves for it, in dots
}

// lengths are those of the commands that jobs are made of, by their first two bytes. Commands that tell their
// length themselves are in measure.
var lengths = map[[2]byte]int{
	{esc, '@'}: 2, {esc, 't'}: 3, {esc, 'R'}: 3, {esc, 'a'}: 3, {esc, 'E'}: 3, {esc, 'J'}: 3, {esc, 'd'}: 3,
	{esc, 'c'}: 4, {esc, 'i'}: 2, {esc, 'm'}: 2, {fs, '.'}: 2,
	{gs, '!'}: 3, {gs, 'b'}: 3, {gs, 'a'}: 3, {gs, 'r'}: 3, {gs, 'I'}: 3, {gs, 'g'}: 6, {gs, 'R'}: 4,
}

// measure returns the length of the command at the start of b, 0 for one that jobs do not have or that is cut short.
func measure(b []byte) int {
	if b[0] == '\n' || b[0] >= 0x20 {
		return 1
	}
	if len(b) < 3 {
		b = append(append([]byte(nil), b...), make([]byte, 3)...)[:3] // shorter ones are in the table
	}
	n := lengths[[2]byte{b[0], b[1]}]
	switch {
	case n > 0 || b[0] != gs:
	case b[1] == 'V' && b[2] >= 65 && b[2] <= 66:
		n = 4
	case b[1] == 'V':
		n = 3
	case b[1] == 'e':
		n = map[byte]int{2: 3, 3: 4, 5: 3, 18: 3, 20: 3, 32: 5}[b[2]]
	case b[1] == 'v' && len(b) >= 8:
		n = 8 + (int(b[4])|int(b[5])<<8)*(int(b[6])|int(b[7])<<8)
	case b[1] == '(' && len(b) >= 5:
		n = 5 + int(b[3]) + int(b[4])<<8
	}
	return n
}

// moves is how far a command moves the paper, in dots, while letters are so many times as high.
func moves(b []byte, high int) int {
	switch {
	case b[0] == '\n':
		return max(LineSpacing, CellH*high)
	case b[0] == esc && b[1] == 'J':
		return int(b[2])
	case b[0] == esc && b[1] == 'd':
		return int(b[2]) * LineSpacing
	case b[0] == gs && b[1] == 'v':
		return int(b[6]) | int(b[7])<<8
	case b[0] == gs && b[1] == '(' && b[2] == 'k', b[0] == gs && b[1] == 'V':
		return usualBlade * 8 * 2 // a QR code, or the way to the blade and the cut
	}
	return 0
}

// Pieces cuts a job into pieces of at most limit bytes. A job with a command that the Encoder does not write, or
// that is longer than limit by itself, cannot be cut.
func Pieces(job []byte, limit int) ([]Piece, error) {
	var done []Piece
	var begin, safe, rows, safeRows int // of the piece; safe is its last place to cut
	high, composing := 1, false
	for i := 0; i < len(job); {
		n := measure(job[i:])
		if n == 0 || n > len(job)-i {
			return nil, fmt.Errorf("job cannot be cut: byte %d begins an unknown or unfinished command", i)
		}
		command := job[i : i+n]
		i += n
		rows += moves(command, high)
		switch {
		case command[0] == gs && command[1] == '!':
			high = int(command[2]&7) + 1
		case command[0] == '\n':
			composing = false
		case command[0] >= 0x20:
			composing = true
		}
		if composing {
			continue
		}
		if i-begin > limit {
			if safe == begin {
				return nil, fmt.Errorf("job cannot be cut: %d bytes from byte %d on belong together, %d fit", i-begin, begin, limit)
			}
			done = append(done, Piece{job[begin:safe], safeRows})
			begin, rows = safe, rows-safeRows
		}
		safe, safeRows = i, rows
		if safe-begin > limit {
			return nil, fmt.Errorf("job cannot be cut: %d bytes before byte %d belong together, %d fit", safe-begin, i, limit)
		}
	}
	if len(job)-begin > limit {
		return nil, fmt.Errorf("job cannot be cut: its last line of %d bytes is too long", len(job)-begin)
	}
	return append(done, Piece{job[begin:], rows}), nil
}

// spare is what stays free of a receive buffer: printers call themselves full when 128 bytes are left.
const spare = 128

// Room is how many bytes may be on their way to the printer at a time: its receive buffer without what must stay free.
func (p Profile) Room() int { return p.Buffer - spare }

// tail is room for the questions that follow a piece: count, name, modes and status.
const tail = 64

// Slice is how long a piece of a job may be on a line without flow control, so that what follows it fits as well.
func (p Profile) Slice() int { return p.Room() - tail }

// pictureHead is the length of GS v 0 before its dots.
const pictureHead = 8

// Bands makes several pictures of each in the job that is longer than limit, where a row fits. They print the same. What
// it does not know it leaves as it is, with all that follows.
func Bands(job []byte, limit int) []byte {
	var all []byte
	for i := 0; i < len(job); {
		n := measure(job[i:])
		if n == 0 || n > len(job)-i {
			return append(all, job[i:]...)
		}
		c := job[i : i+n]
		i += n
		if n <= limit || c[0] != gs || c[1] != 'v' {
			all = append(all, c...)
			continue
		}
		width := int(c[4]) | int(c[5])<<8
		most := max(1, (limit-pictureHead)/width)
		for dots := c[pictureHead:]; len(dots) > 0; {
			rows := min(most, len(dots)/width)
			all = append(append(all, c[:6]...), byte(rows), byte(rows>>8))
			all = append(all, dots[:rows*width]...)
			dots = dots[rows*width:]
		}
	}
	return all
}
