package axe

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestScript: the script is the one that was published, byte for byte.
func TestScript(t *testing.T) {
	sum := sha256.Sum256([]byte(script))
	if got := hex.EncodeToString(sum[:]); got != Sum {
		t.Errorf("axe.min.js has the sum %s, want %s", got, Sum)
	}
	if !strings.Contains(script[:100], "v"+Version) {
		t.Errorf("axe.min.js is not version %s: %q", Version, script[:100])
	}
}
