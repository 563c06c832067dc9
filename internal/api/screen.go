package api

import (
	"context"
	"net/http"
)

// Screen is POST /screen: how the touch screen is, told by its own process. It replaces what was told before.
type Screen struct {
	// Silent is what the spoken guidance lacks: "espeak-ng", "aplay" or the name of a sound device; empty: it works.
	Silent string `json:"silent,omitempty"`
}

// Screen tells how the touch screen is.
func (c *Client) Screen(ctx context.Context, s Screen) error {
	return c.do(ctx, http.MethodPost, "/screen", "", s, nil)
}
