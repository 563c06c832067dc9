package chromium

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestScript: the script is the one that was published, byte for byte.
func TestScript(t *testing.T) {
	is := sha256.Sum256([]byte(script))
	if got := hex.EncodeToString(is[:]); got != sum {
		t.Errorf("axe.min.js has the sum %s, want %s", got, sum)
	}
	if !strings.Contains(script[:100], "v"+version) {
		t.Errorf("axe.min.js is not version %s: %q", version, script[:100])
	}
}
