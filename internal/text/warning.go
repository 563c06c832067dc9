package text

import (
	"strconv"
	"strings"
)

// Warning writes a warning of package health: what is wrong, in one or two sentences. Code and detail are the
// warning's; what a newer program warns of is told by its code.
func Warning(lang, code, detail string) string {
	s := Say(lang, "health."+code, Args{"Detail": warningDetail(lang, code, detail)})
	if unknown(s) {
		return code
	}
	return s
}

// warningDetail puts a printer's problem, a count of tickets and a server's refusal into words and leaves anything
// else as it is.
func warningDetail(lang, code, detail string) string {
	switch code {
	case "printer-down":
		if s := Say(lang, "printer.problem_"+detail); !unknown(s) {
			return s
		}
	case "paper-low":
		if n, err := strconv.Atoi(detail); err == nil {
			return TicketsLeft(lang, n)
		}
		return Say(lang, "printer.tickets_none")
	case "touch-gone":
		if detail == "" {
			return Say(lang, "health.touch_declared")
		}
		return Say(lang, "health.touch_device", Args{"Name": detail})
	case "central-refuse":
		if s := Say(lang, "health.refused_"+detail); !unknown(s) {
			return s
		}
		return Say(lang, "health.refused_other")
	}
	return detail
}

// WarningHint says what to do about a warning, with the hands; empty where there is nothing more to say.
func WarningHint(lang, code, detail string) string {
	switch {
	case code == "touch-gone" && detail == "":
		return Say(lang, "health.touch_declared_hint")
	case code == "touch-gone":
		return Say(lang, "health.touch_device_hint")
	case code != "printer-down":
		return ""
	}
	if s := Say(lang, "printer.hint_"+detail); !unknown(s) {
		return s
	}
	return ""
}

// TicketsLeft writes for how many tickets the paper lasts: "starczy na około 40 biletów".
func TicketsLeft(lang string, n int) string {
	if n <= 0 {
		return Say(lang, "printer.tickets_none")
	}
	return Count(lang, "printer.tickets_left", n)
}

// unknown tells whether Say had no such message.
func unknown(s string) bool { return strings.HasPrefix(s, "?") }
