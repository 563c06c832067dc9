package sqlstore

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"bileter/sync/wire"
)

// Code makes a one-time code with which a node of the office can enrol, and that works for valid. A code
// for a named node also serves to enrol it again with a new secret; a code for any node ("") admits a new
// one only. Only the code's hash is kept.
func (s *Store) Code(ctx context.Context, office, node string, valid time.Duration) (string, error) {
	if !wire.ID(office) {
		return "", fmt.Errorf("office %q: want 1 to 40 of a-z, 0-9 and -", office)
	}
	if node != "" && !wire.ID(node) {
		return "", fmt.Errorf("node %q: want 1 to 40 of a-z, 0-9 and -", node)
	}
	code := rand.Text() // at least 128 bits
	now := s.now()
	err := s.change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`delete from codes where office = $1 and expires < $2`, office, micros(now.AddDate(0, 0, -30))); err != nil {
			return err
		}
		_, err := tx.Exec(`insert into codes (office, hash, node, made, expires, used, token) values ($1, $2, $3, $4, $5, 0, $6)`,
			office, codeHash(code), node, micros(now), micros(now.Add(valid)), []byte{})
		return err
	})
	if err != nil {
		return "", err
	}
	var groups []string
	for ; len(code) > 5; code = code[5:] {
		groups = append(groups, code[:5])
	}
	return strings.Join(append(groups, code), "-"), nil
}

// codeHash forgives how a person writes a code down.
func codeHash(code string) []byte {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
	sum := sha256.Sum256([]byte(plain))
	return sum[:]
}

// Enrol admits a node that shows a code. The same request again has the same outcome, since the first
// answer may have been lost. A *wire.Refusal says why not.
func (s *Store) Enrol(ctx context.Context, m wire.Enrol) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		now := micros(s.now())
		var only string
		var expires, used int64
		var by []byte
		err := tx.QueryRow(`select node, expires, used, token from codes where office = $1 and hash = $2`, m.Office, codeHash(m.Code)).
			Scan(&only, &expires, &used, &by)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && only != "" && only != m.Node:
			return &wire.Refusal{Code: wire.WrongCode}
		case err != nil:
			return err
		case used != 0 && subtle.ConstantTimeCompare(by, m.Token[:]) == 1 && s.enrolled(tx, m):
			return nil
		case used != 0:
			return &wire.Refusal{Code: wire.CodeUsed}
		case expires <= now:
			return &wire.Refusal{Code: wire.CodeExpired}
		}
		if only == "" {
			var n int
			if err := tx.QueryRow(`select count(*) from nodes where office = $1 and node = $2`, m.Office, m.Node).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return &wire.Refusal{Code: wire.NeedsNamed}
			}
		}
		if _, err := tx.Exec(`update codes set used = $1, token = $2 where office = $3 and hash = $4`, now, m.Token[:], m.Office, codeHash(m.Code)); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into nodes (office, node, token, name, program, incarnation, enrolled, contact, revoked)
			values ($1, $2, $3, $4, $5, '', $6, $6, 0)
			on conflict (office, node) do update set token = excluded.token, name = excluded.name, program = excluded.program,
				enrolled = excluded.enrolled, contact = excluded.contact, revoked = 0`,
			m.Office, m.Node, m.Token[:], m.Name, m.Program, now)
		return err
	})
}

// enrolled tells whether the node is there with this very secret, and welcome.
func (s *Store) enrolled(tx *sql.Tx, m wire.Enrol) bool {
	var n int
	err := tx.QueryRow(`select count(*) from nodes where office = $1 and node = $2 and token = $3 and revoked = 0`,
		m.Office, m.Node, m.Token[:]).Scan(&n)
	return err == nil && n == 1
}

// Authorise tells whether a node's secret is the one it enrolled with; otherwise a *wire.Refusal.
func (s *Store) Authorise(ctx context.Context, office, node string, secret wire.Secret) error {
	token := make([]byte, sha256.Size)
	var revoked int64
	err := s.read.QueryRowContext(ctx, `select token, revoked from nodes where office = $1 and node = $2`, office, node).Scan(&token, &revoked)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	sum := sha256.Sum256(secret[:])
	if subtle.ConstantTimeCompare(sum[:], token) != 1 || err != nil {
		return &wire.Refusal{Code: wire.UnknownNode}
	}
	if revoked != 0 {
		return &wire.Refusal{Code: wire.Revoked}
	}
	return nil
}

// Revoke turns a node away from now on, and makes its unused codes worthless. Its history stays.
func (s *Store) Revoke(ctx context.Context, office, node string) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		r, err := tx.Exec(`update nodes set revoked = $1 where office = $2 and node = $3`, micros(s.now()), office, node)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("no node %q of office %q is enrolled", node, office))
		}
		_, err = tx.Exec(`delete from codes where office = $1 and node = $2 and used = 0`, office, node)
		return err
	})
}
