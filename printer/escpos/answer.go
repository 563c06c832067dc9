package escpos

import "strconv"

// Kind says what an answer of the printer is.
type Kind int

// Kinds of an Answer.
const (
	Noise  Kind = iota // fits nothing: line noise, or a dialect we do not speak
	Status             // one byte, to DLE EOT
	Pushed             // four bytes, of GS a
	Reply              // one byte, to GS r or GS I
	Block              // a header, data and NUL; see Block headers
	Flow               // XON or XOFF
	Full               // six bytes, to DLE EOT 20
)

// Headers of a Block.
const (
	HeadEvent = 0x37 // followed by an id: Finished, Offline or Cleared
	HeadText  = 0x5f // text to GS I or a counter
)

// Ids of a Block with HeadEvent, its first byte of data.
const (
	Finished = 0x22 // then the four characters of the JobID
	Gone     = 0x23 // went offline, then the causes
	Cleared  = 0x25 // buffers are empty
	Keys     = 0x72 // then a byte and the key codes of stored pictures, two characters each
)

// Answer is one thing the printer said.
type Answer struct {
	Kind Kind
	Raw  []byte // all bytes of it; flow control within it left out
}

// Data is a Block's content between header and NUL, anything else's bytes.
func (a Answer) Data() []byte {
	if a.Kind == Block {
		return a.Raw[1 : len(a.Raw)-1]
	}
	return a.Raw
}

// Job returns the id of a job that is finished.
func (a Answer) Job() (id JobID, ok bool) {
	d := a.Data()
	if a.Kind != Block || a.Raw[0] != HeadEvent || len(d) != 5 || d[0] != Finished {
		return id, false
	}
	return JobID(d[1:]), true
}

// Count returns the number in the answer to AskCuts.
func (a Answer) Count() (n int, ok bool) {
	if a.Kind != Block || a.Raw[0] != HeadText {
		return 0, false
	}
	n, err := strconv.Atoi(string(a.Data()))
	return n, err == nil && n >= 0
}

// IsGone tells whether the answer is the notice that the printer went offline. Its causes are each model's own.
func (a Answer) IsGone() bool {
	d := a.Data()
	return a.Kind == Block && a.Raw[0] == HeadEvent && len(d) > 0 && d[0] == Gone
}

// IsCleared tells whether the answer says that buffers are empty.
func (a Answer) IsCleared() bool {
	d := a.Data()
	return a.Kind == Block && a.Raw[0] == HeadEvent && len(d) > 0 && d[0] == Cleared
}

const (
	xon  = 0x11
	xoff = 0x13
	// maxBlock bounds a block: the longest that is documented has 80 bytes.
	maxBlock = 128
)

// Answers takes apart what a printer sends, by the fixed bits that Epson and Citizen manuals give for
// this: rest is the beginning of an answer that is not complete. The answers refer to buf.
func Answers(buf []byte) (answers []Answer, rest []byte) { return Profile{}.Answers(buf) }

// Answers is the same for a printer whose dialect differs: one of the Custom kind pushes nothing, and its full status
// begins as a pushed one does; one with the layout of the DPU-30 has another fixed bit.
func (p Profile) Answers(buf []byte) (answers []Answer, rest []byte) {
	for len(buf) > 0 {
		a, n := p.one(buf)
		if n == 0 {
			return answers, buf
		}
		answers = append(answers, a...)
		buf = buf[n:]
	}
	return answers, nil
}

// fullLength is that of the answer to AskFull, fullMark its second byte.
const (
	fullLength = 6
	fullMark   = 0x0f
)

// one reads the first answer and how many bytes it took, 0 when it is not complete. Flow control inside
// an answer comes after it.
func (p Profile) one(buf []byte) ([]Answer, int) {
	switch b := buf[0]; {
	case p.Full && b == dle && len(buf) > 1 && buf[1] == fullMark:
		if len(buf) < fullLength {
			return nil, 0
		}
		return []Answer{{Full, buf[:fullLength]}}, fullLength
	case p.Seiko && b&0x90 == 0x10:
		return single(Status, buf), 1
	case b == xon || b == xoff:
		return single(Flow, buf), 1
	case b&0x93 == 0x12:
		return single(Status, buf), 1
	case b&0x93 == 0x10:
		return long(Pushed, buf, func(body []byte) bool { return len(body) == 4 }, func(b byte) bool { return b&0x90 == 0 })
	case b == HeadEvent || b == HeadText:
		end := func(body []byte) bool { return body[len(body)-1] == 0 }
		return long(Block, buf, end, func(b byte) bool { return b == 0 || b >= 0x20 && b < 0x80 })
	case b&0x90 == 0:
		return single(Reply, buf), 1
	}
	return single(Noise, buf), 1
}

func single(k Kind, buf []byte) []Answer { return []Answer{{k, buf[:1]}} }

// long collects an answer of several bytes until done. When a byte cannot belong to it, the printer was interrupted:
// what came before is noise as a whole, lest a part of it be taken for an answer of one byte.
func long(k Kind, buf []byte, done func([]byte) bool, fits func(byte) bool) ([]Answer, int) {
	body, flow := buf[:1:1], []Answer(nil)
	for i := 1; i < len(buf); i++ {
		switch b := buf[i]; {
		case i > 2*maxBlock: // flow control without end
			return single(Noise, buf), 1
		case b == xon || b == xoff:
			flow = append(flow, Answer{Flow, buf[i : i+1]})
		case !fits(b) || len(body) == maxBlock:
			return append([]Answer{{Noise, body}}, flow...), i
		default:
			if body = append(body, b); done(body) {
				return append([]Answer{{k, body}}, flow...), i + 1
			}
		}
	}
	return nil, 0
}
