// Package font holds the one typeface of screens, slips and pages: Inter 4.0, in two weights, with the
// Latin and Cyrillic letters of the four languages. It measures and draws nothing.
//
// Inter is by The Inter Project Authors, under the SIL Open Font License 1.1 (OFL.txt). The files are
// those of Debian's package fonts-inter, unchanged.
package font

import _ "embed"

// Regular is Inter Regular, an OpenType file.
//
//go:embed Inter-Regular.otf
var Regular []byte

// Bold is Inter SemiBold, an OpenType file: calmer than Bold at the sizes of a kiosk.
//
//go:embed Inter-SemiBold.otf
var Bold []byte

// Licence is the text of the SIL Open Font License under which both may be used.
//
//go:embed OFL.txt
var Licence string
