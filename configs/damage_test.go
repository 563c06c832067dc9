package configs_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bileter/configs"
)

var update = flag.Bool("update", false, "write the golden files anew")

// damage replaces the first old of the small office by new. The golden file has what is said about it.
type damage struct{ name, old, new string }

var damages = []damage{
	{"unknown key", `mean_minutes = 18`, "mean_minutes = 18\nmean_minuts = 19"},
	{"unknown table", `[rules]`, "[ruels]"},
	{"unknown key far from any", `infoline `, "xyzzyplugh = 1\ninfoline "},
	{"unknown key with a line break", `infoline `, `"in\nfo" = 1` + "\ninfoline "},
	{"text for a number", `mean_minutes = 18`, `mean_minutes = "18"`},
	{"number for a text", `pin    = "2468"`, `pin    = 2468`},
	{"text for a list", `serves = ["P1"]`, `serves = "P1"`},
	{"number in a list of texts", `["wniosek", "umowa"]`, `["wniosek", 7]`},
	{"text for a table", "name.pl      = \"Pojazdy\"\nname.uk      = \"Транспорт\"", `name = "Pojazdy"`},
	{"table for a list of tables", `[[zone]]`, `[zone]`},
	{"text for a switch", `portrait     = false`, `portrait     = "no"`},
	{"code page without a number", "[printer]\n", "[printer]\ncodepage = \"cp852\"\n"},
	{"code page of another charset", "[printer]\n", "[printer]\ncodepage = \"cp437:1\"\n"},
	{"letter used twice", "letter       = \"W\"\nname.pl      = \"Kasa\"", "letter       = \"P\"\nname.pl      = \"Kasa\""},
	{"letter with a Polish mark", `letter       = "P"`, `letter       = "Ł"`},
	{"letter missing", "letter       = \"P\"\n", ""},
	{"id used twice", `id      = "W1"`, `id      = "P1"`},
	{"id of a service in a bad form", `id      = "W1"`, `id      = "W"`},
	{"id of the office in a bad form", `id         = "mala"`, `id         = "Mała"`},
	{"service of no group", "letter  = \"W\"\n", "letter  = \"X\"\n"},
	{"counter for a service that does not exist", `serves = ["P1"]`, `serves = ["P1", "P2"]`},
	{"counter for a service in other capitals", `serves = ["P1"]`, `serves = ["p1"]`},
	{"counter for a group that does not exist", `serves = ["W"]`, `serves = ["W", "Q"]`},
	{"counter for an information page", `serves = ["P1"]`, `serves = ["P1", "i1"]`},
	{"one topic alone", `serves = ["W"]`, `serves = ["W"]` + "\ntopics = [{ name = \"Kasa\", serves = [\"W\"] }]"},
	{"topic with what the counter does not serve", `serves = ["W"]`, `serves = ["W"]` + "\ntopics = [{ name = \"Kasa\", serves = [\"W\"] }, { name = \"Auta\", serves = [\"P1\"] }]"},
	{"topics of one name", `serves = ["W"]`, `serves = ["W"]` + "\ntopics = [{ name = \"Kasa\", serves = [\"W\"] }, { name = \"Kasa\", serves = [\"W\"] }]"},
	{"topic without services", `serves = ["W"]`, `serves = ["W"]` + "\ntopics = [{ name = \"Kasa\", serves = [\"W\"] }, { name = \"Inne\" }]"},
	{"phrase twice", `[rules]`, "[phrases]\nresults = [\"gotowe\", \"gotowe\"]\n\n[rules]"},
	{"phrases beyond the digits", `[rules]`, "[phrases]\nbreaks = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\"]\n\n[rules]"},
	{"phrase too long", `[rules]`, "[phrases]\nnotes = [\"zdanie, które nie zmieści się na przycisku przeglądarki\"]\n\n[rules]"},
	{"counter for a service twice", `serves = ["P1"]`, `serves = ["P1", "P"]`},
	{"counter without services", "serves = [\"P1\"]\n", ""},
	{"information point with services", `use  = "info"`, "use = \"info\"\nserves = [\"P1\"]"},
	{"service that nobody serves", `serves = ["W"]`, `serves = ["P"]`},
	{"group without services", "letter  = \"W\"\n", "letter  = \"P\"\n"},
	{"counter number used twice", `n      = 17`, `n      = 1`},
	{"counter number too large", `n      = 17`, `n      = 1700`},
	{"counter number of a room in the hall", `n      = 17`, `n      = 117`},
	{"room with a number of the hall", `n      = 104`, `n      = 4`},
	{"room with an odd name", `room   = "4"`, `room   = "przy schodach"`},
	{"zone that does not exist", "n      = 1\nzone   = \"west\"", "n      = 1\nzone   = \"wets\""},
	{"lamp line used twice", `lamp   = "LAMP17"`, `lamp   = "BUTTON1"`},
	{"ticket button on a counter's line", `[rules]`, "[ticket_button]\nline = \"LAMP17\"\nservice = \"P1\"\n\n[rules]"},
	{"ticket button without a line", `[rules]`, "[ticket_button]\nservice = \"P1\"\n\n[rules]"},
	{"ticket button for a page to read", `[rules]`, "[ticket_button]\nline = \"X\"\nservice = \"i1\"\n\n[rules]"},
	{"ticket button for no service", `[rules]`, "[ticket_button]\nline = \"X\"\nlamp = \"X\"\nservice = \"p1\"\n\n[rules]"},
	{"ticket button with a long name", `[rules]`, "[ticket_button]\nline = \"X\"\nservice = \"P1\"\nname.pl = \"bardzo duży zielony przycisk, który jest pod ekranem\"\n\n[rules]"},
	{"touch device by its number", `portrait     = false`, "portrait     = false\ntouch = \"/dev/input/event3\""},
	{"lamp line with a space", `lamp   = "LAMP17"`, `lamp   = "LAMP 17"`},
	{"paid at a counter that does not exist", `pay_at       = 17`, `pay_at       = 18`},
	{"hours name that does not exist", `hours   = "quick"`, `hours   = "quik"`},
	{"hours that end before they begin", `"08:00-17:00"`, `"17:00-08:00"`},
	{"hours that overlap", `"08:00-12:00, 12:30-15:30"`, `"08:00-12:00, 11:30-15:30"`},
	{"hours past midnight", `"08:00-17:00"`, `"08:00-24:30"`},
	{"hours with 60 minutes", `"08:00-17:00"`, `"08:60-17:00"`},
	{"hours that are not hours", `"08:00-17:00"`, `"od 8 do 17"`},
	{"hours that are never", "mon                = \"08:00-17:00\"\ntue                = \"08:00-12:00, 12:30-15:30\"\n", ""},
	{"hours like none", `same_as = "office"`, `same_as = "ofice"`},
	{"hours like others and with their own", `same_as = "office"`, "same_as = \"office\"\nmon = \"08:00-09:00\""},
	{"no hours of the office", `[hours.office]`, `[hours.urzad]`},
	{"summer open on a holiday", "  { from = \"08-15\", open = \"closed\" },\n", ""},
	{"exception on no day", `from = "07-01", until = "08-31"`, `from = "07-01", until = "08-32"`},
	{"exception in two forms", `from = "07-01", until = "08-31"`, `from = "2026-07-01", until = "08-31"`},
	{"exception backwards", `from = "07-01", until = "08-31"`, `from = "2026-08-31", until = "2026-07-01"`},
	{"exception on no weekday", `weekdays = ["mon"]`, `weekdays = ["mond"]`},
	{"exception without hours", `from = "08-15", open = "closed"`, `from = "08-15"`},
	{"fee on no day", `from = "2024-01-01"`, `from = "2024-02-30"`},
	{"fee that ends before it begins", `until = "2025-12-31"`, `until = "2023-12-31"`},
	{"fee with two prices on a day", `until = "2025-12-31"`, `until = "2026-12-31"`},
	{"fee with min above max", `min = 16000`, `min = 19000`},
	{"fee with amount and max", `min = 16000`, `amount = 16000`},
	{"fee without an amount", `amount = 15000, `, ``},
	{"fee with a fraction", `amount = 15000`, `amount = 150.00`},
	{"fee below zero", `amount = 15000`, `amount = -1`},
	{"fee without a basis", `, until = "2025-12-31", basis = "uchwała"`, `, until = "2025-12-31"`},
	{"fee for something in one language", `amount = 15000, `, `amount = 15000, what = { pl = "auto" }, `},
	{"translation missing", "name.uk      = \"Реєстрація авто\"\n", ""},
	{"translation empty", `name.uk      = "Реєстрація авто"`, `name.uk      = ""`},
	{"translation blank", `name.uk      = "Реєстрація авто"`, `name.uk      = "  "`},
	{"translations of documents missing", "documents.uk = [\"заява\", \"договір\"]\n", ""},
	{"document forgotten in one language", `["заява", "договір"]`, `["заява"]`},
	{"document too long", `"wniosek"`, `"wniosek o rejestrację samochodu osobowego kupionego w Polsce"`},
	{"name missing", "name.pl      = \"Pojazdy\"\nname.uk      = \"Транспорт\"\n", ""},
	{"name with a control character", `"Zapłać"`, `"Zapłać\u0007"`},
	{"name with a turned direction", `"Zapłać"`, `"Zapłać\u202e"`},
	{"text in a language that is not spoken", `synonyms.pl  = ["auto"]`, `synonyms.fr  = ["voiture"]`},
	{"office in a language that is not spoken", `["pl", "uk"]`, `["pl", "ua"]`},
	{"office without Polish", `["pl", "uk"]`, `["uk"]`},
	{"office with a language twice", `["pl", "uk"]`, `["pl", "uk", "pl"]`},
	{"ticket with the text of a page", "hours   = \"quick\"\n", "info.pl = \"a\"\ninfo.uk = \"b\"\n"},
	{"page with a letter", `kind    = "info"`, "kind    = \"info\"\nletter  = \"P\""},
	{"kind that does not exist", `kind    = "info"`, `kind    = "information"`},
	{"colour in words", `color   = "#1d5fa8"`, `color   = "blue"`},
	{"colour too light", `color        = "#6f5f00"`, `color        = "#ffd400"`},
	{"icon that does not exist", `icon         = "car"`, `icon         = "cat"`},
	{"arrow that does not exist", `arrow   = "left"`, `arrow   = "back"`},
	{"time zone that does not exist", `"Europe/Warsaw"`, `"Europe/Krakow"`},
	{"time zone of the machine", `"Europe/Warsaw"`, `"Local"`},
	{"time zone outside the folder", `"Europe/Warsaw"`, `"../../etc/passwd"`},
	{"listen without a port", `":8080"`, `"8080"`},
	{"listen beyond the ports", `":8080"`, `":80800"`},
	{"address that is none", `"http://10.0.0.2:8080"`, `"10.0.0.2:8080"`},
	{"address with a password", `"https://kolejka`, `"https://jan:haslo@kolejka`},
	{"printer at no port", `"tcp:10.0.0.5:9100"`, `"usb"`},
	{"printer by its number", `"tcp:10.0.0.5:9100"`, `"/dev/usb/lp0"`},
	{"modem by its number", `"tcp:10.0.0.5:9100"`, `"/dev/ttyACM12"`},
	{"printer at no USB id", `"tcp:10.0.0.5:9100"`, `"usb:04b8:"`},
	{"printer at half an address", `"tcp:10.0.0.5:9100"`, `"tcp:10.0.0.5"`},
	{"printer with an odd paper", `width = 80`, `width = 57`},
	{"printer with an odd speed", `width = 80`, "width = 80\nbaud = 14400"},
	{"printer with an odd roll", `width = 80`, "width = 80\nroll_m = 2"},
	{"printer that warns too early", `width = 80`, "width = 80\nlow_tickets = 5000"},
	{"ticket with an unknown line", `[rules]`, "[ticket]\nlines = [\"numer\", \"number\", \"qr\"]\n[rules]"},
	{"ticket with a line twice", `[rules]`, "[ticket]\nlines = [\"number\", \"number\", \"qr\"]\n[rules]"},
	{"ticket without a number", `[rules]`, "[ticket]\nlines = [\"office\", \"qr\"]\n[rules]"},
	{"ticket without a code", `[rules]`, "[ticket]\nlines = [\"office\", \"number\"]\n[rules]"},
	{"ticket without anything", `[rules]`, "[ticket]\nlines = []\n[rules]"},
	{"ticket that goes on after its code", `[rules]`, "[ticket]\nlines = [\"number\", \"qr\", \"fee\"]\n[rules]"},
	{"ticket with a caption of nothing", `[rules]`, "[ticket]\nlines = [\"scan\", \"number\", \"qr\"]\n[rules]"},
	{"ticket with a line too long", `[rules]`, "[ticket]\nnote.pl = [\"Bardzo prosimy o zachowanie ciszy na korytarzu\"]\nnote.uk = [\"а\"]\n[rules]"},
	{"ticket with too many lines of the office", `[rules]`, "[ticket]\nnote.pl = [\"a\", \"b\", \"c\", \"d\"]\nnote.uk = [\"а\"]\n[rules]"},
	{"ticket with a line in one language", `[rules]`, "[ticket]\nnote.pl = [\"a\"]\n[rules]"},
	{"ticket with a line that is not printed", `[rules]`, "[ticket]\nlines = [\"number\", \"qr\"]\nnote.pl = [\"a\"]\nnote.uk = [\"а\"]\n[rules]"},
	{"ticket with a text for a list", `[rules]`, "[ticket]\nlines = \"number\"\nnote = \"a\"\n[rules]"},
	{"chip by number", `chip = "emulator"`, `chip = "gpiochip0"`},
	{"help with mistakes", `[rules]`, "[help]\nduty = [\"Informacja\", \"Informacja\", \"counter:1\"]\nhead = \"Informacja\"\nnext_minutes = 9\nhours = \"ofice\"\noffers = [\"priorty\"]\n[rules]"},
	{"help without anybody", `[rules]`, "[help]\nduty = []\npoint.pl = \"tam\"\n[rules]"},
	{"board without a place", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\n\n[rules]"},
	{"board with two places", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\nleads_to = [\"west\"]\narrow = \"left\"\n[rules]"},
	{"board of a counter that does not exist", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 2\n[rules]"},
	{"board that leads to a zone that does not exist", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\nleads_to = [\"wets\"]\narrow = \"left\"\n[rules]"},
	{"direction board without an arrow", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\nleads_to = [\"west\"]\n[rules]"},
	{"board of a counter with an arrow", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\narrow = \"left\"\n[rules]"},
	{"board with an odd speed", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\nbaud = 9601\n[rules]"},
	{"board on a port with a number", `[rules]`, "[[board]]\nport = \"/dev/ttyUSB0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\n[rules]"},
	{"boards with one address", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\n[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 17\n[rules]"},
	{"boards with two speeds on one line", `[rules]`, "[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\n[[board]]\nport = \"/dev/ttyAMA0\"\nprotocol = \"mled\"\naddress = 2\ncounter = 17\nbaud = 19200\n[rules]"},
	{"board on the printer's port", `[rules]`, "[[board]]\nport = \"file:/tmp/x\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\n[[board]]\nport = \"tcp:10.0.0.5:9100\"\nprotocol = \"mled\"\naddress = 1\ncounter = 1\n[rules]"},
	{"board without a protocol", `[rules]`, "[[board]]\nport = \"emulator\"\naddress = 300\ncounter = 1\nchars = 40\n[rules]"},
	{"speaker of a zone that does not exist", `[rules]`, "[[speaker]]\ndevice = \"default\"\nzones = [\"wets\"]\nvolume = 0\nquiet = \"12\"\n[[speaker]]\ndevice = \"default\"\n[[speaker]]\ndevice = \"a b\"\n[[speaker]]\n[rules]"},
	{"keypad and speech", `idle_seconds = 60`, "speech.volume = 10\nspeech.device = \"a b\"\nspeech.rat = 3\nkeypad.up = \"x\"\nkeypad.ok = \"right\"\nkeypad.louder = \"code:300\""},
	{"countdown too short", `idle_seconds = 60`, `warning_seconds = 5`},
	{"number beyond all numbers", `max_calls            = 3`, `max_calls = 99999999999999999999`},
	{"level of a service that is not served", `serves = ["W"]`, "serves = [\"W\"]\nfirst = [\"P1\"]"},
	{"two levels of a service", `serves = ["W"]`, "serves = [\"W\"]\nfirst = [\"W\"]\nidle = [\"W1\"]"},
	{"rule beyond its limits", `max_calls            = 3`, `priority_share_percent = 101`},
	{"waits in the wrong order", `max_calls            = 3`, "long_wait_minutes = 50\nmax_wait_minutes = 40"},
	{"last tickets in a word that is none", `max_calls            = 3`, `last_tickets = "halt"`},
	{"mean of no time", `quick"`, "quick\"\nmean_minutes = 0"},
	{"report at no time", `[rules]`, "[figures]\nreport = \"25:00\"\nper_counter = 1\nper_clerk = true\n\n[rules]"},
	{"no console", "[console]\nlisten = \":8080\"\npin    = \"2468\"\nurl    = \"http://10.0.0.2:8080\"\n", ""},
	{"key given twice", `mean_minutes = 18`, "mean_minutes = 18\nmean_minutes = 19"},
	{"table given twice", `[rules]`, "[printer]\n[rules]"},
	{"quote forgotten", `"Pojazdy"`, `"Pojazdy`},
	{"not UTF-8", `"Pojazdy"`, "\"Pojazdy\xb3\""},
}

func small(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/small.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// problemsOf parses a text that must be wrong.
func problemsOf(t *testing.T, text string) []configs.Problem {
	t.Helper()
	_, err := configs.Parse("small.toml", []byte(text))
	var ps *configs.Problems
	if !errors.As(err, &ps) {
		t.Fatalf("got %v, want *Problems", err)
	}
	return ps.List
}

func TestSmallOfficeIsRight(t *testing.T) {
	if _, err := configs.Parse("small.toml", []byte(small(t))); err != nil {
		t.Fatalf("the damages below mean nothing:\n%v", err)
	}
}

func TestDamages(t *testing.T) {
	base := small(t)
	var got strings.Builder
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			if strings.Count(base, d.old) == 0 {
				t.Fatalf("the small office has no %q", d.old)
			}
			fmt.Fprintf(&got, "# %s\n", d.name)
			for _, p := range problemsOf(t, strings.Replace(base, d.old, d.new, 1)) {
				fmt.Fprintln(&got, p)
			}
		})
	}
	golden(t, "damages.golden", got.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Fatalf("%s, line %d:\ngot  %q\nwant %q", name, i+1, at(g, i), at(w, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}
