// Package wire is what a node and the central server say to each other: messages in JSON, their limits,
// and how events travel without a byte of them changing. It opens no connection and stores nothing.
//
// A node enrols once with a one-time code, then says hello and learns the server's cursor, then posts
// batches of events in order. Every answer is an Answer or a Refusal. All requests are POST.
package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"bileter/internal/queue"
)

// Protocol is the version spoken here; Oldest is the first one still understood.
const (
	Protocol = 1
	Oldest   = 1
)

// Paths of the requests.
const (
	PathEnrol   = "/sync/v1/enrol"
	PathHello   = "/sync/v1/hello"
	PathEvents  = "/sync/v1/events"
	PathHistory = "/sync/v1/history"
)

// Limits of messages.
const (
	MaxEvents = 500           // in a batch
	MaxPacked = 256 << 10     // bytes of a batch, compressed
	MaxPlain  = 4 << 20       // bytes of a batch, decompressed
	MaxSmall  = 16 << 10      // bytes of any other message
	MaxPast   = 2 * MaxPacked // bytes of a Past

	maxWord = 120     // bytes of an office's name or a program's version
	maxSeq  = 1 << 62 // databases count in signed integers
)

// Cursor is a place in one node's journal: the event up to which all is known, and its hash. Seq 0 is
// the beginning, with the hash of the Origin.
type Cursor struct {
	Seq  uint64     `json:"seq"`
	Hash queue.Hash `json:"hash"`
}

// Enrol asks for a place among the server's nodes. It may be repeated with the same Token.
type Enrol struct {
	Protocol int        `json:"protocol"`
	Office   string     `json:"office"`
	Node     string     `json:"node"`
	Code     string     `json:"code"`  // one-time, from the server's operator
	Token    queue.Hash `json:"token"` // SHA-256 of the node's secret
	Program  string     `json:"program,omitempty"`
	Name     string     `json:"name,omitempty"` // of the office, for people
}

// Hello opens a session: whose journal, and how far it goes. The answer is the server's cursor. At is
// what the node itself has at the server's cursor; it is sent, in a second Hello, when that is not what
// the server has, so that the server knows of the fork too.
type Hello struct {
	Protocol int          `json:"protocol"`
	Origin   queue.Origin `json:"origin"`
	Last     uint64       `json:"last"` // sequence number of the journal's last event
	Hash     queue.Hash   `json:"hash"` // and its hash
	At       *Cursor      `json:"at,omitempty"`
	Warnings []Warning    `json:"warnings,omitempty"` // all that is wrong now
	Program  string       `json:"program,omitempty"`
	Name     string       `json:"name,omitempty"`
}

// History asks for the events of the node's own journal after a place, for a node that has lost them.
// With an Origin without incarnation, and no place, it is the history that the node spoke of last.
type History struct {
	Protocol int          `json:"protocol"`
	Origin   queue.Origin `json:"origin"`
	After    Cursor       `json:"after"`
}

// Past is the answer to History.
type Past struct {
	Protocol int          `json:"protocol"`
	Origin   queue.Origin `json:"origin"`          // without incarnation when nothing is stored of the node
	Cursor   Cursor       `json:"cursor"`          // how far the history is stored
	Batch    []byte       `json:"batch,omitempty"` // the next events, as EncodeBatch packs them; empty: no more
}

// Answer is the server's yes.
type Answer struct {
	Protocol int    `json:"protocol"`
	Cursor   Cursor `json:"cursor"`
}

// Code says why the server said no.
type Code string

// Codes of a Refusal.
const (
	Gap         Code = "gap"          // events are missing before these; Cursor says where to go on
	Fork        Code = "fork"         // the server has another event at that place
	UnknownNode Code = "unknown-node" // no such node, or not its secret
	Revoked     Code = "revoked"      // this node is no longer welcome
	TooOld      Code = "too-old"      // the node's protocol is no longer understood
	TooNew      Code = "too-new"      // the node's protocol is not yet understood
	Busy        Code = "busy"         // later; RetryAfter says when
	Bad         Code = "bad"          // not a message, or one that contradicts itself
	TooLarge    Code = "too-large"    // beyond the limits
	WrongCode   Code = "wrong-code"   // no such one-time code for this office and node
	CodeExpired Code = "code-expired" //
	CodeUsed    Code = "code-used"    // by another node, or with another secret
	NeedsNamed  Code = "needs-named"  // the node exists: a code made for this very node is needed
	Failed      Code = "failed"       // the server could not; nothing was stored
)

// statuses of the codes in HTTP.
var statuses = map[Code]int{
	Gap: http.StatusConflict, Fork: http.StatusConflict, UnknownNode: http.StatusUnauthorized,
	Revoked: http.StatusForbidden, TooOld: http.StatusUpgradeRequired, TooNew: http.StatusNotImplemented,
	Busy: http.StatusServiceUnavailable, Bad: http.StatusBadRequest, TooLarge: http.StatusRequestEntityTooLarge,
	WrongCode: http.StatusForbidden, CodeExpired: http.StatusGone, CodeUsed: http.StatusGone,
	NeedsNamed: http.StatusForbidden, Failed: http.StatusInternalServerError,
}

