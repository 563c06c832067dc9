package gpio_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"bileter/display/gpio"
)

// childEnv names the part a re-executed test binary plays.
const childEnv = "BILETER_GPIO_TEST_CHILD"

func TestMain(m *testing.M) {
	if part := os.Getenv(childEnv); part != "" {
		os.Exit(child(part))
	}
	os.Exit(m.Run())
}

// child is a program whose descriptor 0 is closed, as periph closes it where two nodes name one chip. It
// says what the next file gets.
func child(part string) int {
	if part != "chip" {
		_ = syscall.Close(0)
	}
	if part != "unguarded" {
		if err := gpio.Init(); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	fd, err := syscall.Open(os.DevNull, syscall.O_RDONLY, 0) // os.Open may open its poller first
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("next", fd)
	if part != "chip" {
		return 0
	}
	return drive()
}

func runChild(t *testing.T, part string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childEnv+"="+part)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", part, err, out)
	}
	return string(out)
}

func TestInitKeepsDescriptorZero(t *testing.T) {
	if got := runChild(t, "guarded"); strings.HasPrefix(got, "next 0\n") {
		t.Error("after Init the next file got descriptor 0")
	}
	if got := runChild(t, "unguarded"); got != "next 0\n" { // negative control
		t.Errorf("without Init: got %q, want descriptor 0", got)
	}
}

func TestMissingChip(t *testing.T) {
	_, err := gpio.Open("pinctrl-of-nobody", "GPIO17")
	if err == nil || !strings.Contains(err.Error(), `"pinctrl-of-nobody"`) {
		t.Fatalf("got %v, want an error naming the label", err)
	}
	t.Log(err)
	l := &gpio.Lamps{Chip: &gpio.Device{Label: "pinctrl-of-nobody"}, Lines: map[int]string{1: "GPIO17"}}
	for range 2 {
		if err := l.Show(t.Context(), frame(1, 1)); err == nil {
			t.Error("lamps on a missing chip: got no error")
		}
	}
}
