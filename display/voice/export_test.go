package voice

import "strings"

// Said is a call in one language as the names of its clips.
func Said(lang string, c Call) string {
	var names []string
	for _, t := range sentence(lang, c) {
		names = append(names, t.word.Name)
	}
	return strings.Join(names, " ")
}

// Tidy and Gong are what clips go through and what stands before them.
var (
	Tidy = tidy
	Gong = gong
)