// Status is the HTTP status that goes with a code.
func (c Code) Status() int {
	if s, ok := statuses[c]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Refusal is the server's no.
type Refusal struct {
	Code       Code          `json:"code"`
	Cursor     *Cursor       `json:"cursor,omitempty"` // with Gap and Fork
	RetryAfter time.Duration `json:"-"`                // travels as the header Retry-After
	Text       string        `json:"text,omitempty"`   // for the technician, English
}

func (r *Refusal) Error() string {
	if r.Text == "" {
		return "central refuses: " + string(r.Code)
	}
	return "central refuses: " + string(r.Code) + ": " + r.Text
}

// Errors of decoding.
var (
	ErrTooLarge = errors.New("message is too large")
	ErrMessage  = errors.New("not a message of this protocol")
)

var (
	idRule          = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
	incarnationRule = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
)

// ID tells whether s can name an office or a node: 1 to 40 of a-z, 0-9 and "-".
func ID(s string) bool { return idRule.MatchString(s) }

// CheckOrigin says what is wrong with an origin that came from outside.
func CheckOrigin(o queue.Origin) error {
	switch {
	case !ID(o.Office):
		return fmt.Errorf("%w: office %.50q", ErrMessage, o.Office)
	case !ID(o.Node):
		return fmt.Errorf("%w: node %.50q", ErrMessage, o.Node)
	case !incarnationRule.MatchString(o.Incarnation):
		return fmt.Errorf("%w: incarnation %.70q", ErrMessage, o.Incarnation)
	}
	return nil
}

// Check says what is wrong with a message that came from outside.
func (m Enrol) Check() error {
	if !ID(m.Office) || !ID(m.Node) {
		return fmt.Errorf("%w: office %.50q, node %.50q", ErrMessage, m.Office, m.Node)
	}
	if len(m.Code) > maxWord || m.Token == (queue.Hash{}) {
		return fmt.Errorf("%w: code or token", ErrMessage)
	}
	return checkWords(m.Program, m.Name)
}

// Check says what is wrong with a message that came from outside.
func (m Hello) Check() error {
	if m.Last > maxSeq || m.At != nil && m.At.Seq > maxSeq {
		return fmt.Errorf("%w: sequence number out of range", ErrMessage)
	}
	if m.Last == 0 && m.Hash != m.Origin.Hash() {
		return fmt.Errorf("%w: an empty journal with a hash that is not its origin's", ErrMessage)
	}
	return errors.Join(CheckOrigin(m.Origin), checkWords(m.Program, m.Name), checkWarnings(m.Warnings))
}

// Check says what is wrong with a message that came from outside.
func (m History) Check() error {
	if m.After.Seq > maxSeq {
		return fmt.Errorf("%w: sequence number out of range", ErrMessage)
	}
	if m.Origin.Incarnation != "" {
		return CheckOrigin(m.Origin)
	}
	if !ID(m.Origin.Office) || !ID(m.Origin.Node) || m.After != (Cursor{}) {
		return fmt.Errorf("%w: origin", ErrMessage)
	}
	return nil
}

func checkWords(words ...string) error {
	for _, w := range words {
		if len(w) > maxWord || !utf8.ValidString(w) || strings.ContainsFunc(w, func(r rune) bool { return r < ' ' }) {
			return fmt.Errorf("%w: %.50q", ErrMessage, w)
		}
	}
	return nil
}

// CheckProtocol refuses a protocol that is not understood here; nil means it is.
func CheckProtocol(p int) *Refusal {
	text := fmt.Sprintf("protocol %d, want %d to %d", p, Oldest, Protocol)
	switch {
	case p < Oldest:
		return &Refusal{Code: TooOld, Text: text}
	case p > Protocol:
		return &Refusal{Code: TooNew, Text: text}
	}
	return nil
}

// Encode writes a message as JSON, with payloads as they are: encoding/json alone would escape <, > and &.
func Encode(m any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Decode reads one message of at most limit bytes, and nothing after it.
func Decode(r io.Reader, limit int64, m any) error {
	b, err := readAll(r, limit)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, m); err != nil {
		return fmt.Errorf("%w: %v", ErrMessage, err)
	}
	return nil
}

func readAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	return b, nil
}

// headerNode names the node a request comes from, so that its secret is looked up before its body is read.
const headerNode = "Bileter-Node"

// Secret is what a node proves itself with: 256 random bits made on the node.
type Secret [32]byte

// Sign puts a node's name and secret on a request.
func Sign(h http.Header, office, node string, s Secret) {
	h.Set(headerNode, office+"/"+node)
	h.Set("Authorization", "Bearer "+hex.EncodeToString(s[:]))
}

// Signature reads what Sign wrote.
func Signature(h http.Header) (office, node string, s Secret, ok bool) {
	office, node, ok = strings.Cut(h.Get(headerNode), "/")
	token, bearer := strings.CutPrefix(h.Get("Authorization"), "Bearer ")
	if !ok || !bearer || !ID(office) || !ID(node) || len(token) != 2*len(s) {
		return "", "", s, false
	}
	if _, err := hex.Decode(s[:], []byte(token)); err != nil {
		return "", "", Secret{}, false
	}
	return office, node, s, true
}
