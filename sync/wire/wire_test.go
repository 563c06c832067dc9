package wire_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bileter/internal/queue"
	"bileter/sync/wire"
)

var origin = queue.Origin{Office: "olszanow", Node: "kiosk-1", Incarnation: "A1"}

// chain links payloads into a journal's first events.
func chain(payloads ...string) []queue.Event {
	var es []queue.Event
	prev := origin.Hash()
	for i, p := range payloads {
		e := queue.Event{
			Seq: uint64(i + 1), Prev: prev, Kind: "issued", Version: 1, At: time.UnixMicro(1_790_000_000_123_456).UTC(),
			Mono: 5 * time.Second, Actor: "kiosk", Payload: []byte(p), Doubt: i%2 == 1,
		}
		es, prev = append(es, e), e.Hash()
	}
	return es
}

func batch(es []queue.Event) wire.Batch {
	return wire.Batch{Protocol: wire.Protocol, Origin: origin, Last: uint64(len(es)), Events: es}
}

func TestEventsTravelUnchanged(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 10_500) + "1" + strings.Repeat("}", 10_500)
	tests := map[string]string{
		"as queue writes it":       `{"sv":"D1","l":"D","n":7}`,
		"escaped markup":           `{"x":"\u003cb\u003e \u0026"}`,
		"bare markup":              `{"x":"<b> & </b>"}`,
		"line separator":           "{\"x\":\"\u2028\"}",
		"spaces":                   `{ "x" : 1 }`,
		"repeated and unknown key": `{"x":1,"x":2,"\u0000":null}`,
		"number forms":             `{"x":1.0,"y":1e400,"z":-0}`,
		"lone surrogate":           `{"x":"\ud800"}`,
		"not UTF-8":                "{\"x\":\"\xff\"}",
		"not JSON":                 "\x00\x01\xfe",
		"null":                     `null`,
		"empty":                    ``,
		"nested too deep for JSON": deep,
		"largest":                  `{"x":"` + strings.Repeat("ż", 32_000) + `"}`,
	}
	for name, payload := range tests {
		t.Run(name, func(t *testing.T) {
			want := chain(payload, `{"after":1}`)
			packed, n, err := wire.EncodeBatch(batch(want))
			if err != nil || n != len(want) {
				t.Fatalf("packed %d events, %v, want %d", n, err, len(want))
			}
			got, err := wire.DecodeBatch(bytes.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			if got.Head() != (wire.Cursor{Seq: 2, Hash: want[1].Hash()}) {
				t.Errorf("the hash changed on the way")
			}
			if got.Origin != origin || got.Last != 2 || !bytes.Equal(got.Events[0].Payload, want[0].Payload) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestKindAndActorThatAreNotText(t *testing.T) {
	want := chain(`{}`)
	want[0].Kind, want[0].Actor = "new\xffkind", "\xfe"
	packed, _, err := wire.EncodeBatch(batch(want))
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeBatch(bytes.NewReader(packed))
	if err != nil || got.Events[0].Hash() != want[0].Hash() {
		t.Errorf("got %+v, %v", got.Events, err)
	}
}

// Incompressible events of the largest size: no batch passes the limits, and every batch has at least one.
func TestEncodeBatchKeepsLimits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]string, 520)
	for i := range noise {
		size := 40
		if i < 7 {
			size = 60_000
		}
		b := make([]byte, size)
		for j := range b {
			b[j] = byte(r.Uint32())
		}
		noise[i] = string(b)
	}
	es := chain(noise...)
	for left := es; len(left) > 0; {
		packed, n, err := wire.EncodeBatch(batch(left))
		if err != nil {
			t.Fatal(err)
		}
		if n < 1 || n > wire.MaxEvents || len(packed) > wire.MaxPacked {
			t.Fatalf("%d events in %d bytes", n, len(packed))
		}
		got, err := wire.DecodeBatch(bytes.NewReader(packed))
		if err != nil || len(got.Events) != n {
			t.Fatalf("got %d events, %v, want %d", len(got.Events), err, n)
		}
		left = left[n:]
	}
	if _, _, err := wire.EncodeBatch(batch(nil)); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("empty batch: %v", err)
	}
}

func packed(plain string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(plain))
	z.Close()
	return b.Bytes()
}

