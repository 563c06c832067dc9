package syncer

import "context"

// codeOrder is a one-time code that a person gives to a running Outbox.
type codeOrder struct {
	code string
	done chan error // has room for one
}

// Enrol enrols anew with a one-time code while Run runs, at once, and returns what the server said. A refusal does not cost
// the secret there was.
func (o *Outbox) Enrol(ctx context.Context, code string) error {
	c := codeOrder{code, make(chan error, 1)}
	select {
	case o.codes <- c:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// enrolWith is Enrol within Run.
func (o *Outbox) enrolWith(ctx context.Context, c codeOrder) {
	o.cfg.Code = c.code
	err := o.enrol(ctx)
	if err == nil {
		o.session, o.tries = false, 0
	}
	c.done <- err
}
