package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bileter/configs"
	"bileter/configs/edit"
	"bileter/internal/account"
	"bileter/internal/carry"
	"bileter/internal/durable"
	"bileter/internal/pin"
	"bileter/internal/setup"
)

// passphraseEnv keeps a passphrase out of the list of processes.
const passphraseEnv = "BILETER_PASSPHRASE"

// openSafe opens what the data folder keeps secret. Beside a running office it may be changed: of the accounts the office
// knows at once, of the PIN after its next start.
func openSafe(data string) (s setup.Safe, err error) {
	if s.People, err = account.Open(filepath.Join(data, account.FileName), time.Now); err == nil {
		s.Lock, err = pin.Open(filepath.Join(data, pinName), time.Now)
	}
	return s, err
}

type exportCmd struct {
	Config  string `help:"Set-up file." default:"/etc/bileter/office.toml" type:"path"`
	Data    string `help:"Data folder, with this machine's key." default:"/var/lib/bileter" type:"path"`
	Out     string `help:"File or folder to write to." default:"." type:"path"`
	Secrets bool   `help:"Take the accounts of the staff and the technician's PIN along, sealed with the passphrase in BILETER_PASSPHRASE."`
}

func (c exportCmd) Run(out io.Writer) error {
	text, err := os.ReadFile(c.Config)
	if err != nil {
		return badStart(err)
	}
	if _, err := configs.Parse(c.Config, text); err != nil {
		return badStart(err)
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return badStart(err)
	}
	sealed, err := c.sealed()
	if err != nil {
		return badStart(err)
	}
	parcel, name, code, err := setup.Porter{File: c.Config, Data: c.Data, Program: version}.Pack(text, time.Now(), sealed)
	if err != nil {
		return badStart(err)
	}
	path := c.Out
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, name)
	}
	if err := durable.WriteFile(path, parcel, 0o600); err != nil {
		return badStart(err)
	}
	fmt.Fprintf(out, "%s\nCode of this machine, asked for at the first import on another: %s\n", path, code)
	return nil
}

// sealed is nil unless secrets are asked for.
func (c exportCmd) sealed() ([]byte, error) {
	passphrase := os.Getenv(passphraseEnv)
	switch {
	case !c.Secrets:
		return nil, nil
	case passphrase == "":
		return nil, fmt.Errorf("--secrets: put a passphrase of at least %d characters into %s", carry.LeastPassphrase, passphraseEnv)
	}
	safe, err := openSafe(c.Data)
	if err != nil {
		return nil, err
	}
	return safe.Seal(passphrase)
}

type importCmd struct {
	File   string `arg:"" help:"File that export or the technician's page has made." type:"existingfile"`
	Config string `help:"Set-up file to write." default:"/etc/bileter/office.toml" type:"path"`
	Data   string `help:"Data folder." default:"/var/lib/bileter" type:"path"`
	Node   string `help:"Name of this machine within the office; needed where there is no set-up file yet."`
	Code   string `help:"Code of the machine that made the file, as shown there."`
	Apply  bool   `help:"Write the set-up file. Without it the differences are only shown. A running office is not touched: it goes by the file after its next start, or when a technician takes it over."`
	Older  bool   `help:"Apply it though it is older than the set-up here."`
}

func (c importCmd) Run(out io.Writer) error {
	parcel, err := os.ReadFile(c.File)
	if err != nil {
		return badStart(err)
	}
	own, err := os.ReadFile(c.Config)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case fresh && c.Node == "":
		return badStart(fmt.Errorf("%s: there is no set-up yet; name this machine with --node", c.Config))
	case fresh:
		own = nil
	case err != nil:
		return badStart(err)
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return badStart(err)
	}
	porter := setup.Porter{File: c.Config, Data: c.Data, Program: version}
	a, err := porter.Unpack(parcel, own, c.Node, c.Code)
	if err != nil {
		return badStart(err)
	}
	fmt.Fprintf(out, "from %s/%s, %s, program %s\n", a.Office, a.Node, a.At.Local().Format("2006-01-02 15:04"), a.Program)
	for _, d := range setup.Compare(own, a.Text) {
		fmt.Fprintf(out, "  %s\n", d.Words("en"))
	}
	if all, fresh, size := a.Files(); all > 0 {
		fmt.Fprintf(out, "  files that come along (logo, profile, recorded words): %d, %d KB; not here yet: %d\n", all, (size+1023)>>10, fresh)
	}
	take, err := c.secrets(a.Sealed, out)
	if err != nil {
		return badStart(err)
	}
	if !c.Apply {
		fmt.Fprintln(out, "Nothing was written; add --apply.")
		return nil
	}
	if a.Older && !c.Older {
		return badStart(errors.New("the file is older than the set-up here; add --older to apply it all the same"))
	}
	if err := porter.Keep(a); err != nil { // under names that nothing uses yet
		return badStart(err)
	}
	if _, err := configs.Parse(c.Config, a.Text); err != nil {
		return badStart(err)
	}
	if err := take(); err != nil {
		return badStart(err)
	}
	if err := durable.WriteFile(c.Config, a.Text, 0o640); err != nil {
		return badStart(err)
	}
	fmt.Fprintf(out, "%s is written.\n", c.Config)
	return nil
}

// secrets says what the sealed part would bring, and returns what takes it in. A wrong passphrase ends the import.
func (c importCmd) secrets(sealed []byte, out io.Writer) (take func() error, err error) {
	nothing := func() error { return nil }
	passphrase := os.Getenv(passphraseEnv)
	switch {
	case sealed == nil:
		return nothing, nil
	case passphrase == "":
		fmt.Fprintf(out, "  accounts and the technician's PIN are in the file, sealed; they are left out without the passphrase in %s\n", passphraseEnv)
		return nothing, nil
	}
	came, err := setup.OpenSecrets(sealed, passphrase)
	if err != nil {
		return nil, err
	}
	safe, err := openSafe(c.Data)
	if err != nil {
		return nil, err
	}
	gain, err := safe.Look(came)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "  %s\n", gain.Words("en"))
	return func() error { return safe.Take(account.AtMachine, came) }, nil
}

// withoutPIN is a set-up's text for others to read, without the PIN that those of earlier versions hold. Of one that is no TOML every line that could hold a PIN is left out.
func withoutPIN(text []byte) []byte {
	if doc, err := edit.Open(text); err == nil {
		if err := doc.SetKey("console", "pin", nil); err == nil {
			return doc.Text()
		}
	}
	var out bytes.Buffer
	for line := range bytes.Lines(text) {
		if !bytes.Contains(line, []byte("pin")) {
			out.Write(line)
		}
	}
	return out.Bytes()
}
