//go:build !gui

package main

import "errors"

const hasWindow = false

func runWindow(screenCmd) error {
	return badStart(errors.New("this program was built without a window; use the one built with the tag gui (make build)"))
}
