package text

import (
	"fmt"
	"strings"
	"time"
)

// nbsp keeps a number and its unit together.
const nbsp = "\u00a0"

// Money writes an amount in grosze: "160 zł", "66,50 zł", "66.50 PLN"; a range as "30–50 zł", from 0 as "do 50 zł"; 0 as "free".
func Money(lang string, low, high int) string {
	if low == 0 && high == 0 {
		return Say(lang, "common.free")
	}
	unit := "PLN"
	switch lang {
	case "pl":
		unit = "zł"
	case "uk":
		unit = "зл."
	}
	switch s := amount(lang, high) + nbsp + unit; {
	case low >= high:
		return amount(lang, low) + nbsp + unit
	case low == 0:
		return Say(lang, "common.up_to", Args{"High": s})
	default:
		return amount(lang, low) + "–" + s
	}
}

func amount(lang string, gr int) string {
	if gr%100 == 0 {
		return fmt.Sprint(gr / 100)
	}
	s := fmt.Sprintf("%d.%02d", gr/100, gr%100)
	if lang != "en" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Clock writes a local time of day: "9:05".
func Clock(t time.Time) string { return t.Format("15:04") }

// Date writes a local day: "20.11.2026".
func Date(t time.Time) string { return t.Format("02.01.2006") }

// Weekday writes a day's name, short: "pon.", "Mon".
func Weekday(lang string, d time.Weekday) string { return Say(lang, "common.day_"+fmt.Sprint(int(d))) }

// Wait writes a forecast: "kilka minut", "15–25 min", "do 40 min", or that it is not known.
func Wait(lang string, low, high int, known bool) string {
	switch {
	case !known:
		return Say(lang, "common.wait_unknown")
	case high <= 5:
		return Say(lang, "common.wait_short")
	case low <= 0:
		return Say(lang, "common.up_to", Args{"High": Say(lang, "common.minutes", Args{"N": high})})
	}
	return Say(lang, "common.wait_range", Args{"Low": low, "High": high})
}

// Ahead writes how many are before one: "przed Tobą: 3 osoby", "nikogo przed Tobą".
func Ahead(lang string, n int) string {
	if n == 0 {
		return Say(lang, "common.nobody_ahead")
	}
	return Count(lang, "common.people_ahead", n)
}

// Ranges writes ascending numbers shortly: "1–6, 30, 31".
func Ranges(ns []int) string {
	var parts []string
	for i := 0; i < len(ns); {
		j := i
		for j+1 < len(ns) && ns[j+1] == ns[j]+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, fmt.Sprintf("%d–%d", ns[i], ns[j]))
			i = j + 1
			continue
		}
		parts = append(parts, fmt.Sprint(ns[i]))
		i++
	}
	return strings.Join(parts, ", ")
}
