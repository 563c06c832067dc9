// Package text is the words for people: languages, plural forms, times and amounts, and the sentences of
// every screen, slip and page, from the message files beside it. It does not know what the words are about.
//
// Message files are messages/AREA.LANG.toml; an id is "area.name". Every id exists in every language.
package text

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed messages/*.toml
var files embed.FS

// Languages are the languages this program speaks. The first is the default.
var Languages = []string{"pl", "en", "uk", "de"}

// names are the languages' own names, as they stand on buttons.
var names = map[string]string{"pl": "Polski", "en": "English", "uk": "Українська", "de": "Deutsch"}

// Name returns a language's own name.
func Name(lang string) string {
	if n, ok := names[lang]; ok {
		return n
	}
	return lang
}

// Known tells whether this program speaks a language.
func Known(lang string) bool { _, ok := names[lang]; return ok }

// Args fill the placeholders of a message: {{.Name}}. "Count" chooses the plural form and is itself available.
type Args map[string]any

var catalogue = sync.OnceValue(func() map[string]*i18n.Localizer {
	b := i18n.NewBundle(language.Polish)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	list, err := fs.Glob(files, "messages/*.toml")
	if err != nil {
		panic(err)
	}
	for _, f := range list {
		data, err := files.ReadFile(f)
		if err != nil {
			panic(err)
		}
		// go-i18n takes the language from the last part of "area.lang.toml", and our ids from the area.
		if _, err := b.ParseMessageFileBytes(data, path.Base(f)); err != nil {
			panic(fmt.Sprintf("%s: %v", f, err))
		}
	}
	out := map[string]*i18n.Localizer{}
	for _, l := range Languages {
		out[l] = i18n.NewLocalizer(b, l, "pl")
	}
	return out
})

// Say returns a message in a language. An unknown language speaks Polish; an unknown id is a fault of
// the program, says so as "?id" and is caught by the tests.
func Say(lang, id string, args ...Args) string {
	l := catalogue()[lang]
	if l == nil {
		l = catalogue()["pl"]
	}
	cfg := &i18n.LocalizeConfig{MessageID: id}
	if len(args) > 0 {
		cfg.TemplateData = map[string]any(args[0])
		if n, ok := args[0]["Count"]; ok {
			cfg.PluralCount = n
		}
	}
	s, err := l.Localize(cfg)
	if err != nil {
		return "?" + id
	}
	return strings.TrimSpace(s)
}

// Count is Say of a message with a plural, such as "people_ahead".
func Count(lang, id string, n int) string { return Say(lang, id, Args{"Count": n}) }

// Files gives the message files to tests that compare them.
func Files() fs.FS { return files }
