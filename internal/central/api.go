package central

import (
	"bufio"
	"net/http"
	"time"

	"bileter/internal/central/sqlstore"
	"bileter/sync/wire"
)

// officeJSON is one office in GET /api/offices.
type officeJSON struct {
	ID       string        `json:"id"`
	Name     string        `json:"name,omitempty"`
	State    string        `json:"state"` // the worst of its machines'
	Live     sqlstore.Live `json:"live"`  // the machines' sum; day is the latest
	Machines []machineJSON `json:"machines"`
}

type machineJSON struct {
	Node        string        `json:"node"`
	State       string        `json:"state"` // "ok", "new", "away", "behind", "fork" or "revoked"
	Program     string        `json:"program,omitempty"`
	Incarnation string        `json:"incarnation,omitempty"`
	Contact     time.Time     `json:"contact"`
	Stored      uint64        `json:"stored"` // last event here
	Said        uint64        `json:"said"`   // last event it says it has
	Lag         uint64        `json:"lag"`
	Forks       int           `json:"forks"`
	Warnings    []warningJSON `json:"warnings"` // of its last hello
	Live        sqlstore.Live `json:"live"`
}

type warningJSON struct {
	Code     string    `json:"code"`
	Severity string    `json:"severity"` // "warning" or "fault"
	Text     string    `json:"text"`     // Polish
	Since    time.Time `json:"since"`
}

func (s *Server) apiOffices(w http.ResponseWriter, r *http.Request) {
	offices, err := s.offices(r.Context(), "")
	if err != nil {
		s.broken(w, r, err)
		return
	}
	list := []officeJSON{}
	for _, o := range offices {
		j := officeJSON{ID: o.ID, Name: o.Name, State: string(o.State), Live: o.Live, Machines: []machineJSON{}}
		for _, m := range o.Machines {
			ws := []warningJSON{}
			for _, w := range m.Warnings {
				ws = append(ws, warningJSON{w.Code, w.Severity, warned(w), w.Since})
			}
			j.Machines = append(j.Machines, machineJSON{
				Node: m.Node.Node, State: string(m.State), Program: m.Program, Incarnation: m.Incarnation, Contact: m.Contact,
				Stored: m.Stored, Said: m.Said, Lag: m.Lag(), Forks: m.Forks, Warnings: ws, Live: m.Live,
			})
		}
		list = append(list, j)
	}
	writeJSON(w, http.StatusOK, map[string]any{"offices": list})
}

// export writes a machine's whole stored history, one wire.Line a line. When it breaks off in the middle,
// so does the connection: half a history never looks whole.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	office, node := r.URL.Query().Get("office"), r.URL.Query().Get("node")
	if !wire.ID(office) || !wire.ID(node) {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "want ?office=ID&node=ID"})
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	line := http.NewResponseController(w)
	out := bufio.NewWriter(w)
	n := 0
	err := s.store.Export(r.Context(), office, node, func(l wire.Line) error {
		if n++; n%500 == 1 {
			// The deadline is for a reader that stopped reading, not for a long history. Without a
			// connection of its own, as in a test, there is none to move.
			_ = line.SetWriteDeadline(time.Now().Add(writeTimeout))
		}
		b, err := wire.Encode(l)
		if err != nil {
			return err
		}
		_, err = out.Write(b)
		return err
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		s.log.Error("an export broke off", "office", office, "node", node, "problem", err)
		panic(http.ErrAbortHandler)
	}
}
