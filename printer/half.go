package printer

// halfKey is the Memory's name for this: a torn half of a slip may hang from the printer.
const halfKey = "half"

// promise notes, before a slip that no office records leaves, that it may be torn. A ticket's fate is asked about by the
// next run anyway, so a ticket pays no write for this.
func (t *Thermal) promise() error {
	if t.cfg.Memory == nil || t.noted {
		return nil
	}
	if err := t.cfg.Memory.Put(halfKey, "1"); err != nil {
		return err
	}
	t.noted = true
	return nil
}

// noteHalf keeps for the next run whether a half may hang, where that is another than what is noted.
func (t *Thermal) noteHalf() {
	if t.cfg.Memory == nil || t.noted == t.half {
		return
	}
	value := ""
	if t.half {
		value = "1"
	}
	if err := t.cfg.Memory.Put(halfKey, value); err != nil {
		t.cfg.Log.Error("a torn half is not remembered", "half", t.half, "err", err)
		return
	}
	t.noted = t.half
}
