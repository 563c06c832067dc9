package setup

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// zloty writes an amount, or two with a dash between.
func zloty(e element) string {
	one := func(key string) string {
		n, ok := e[key].(float64)
		if !ok {
			return "?"
		}
		return strings.TrimSuffix(strings.Replace(fmt.Sprintf("%.2f", n/100), ".", ",", 1), ",00")
	}
	if _, two := e["min"]; two && e["amount"] == nil {
		return one("min") + "–" + one("max")
	}
	return one("amount")
}

// grosze reads what zloty writes. What is no number becomes -1, which the loader refuses by name.
func grosze(e element, s string) element {
	read := func(s string) int {
		if v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64); err == nil && v >= 0 && v < 1e7 {
			return int(math.Round(v * 100))
		}
		return -1
	}
	out := e.with("amount", nil)
	for _, key := range []string{"amount", "min", "max"} {
		delete(out, key)
	}
	if a, b, two := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-"); two {
		return out.with("min", read(a)).with("max", read(b))
	}
	return out.with("amount", read(s))
}
