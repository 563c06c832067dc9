package main

import (
	"bileter/internal/office"
	"bileter/internal/queue"
)

// joint has a new ticket stored as sent, in one commit with its issue, when the printer can begin with it at once. So
// its client waits for the disk once and not twice.
func (p *printing) joint(seq uint64, f queue.Fact) (office.Joint, bool) {
	issued, ok := f.(queue.Issued)
	if !ok || !issued.Paper || p.device == nil {
		return office.Joint{}, false
	}
	mark, ok := p.spool.Reserve(seq)
	if !ok {
		return office.Joint{}, false
	}
	return office.Joint{Command: p.sending(seq, mark), Undo: func() { p.spool.Release(seq) }}, true
}
