package hardware

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/text"
	"bileter/sync/wire"
)

func (h *Bench) centralParts(lang string, d draft) []console.Part {
	say := words(lang)
	status := console.Part{ID: "central", Of: "central", Name: say("central"), Value: say("none")}
	url := console.Part{ID: "central-url", Of: "central", Name: say("central_url"), Value: d.Central.URL, Field: say("central_url_field"), Filled: d.Central.URL}
	enrol := console.Part{ID: "enrol", Of: "central", Name: say("enrol"), Hint: say("enrol_no_url")}
	if h.Central == nil {
		return []console.Part{status, url, enrol}
	}
	st := h.Central.State()
	contact := say("never")
	if !st.Contact.IsZero() {
		at := st.Contact.In(h.Office.Setup().Location())
		contact = say("contact", text.Args{"Time": text.Date(at) + ", " + text.Clock(at)})
	}
	status.Value = h.Start.Central.URL + ", " + contact + ". " + say("waiting", text.Args{"N": st.Lag()})
	status.Judged = judged(!st.Contact.IsZero() && !st.Away && st.Refused == "")
	enrol.Hint, enrol.Field = say("enrol_hint"), say("enrol_field")
	enrol.Value = say("not_enrolled")
	if st.Enrolled {
		enrol.Value = say("enrolled")
	}
	enrol.Judged = judged(st.Enrolled)
	return []console.Part{status, url, enrol}
}

// enrolWait is for the server's answer to a code.
const enrolWait = 12 * time.Second

// enrol shows the city's server a one-time code.
func (h *Bench) enrol(ctx context.Context, code, lang string) (string, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if h.Central == nil || code == "" {
		return "", errChoice(lang)
	}
	ctx, stop := context.WithTimeout(ctx, enrolWait)
	defer stop()
	err := h.Central.Enrol(ctx, code)
	var r *wire.Refusal
	switch {
	case err == nil:
		return words(lang)("enrolled_now"), nil
	case errors.As(err, &r):
		return "", &api.Error{Code: "setup-code", Text: text.Say(lang, "setup.e_code"), Hint: text.Say(lang, "setup.e_code_hint")}
	}
	return "", &api.Error{Code: "setup-central", Text: text.Say(lang, "setup.e_central"), Hint: fmt.Sprintf("%s (%v)", text.Say(lang, "setup.e_central_hint"), err)}
}
