// Package console is the office's HTTP face: it serves the office API of package api, the clerk's page,
// the hall board, the status page behind a ticket's QR code, and the pages of emulated lamps and paper.
// It decides nothing about the queue, keeps nothing but technicians' sessions, and neither prints nor lights anything.
package console

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"bileter/internal/account"
	"bileter/internal/api"
	"bileter/internal/figures"
	"bileter/internal/health"
	"bileter/internal/office"
	"bileter/internal/queue"
	"bileter/internal/town"
)

// Config is what a Server needs. Office is required.
type Config struct {
	Office *office.Office
	Health *health.Board // nil: nothing is ever wrong

	Accounts *account.Book // of the staff; nil: nobody can sign in
	URL      string        // under which clients reach this server, for the ticket's QR code; empty: tickets have no address

	Printer func() api.Printer // nil: ready
	// Slip prints paper that is no ticket's, once for a key, and waits for its fate until ctx ends; nil: there is
	// no printer.
	Slip   func(ctx context.Context, key string, s api.Slip) (api.SlipDone, error)
	Meters *Meters // nil: own ones
	// Touch is how the touch screen reacts; nil: there is none.
	Touch func() api.Touch
	// Technician is who may change the set-up; nil: nobody, and there are no pages for it.
	Technician *Technician
	Ready      func() error     // a further reason not to be healthy; nil: none
	Now        func() time.Time // nil: time.Now; for sessions and limits, the office has its own clock

	Figures    *figures.Book // nil: there is no page of them
	PerCounter bool          // it shows counters one by one

	// Arms is the town's coat of arms and Band its colour, "#rrggbb", for the hall board; nil and empty: none.
	Arms *town.Arms
	Band string

	// Lamps returns the emulated lamps that are lit at this moment; nil: the lamps are real ones.
	Lamps func() map[int]bool
	// Boards returns what stands on the emulated boards; nil: there are none.
	Boards func() []api.Board
	// Press presses the emulated button of counter n, or with 0 the ticket button, as a hand would, or holds it down. Required
	// with Lamps.
	Press func(n int, long bool)
	// Paper is the folder in which the emulated printer leaves PNG files; empty: no page for them.
	Paper string
}

// Server answers requests. Use New.
type Server struct {
	Config
	meters      *Meters
	technicians *sessions
	tries       *limiter // of passwords and codes
	looks       *limiter // at tickets' status pages
	readers     gate     // event streams
	desks       desks    // clerk's pages
	feed        feed
	answers     answers // to GET /queue
	assets      map[string]asset
	pages       *pages
	mux         *http.ServeMux
	local       *http.ServeMux
	routes      []route
}

// New prepares a server; it opens nothing and starts nothing.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Health == nil {
		c.Health = &health.Board{}
	}
	if c.Printer == nil {
		c.Printer = func() api.Printer { return api.Printer{} }
	}
	if c.Slip == nil {
		c.Slip = func(context.Context, string, api.Slip) (api.SlipDone, error) {
			return api.SlipDone{Paper: queue.PaperRefused, Problem: "none"}, nil
		}
	}
	if c.Meters == nil {
		c.Meters = NewMeters()
	}
	s := &Server{
		Config: c, meters: c.Meters,
		technicians: &sessions{now: c.Now, life: technicianLife},
		tries:       &limiter{now: c.Now, each: triesEach, all: triesAll},
		looks:       &limiter{now: c.Now, each: looksEach, all: looksAll},
		readers:     gate{limit: maxReaders},
		assets:      loadAssets(), pages: loadPages(),
		mux: http.NewServeMux(), local: http.NewServeMux(),
	}
	s.dress()
	s.routes = s.table()
	for _, r := range s.routes {
		s.mux.Handle(r.method+" "+r.path, s.wrap(r))
		if r.local {
			s.local.Handle(r.method+" "+r.path, s.wrap(r))
		}
	}
	s.mux.Handle("/", s.wrap(route{handle: s.elsewhere(s.mux)}))
	s.local.Handle("/", s.wrap(route{handle: s.elsewhere(s.local)}))
	s.meters.watch(s)
	if s.Accounts != nil {
		s.Accounts.Note = s.noteAccount
	}
	return s
}

// setup is what the office goes by now.
func (s *Server) setup() *queue.Setup { return s.Office.Setup() }

// Run counts what happens for the metrics, and tells the journal of accounts, until ctx ends. Without it everything else
// works.
func (s *Server) Run(ctx context.Context) error {
	var accounts sync.WaitGroup
	accounts.Go(func() { s.deliver(ctx) })
	defer accounts.Wait()
	if err := s.Office.Follow(ctx, s.Office.Version(), func(e queue.Event) error { s.meters.event(e); return nil }); err != nil {
		return fmt.Errorf("console: %w", err)
	}
	return nil
}

// route is one address.
type route struct {
	method, path string
	who          access
	local        bool // served on the local socket too
	page         bool // for people: a stranger is sent to sign in instead of being refused
	handle       func(w http.ResponseWriter, r *http.Request) error
}

