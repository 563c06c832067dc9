package setup

import "bileter/configs/edit"

// Setting is one value of a table of the set-up: a string, int or bool; nil takes it out.
type Setting struct {
	Table string
	At    int // place in an array of tables, from 0; -1: a table of its own
	Key   string
	Value any
}

// Set writes values into the draft, all or none. What was tried on a device is changed in this way; forms use Change.
func (d *Desk) Set(values ...Setting) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	dr, err := d.draft()
	if err != nil {
		return err
	}
	if dr.Stale {
		return ErrStale
	}
	doc, err := edit.Open(dr.Text)
	if err != nil {
		return err
	}
	for _, v := range values {
		if v.At < 0 {
			err = doc.SetKey(v.Table, v.Key, v.Value)
		} else {
			err = doc.Set(v.Table, v.At, v.Key, v.Value)
		}
		if err != nil {
			return err
		}
	}
	return d.putDraft(d.running, doc.Text())
}
