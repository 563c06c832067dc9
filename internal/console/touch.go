package console

import (
	"net/http"

	"bileter/internal/api"
	"bileter/internal/queue"
)

// touch is how the touch screen reacts. What the last press gave holds a ticket's secret: only the screen itself is told.
func (s *Server) touch(r *http.Request) (t api.Touch) {
	if s.Touch == nil {
		return t
	}
	t = s.Touch()
	if !isLocal(r) {
		t.Pressed = nil
	}
	return t
}

// postTouch takes what a person says of the touch screen: a dead one often stays in the kernel's list of devices. It is a
// fact, with who said so.
func (s *Server) postTouch(w http.ResponseWriter, r *http.Request) error {
	k, err := key(r)
	if err != nil {
		return err
	}
	var v api.DeclareTouch
	if err := decode(r, &v); err != nil {
		return err
	}
	if s.Touch == nil {
		return &refusal{status: http.StatusNotFound, code: api.CodeNotFound}
	}
	return s.answer(w, r, queue.Command{ID: k, Actor: "console", Do: queue.RecordFault{Code: queue.TouchDeclared, On: v.Gone}})
}

// Issued is a ticket as its client's screen shows it; ok is false when it is gone.
func (s *Server) Issued(id uint64) (i api.Issued, ok bool) {
	var t *queue.Ticket
	s.Office.Read(func(st *queue.State) {
		if found := st.Tickets[id]; found != nil {
			c := *found
			t, i.Version = &c, st.Version
		}
	})
	if t == nil {
		return i, false
	}
	return s.issued(*t, i.Version), true
}

func (s *Server) issued(t queue.Ticket, version uint64) api.Issued {
	i := api.Issued{Ticket: show(t, true), Version: version}
	i.Ticket.Token, i.Ticket.URL = t.Token, s.address(t)
	i.Wait = t.Forecast.Range()
	if t.Slot != nil {
		i.Booked = t.Slot.At.In(s.setup().Location())
	}
	return i
}