// plain is a good batch's JSON, for tests to spoil.
func plain(t *testing.T) string {
	t.Helper()
	p, _, err := wire.EncodeBatch(batch(chain(`{"n":1}`, `{"n":2}`, `{"n":3}`)))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(p))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(z); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDecodeBatchRefuses(t *testing.T) {
	good := plain(t)
	if _, err := wire.DecodeBatch(bytes.NewReader(packed(good))); err != nil {
		t.Fatalf("control: %v", err)
	}
	spoil := func(old, new string) []byte {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in %s", old, good)
		}
		return packed(strings.Replace(good, old, new, 1))
	}
	big := make([]byte, wire.MaxPacked+1)
	tests := map[string]struct {
		body []byte
		want error
	}{
		"not compressed":      {[]byte(good), wire.ErrMessage},
		"nothing":             {nil, wire.ErrMessage},
		"not JSON":            {packed("{"), wire.ErrMessage},
		"too large packed":    {big, wire.ErrTooLarge},
		"bomb":                {packed(strings.Repeat(" ", wire.MaxPlain+1)), wire.ErrTooLarge},
		"cut short":           {packed(good)[:60], wire.ErrMessage},
		"last payload":        {spoil(`{"n":3}`, `{"n":4}`), wire.ErrMessage},
		"middle payload":      {spoil(`{"n":2}`, `{"n":9}`), wire.ErrMessage},
		"reordered":           {spoil(`"seq":2`, `"seq":4`), wire.ErrMessage},
		"no sequence number":  {spoil(`"seq":1`, `"seq":0`), wire.ErrMessage},
		"vast sequence":       {spoil(`"seq":1`, `"seq":18446744073709551615`), wire.ErrMessage},
		"vast last":           {spoil(`"last":3`, `"last":18446744073709551615`), wire.ErrMessage},
		"kind too long":       {spoil(`"kind":"issued"`, `"kind":"`+strings.Repeat("k", 33)+`"`), wire.ErrMessage},
		"no prev":             {spoil(`"prev"`, `"perv"`), wire.ErrMessage},
		"no events":           {packed(`{"protocol":1,"origin":{"office":"o","node":"n","incarnation":"i"},"events":[]}`), wire.ErrMessage},
		"events no list":      {packed(`{"protocol":1,"origin":{"office":"o","node":"n","incarnation":"i"},"events":{}}`), wire.ErrMessage},
		"office no id":        {spoil(`"office":"olszanow"`, `"office":"../etc"`), wire.ErrMessage},
		"incarnation missing": {spoil(`"incarnation":"A1"`, `"incarnation":""`), wire.ErrMessage},
		"damaged record":      {packed(`{"protocol":1,"origin":{"office":"o","node":"n","incarnation":"i"},"events":[{"seq":1,"record":"AAAA"}]}`), wire.ErrMessage},
		"too many events": {packed(`{"protocol":1,"origin":{"office":"o","node":"n","incarnation":"i"},"events":[` +
			strings.Repeat("{},", 1_000_000) + `{}]}`), wire.ErrMessage},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := wire.DecodeBatch(bytes.NewReader(tt.body)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// A later protocol may look different altogether: only its number is read.
func TestOtherProtocols(t *testing.T) {
	tests := []struct {
		protocol int
		want     wire.Code
	}{{0, wire.TooOld}, {1, ""}, {2, wire.TooNew}}
	for _, tt := range tests {
		r := wire.CheckProtocol(tt.protocol)
		if got := codeOf(r); got != tt.want {
			t.Errorf("protocol %d: got %q, want %q", tt.protocol, got, tt.want)
		}
	}
	b, err := wire.DecodeBatch(bytes.NewReader(packed(`{"protocol":2,"events":"otherwise"}`)))
	if err != nil || b.Protocol != 2 || b.Events != nil {
		t.Errorf("got %+v, %v", b, err)
	}
}

func codeOf(r *wire.Refusal) wire.Code {
	if r == nil {
		return ""
	}
	return r.Code
}

func TestChecksOfSmallMessages(t *testing.T) {
	enrol := wire.Enrol{Protocol: 1, Office: "o", Node: "n", Code: "c", Token: queue.Hash{1}}
	hello := wire.Hello{Protocol: 1, Origin: origin, Hash: origin.Hash()}
	tests := map[string]struct {
		err error
		ok  bool
	}{
		"enrol":             {enrol.Check(), true},
		"enrol no token":    {wire.Enrol{Office: "o", Node: "n"}.Check(), false},
		"enrol bad node":    {wire.Enrol{Office: "o", Node: "N!", Token: queue.Hash{1}}.Check(), false},
		"hello":             {hello.Check(), true},
		"hello wrong hash":  {wire.Hello{Origin: origin}.Check(), false},
		"hello bad origin":  {wire.Hello{Last: 1}.Check(), false},
		"hello name of two": {wire.Hello{Origin: origin, Last: 1, Name: "a\nb"}.Check(), false},
		"hello vast":        {wire.Hello{Origin: origin, Last: 1 << 63}.Check(), false},
		"hello long name":   {wire.Hello{Origin: origin, Last: 1, Name: strings.Repeat("x", 121)}.Check(), false},
	}
	for name, tt := range tests {
		if (tt.err == nil) != tt.ok {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
	var m wire.Hello
	if err := wire.Decode(strings.NewReader(`{"protocol":1}{}`), 100, &m); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("two messages: %v", err)
	}
	if err := wire.Decode(strings.NewReader(strings.Repeat(" ", 101)), 100, &m); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("long message: %v", err)
	}
}

func TestSignature(t *testing.T) {
	secret := wire.Secret{1, 2, 3}
	h := http.Header{}
	wire.Sign(h, "olszanow", "kiosk-1", secret)
	office, node, got, ok := wire.Signature(h)
	if !ok || office != "olszanow" || node != "kiosk-1" || got != secret {
		t.Errorf("got %q %q %x %v", office, node, got, ok)
	}
	for name, spoil := range map[string]func(http.Header){
		"no node":     func(h http.Header) { h.Del("Bileter-Node") },
		"no slash":    func(h http.Header) { h.Set("Bileter-Node", "olszanow") },
		"not an id":   func(h http.Header) { h.Set("Bileter-Node", "olszanow/%") },
		"basic":       func(h http.Header) { h.Set("Authorization", "Basic abc") },
		"short":       func(h http.Header) { h.Set("Authorization", "Bearer 0011") },
		"not a digit": func(h http.Header) { h.Set("Authorization", "Bearer "+strings.Repeat("z", 64)) },
	} {
		h := h.Clone()
		spoil(h)
		if _, _, _, ok := wire.Signature(h); ok {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestEveryRefusalHasAStatus(t *testing.T) {
	for _, c := range []wire.Code{wire.Gap, wire.Fork, wire.UnknownNode, wire.Revoked, wire.TooOld, wire.TooNew, wire.Busy,
		wire.Bad, wire.TooLarge, wire.WrongCode, wire.CodeExpired, wire.CodeUsed, wire.NeedsNamed} {
		if s := c.Status(); s < 400 || s == http.StatusInternalServerError {
			t.Errorf("%s: status %d", c, s)
		}
	}
	if s := wire.Code("else").Status(); s != http.StatusInternalServerError {
		t.Errorf("unknown code: status %d", s)
	}
	if got := (&wire.Refusal{Code: wire.Gap, Text: "x"}).Error(); got != "central refuses: gap: x" {
		t.Error(got)
	}
}

func TestLineIsOneObject(t *testing.T) {
	e := chain(`{"n":"<"}`)[0]
	b, err := wire.Encode(wire.Line{Incarnation: "A1", Hash: e.Hash(), Event: wire.NewEvent(e)})
	if err != nil || bytes.Count(b, []byte("\n")) != 1 {
		t.Fatalf("%s %v", b, err)
	}
	var l wire.Line
	if err := json.Unmarshal(b, &l); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Event.Event(); err != nil || got.Hash() != e.Hash() || l.Hash != e.Hash() || l.Incarnation != "A1" {
		t.Errorf("got %+v %v", l, err)
	}
}

// FuzzDecodeBatch: hostile bytes never panic, and what is accepted keeps the limits and survives another trip.
func FuzzDecodeBatch(f *testing.F) {
	p, _, err := wire.EncodeBatch(batch(chain(`{"n":1}`, ` {}`, `{"n":3}`)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p, false)
	f.Add([]byte(`{"protocol":1,"origin":{"office":"o","node":"n","incarnation":"i"},"last":1,"events":[{"seq":1,"prev":null}]}`), true)
	f.Add([]byte(fmt.Sprintf(`{"protocol":1,"events":[%s]}`, strings.Repeat("[", 9000))), true)
	f.Fuzz(func(t *testing.T, body []byte, pack bool) {
		if pack {
			body = packed(string(body))
		}
		b, err := wire.DecodeBatch(bytes.NewReader(body))
		if err != nil || b.Events == nil {
			return
		}
		if len(b.Events) > wire.MaxEvents {
			t.Fatalf("%d events", len(b.Events))
		}
		again, n, err := wire.EncodeBatch(b)
		if err != nil || n == 0 {
			t.Fatalf("accepted, but does not encode: %d, %v", n, err)
		}
		b2, err := wire.DecodeBatch(bytes.NewReader(again))
		if err != nil || b2.Events[n-1].Hash() != b.Events[n-1].Hash() || !slices.Equal(b2.Events[0].Payload, b.Events[0].Payload) {
			t.Fatalf("second trip: %v", err)
		}
	})
}

// FuzzEvent: any event that Check accepts travels unchanged, whatever is in it.
func FuzzEvent(f *testing.F) {
	f.Add(`{"a":"<"}`, "issued", "kiosk", int64(1), int64(2))
	f.Add("\xff", "\xff", "", int64(-1), int64(1<<40))
	f.Fuzz(func(t *testing.T, payload, kind, actor string, at, mono int64) {
		e := queue.Event{
			Seq: 1, Prev: origin.Hash(), Kind: kind, Version: 1, At: time.UnixMicro(at).UTC(), Mono: time.Duration(mono).Truncate(time.Microsecond),
			Actor: actor, Payload: []byte(payload),
		}
		if e.Check() != nil {
			return
		}
		p, _, err := wire.EncodeBatch(batch([]queue.Event{e}))
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.DecodeBatch(bytes.NewReader(p))
		if err != nil || got.Events[0].Hash() != e.Hash() {
			t.Fatalf("%v: got %+v, want %+v", err, got.Events, e)
		}
	})
}
