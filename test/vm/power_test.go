package vm_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bileter/internal/api"
)

// The power cut: power.sh lets TestPower issue tickets on a disk of the machine's own until it kills the machine, boots
// it again and has it look whether all is there that was promised.
var (
	powerDo   = flag.String("power", "", "issue: until the power goes; verify: what an earlier machine promised")
	powerLast = flag.Int("power.last", 0, "the last ticket that was promised")
)

// Where the disk is, and what a program that syncs nothing would have left on it.
const (
	disk  = "/run/disk"
	naive = disk + "/naive"
)

func TestPower(t *testing.T) {
	inMachine(t)
	if *powerDo == "" {
		t.Skip("no power to cut: make test-power")
	}
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("/dev/ubda", disk, "ext4", syscall.MS_NOATIME, "errors=remount-ro"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("../../configs/olszanow.toml")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, config: filepath.Join(t.TempDir(), "office.toml"), data: disk + "/data"}
	o.client = api.DialUnix(filepath.Join(o.data, "window.sock"))
	text := strings.Replace(string(b), `port    = "emulator"`, `port    = "none"`, 1)
	if err := os.WriteFile(o.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o.start()
	t.Cleanup(o.kill)
	if *powerDo == "verify" {
		verify(t, o)
		return
	}
	f, err := os.OpenFile(naive, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	for n := *powerLast + 1; ; n++ {
		i, err := o.client.Issue(t.Context(), key(n), o.order())
		if err != nil {
			t.Fatal(err)
		}
		if i.Ticket.ID == 0 || i.Ticket.Number == "" {
			t.Fatalf("ticket %d is %+v", n, i.Ticket)
		}
		if _, err := fmt.Fprintln(f, n); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("PROMISED %d\n", n)
	}
}

func key(n int) string { return fmt.Sprint("power-", n) }

// verify asks for every promised ticket once more, with its key: whoever was told a number has it still, and nobody
// else has got it.
func verify(t *testing.T, o *office) {
	numbers := map[string]int{}
	before, err := o.client.Queue(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= *powerLast; n++ {
		i, err := o.client.Issue(t.Context(), key(n), o.order())
		if err != nil {
			t.Fatal(err)
		}
		if was := numbers[i.Ticket.Number]; was != 0 {
			t.Errorf("%s was given to %d and to %d", i.Ticket.Number, was, n)
		}
		numbers[i.Ticket.Number] = n
	}
	after, err := o.client.Queue(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if after.Version != before.Version {
		t.Errorf("%d of %d promised tickets were gone", after.Version-before.Version, *powerLast)
	}
	b, err := os.ReadFile(naive)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	fmt.Printf("NAIVE %d\n", strings.Count(string(b), "\n"))
}
