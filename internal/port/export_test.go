package port

// AskFunc stands in for the kernel's driver.
type AskFunc func(b []byte) error

func (f AskFunc) askDeviceID(b []byte) error { return f(b) }

// DeviceID reads a device id from what the driver gives.
func DeviceID(f AskFunc) string { return deviceID(f) }
