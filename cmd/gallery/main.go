// Command gallery draws every screen, slip and page from prepared data into PNG files, so that people can
// look at them. It runs a small office of its own in a temporary folder.
package main

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata"

	"github.com/alecthomas/kong"

	"bileter/configs"
	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/console"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/store"
)

type gallery struct {
	Out    string `help:"Folder of the pictures." default:"var/gallery" type:"path"`
	Config string `help:"Set-up file; the sample office when there is none." type:"path"`
	Pages  bool   `help:"Draw web pages too; needs Chromium." default:"true" negatable:""`
	Sheets string `help:"Put some of them together for the documentation, into this folder." type:"path"`
	Part   int    `hidden:"" help:"Draw only this part of the screens, from 1."`
	Of     int    `hidden:"" help:"Parts."`
	Few    bool   `help:"Of the screens, draw only those that the sheets show."`
}

// morning is a Tuesday on which the sample office is open.
var morning = time.Date(2026, 11, 24, 9, 14, 0, 0, time.UTC)

func main() {
	var g gallery
	ctx := kong.Parse(&g, kong.Name("gallery"), kong.Description("Draws every screen, slip and page."))
	ctx.FatalIfErrorf(g.run())
}

func (g gallery) run() error {
	cfg, err := configs.Parse(configs.SampleName, configs.Sample())
	if g.Config != "" {
		cfg, err = configs.Load(g.Config)
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(g.Out, 0o755); err != nil {
		return err
	}
	if g.Part > 0 {
		return g.withOffice(cfg, func(_ string, client *api.Client) error { return g.screens(cfg, client) })
	}
	work := []func() error{
		g.screensInParts,
		func() error {
			if err := g.slips(cfg); err != nil || !g.Pages {
				return err
			}
			return g.withOffice(cfg, func(base string, _ *api.Client) error { return g.pages(base) })
		},
	}
	if err := together(work); err != nil {
		return err
	}
	if g.Sheets == "" {
		return nil
	}
	return g.drawSheets()
}

// withOffice runs an office with a morning's work in it, and its console, until f returns.
func (g gallery) withOffice(cfg configs.Config, f func(base string, client *api.Client) error) error {
	dir, err := os.MkdirTemp("", "bileter-gallery-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	j, err := store.Open(filepath.Join(dir, "journal.db"), cfg.Setup.Office, cfg.Setup.Node)
	if err != nil {
		return err
	}
	defer j.Close()
	began := time.Now()
	o := office.New(office.Config{Setup: &cfg.Setup, Journal: j, Now: func() time.Time { return morning.Add(time.Since(began)) }})
	ctx, stop := context.WithCancel(context.Background())
	end := make(chan error, 1)
	go func() { end <- o.Run(ctx) }()
	defer func() { stop(); <-end }()
	if err := work(ctx, o); err != nil {
		return err
	}
	lit := map[int]bool{}
	for _, n := range opened {
		lit[n] = true
	}
	paper, left := filepath.Join(g.Out), 320
	people, err := account.Open(filepath.Join(dir, account.FileName), time.Now)
	if err != nil {
		return err
	}
	p, _, err := people.Add("", account.Person{Login: clerkLogin, Name: "Anna Nowak", Role: account.Clerk})
	if err == nil {
		err = people.SetPassword("", p.ID, clerkPassword)
	}
	if err != nil {
		return err
	}
	c := console.New(console.Config{
		Office: o, Accounts: people, URL: cfg.Console.URL,
		Lamps: func() map[int]bool { return lit }, Press: func(int, bool) {}, Paper: paper,
		Printer: func() api.Printer { return api.Printer{Left: &left} }, Arms: cfg.Town.Arms, Band: cfg.Town.Head,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: c.Handler(), ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { _ = server.Serve(l) }() // ends with Close
	defer server.Close()
	base := "http://" + l.Addr().String()
	client := api.NewClient(nil, base)
	if err := client.Login(ctx, clerkLogin, clerkPassword); err != nil {
		return err
	}
	return f(base, client)
}

// Who works at the counters in the pictures.
const (
	clerkLogin    = "a.nowak"
	clerkPassword = "trzy przypadkowe słowa"
)

// opened are the counters that work this morning.
var opened = []int{1, 2, 7, 12, 17, 20, 26, 27, 31}

// work fills the office: people wait, some were called.
func work(ctx context.Context, o *office.Office) error {
	n := 0
	do := func(v queue.Verb) error {
		n++
		_, err := o.Do(ctx, queue.Command{ID: fmt.Sprint("gallery-", n), Actor: "gallery", Do: v})
		return err
	}
	for i, s := range []string{"P1", "D1", "P2", "S1", "E1", "P1", "D2", "U1", "P5", "K1", "D1", "W1", "S2", "P1", "E2", "D3", "P6", "K2", "H1", "J1", "P1", "D1", "P3", "W2"} {
		if err := do(queue.Issue{Service: s, Lang: []string{"pl", "uk", "pl", "en"}[i%4], Token: fmt.Sprintf("gallery-token-%08d", i), Priority: i == 9}); err != nil {
			return err
		}
	}
	if err := do(queue.Book{Code: "204816", Service: "D1", At: morning.Add(2 * time.Hour)}); err != nil {
		return err
	}
	for _, c := range opened {
		if err := do(queue.OpenCounter{Counter: c}); err != nil {
			return err
		}
	}
	for _, c := range []int{1, 26, 12, 7, 31} {
		if err := do(queue.Next{Counter: c}); err != nil {
			return err
		}
	}
	return do(queue.Start{Counter: 26})
}

// write puts one picture into the folder and says so.
func (g gallery) write(name string, m image.Image) error {
	f, err := os.Create(filepath.Join(g.Out, name+".png"))
	if err != nil {
		return err
	}
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(f, m); err != nil {
		f.Close()
		return err
	}
	fmt.Println(f.Name())
	return f.Close()
}
