package display

import (
	"context"
	"errors"
	"time"
)

var errHangs = errors.New("display: back end has not answered within its deadline")

// keeper keeps one outlet right.
type keeper struct {
	Outlet
	hall  *Hall
	box   <-chan []Picture // the latest frame not yet taken
	frame []Picture
	retry time.Duration // 0 after a success
	hung  chan error    // of a Show that outlived its deadline; nil: none
}

// run ends with ctx, and then leaves the outlet dark if it can be reached.
func (k *keeper) run(ctx context.Context) {
	select {
	case k.frame = <-k.box:
	case <-ctx.Done():
		return
	}
	for {
		err := k.show(ctx)
		if ctx.Err() != nil {
			break
		}
		k.hall.Report(k.Name, err)
		if !k.wait(ctx, err) {
			break
		}
	}
	if k.retry == 0 && k.hung == nil {
		k.frame = dark(k.frame)
		_ = k.show(context.WithoutCancel(ctx)) // nobody is left to be told
	}
}

// wait returns when the frame is to be shown (again); false: ctx ended.
func (k *keeper) wait(ctx context.Context, err error) bool {
	box, d := k.box, Resend
	if k.Outlet.Resend > 0 {
		d = k.Outlet.Resend
	}
	if err == nil {
		k.retry = 0
	} else {
		k.retry = min(max(2*k.retry, FirstRetry), LastRetry)
		box, d = nil, k.retry // news does not shorten a back-off
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case k.frame = <-box:
		return true
	case <-timer.C:
	}
	select {
	case k.frame = <-k.box:
	default:
	}
	return true
}

// show gives the frame to the back end. One that ignores its context is left to itself, and is given
// nothing more until it has come back.
func (k *keeper) show(ctx context.Context) error {
	if k.hung != nil {
		select {
		case <-k.hung:
			k.hung = nil
		default:
			return errHangs
		}
	}
	ctx, cancel := context.WithTimeout(ctx, Deadline)
	defer cancel()
	done, frame, backend := make(chan error, 1), k.frame, k.Backend
	go func() { done <- backend.Show(ctx, frame) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace := time.NewTimer(Deadline / 4) // ctx has just ended: time to notice it
	defer grace.Stop()
	select {
	case err := <-done:
		return err
	case <-grace.C:
		k.hung = done
		return errHangs
	}
}

func dark(ps []Picture) []Picture {
	out := make([]Picture, len(ps))
	for i, p := range ps {
		out[i] = Picture{Counter: p.Counter, Gone: true}
	}
	return out
}

func tested(ps []Picture) []Picture {
	out := make([]Picture, len(ps))
	for i, p := range ps {
		out[i] = Picture{Counter: p.Counter, Test: true}
	}
	return out
}
