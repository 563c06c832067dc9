package escpos

const (
	dle = 0x10
	esc = 0x1b
	fs  = 0x1c
	gs  = 0x1d
)

// Hello is what a printer is sent when it was connected: reset, double-byte mode left, code page, American set of
// characters, then what Settle sets.
func Hello(p Profile) []byte {
	b := append(append(start(p), esc, 'R', 0), Settle(p)...)
	if p.Notice {
		b = append(b, gs, '(', 'H', 3, 0, '1', '0', 2)
	}
	return append(b, p.Presenter.hello()...)
}

// start is what every job begins with: reset, leave double-byte mode (on Chinese firmware it pairs Polish
// letters into ideograms), code page.
func start(p Profile) []byte {
	b := []byte{esc, '@', fs, '.', esc, 't', p.Page}
	if p.Smooth {
		b = append(b, gs, 'b', 1)
	}
	return b
}

// Settle is sent after every job, because the reset at its start undoes it: panel button off, so that the public
// cannot feed paper, paper that runs low does not stop it, and status pushed at every change where the profile has that.
func Settle(p Profile) []byte {
	b := []byte{esc, 'c', '5', 1, esc, 'c', '4', 0}
	if p.Push {
		b = append(b, gs, 'a', 0x0e)
	}
	return b
}

// CutOff parts the paper at once, as after a job that was torn. What it cuts off is thrown out, not presented.
func CutOff(p Profile) []byte {
	e := NewEncoder(p)
	e.sever(0)
	return append(append(e.Bytes(), p.Presenter.eject()...), Settle(p)...)
}

// AskStatus asks for real-time status n: 1 to 4, AskPrint or AskFull.
func AskStatus(n int) []byte { return []byte{dle, 0x04, byte(n)} }

// Kinds of real-time status beside 1 to 4, of printers of the Custom kind.
const (
	AskPrint = 17 // one byte: does the paper move
	AskFull  = 20 // six bytes: all it knows of itself
)

// What AskIdentity asks for. The answers are blocks of text.
const (
	AskFirmware = 65
	AskMaker    = 66
	AskModel    = 67
	AskSerial   = 68
)

// AskIdentity asks, in order with what is printed, for one text about the printer. Many clones do not answer.
func AskIdentity(n int) []byte { return []byte{gs, 'I', byte(n)} }

// Barrier asks for the paper sensor in order: the answer comes when all before is worked through.
func Barrier() []byte { return []byte{gs, 'r', 1} }

// ClearBuffers drops whatever the printer has not printed; it answers with a block Cleared.
func ClearBuffers() []byte { return []byte{dle, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8} }

// AskCuts asks, in order, how often the printer has cut in its life; it answers with a block of digits.
func AskCuts() []byte { return []byte{gs, 'g', '2', 0, 178, 0} }

// Recover has a printer that stopped with a recoverable error forget what it holds and go on.
func Recover() []byte { return []byte{dle, 0x05, 2} }

// JobID is four characters from 20h to 7Eh.
type JobID [4]byte

// NewJobID writes n as a job's id; ids of greater n sort higher, until n passes 64^4.
func NewJobID(n uint32) JobID {
	var id JobID
	for i := 3; i >= 0; i-- {
		id[i] = '0' + byte(n%64)
		n /= 64
	}
	return id
}

// Number is the opposite of NewJobID; 0 for what it cannot have made.
func (id JobID) Number() (n uint32) {
	for _, c := range id {
		if c < '0' || c >= '0'+64 {
			return 0
		}
		n = n*64 + uint32(c-'0')
	}
	return n
}

// TellID asks to be told the id when all printing before is finished.
func TellID(id JobID) []byte {
	return append([]byte{gs, '(', 'H', 6, 0, '0', '0'}, id[:]...)
}
