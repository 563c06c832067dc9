package configs_test

import (
	"slices"
	"strings"
	"testing"

	"bileter/configs"
	"bileter/printer/slip"
)

func TestTicketLines(t *testing.T) {
	if got, want := configs.TicketLines(), slip.LineNames(); !slices.Equal(got, want) {
		t.Errorf("lines %q may be set, %q can be printed", got, want)
	}
	if got := sample(t).Ticket; !slices.Equal(got.Lines, configs.TicketLines()) || got.Notes != nil {
		t.Errorf("the sample's ticket is not the usual one: %+v", got)
	}
	text := strings.Replace(small(t), "[rules]", "[ticket]\nlines = [\"number\", \"note\", \"scan\", \"qr\"]\nnote.pl = [\"a\", \"b\"]\nnote.uk = [\"а\"]\n[rules]", 1)
	c, err := configs.Parse("small.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Ticket.Lines) != 4 || !slices.Equal(c.Ticket.Notes["pl"], []string{"a", "b"}) || !slices.Equal(c.Ticket.Notes["uk"], []string{"а"}) {
		t.Errorf("got %+v", c.Ticket)
	}
	c, err = configs.Parse("small.toml", []byte(small(t)))
	if err != nil || c.Ticket.Lines != nil || c.Ticket.Notes != nil {
		t.Errorf("a file without it has %+v, %v", c.Ticket, err)
	}
	// 33 characters fit 80 mm and not 58 mm.
	note := strings.Replace(small(t), "[rules]", "[ticket]\nnote.pl = [\""+strings.Repeat("n", 33)+"\"]\nnote.uk = [\"а\"]\n[rules]", 1)
	if _, err := configs.Parse("small.toml", []byte(note)); err != nil {
		t.Error(err)
	}
	ps := problemsOf(t, strings.Replace(note, "width = 80", "width = 58", 1))
	if len(ps) != 1 || !strings.Contains(ps[0].String(), "at most 32 fit") || ps[0].Line == 0 {
		t.Errorf("got %v", ps)
	}
}
