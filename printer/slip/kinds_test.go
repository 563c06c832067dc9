package slip_test

import (
	"testing"

	"bileter/printer/slip"
)

// sampleSlips are slips of every kind in every language, by name.
func sampleSlips(t testing.TB) map[string]slip.Slip {
	t.Helper()
	out := map[string]slip.Slip{}
	for _, lang := range languages {
		out["ticket-"+lang] = sampleTicket(t, "P1", lang)
	}
	return out
}
