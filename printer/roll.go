package printer

import "bileter/internal/queue"

// RollWatch tells from a printer's status what happened to its roll of paper. Its zero value is ready. What it
// said is kept by others and handed in again, so that a mark that could not be stored is told once more.
type RollWatch struct {
	began  bool
	away   bool // the printer was out of sight, or open: a hand may have been at the roll
	opened bool // it was open: what the paper sensor said since may be a hand's doing
}

// See takes in a status, with what is known of the roll, and returns what happened, "" for nothing. A roll is
// new when there is paper again after it ran out, and when one that was nearly used up is no longer, after
// the printer was open or out of sight: the sensor alone may waver. One that was open in between teaches no length.
func (w *RollWatch) See(st Status, known queue.Roll) queue.RollMark {
	if !w.began {
		w.began, w.away = true, true
	}
	switch st.Problem {
	case CoverOpen:
		w.away, w.opened = true, true
		if known.Begun && !known.Out {
			return queue.RollOpened
		}
	case Absent, Offline:
		w.away = true
	case PaperOut:
		if !known.Out && !w.opened {
			return queue.RollOut
		}
	case Ready:
		changed := known.Out || known.Low && !st.Low && w.away
		w.away, w.opened = false, false
		if changed {
			return queue.RollNew
		}
		if st.Low && !known.Low {
			return queue.RollLow
		}
	}
	return ""
}
