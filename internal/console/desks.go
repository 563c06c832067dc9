package console

import (
	"net/url"
	"strconv"
	"sync"
)

// desks knows which clerk's pages are open for which counter, as long as their event streams are, so that each is
// told of the others. A page that comes back before its old stream ended is one page.
type desks struct {
	mu    sync.Mutex // protects opens
	opens map[seat]int
}

// seat is one page, by a name that it made itself, at one counter.
type seat struct {
	n    int
	page string
}

const maxPageName = 64

// enter counts the page that the query of an event stream names, until what it returns is called.
func (d *desks) enter(q url.Values) (leave func()) {
	n, err := strconv.Atoi(q.Get("counter"))
	k := seat{n, q.Get("page")}
	if err != nil || n < 1 || k.page == "" || len(k.page) > maxPageName {
		return func() {}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opens == nil {
		d.opens = map[seat]int{}
	}
	d.opens[k]++
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.opens[k]--; d.opens[k] == 0 {
			delete(d.opens, k)
		}
	}
}

// pages is how many pages are open for counter n.
func (d *desks) pages(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	total := 0
	for k := range d.opens {
		if k.n == n {
			total++
		}
	}
	return total
}
