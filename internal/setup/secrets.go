package setup

import (
	"encoding/json"
	"fmt"

	"bileter/internal/account"
	"bileter/internal/carry"
	"bileter/internal/pin"
	sums "bileter/internal/secret"
	"bileter/internal/text"
)

// secretsFormat is that of the sealed part. Before it was 1 it held the staff's shared PIN alone.
const secretsFormat = 1

// Safe is what a machine keeps secret: the people with the sums of their passwords, and the sum of the technician's PIN.
type Safe struct {
	People *account.Book
	Lock   *pin.Lock
}

// Secrets are those of another machine, opened. What is known here stays as it is here.
type Secrets struct {
	Format int             `json:"format"`
	People json.RawMessage `json:"people"`
	PIN    sums.Sum        `json:"pin,omitzero"`
}

// Seal packs what the safe holds for a parcel, sealed with a passphrase of carry.LeastPassphrase characters or more.
func (s Safe) Seal(passphrase string) ([]byte, error) {
	people, err := s.People.Pack()
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(Secrets{secretsFormat, people, s.Lock.Sum()})
	if err != nil {
		return nil, err
	}
	return carry.Seal(b, passphrase)
}

// OpenSecrets opens the sealed part of a parcel and looks whether it can be taken in. Errors are carry's.
func OpenSecrets(sealed []byte, passphrase string) (*Secrets, error) {
	b, err := carry.Unseal(sealed, passphrase)
	if err != nil {
		return nil, err
	}
	var head struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, fmt.Errorf("%w: its secrets: %v", carry.ErrDamaged, err)
	}
	switch {
	case head.Format > secretsFormat:
		return nil, fmt.Errorf("%w: its secrets have format %d, this program reads %d", carry.ErrNewer, head.Format, secretsFormat)
	case head.Format < secretsFormat:
		return nil, fmt.Errorf("%w: its secrets have format %d, this program reads %d; without the passphrase they are left out", carry.ErrOlder, head.Format, secretsFormat)
	}
	var s Secrets
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("%w: its secrets: %v", carry.ErrDamaged, err)
	}
	if s.PIN.Set() && !s.PIN.Sound() {
		return nil, fmt.Errorf("%w: its technician's PIN", carry.ErrDamaged)
	}
	return &s, nil
}

// Gain is what secrets bring to a machine.
type Gain struct {
	People, New int  // in the parcel; of whom nobody here has the login
	PIN         bool // it becomes the technician's PIN here
	HasPIN      bool // there is one here, and it stays
}

// Look tells what Take would do.
func (s Safe) Look(o *Secrets) (g Gain, err error) {
	if g.People, g.New, err = s.People.Newcomers(o.People); err != nil {
		return g, fmt.Errorf("%w: %v", carry.ErrDamaged, err)
	}
	g.HasPIN = s.Lock.Sum().Set()
	g.PIN = !g.HasPIN && o.PIN.Set()
	return g, nil
}

// Take takes in who is new, and the PIN where there is none. Cut in between, it can be done again.
func (s Safe) Take(by string, o *Secrets) error {
	if _, err := s.People.TakeIn(by, o.People); err != nil {
		return err
	}
	return s.Lock.TakeFirst(o.PIN)
}

// Words says it in a language: people by their number, never by name.
func (g Gain) Words(lang string) string {
	id := "setup.secrets_pin_none"
	switch {
	case g.PIN:
		id = "setup.secrets_pin"
	case g.HasPIN:
		id = "setup.secrets_pin_stays"
	}
	return text.Say(lang, "setup.secrets_people", text.Args{"N": g.People, "Fresh": g.New}) + " " + text.Say(lang, id)
}
