package setup

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/carry"
	"bileter/internal/durable"
)

// Names in a parcel. Other files are what the set-up names: the logo, a printer profile of one's own, recorded words.
const (
	parcelSetup   = "office.toml"
	parcelSecrets = "secrets.age"
)

// ErrForeign says that a parcel is of another office.
var ErrForeign = errors.New("the parcel is of another office")

// ErrStranger says that the parcel was signed by a machine that is not known here: its code has to be confirmed.
type ErrStranger struct{ Code string }

func (e *ErrStranger) Error() string {
	return fmt.Sprintf("the parcel was signed by a machine that is not known here; confirm its code %s", e.Code)
}

// Porter packs the set-up of a machine and takes in that of another.
type Porter struct {
	File    string // the set-up file
	Data    string // the data folder, with this machine's key and those it trusts
	Program string
}

const (
	keyName   = "machine.key"
	trustName = "trusted-machines"
)

// Pack makes a parcel of a set-up's text and, where they are to travel, of what Safe.Seal has sealed; else nil.
// code is to be confirmed where a machine does not know this one.
func (p Porter) Pack(text []byte, now time.Time, sealed []byte) (parcel []byte, name, code string, err error) {
	doc, err := edit.Open(text)
	if err != nil {
		return nil, "", "", err
	}
	key, err := carry.Key(filepath.Join(p.Data, keyName))
	if err != nil {
		return nil, "", "", err
	}
	contents := map[string][]byte{}
	if sealed != nil {
		contents[parcelSecrets] = sealed
	}
	if doc.Key("console", "pin") != "" { // of earlier versions
		if err := doc.SetKey("console", "pin", ""); err != nil {
			return nil, "", "", err
		}
	}
	for _, f := range attached(doc) {
		if contents[f.name()], err = os.ReadFile(f.path(p.File)); err != nil {
			return nil, "", "", err
		}
		if err := doc.SetKey(f.table, f.key, f.prefix+f.name()); err != nil {
			return nil, "", "", err
		}
	}
	if err := p.packClips(doc, contents); err != nil {
		return nil, "", "", err
	}
	contents[parcelSetup] = doc.Text()
	m := carry.Manifest{Office: doc.Key("office", "id"), Node: doc.Key("office", "node"), Program: p.Program, At: now.UTC().Truncate(time.Second)}
	parcel, err = carry.Pack(m, contents, key)
	name = fmt.Sprintf("bileter-%s-%s-%s.zip", m.Office, m.Node, now.Format(time.DateOnly))
	return parcel, name, codeOf(key), err
}

func codeOf(key ed25519.PrivateKey) string { return carry.Code(key.Public().(ed25519.PublicKey)) }

// attachment is a file that a set-up names.
type attachment struct{ table, key, prefix, value string }

func (a attachment) name() string { return filepath.Base(a.value) }

// path is where it lies: a relative one begins in the folder of the set-up file.
func (a attachment) path(file string) string {
	if filepath.IsAbs(a.value) {
		return a.value
	}
	return filepath.Join(filepath.Dir(file), a.value)
}

func attached(doc *edit.Document) (out []attachment) {
	if v := doc.Key("ticket", "logo"); v != "" && v != configs.LogoArms {
		out = append(out, attachment{"ticket", "logo", "", v})
	}
	if v := doc.Key("town", "arms"); v != "" && v != configs.ArmsExample {
		out = append(out, attachment{"town", "arms", "", v})
	}
	if v, own := strings.CutPrefix(doc.Key("printer", "profile"), configs.ProfileFile); own {
		out = append(out, attachment{"printer", "profile", configs.ProfileFile, v})
	}
	return out
}

// Arrival is a parcel that was opened: the set-up as it would be on this machine.
type Arrival struct {
	carry.Manifest
	Text   []byte
	Older  bool   // made before the set-up file here was last written
	Sealed []byte // secrets, for OpenSecrets; nil: none came

	files map[string][]byte // to be written beside the set-up file, by full path
}

// Unpack opens a parcel for this machine; own is the text it goes by, nil on a new one. Nothing is written. What stays
// this machine's own is its name (node).
func (p Porter) Unpack(parcel, own []byte, node, code string) (*Arrival, error) {
	open, err := carry.Open(parcel)
	if err != nil {
		return nil, err
	}
	doc, err := edit.Open(open.Contents[parcelSetup])
	if err != nil || open.Contents[parcelSetup] == nil {
		return nil, fmt.Errorf("%w: its set-up cannot be read", carry.ErrDamaged)
	}
	if own != nil {
		mine, err := edit.Open(own)
		if err != nil {
			return nil, err
		}
		if mine.Key("office", "id") != open.Office {
			return nil, ErrForeign
		}
		node = mine.Key("office", "node")
	}
	if err := p.trust(open.Manifest.Key, code); err != nil {
		return nil, err
	}
	a := &Arrival{Manifest: open.Manifest, Sealed: open.Contents[parcelSecrets], files: map[string][]byte{}}
	for _, f := range attached(doc) {
		b, ok := open.Contents[f.name()]
		if !ok {
			return nil, fmt.Errorf("%w: %s is missing", carry.ErrDamaged, f.name())
		}
		// A name of its own for each content: the set-up in use keeps its files.
		ext := filepath.Ext(f.name())
		path := filepath.Join(filepath.Dir(p.File), strings.TrimSuffix(f.name(), ext)+"-"+Hash(b)[:8]+ext)
		a.files[path] = b
		if err := doc.SetKey(f.table, f.key, f.prefix+path); err != nil {
			return nil, err
		}
	}
	if err := p.unpackClips(doc, a, open.Contents); err != nil {
		return nil, err
	}
	if err := doc.SetKey("office", "node", node); err != nil {
		return nil, err
	}
	a.Text = doc.Text()
	if info, err := os.Stat(p.File); err == nil {
		a.Older = a.At.Before(info.ModTime())
	}
	return a, nil
}

// trust tells whether a key is known: this machine's, or one whose code a person has confirmed.
func (p Porter) trust(public []byte, code string) error {
	known := carry.Code(public)
	b, err := os.ReadFile(filepath.Join(p.Data, trustName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if strings.Contains("\n"+string(b), "\n"+known+"\n") || code != "" && carry.SameCode(code, known) {
		return nil
	}
	key, err := carry.Key(filepath.Join(p.Data, keyName))
	if err != nil {
		return err
	}
	if known == codeOf(key) {
		return nil
	}
	return &ErrStranger{known}
}

// Keep writes the files that came along, and remembers the machine that signed.
func (p Porter) Keep(a *Arrival) error {
	for path, b := range a.files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("%w: %v", ErrReadOnly, err)
		}
		if err := durable.WriteFile(path, b, 0o644); err != nil {
			return fmt.Errorf("%w: %v", ErrReadOnly, err)
		}
	}
	path, code := filepath.Join(p.Data, trustName), carry.Code(a.Key)
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if strings.Contains("\n"+string(b), "\n"+code+"\n") {
		return nil
	}
	if err := durable.WriteFile(path, append(b, code+"\n"...), 0o600); err != nil {
		return err
	}
	return durable.GiveBack(path)
}
