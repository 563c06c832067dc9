package hardware

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestBrightness(t *testing.T) {
	b := backlight(t.TempDir())
	if _, err := b.level(); !errors.Is(err, errNoBacklight) {
		t.Errorf("none: %v", err)
	}
	dir := filepath.Join(string(b), "10-0045")
	for name, content := range map[string]string{"brightness": "31\n", "max_brightness": "31\n"} {
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := b.level(); n != 100 || err != nil {
		t.Errorf("%d %%, %v", n, err)
	}
	if err := b.set(20); err != nil {
		t.Error(err)
	}
	if n, err := b.level(); n < 18 || n > 22 || err != nil {
		t.Errorf("%d %%, %v", n, err)
	}
}
