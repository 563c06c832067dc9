package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"bileter/internal/durable"
)

func TestWriteFileReplacesWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, want := range []string{"first", "second, longer"} {
		if err := durable.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if st, _ := os.Stat(path); st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", st.Mode())
	}
	if err := durable.WriteFile(filepath.Join(path, "below-a-file"), nil, 0o600); err == nil {
		t.Error("wrote below a file")
	}
	if es, _ := os.ReadDir(filepath.Dir(path)); len(es) != 1 {
		t.Errorf("left-overs: %v", es)
	}
}

func TestFree(t *testing.T) {
	free, size, err := durable.Free(t.TempDir())
	if err != nil || free == 0 || size < free {
		t.Fatalf("%d of %d, %v", free, size, err)
	}
	if _, _, err := durable.Free("/no/such/place"); err == nil {
		t.Fatal("no error")
	}
}
