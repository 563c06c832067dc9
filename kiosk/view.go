package kiosk

// Screen names what is shown.
type Screen string

// Screens.
const (
	Home      Screen = "home"    // groups
	Group     Screen = "group"   // services of a group
	Service   Screen = "service" // one service, with its ticket or as a page to read
	Papers    Screen = "papers"  // what to bring for it and what it costs, where its page has no room for that
	Confirm   Screen = "confirm" // what speaks against a ticket
	Search    Screen = "search"
	Visit     Screen = "visit"     // the code of a booked visit
	Access    Screen = "access"    // the modes
	Languages Screen = "languages" // where the foot has no room for them
	Help      Screen = "help"      // who can come, and what a ticket needs
	Helping   Screen = "helping"   // somebody was called
	Point     Screen = "point"     // where the information point is
	Listed    Screen = "listed"    // a list of what to bring is printed
	Issuing   Screen = "issuing"   // a request is on its way
	Ticket    Screen = "ticket"    // the number
	Undone    Screen = "undone"    // the number is void, or will be
	Sorry     Screen = "sorry"     // no ticket, said calmly and with what to do instead
	Closed    Screen = "closed"    // no service of the office is open
	NoOffice  Screen = "no-office" // the office's process does not answer
	NoTouch   Screen = "no-touch"  // no finger reaches the screen

	// Technician is the technician's mode, which draws itself; see touch.Technician.
	Technician Screen = "technician"
)

// View is everything that is to be seen. Two equal Views look the same.
type View struct {
	Screen    Screen
	Lang      string
	Languages []Language
	Office    string // name
	Infoline  string // "Infolinia 32 000 00 00"; may be empty
	Clock     string // "14:05"; empty while the office is not known
	Title     string // of Home and Group
	Hint      string
	Icon      string // of the Group
	Color     string // of the Group, #rrggbb
	Tiles     []Tile // of Home and Group, at most PerPage
	Find      Input  // of Home: opens the search; nil: none
	Extras    []Tile // of Home: what else there is; nothing where it stands among Tiles
	Modes     Modes
	Options   []Option    // with Screen Access
	Search    *SearchCard // with Screen Search
	Code      *CodeCard   // with Screen Visit
	Help      *Tile       // of Service: the way to help; of Helping: to do without it; nil: none
	Page      int         // of the tiles, from 0
	Pages     int
	Service   *ServiceCard // with Screen Service
	Ticket    *TicketCard  // with Screen Ticket
	Notice    *Notice      // with Issuing, Sorry, Closed, NoOffice and NoTouch
	Warning   int          // seconds left of the countdown; 0: none is shown
	Deaf      bool         // no finger reaches the screen: it has no buttons
	Palm      bool         // something rests on the glass
	Brief     bool         // of Issuing, and of NoOffice at the start: an answer is about to come, and what was there before stays
	Stops     []Stop       // of the keypad, in the spoken mode; empty: there is no focus
	Stop      int          // the one in focus
}

// Language is a button.
type Language struct {
	Code, Name string
	On         bool
}

// Tile is a group or service to choose.
type Tile struct {
	Title string
	Sub   string // who waits, or why and until when it is closed
	Icon  string
	Color string // #rrggbb
	Shut  bool   // cannot be had now; can be looked at
	Tap   Input
}

// ServiceCard is a service's page.
type ServiceCard struct {
	ID        string
	Name      string
	Group     string // its name
	Icon      string
	Color     string
	Info      string // text of a page to read; then nothing below is set
	Open      bool
	Status    string // "Czynne do 15:30"
	Before    string // people before a ticket taken now: "4"
	Wait      string // "15–25 min"
	Counters  string // open ones: "3"
	Documents []string
	Fees      []Fee
	PayAt     string // "Płatność: stanowisko 17"
	Take      Input  // nil: no ticket now
	Phone     Input  // a ticket without paper; nil: none
	Label     string // of Take: "Weź bilet", or "Weź numer" when there is no paper
	NoPaper   string // why there is no paper, and what to do; empty: there is
	List      Input  // prints what to bring and pay; nil: none
	ListLabel string
}

// Fee is one line of what it costs.
type Fee struct{ What, Amount string }

// PaperState is what is said of a ticket's paper.
type PaperState string

// States of paper.
const (
	PaperComing PaperState = "coming"
	PaperOut    PaperState = "out"  // in the printer's mouth
	PaperLost   PaperState = "lost" // none, or perhaps none
	PaperNone   PaperState = "none" // none was wanted
)

// TicketCard is a ticket.
type TicketCard struct {
	Number  string
	Service string
	Ahead   string // "przed Tobą: 6 osób"
	Wait    string // "15–25 min"
	Booked  string // "Umówiona godzina: 10:30"; empty: nothing was agreed
	Place   string // "stanowiska 1–6, pokój 4"
	Zone    string // "hol zachodni"
	Way     string // "w lewo, parter"
	Arrow   string // left, right, up, down or ahead; empty: none
	Color   string // of the zone, #rrggbb
	URL     string // of the QR code; may be empty
	Paper   PaperState
	Words   string // of Paper
	Seconds int    // until the screen goes by itself
	Undo    Input  // nil: too late
	Another Input  // a further matter; nil: none
}

// Notice is a calm screen of few words.
type Notice struct {
	Icon   string
	Title  string
	Text   string
	Label  string   // of Action
	Action Input    // nil: none
	Other  Input    // another way; nil: none
	Second string   // of Other
	Back   bool     // a way back is offered
	Points []string // what is to be known before Action, one a line
}
