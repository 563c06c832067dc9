package edit

// Form says how an element of an Office, or a table, is filled in. It is data with words in it, drawn by the page in a
// browser and by the screen alike: each knows the kinds of fields and nothing of elements.
type Form struct {
	List   string         `json:"list"`            // where Office has them, in JSON: "counters"
	Name   string         `json:"name,omitempty"`  // the field that names one; empty: a table, of which there is one
	Title  string         `json:"title"`           // of all of them
	New    string         `json:"new,omitempty"`   // words of a new one
	Add    string         `json:"add,omitempty"`   // words of the key that adds one
	Fresh  map[string]any `json:"fresh,omitempty"` // new ones: of services by the letter of their group, else under ""
	Fields []Field        `json:"fields"`
}

// Kinds of a Field, with the value that they have in JSON.
const (
	Words  = "words"  // a text in each language
	Story  = "story"  // the same, of several lines
	Lists  = "lists"  // a list of texts in each language
	List   = "list"   // a list of texts
	Text   = "text"   // a text
	Number = "number" // a whole number from Min to Max; 0: none
	Date   = "date"   // YYYY-MM-DD
	Day    = "day"    // MM-DD of every year, or YYYY-MM-DD
	Times  = "times"  // "08:00-12:00, 12:30-16:30"
	Clock  = "clock"  // HH:MM
	Choice = "choice" // the value of one of Options
	Many   = "many"   // a list of values of Options
	Serves = "serves" // a list of values of Options, each with one of Levels: it is in the list of that key too
	Switch = "switch" // true or false
	Color  = "color"  // #rrggbb
	Icon   = "icon"   // its name
	Money  = "money"  // grosze: amount, or min and max, beside each other in the element
	Tables = "tables" // a list of elements with Fields of their own
)

// Field is one thing to fill in.
type Field struct {
	Key     string   `json:"key"`            // in the element
	Spot    string   `json:"spot,omitempty"` // in problems, where it is not Key
	Kind    string   `json:"kind"`
	Caption string   `json:"caption"`
	Hint    string   `json:"hint,omitempty"`
	Options []Option `json:"options,omitempty"`
	Levels  []Option `json:"levels,omitempty"` // of Serves; the first is the usual and has no list
	Min     int      `json:"min,omitempty"`
	Max     int      `json:"max,omitempty"`
	Empty   string   `json:"empty,omitempty"`  // words of an empty value
	Blank   string   `json:"blank,omitempty"`  // what is written for an empty value
	If      string   `json:"if,omitempty"`     // shown only where this field of the element
	Is      []string `json:"is,omitempty"`     // is one of these
	Among   string   `json:"among,omitempty"`  // only options that this field of the element has
	Others  bool     `json:"others,omitempty"` // an element is no option of its own
	First   bool     `json:"first,omitempty"`  // asked of a new element only
	Fields  []Field  `json:"fields,omitempty"`
	Fresh   any      `json:"fresh,omitempty"` // of Tables: a new one
	Front   bool     `json:"front,omitempty"` // where it goes: first, not last
	Add     string   `json:"add,omitempty"`   // words of the key that adds one
}

// Option is one of several to choose. Of is the element that has it and no other may; empty: all may.
type Option struct {
	Value any    `json:"value"` // a string or a number
	Name  string `json:"name"`
	Of    string `json:"of,omitempty"`
	Part  string `json:"part,omitempty"` // under which it is listed
}
