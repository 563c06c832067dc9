package escpos

import "hash/fnv"

// Key is by what a picture in the printer's flash is known, two characters from 20h to 7Eh. The zero value: none.
type Key [2]byte

// KeyOf is the key under which a picture is kept. Pictures that differ have, nearly always, keys that differ.
func KeyOf(m Bitmap) Key {
	n := m.Sum() % (94 * 94)
	return Key{byte('!' + n/94), byte('!' + n%94)}
}

// Sum tells pictures apart.
func (b Bitmap) Sum() uint64 {
	h := fnv.New64a()
	h.Write([]byte{byte(b.W), byte(b.W >> 8), byte(b.H), byte(b.H >> 8)})
	h.Write(b.Bits)
	return h.Sum64()
}

// maxStored is the longest picture that fits a command with two bytes of length.
const maxStored = 1<<16 - 1 - 11

// Store writes a picture into the printer's flash, which bears few writes; nil: it is too large. The printer hears and
// says nothing meanwhile.
func Store(k Key, m Bitmap) []byte {
	if len(m.Bits) > maxStored || m.W == 0 || m.H == 0 {
		return nil
	}
	data := append([]byte(nil), m.Bits...)
	calm(data)
	n := len(data) + 11
	b := []byte{gs, '(', 'L', byte(n), byte(n >> 8), '0', 67, '0', k[0], k[1], 1, byte(m.W), byte(m.W >> 8), byte(m.H), byte(m.H >> 8), '1'}
	return append(b, data...)
}

// AskKeys asks, in order, which pictures the flash holds. The answer waits for Acknowledge.
func AskKeys() []byte { return []byte{gs, '(', 'L', 4, 0, '0', 64, 'K', 'C'} }

// Acknowledge ends the answer to AskKeys.
func Acknowledge() []byte { return []byte{6} }

// Keys returns the keys in an answer to AskKeys. Of more than 40 the printer gives the first.
func (a Answer) Keys() (keys []Key, ok bool) {
	d := a.Data()
	if a.Kind != Block || a.Raw[0] != HeadEvent || len(d) < 2 || d[0] != Keys {
		return nil, false
	}
	for d = d[2:]; len(d) > 1; d = d[2:] {
		keys = append(keys, Key(d))
	}
	return keys, true
}

// Stored prints the picture that the flash holds under a key.
func (e *Encoder) Stored(k Key) { e.put(gs, '(', 'L', 6, 0, '0', 69, k[0], k[1], 1, 1) }
