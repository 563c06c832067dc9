package port

// AskFunc stands in for the kernel's driver.
type AskFunc func(b []byte) error

func (f AskFunc) askDeviceID(b []byte) error { return f(b) }

// DeviceID reads a device id from what the driver gives.
func DeviceID(f AskFunc) string { return deviceID(f) }

// RefusesReads tells by a first read whether there is a way back.
func RefusesReads(read func([]byte) (int, error)) bool { return refusesReads(read) }
