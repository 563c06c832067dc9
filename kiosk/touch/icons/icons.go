// Package icons holds the pictures of tiles as files, for those who draw without Fyne.
package icons

import "embed"

// Files are NAME.svg, drawn in black lines of a 24 x 24 field.
//
//go:embed *.svg
var Files embed.FS
