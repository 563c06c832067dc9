package carry

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"filippo.io/age"
)

// LeastPassphrase is in characters.
const LeastPassphrase = 10

// Errors of Seal and Unseal.
var (
	ErrShort      = fmt.Errorf("a passphrase has at least %d characters", LeastPassphrase)
	ErrPassphrase = errors.New("wrong passphrase")
)

// work is the cost of scrypt, 2^16: a second on a Raspberry Pi 4. What asks for more is refused.
const work = 16

// Seal encrypts secrets with a passphrase.
func Seal(secrets []byte, passphrase string) ([]byte, error) {
	if utf8.RuneCountInString(passphrase) < LeastPassphrase {
		return nil, ErrShort
	}
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(work)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(secrets); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Unseal is the way back. The error is ErrPassphrase or ErrDamaged.
func Unseal(sealed []byte, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return nil, ErrPassphrase
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	id.SetMaxWorkFactor(work)
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%w: its secrets: %v", ErrDamaged, err)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("larger than %d MiB", maxFile>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: its secrets: %v", ErrDamaged, err)
	}
	return b, nil
}
