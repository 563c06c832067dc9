package board

import (
	"fmt"

	"github.com/aldas/go-modbus-client/packet"
)

// modbusRTU writes the characters into holding registers, one in each, with function 16.
// Source: register list of the DM56A04 and DM36B06: registers 0 to 5 hold the ASCII codes of the digits.
func modbusRTU(b Board, text string) []exchange {
	data := make([]byte, 0, 2*len(text))
	for _, c := range []byte(text) {
		data = append(data, 0, c)
	}
	req, err := packet.NewWriteMultipleRegistersRequestRTU(uint8(b.Address), uint16(b.Register), data)
	if err != nil {
		panic(err) // at most 16 characters
	}
	return []exchange{{out: req.Bytes(), answer: func(got []byte) (bool, error) {
		if err := packet.AsRTUErrorPacket(got); err != nil {
			return true, fmt.Errorf("refuses: %w", err)
		}
		if len(got) < req.ExpectedResponseLength() {
			return false, nil
		}
		res, err := packet.ParseRTUResponseWithCRC(got)
		if err != nil {
			return true, fmt.Errorf("answers with a damaged frame: %w", err)
		}
		w, ok := res.(*packet.WriteMultipleRegistersResponseRTU)
		if !ok || w.UnitID != req.UnitID || w.StartAddress != req.StartAddress || w.RegisterCount != req.RegisterCount {
			return true, fmt.Errorf("answers % x, which is not for it", got)
		}
		return true, nil
	}}}
}
