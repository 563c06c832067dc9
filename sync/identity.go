package syncer

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"bileter/sync/wire"
)

// identity is how the server knows this node. A secret is saved before the server hears of it, so that
// an enrolment whose answer was lost can be repeated.
type identity struct {
	Secret string `json:"secret,omitempty"` // hexadecimal wire.Secret the server has accepted
	Next   string `json:"next,omitempty"`   // one it has perhaps accepted
}

var errIdentity = errors.New("the saved secret of the central server is damaged")

func parseIdentity(saved []byte) (id identity, err error) {
	if len(saved) == 0 {
		return id, nil
	}
	if err := json.Unmarshal(saved, &id); err != nil {
		return id, fmt.Errorf("%w: %v", errIdentity, err)
	}
	for _, s := range []string{id.Secret, id.Next} {
		if b, err := hex.DecodeString(s); err != nil || s != "" && len(b) != len(wire.Secret{}) {
			return id, errIdentity
		}
	}
	return id, nil
}

// secret is what hexadecimal digits, checked before, stand for.
func secret(digits string) (s wire.Secret) {
	b, err := hex.DecodeString(digits)
	if err == nil {
		copy(s[:], b)
	}
	return s
}

// enrol makes a secret and shows the server the code. A refusal does not cost the secret there was: the
// server may have been another one, or an old copy of itself.
func (o *Outbox) enrol(ctx context.Context) error {
	if o.cfg.Code == "" {
		return &refused{code: NotEnrolled}
	}
	if o.identity.Next == "" {
		var s wire.Secret
		if _, err := rand.Read(s[:]); err != nil {
			return err
		}
		if err := o.save(identity{Secret: o.identity.Secret, Next: hex.EncodeToString(s[:])}); err != nil {
			return err
		}
	}
	origin, next := o.journal.Origin(), secret(o.identity.Next)
	var a wire.Answer
	err := o.post(ctx, wire.PathEnrol, wire.Enrol{
		Protocol: wire.Protocol, Office: origin.Office, Node: origin.Node, Code: o.cfg.Code, Token: sha256.Sum256(next[:]),
		Program: o.cfg.Program, Name: o.cfg.Name,
	}, &a)
	if r := (*refused)(nil); errors.As(err, &r) {
		o.reenrol = false
	}
	if err != nil {
		return err
	}
	if a.Protocol < wire.Oldest {
		return errNotCentral
	}
	if err := o.save(identity{Secret: o.identity.Next}); err != nil {
		return err
	}
	o.reenrol = false
	o.log.Info("enrolled with the central server", "url", o.base.Redacted())
	o.succeeded(false)
	return nil
}

func (o *Outbox) save(id identity) error {
	b, err := json.Marshal(id)
	if err != nil {
		return err
	}
	if err := o.cfg.Save(b); err != nil {
		return fmt.Errorf("saving the secret of the central server: %w", err)
	}
	o.identity = id
	return nil
}
