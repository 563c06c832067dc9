// Package udev_test reads the udev rules as udev would, as far as that goes without udev. test/vm tries them on a
// device.
package udev_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pair is one key, operator and value of a rule.
var pair = regexp.MustCompile(`^([A-Z]+)(\{[A-Za-z0-9_]+\})?(==|!=|\+=|=)"([^"]*)"$`)

// matches and assigns are the keys that these rules may have.
var (
	matches = []string{"SUBSYSTEM", "KERNEL", "KERNELS", "ATTRS"}
	assigns = []string{"GROUP", "MODE", "SYMLINK", "ENV"}
	ofUSB   = []string{"{idVendor}", "{idProduct}", "{serial}"}
)

// fault says what is wrong with one rule; empty: nothing.
func fault(rule string) string {
	var attributes []string
	links, matched := 0, false
	for part := range strings.SplitSeq(rule, ", ") {
		p := pair.FindStringSubmatch(part)
		if p == nil {
			return fmt.Sprintf("%q is no key, operator and value in quotes", part)
		}
		key, attribute, op, value := p[1], p[2], p[3], p[4]
		switch {
		case slices.Contains(matches, key):
			if op != "==" && op != "!=" {
				return key + " is matched with ==, not " + op
			}
			matched = true
		case !slices.Contains(assigns, key):
			return key + " is not allowed here"
		case op == "==" || op == "!=":
			return key + " is not matched here"
		case key == "SYMLINK" && (op != "+=" || !strings.HasPrefix(value, "bileter-printer")):
			return "SYMLINK adds a name that begins with bileter-printer"
		case key == "GROUP" && value != "lp" && value != "dialout":
			return "group " + value
		case key == "MODE" && value != "0660":
			return "mode " + value
		case key == "SYMLINK":
			links++
		}
		if key == "ATTRS" {
			attributes = append(attributes, attribute)
		}
		if (key == "ATTRS" || key == "ENV") != (attribute != "") {
			return key + " with or without an attribute"
		}
	}
	usb := slices.ContainsFunc(attributes, func(a string) bool { return slices.Contains(ofUSB, a) })
	switch {
	case usb && slices.Contains(attributes, "{ieee1284_id}"):
		return "attributes of two parents in one rule never match"
	case !matched || links != 1:
		return "wants something to match and one name"
	case strings.Contains(rule, `"tty`) && !strings.Contains(rule, `ENV{ID_MM_DEVICE_IGNORE}="1"`):
		return "ModemManager would talk to it"
	}
	return ""
}

func TestRules(t *testing.T) {
	b, err := os.ReadFile("60-bileter.rules")
	if err != nil {
		t.Fatal(err)
	}
	rules, examples := 0, 0
	for i, line := range strings.Split(string(b), "\n") {
		rule, example := strings.CutPrefix(line, "# SUBSYSTEM")
		switch {
		case example: // the technician takes away the mark, and then it has to be right
			examples++
			line = "SUBSYSTEM" + rule
		case line == "", strings.HasPrefix(line, "#"):
			continue
		default:
			rules++
		}
		if f := fault(line); f != "" {
			t.Errorf("line %d: %s", i+1, f)
		}
	}
	if rules < 3 || examples < 3 {
		t.Errorf("%d rules and %d examples", rules, examples)
	}
}

func TestWrongRules(t *testing.T) {
	const right = `SUBSYSTEM=="usbmisc", ATTRS{idVendor}=="04b8", GROUP="lp", SYMLINK+="bileter-printer"`
	if f := fault(right); f != "" {
		t.Fatal(f)
	}
	for name, e := range map[string][2]string{
		"quote missing":        {`"usbmisc"`, `"usbmisc`},
		"comma missing":        {`, GROUP`, ` GROUP`},
		"unknown key":          {`GROUP`, `GRUOP`},
		"a program":            {`GROUP="lp"`, `RUN+="/bin/true"`},
		"assignment for match": {`SUBSYSTEM==`, `SUBSYSTEM=`},
		"name that replaces":   {`SYMLINK+=`, `SYMLINK=`},
		"name of another":      {`bileter-printer`, `lp0`},
		"open to all":          {`GROUP="lp"`, `MODE="0666"`},
		"another group":        {`GROUP="lp"`, `GROUP="root"`},
		"two parents":          {`GROUP="lp"`, `ATTRS{ieee1284_id}=="*"`},
		"modem":                {`SUBSYSTEM=="usbmisc"`, `SUBSYSTEM=="tty"`},
		"no attribute":         {`ATTRS{idVendor}`, `ATTRS`},
		"no name":              {`, SYMLINK+="bileter-printer"`, ``},
	} {
		if fault(strings.Replace(right, e[0], e[1], 1)) == "" {
			t.Errorf("%s: no fault found", name)
		}
	}
}
