package central_test

import (
	"database/sql"
	"net/url"
	"sync"
	"testing"
)

// holding is another process that writes.
type holding struct {
	tx   *sql.Tx
	once sync.Once
}

func (h *holding) release() { h.once.Do(func() { h.tx.Rollback() }) }

// hold takes the database's right to write until release.
func hold(t *testing.T, path string) *holding {
	t.Helper()
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: "_txlock=immediate"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	h := &holding{tx: tx}
	t.Cleanup(h.release)
	return h
}
