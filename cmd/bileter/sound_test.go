package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A technician hears the hall and the screen with one command, and is told which of them is silent.
func TestTestSound(t *testing.T) {
	const mute = `device          = "default"`
	for name, c := range map[string]struct {
		config string
		aplay  string // what it ends with
		code   int
		says   string
		never  string
	}{
		"the screen speaks":       {sample, "0", 0, "screen, default: at 60 %, 160 words a minute", "no such device"},
		"the screen is silent":    {sample, "1", 1, "sound device default", ""},
		"there is nothing to try": {edited(t, mute, `device          = "none"`), "0", 2, "speech.device", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for program, body := range map[string]string{
				"espeak-ng": "#!/bin/sh\necho \"$@\" > " + dir + "/said\n",
				"aplay":     "#!/bin/sh\ncat > " + dir + "/played\n[ " + c.aplay + " = 0 ] || echo 'no such device' >&2\nexit " + c.aplay + "\n",
			} {
				if err := os.WriteFile(filepath.Join(dir, program), []byte(body), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
			code, out, errs := call(t, "test", "sound", "--config", c.config, "--lang", "pl")
			if code != c.code || !strings.Contains(out+errs, c.says) || c.never != "" && strings.Contains(out+errs, c.never) {
				t.Errorf("code %d, want %d, and %q\n%s%s", code, c.code, c.says, out, errs)
			}
			if said, err := os.ReadFile(filepath.Join(dir, "said")); c.code == 0 && (err != nil || !strings.Contains(string(said), "-v pl -s 160 -a 60")) {
				t.Errorf("espeak-ng was asked for %q, %v", said, err)
			}
		})
	}
}
