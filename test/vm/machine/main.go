// Command machine is the first process of the test machine: it mounts what a Linux system has, starts udev, makes a
// chip of simulated lines, runs one program and switches the machine off. The last line it prints has the program's
// exit status. It knows nothing of printers: the tests make their own.
//
// The words it understands on the kernel's command line are those of run.sh.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// chip is the label of the simulated lines, and lines how many there are: what the tests of display/gpio want.
const (
	chip  = "pinctrl-sim"
	lines = 32
)

func main() {
	status := 99
	if err := prepare(); err != nil {
		fmt.Println("machine:", err)
	} else {
		status = run(word("machine.run"))
	}
	fmt.Printf("machine: exit %d\n", status)
	_ = syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF)
}

// word is one of the kernel's command line.
func word(key string) string {
	b, _ := os.ReadFile("/proc/cmdline")
	for w := range strings.FieldsSeq(string(b)) {
		if v, ok := strings.CutPrefix(w, key+"="); ok {
			return v
		}
	}
	return ""
}

func prepare() error {
	for _, m := range []struct{ kind, path string }{
		{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"devpts", "/dev/pts"}, {"tmpfs", "/run"},
		{"configfs", "/sys/kernel/config"},
	} {
		if m.path == "/dev/pts" {
			_ = os.MkdirAll(m.path, 0o755)
		}
		if err := syscall.Mount(m.kind, m.path, m.kind, 0, ""); err != nil {
			return fmt.Errorf("mount %s: %w", m.path, err)
		}
	}
	const temporary = "/run/tmp" // not /tmp: the repository may be there
	if err := os.Mkdir(temporary, 0o777); err != nil {
		return err
	}
	for k, v := range map[string]string{"TMPDIR": temporary, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": temporary, "BILETER_VM": "1", "BILETER_GPIO_CHIP": chip} {
		_ = os.Setenv(k, v)
	}
	if err := up(); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	if err := seed(word("machine.seed")); err != nil {
		return fmt.Errorf("random numbers: %w", err)
	}
	if err := lamps(); err != nil {
		return err
	}
	return udev(word("machine.rules"))
}

// lamps makes the chip, with lines named as on a Raspberry Pi.
func lamps() error {
	root := "/sys/kernel/config/gpio-sim/" + chip
	bank := root + "/bank"
	if err := os.MkdirAll(bank, 0o755); err != nil {
		return fmt.Errorf("simulated lines: %w", err)
	}
	set := [][2]string{{bank + "/num_lines", fmt.Sprint(lines)}, {bank + "/label", chip}}
	for n := range lines {
		line := fmt.Sprintf("%s/line%d", bank, n)
		if err := os.Mkdir(line, 0o755); err != nil {
			return err
		}
		set = append(set, [2]string{line + "/name", fmt.Sprintf("GPIO%d", n)})
	}
	for _, s := range append(set, [2]string{root + "/live", "1"}) {
		if err := os.WriteFile(s[0], []byte(s[1]), 0); err != nil {
			return fmt.Errorf("simulated lines: %w", err)
		}
	}
	return nil
}

// udev starts this Debian's own, with our rules.
func udev(rules string) error {
	if rules == "" {
		return nil
	}
	b, err := os.ReadFile(rules)
	if err != nil {
		return err
	}
	if err := os.MkdirAll("/run/udev/rules.d", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join("/run/udev/rules.d", filepath.Base(rules)), b, 0o644); err != nil {
		return err
	}
	if err := exec.Command("/lib/systemd/systemd-udevd", "--daemon").Run(); err != nil {
		return fmt.Errorf("udev: %w", err)
	}
	return nil
}

// run is the program, in the folder it lies in, with the console to itself.
func run(line string) int {
	began := time.Now()
	words := strings.Split(line, ",")
	c := exec.Command(words[0], words[1:]...)
	c.Dir = word("machine.dir")
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	err := c.Run()
	if c.ProcessState == nil {
		fmt.Println("machine:", err)
		return 99
	}
	fmt.Printf("machine: %s took %.1f s\n", filepath.Base(words[0]), time.Since(began).Seconds())
	return c.ProcessState.ExitCode()
}
