package main

import (
	"path/filepath"

	"bileter/configs"
	"bileter/internal/hardware"
)

const commissioningName = "commissioning.json"

// openHardware makes the technician's bench of the devices that are open by now; those of the hall go through it.
func (m *machine) openHardware() (err error) {
	m.hardware, err = hardware.Open(hardware.Config{
		File: filepath.Join(m.data, commissioningName), Program: version, Start: m.cfg, Office: m.office, Desk: m.setup.desk,
		Printer: m.printing.device, Profile: m.printing.profile, Slip: m.printing.send,
		Boards: benchBoards(m.cfg.Boards), Voice: &m.voice.Voice, Touch: m.touch, Central: m.outbox.line,
		Synced: clockSynced, Disk: m.disk,
	})
	return err
}

func benchBoards(cs []configs.Board) (bs []hardware.Board) {
	for _, c := range cs {
		bs = append(bs, hardware.Board{Board: c, Name: boardOf(c).Name, Outlet: part("boards", c.Port)})
	}
	return bs
}
