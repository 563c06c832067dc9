package text_test

import (
	"testing"

	"bileter/internal/text"
)

func TestWarnings(t *testing.T) {
	for _, c := range []struct{ code, detail, want, hint string }{
		{"paper-low", "0", "Kończy się papier w drukarce: może skończyć się w każdej chwili. Przygotuj nową rolkę.", ""},
		{"paper-low", "", "Kończy się papier w drukarce: może skończyć się w każdej chwili. Przygotuj nową rolkę.", ""},
		{"paper-low", "1", "Kończy się papier w drukarce: starczy na około 1 bilet. Przygotuj nową rolkę.", ""},
		{"paper-low", "23", "Kończy się papier w drukarce: starczy na około 23 bilety. Przygotuj nową rolkę.", ""},
		{"paper-low", "40", "Kończy się papier w drukarce: starczy na około 40 biletów. Przygotuj nową rolkę.", ""},
		{"printer-down", "cover-open", "Bilety nie są drukowane. Pokrywa drukarki jest otwarta.", "Sprawdź, czy papier leży prosto, i dociśnij pokrywę, aż kliknie."},
		{"printer-down", "on-fire", "Bilety nie są drukowane. on-fire.", ""},
		{"central-refuse", "fork", "Serwer miasta nie przyjmuje danych tego urzędu. Wezwij technika. Serwer ma inną historię tego urządzenia.", ""},
		{"of-tomorrow", "x", "of-tomorrow", ""},
	} {
		if got, hint := text.Warning("pl", c.code, c.detail), text.WarningHint("pl", c.code, c.detail); got != c.want || hint != c.hint {
			t.Errorf("%s %s: got %q, %q, want %q, %q", c.code, c.detail, got, hint, c.want, c.hint)
		}
	}
}
