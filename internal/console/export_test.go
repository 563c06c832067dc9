package console

import (
	"net/http"
	"strings"
)

// Addresses lists method and path of every route, for the test that compares them with openapi.yaml.
func (s *Server) Addresses() []string {
	var as []string
	for _, r := range s.routes {
		if !r.page {
			as = append(as, r.method+" "+r.path)
		}
	}
	return as
}

// Routes lists method and path of every route, pages too.
func (s *Server) Routes() []string {
	var rs []string
	for _, r := range s.routes {
		rs = append(rs, r.method+" "+r.path)
	}
	return rs
}

// PageWords are the messages that the pages' scripts use.
func PageWords() []string {
	var ids []string
	for _, l := range [][]string{clerkWords, boardWords, lampWords, paperWords, tabletWords} {
		ids = append(ids, l...)
	}
	return ids
}

// ScriptSource returns a script of the pages.
func ScriptSource(name string) string {
	b, err := files.ReadFile("web/" + name)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Pages lists the paths of what people look at.
func (s *Server) Pages() []string {
	var ps []string
	for _, r := range s.routes {
		if r.page && r.method == http.MethodGet && !strings.HasPrefix(r.path, "/static/") {
			ps = append(ps, r.path)
		}
	}
	return ps
}