// table lists every address. Those below api.Prefix stand in openapi.yaml.
func (s *Server) table() []route {
	p := api.Prefix
	rs := []route{
		{"GET", p + "/office", anyone, true, false, s.getOffice},
		{"GET", p + "/queue", anyone, true, false, s.getQueue},
		{"GET", p + "/events", anyone, true, false, s.getEvents},
		{"GET", p + "/health", staff, true, false, s.getHealth},
		{"GET", p + "/openapi.yaml", anyone, true, false, s.getAsset("openapi.yaml")},
		{"POST", p + "/login", anyone, false, false, s.postLogin},
		{"POST", p + "/logout", anyone, false, false, s.postLogout},
		{"GET", p + "/me", staff, false, false, s.getMe},
		{"POST", p + "/tickets", hall, true, false, s.postTicket},
		{"GET", p + "/tickets", hall, true, false, s.getFound},
		{"GET", p + "/tickets/{id}/qr.png", hall, true, false, s.getQR},
		{"POST", p + "/tickets/{id}/move", hall, true, false, s.postMove}, // not the clerks: they do not pick by person
		{"POST", p + "/tickets/{id}/needs", hall, true, false, s.postNeeds},
		{"GET", p + "/lines", hall, true, false, s.getLines},
		{"GET", p + "/find", hall, true, false, s.getFind},
		{"GET", p + "/services/{id}/card", hall, true, false, s.getCard},
		{"GET", p + "/tickets/{id}", desk, true, false, s.getTicket},
		{"POST", p + "/tickets/{id}/{verb}", desk, true, false, s.postTicketVerb},
		{"POST", p + "/counters/{n}/{verb}", desk, true, false, s.postCounterVerb},
		{"GET", p + "/calls/{id}/why", desk, true, false, s.getWhy},
		{"GET", p + "/visits", hall, true, false, s.getVisits},
		{"POST", p + "/visits", hall, true, false, s.postVisit},
		{"DELETE", p + "/visits/{code}", hall, true, false, s.deleteVisit},
		{"POST", p + "/check-in", hall, true, false, s.postCheckIn},
		{"GET", p + "/help", desk, true, false, s.getHelp},
		{"POST", p + "/help", desk, true, false, s.postHelp},
		{"POST", p + "/help/{id}/{verb}", desk, true, false, s.postHelpVerb},
		{"POST", p + "/slips", staff, true, false, s.postSlip},
		{"POST", p + "/roll", staff, true, false, s.postRoll},
		{"POST", p + "/screen", staff, true, false, s.postScreen},
		{"POST", p + "/touch", staff, true, false, s.postTouch},

		{"GET", "/healthz", anyone, true, false, s.getHealthz},
		{"GET", "/metrics", anyone, true, false, s.getMetrics},

		{"GET", "/{$}", desk, false, true, s.getClerk},
		{"GET", "/clerk/bar", desk, false, true, s.getBar},
		{"GET", "/assistant", hall, false, true, s.getAssistant},
		{"GET", "/login", anyone, false, true, s.getLogin},
		{"POST", "/login", anyone, false, true, s.postLoginForm},
		{"POST", "/logout", anyone, false, true, s.postLogoutForm},
		{"GET", "/begin", anyone, false, true, s.getBegin},
		{"POST", "/begin", anyone, false, true, s.postBegin},
		{"GET", "/me", staff, false, true, s.getMePage},
		{"POST", "/me/password", staff, false, true, s.postPassword},
		{"GET", "/people", administrator, false, true, s.getPeople},
		{"POST", "/people", administrator, false, true, s.postPeople},
		{"POST", "/people/{id}/{deed}", administrator, false, true, s.postPerson},
		{"GET", "/board", anyone, false, true, s.getBoard},
		{"GET", "/t/{token}", anyone, false, true, s.getStatus},
		{"GET", "/static/{name}", anyone, false, true, s.getStatic},
	}
	if s.Figures != nil {
		rs = append(rs,
			route{"GET", "/figures", manager, false, true, s.getFigures},
			route{"GET", "/figures/{name}", manager, false, true, s.getFiguresFile})
	}
	if s.Technician != nil {
		rs = append(rs, // between these pages and this server only: not part of the API
			route{"POST", "/setup/door", glass, true, false, s.postTechnician},
			route{"POST", "/setup/out", glass, true, false, s.postTechnicianOut},
			route{"POST", "/me/pin", technician, false, true, s.postPIN},
			route{"GET", "/setup", technician, false, true, s.getSetupPage},
			route{"GET", "/setup/state", technician, true, false, s.getSetupState},
			route{"GET", "/setup/office.toml", technician, false, false, s.getSetupText},
			route{"GET", "/setup/icons/{name}", anyone, false, false, s.getIcon},
			route{"POST", "/setup/export", technician, false, false, s.postExport},
			route{"POST", "/setup/import", technician, false, false, s.postImport},
			route{"GET", "/setup/sticks", technician, true, false, s.getSticks},
			route{"POST", "/setup/sticks/{deed}", technician, true, false, s.postStick},
			route{"GET", "/setup/hardware", technician, true, false, s.getHardware},
			route{"POST", "/setup/hardware/{deed}", technician, true, false, s.postHardware},
			route{"GET", "/setup/report.txt", technician, false, false, s.getHardwareReport},
			route{"POST", "/setup/do/{deed}", technician, true, false, s.postSetup})
	}
	if s.Lamps != nil {
		rs = append(rs,
			route{"GET", p + "/lamps", staff, false, false, s.getLamps},
			route{"GET", p + "/lamps/events", staff, false, false, s.getLampEvents},
			route{"POST", p + "/lamps/{n}/press", staff, false, false, s.postPress},
			route{"GET", "/lamps", staff, false, true, s.getLampsPage})
	}
	if s.Paper != "" {
		rs = append(rs,
			route{"GET", p + "/paper", staff, false, false, s.getPapers},
			route{"GET", p + "/paper/{name}", staff, false, false, s.getPaper},
			route{"GET", "/paper", staff, false, true, s.getPaperPage})
	}
	return rs
}
