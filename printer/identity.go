package printer

import "bileter/printer/escpos"

// identityKey is the Memory's name for what the printer last said to be.
const identityKey = "identity"

// meet asks a printer that was just connected, or was off, what it is, and sets its modes again.
func (t *Thermal) meet() error {
	if t.line.introduced || !t.line.asks() {
		return nil
	}
	id, err := t.line.identify()
	if err != nil {
		return t.lost("status", 0, err)
	}
	t.recognise(id)
	return t.greet()
}

// recognise compares a printer with the one that was here before.
func (t *Thermal) recognise(id escpos.Identity) {
	t.about = id
	name := id.Maker + " " + id.Model + " " + id.Serial
	if id.Model == "" || t.cfg.Memory == nil {
		return
	}
	before := t.cfg.Memory.Get(identityKey)
	t.cfg.Log.Info("printer", "maker", id.Maker, "model", id.Model, "firmware", id.Firmware, "serial", id.Serial)
	if before == name {
		return
	}
	if before != "" {
		t.strange = name
		t.cfg.Log.Warn("this is another printer than before: check that its profile fits", "now", name, "before", before)
	}
	if err := t.cfg.Memory.Put(identityKey, name); err != nil {
		t.cfg.Log.Error("printer's identity not remembered", "err", err)
	}
}
