package wire

import (
	"fmt"
	"regexp"
	"time"
)

// Warning is something that is wrong with a node, as it said at its last Hello. It is a picture and no event:
// the latest counts, and what a node no longer says is over. Words are the reader's; a code that the reader does
// not know is shown as it is.
type Warning struct {
	Code     string    `json:"code"`
	Severity string    `json:"severity"` // "warning" or "fault"
	Detail   string    `json:"detail,omitempty"`
	Since    time.Time `json:"since"`
}

// MaxWarnings is how many a Hello may have.
const MaxWarnings = 32

var warningRule = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

func checkWarnings(ws []Warning) error {
	if len(ws) > MaxWarnings {
		return fmt.Errorf("%w: %d warnings", ErrMessage, len(ws))
	}
	for _, w := range ws {
		if !warningRule.MatchString(w.Code) || w.Severity != "warning" && w.Severity != "fault" {
			return fmt.Errorf("%w: warning %.50q, %.20q", ErrMessage, w.Code, w.Severity)
		}
		if err := checkWords(w.Detail); err != nil {
			return err
		}
	}
	return nil
}
