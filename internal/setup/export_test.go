package setup

// CutPower has f called before each change of the disk.
func (d *Desk) CutPower(f func()) { d.step = f }
