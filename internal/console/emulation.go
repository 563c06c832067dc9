package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// maxPapers bounds how many pictures of paper are listed.
const maxPapers = 24

// lit lists the emulated lamps that are lit.
func (s *Server) lit() api.Lamps {
	on := []int{}
	for n, lit := range s.Lamps() {
		if lit {
			on = append(on, n)
		}
	}
	slices.Sort(on)
	lamps := api.Lamps{On: on, Boards: []api.Board{}}
	if s.Boards != nil {
		lamps.Boards = append(lamps.Boards, s.Boards()...)
	}
	return lamps
}

func (s *Server) getLamps(w http.ResponseWriter, _ *http.Request) error {
	writeJSON(w, http.StatusOK, s.lit())
	return nil
}

// getLampEvents streams the emulated lamps as they change.
func (s *Server) getLampEvents(w http.ResponseWriter, r *http.Request) error {
	if !s.readers.enter() {
		return &refusal{status: http.StatusServiceUnavailable, code: api.CodeTooMany}
	}
	defer s.readers.leave()
	st, err := openStream(w, r)
	if err != nil {
		return nil
	}
	look := time.NewTicker(lampStep)
	defer look.Stop()
	var last api.Lamps
	sent := time.Time{}
	for {
		now := s.lit()
		if !slices.Equal(now.On, last.On) || !slices.Equal(now.Boards, last.Boards) || time.Since(sent) >= api.Heartbeat {
			b, err := json.Marshal(now)
			if err != nil || st.send(fmt.Sprintf("event: lamps\ndata: %s\n\n", b)) != nil || !s.isStaff(r) {
				return nil
			}
			last, sent = now, time.Now()
		}
		select {
		case <-st.done:
			return nil
		case <-st.stop:
			return nil
		case <-look.C:
		}
	}
}

// postPress presses an emulated button, number 0 the ticket button; with ?long=true it is held down.
func (s *Server) postPress(w http.ResponseWriter, r *http.Request) error {
	n, err := 0, error(nil)
	if ticket := r.PathValue("n") == "0" && s.touch(r).Button != nil; !ticket { // else the ticket button
		if n, err = counterNumber(r); err == nil && s.setup().Counter(n) == nil {
			err = &queue.Refusal{Code: queue.NoSuchCounter, Counter: n}
		}
	}
	if err != nil {
		return err
	}
	if err := noBody(r); err != nil {
		return err
	}
	s.Press(n, r.URL.Query().Get("long") == "true")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// getPapers lists the pictures in the emulated printer's folder, newest first.
func (s *Server) getPapers(w http.ResponseWriter, _ *http.Request) error {
	p := api.Papers{Papers: []api.Paper{}}
	list, err := os.ReadDir(s.Paper)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range list {
		info, err := f.Info()
		if err != nil || !info.Mode().IsRegular() || !picture(f.Name()) {
			continue
		}
		p.Papers = append(p.Papers, api.Paper{Name: f.Name(), URL: api.Prefix + "/paper/" + url.PathEscape(f.Name()), At: info.ModTime().UTC()})
	}
	slices.SortFunc(p.Papers, func(a, b api.Paper) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(b.Name, a.Name)
	})
	p.Papers = p.Papers[:min(len(p.Papers), maxPapers)]
	writeJSON(w, http.StatusOK, p)
	return nil
}

func picture(name string) bool {
	return strings.HasSuffix(name, ".png") && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\%?#`)
}

// getPaper serves one picture; nothing outside the folder can be reached.
func (s *Server) getPaper(w http.ResponseWriter, r *http.Request) error {
	gone := &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	name := r.PathValue("name")
	if !picture(name) {
		return gone
	}
	root, err := os.OpenRoot(s.Paper)
	if err != nil {
		return gone
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		return gone
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return gone
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, no-cache")
	http.ServeContent(w, r, name, info.ModTime(), f)
	return nil
}
