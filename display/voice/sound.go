package voice

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// Rate is the sample rate of everything that is played, in Hz: that of espeak-ng.
const Rate = 22050

// Limits of a recorded word.
const (
	maxClip   = 10 * time.Second
	maxClipKB = 4 << 10
)

// Sound is samples, one channel, at Rate.
type Sound []int16

// Length is how long a sound takes.
func (s Sound) Length() time.Duration { return time.Duration(len(s)) * time.Second / Rate }

// ReadWAV reads a WAV file of 16-bit PCM, one or two channels, 8 to 48 kHz.
func ReadWAV(b []byte) (Sound, error) {
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return nil, errors.New("is not a WAV file")
	}
	var rate, channels int
	for b = b[12:]; len(b) >= 8; {
		id, size := string(b[:4]), int(binary.LittleEndian.Uint32(b[4:8]))
		b = b[8:]
		if size < 0 || size > len(b) { // written while it was not yet known how long it is
			size = len(b)
		}
		body := b[:size]
		switch id {
		case "fmt ":
			if size < 16 {
				return nil, errors.New("has a header that is cut short")
			}
			kind, bits := binary.LittleEndian.Uint16(body), binary.LittleEndian.Uint16(body[14:])
			channels, rate = int(binary.LittleEndian.Uint16(body[2:])), int(binary.LittleEndian.Uint32(body[4:]))
			if kind != 1 || bits != 16 || channels < 1 || channels > 2 || rate < 8000 || rate > 48000 {
				return nil, fmt.Errorf("is not 16-bit PCM of 1 or 2 channels at 8 to 48 kHz (kind %d, %d bits, %d channels, %d Hz)", kind, bits, channels, rate)
			}
		case "data":
			if rate == 0 {
				return nil, errors.New("has sound before its header")
			}
			return resample(mix(body, channels), rate)
		}
		b = b[min(size+size%2, len(b)):]
	}
	return nil, errors.New("has no sound in it")
}

func mix(body []byte, channels int) []float64 {
	out := make([]float64, len(body)/2/channels)
	for i := range out {
		for c := range channels {
			out[i] += float64(int16(binary.LittleEndian.Uint16(body[2*(i*channels+c):]))) / float64(channels)
		}
	}
	return out
}

// resample brings samples to Rate: the mean of what falls on a new sample, or a straight line between two.
func resample(in []float64, rate int) (Sound, error) {
	if time.Duration(len(in))*time.Second/time.Duration(rate) > maxClip {
		return nil, fmt.Errorf("is longer than %v", maxClip)
	}
	if len(in) == 0 {
		return nil, errors.New("has no sound in it")
	}
	step := float64(rate) / Rate
	out := make(Sound, int(float64(len(in))/step))
	for i := range out {
		at := float64(i) * step
		if step <= 1 {
			k := int(at)
			next := in[min(k+1, len(in)-1)]
			out[i] = clamp(in[k] + (next-in[k])*(at-float64(k)))
			continue
		}
		sum, n := 0.0, 0
		for k := int(at); k < int(at+step+0.5) && k < len(in); k++ {
			sum, n = sum+in[k], n+1
		}
		out[i] = clamp(sum / float64(max(n, 1)))
	}
	return out, nil
}

func clamp(v float64) int16 {
	return int16(max(math.MinInt16, min(math.MaxInt16, math.Round(v))))
}

// WAV writes a sound as a file at a volume in percent.
func (s Sound) WAV(volume int) []byte {
	var b bytes.Buffer
	size := uint32(2 * len(s))
	b.WriteString("RIFF")
	for _, v := range []any{36 + size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(Rate), uint32(2 * Rate),
		uint16(2), uint16(16), []byte("data"), size} {
		binary.Write(&b, binary.LittleEndian, v) // a buffer takes all
	}
	gain := loudness(volume)
	data := make([]byte, size)
	for i, v := range s {
		binary.LittleEndian.PutUint16(data[2*i:], uint16(clamp(float64(v)*gain)))
	}
	b.Write(data)
	return b.Bytes()
}

// loudness turns percent into a factor: half of it is heard as half as loud, about 10 dB less.
func loudness(volume int) float64 {
	if volume <= 0 {
		return 0
	}
	return math.Pow(float64(min(volume, 100))/100, 1.66)
}

// What a word is brought to, so that clips of different makers can stand side by side.
const (
	speechRMS = 3300  // -20 dB of the highest
	speechTop = 29000 // -1 dB
	quiet     = 250   // below it is silence
)

// tidy cuts silence off both ends and brings a word to one loudness.
func tidy(s Sound) Sound {
	from, to := 0, len(s)
	for from < to && abs(s[from]) < quiet {
		from++
	}
	for to > from && abs(s[to-1]) < quiet {
		to--
	}
	margin := Rate / 100 // soft beginnings are quieter than the threshold
	s = s[max(from-margin, 0):min(to+margin, len(s))]
	peak := Peak(s)
	if peak == 0 {
		return s
	}
	gain := min(speechRMS/RMS(s), speechTop/float64(peak))
	out := make(Sound, len(s))
	for i, v := range s {
		out[i] = clamp(float64(v) * gain)
	}
	return out
}

func abs(v int16) int {
	if v < 0 {
		return -int(v)
	}
	return int(v)
}

// Peak is the highest sample of a sound, 0 to 32768.
func Peak(s Sound) (top int) {
	for _, v := range s {
		top = max(top, abs(v))
	}
	return top
}

// RMS is the mean loudness of a sound.
func RMS(s Sound) float64 {
	sum := 0.0
	for _, v := range s {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(max(len(s), 1)))
}

func silence(d time.Duration) Sound { return make(Sound, int(d*Rate/time.Second)) }

// gong is two falling tones, for packs that have none.
func gong() Sound {
	out := silence(1400 * time.Millisecond)
	for k, hz := range []float64{659.3, 523.3} {
		start := k * Rate * 45 / 100
		for i := start; i < len(out); i++ {
			t := float64(i-start) / Rate
			attack := min(t/0.008, 1)
			v := math.Sin(2*math.Pi*hz*t) + 0.35*math.Sin(2*math.Pi*2*hz*t)*math.Exp(-4*t)
			out[i] = clamp(float64(out[i]) + 9000*attack*math.Exp(-3.2*t)*v)
		}
	}
	for i := range Rate / 20 { // no click at the end
		at := len(out) - 1 - i
		out[at] = clamp(float64(out[at]) * float64(i) / (Rate / 20))
	}
	return out
}
