package setup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bileter/configs/edit"
	"bileter/internal/text"
)

// forms describes the forms of a draft in the words of one language.
type forms struct {
	lang  string
	o     edit.Office
	lines []string
}

// Forms returns the forms by kind of change. They are made anew for each draft: what can be chosen stands in it. lines are
// those of the chip that no other program uses; none: their names are typed.
func Forms(lang string, o edit.Office, lines []string) map[string]edit.Form {
	f := forms{lang, o, lines}
	return map[string]edit.Form{
		"group": f.group(), "service": f.service(), "counter": f.counter(), "zone": f.zone(), "hours": f.hours(),
		"office": f.table("office", f.office()), "help": f.table("help", f.help()), "phrases": f.table("phrases", f.phrases()), "figures": f.table("figures", f.figures()),
		"ticket_button": f.table("ticket_button", f.button()),
	}
}

func (f forms) say(id string, args ...text.Args) string {
	return text.Say(f.lang, "setup."+id, args...)
}

// capital says words that begin with one.
func (f forms) capital(id string) string {
	r := []rune(f.say(id))
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// field is named by its key.
func (f forms) field(kind, key string, with ...func(*edit.Field)) edit.Field {
	x := edit.Field{Key: key, Kind: kind, Caption: f.capital("f_" + key)}
	for _, w := range with {
		w(&x)
	}
	return x
}

// What a field may have besides.
func (f forms) hint(id string) func(*edit.Field)  { return func(x *edit.Field) { x.Hint = f.say(id) } }
func (f forms) empty(id string) func(*edit.Field) { return func(x *edit.Field) { x.Empty = f.say(id) } }
func (f forms) called(id string) func(*edit.Field) {
	return func(x *edit.Field) { x.Caption = f.capital(id) }
}
func of(options ...edit.Option) func(*edit.Field) { return func(x *edit.Field) { x.Options = options } }
func within(low, high int) func(*edit.Field) {
	return func(x *edit.Field) { x.Min, x.Max = low, high }
}
func when(key string, is ...string) func(*edit.Field) {
	return func(x *edit.Field) { x.If, x.Is = key, is }
}
func spot(key string) func(*edit.Field)    { return func(x *edit.Field) { x.Spot = key } }
func blank(value string) func(*edit.Field) { return func(x *edit.Field) { x.Blank = value } }
func among(key string) func(*edit.Field)   { return func(x *edit.Field) { x.Among = key } }
func first(x *edit.Field)                  { x.First = true }
func others(x *edit.Field)                 { x.Others = true }

func (f forms) rows(fresh any, add string, fields ...edit.Field) func(*edit.Field) {
	return func(x *edit.Field) { x.Fresh, x.Add, x.Fields = fresh, f.say(add), fields }
}

// Lists to choose from.

func (f forms) hourNames(none string) (out []edit.Option) {
	if none != "" {
		out = []edit.Option{{Value: "", Name: f.say(none)}}
	}
	for _, h := range f.o.Hours {
		out = append(out, edit.Option{Value: h, Name: h})
	}
	return out
}

// coded are options whose words are named alike.
func (f forms) coded(stem string, values ...string) (out []edit.Option) {
	for _, v := range values {
		out = append(out, edit.Option{Value: v, Name: f.say(stem + v)})
	}
	return out
}

func placeName(c edit.Counter) string {
	if c.Room != "" {
		return "p. " + c.Room
	}
	return strconv.Itoa(c.N)
}

func (f forms) counters(serving bool) (out []edit.Option) {
	for _, c := range f.o.Counters {
		if !serving || c.Use == "" || c.Use == "serve" {
			out = append(out, edit.Option{Value: c.N, Name: placeName(c)})
		}
	}
	return out
}

// matters are whole groups by their letter, and services by their id.
func (f forms) matters() (out []edit.Option) {
	for _, g := range f.o.Groups {
		part := g.Letter + "  " + g.Name[f.lang]
		out = append(out, edit.Option{Value: g.Letter, Name: f.say("whole_group", text.Args{"Name": part}), Part: part})
		for _, s := range f.o.Services {
			if s.Letter == g.Letter && s.Kind != "info" {
				out = append(out, edit.Option{Value: s.ID, Name: s.ID + "  " + s.Name[f.lang], Part: part})
			}
		}
	}
	return out
}

// Forms.

func (f forms) group() edit.Form {
	var letters []edit.Option
	free := ""
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		l := edit.Option{Value: string(c), Name: string(c)}
		if slices.ContainsFunc(f.o.Groups, func(g edit.Group) bool { return g.Letter == string(c) }) {
			l.Of = string(c)
		} else if free == "" {
			free = string(c)
		}
		letters = append(letters, l)
	}
	form := edit.Form{List: "groups", Name: "letter", Title: f.say("tab_buttons"), New: f.say("new_group"), Add: f.say("add_group"), Fields: []edit.Field{
		f.field(edit.Words, "name"), f.field(edit.Choice, "letter", of(letters...)), f.field(edit.Number, "mean_minutes", within(1, 240)),
		f.field(edit.Icon, "icon"), f.field(edit.Color, "color"), f.field(edit.Choice, "hours", of(f.hourNames("hours_office")...)), f.field(edit.Switch, "hidden"),
	}}
	if free != "" {
		form.Fresh = map[string]any{"": edit.Group{Letter: free, Icon: "help", Color: "#1d5fa8", Mean: 10}}
	}
	return form
}

func (f forms) service() edit.Form {
	ticket := when("kind", "", "ticket")
	var groups []edit.Option
	for _, g := range f.o.Groups {
		groups = append(groups, edit.Option{Value: g.Letter, Name: g.Letter + "  " + g.Name[f.lang]})
	}
	pay := append([]edit.Option{{Value: 0, Name: f.say("nobody")}}, f.counters(false)...)
	what := f.field(edit.Words, "what", f.called("fee_what"))
	day := time.Now().Format(time.DateOnly)
	return edit.Form{List: "services", Name: "id", Title: f.say("s_of_group"), New: f.say("new_service"), Add: f.say("add_service"), Fresh: f.freshServices(), Fields: []edit.Field{
		f.field(edit.Words, "name"), f.field(edit.Text, "id", first), f.field(edit.Choice, "kind", first, of(edit.Option{Value: "", Name: f.say("kind_ticket")}, edit.Option{Value: "info", Name: f.say("kind_info")})),
		f.field(edit.Story, "info", when("kind", "info")),
		f.field(edit.Many, "counters", ticket, of(f.counters(true)...), spot(" ")),
		f.field(edit.Choice, "letter", ticket, of(groups...), f.called("s_group")), f.field(edit.Choice, "hours", ticket, of(f.hourNames("hours_group")...)),
		f.field(edit.Number, "daily_limit", ticket, within(1, 999), f.empty("s_none")), f.field(edit.Number, "mean_minutes", ticket, within(1, 240), f.empty("hours_group")),
		f.field(edit.Lists, "documents"), f.field(edit.Words, "must_have", ticket),
		f.field(edit.Tables, "fees", spot("fee"), f.called("f_fee"), f.rows(map[string]any{"amount": 0, "from": day, "basis": ""}, "fee_add",
			what, f.field(edit.Money, "amount", f.called("fee_amount"), f.hint("zloty")), f.field(edit.Date, "from", f.called("fee_from")),
			f.field(edit.Date, "until", f.called("fee_until"), f.hint("s_date_hint"), f.empty("s_none")), f.field(edit.Text, "basis", f.called("fee_basis")))),
		f.field(edit.Choice, "pay_at", of(pay...)), f.field(edit.Lists, "synonyms"),
		f.field(edit.Switch, "quick", ticket), f.field(edit.Switch, "hidden"),
	}}
}

// freshServices are new services by the letter of their group; those to read are under "".
func (f forms) freshServices() map[string]any {
	id := func(stem string) string {
		for n := 1; ; n++ {
			if id := fmt.Sprint(stem, n); !slices.ContainsFunc(f.o.Services, func(s edit.Service) bool { return s.ID == id }) {
				return id
			}
		}
	}
	out := map[string]any{"": edit.Service{ID: id("X"), Kind: "info"}}
	for _, g := range f.o.Groups {
		s := edit.Service{ID: id(g.Letter), Letter: g.Letter}
		for _, c := range f.o.Counters { // those of the whole group
			if slices.Contains(c.Serves, g.Letter) {
				s.Counters = append(s.Counters, c.N)
			}
		}
		out[g.Letter] = s
	}
	return out
}

func (f forms) counter() edit.Form {
	var zones []edit.Option
	for _, z := range f.o.Zones {
		zones = append(zones, edit.Option{Value: z.ID, Name: z.Name[f.lang]})
	}
	fresh := edit.Counter{N: 1, Serves: []string{}}
	for slices.ContainsFunc(f.o.Counters, func(c edit.Counter) bool { return c.N == fresh.N }) {
		fresh.N++
	}
	if len(zones) > 0 {
		fresh.Zone = f.o.Zones[0].ID
	}
	serving := when("use", "", "serve")
	levels := append([]edit.Option{{Value: "", Name: f.say("level_normal")}}, f.coded("f_", "first", "idle", "only")...)
	return edit.Form{List: "counters", Name: "n", Title: f.capital("f_counters"), New: f.say("new_counter"), Add: f.say("add_counter"), Fresh: map[string]any{"": fresh}, Fields: []edit.Field{
		f.field(edit.Number, "n", within(1, 999), f.hint("number_hint")), f.field(edit.Text, "room", f.empty("s_none")), f.field(edit.Choice, "zone", of(zones...)),
		f.field(edit.Choice, "use", of(edit.Option{Value: "", Name: f.say("use_serve")}, edit.Option{Value: "sent", Name: f.say("use_sent")}, edit.Option{Value: "info", Name: f.say("use_info")})),
		f.field(edit.Serves, "serves", serving, of(f.matters()...), func(x *edit.Field) { x.Levels, x.Add = levels, f.say("add_serves") }),
		f.field(edit.Tables, "topics", serving, f.hint("topics_hint"), f.rows(map[string]any{"name": "", "serves": []string{}}, "topic_add",
			f.field(edit.Text, "name"), f.field(edit.Many, "serves", of(f.matters()...), among("serves")))),
		f.wire("lamp"), f.wire("button"),
	}}
}

func (f forms) zone() edit.Form {
	fresh := edit.Zone{Arrow: "ahead", Color: "#1d5fa8"}
	return edit.Form{List: "zones", Name: "id", Title: f.say("zones"), New: f.say("new_zone"), Add: f.say("add_zone"), Fresh: map[string]any{"": fresh}, Fields: []edit.Field{
		f.field(edit.Text, "id", first, f.hint("name_hint")), f.field(edit.Words, "name"), f.field(edit.Words, "way"),
		f.field(edit.Choice, "arrow", of(f.coded("arrow_", "left", "right", "up", "down", "ahead")...)), f.field(edit.Switch, "stairs", f.hint("stairs_hint")),
		f.field(edit.Color, "color"),
	}}
}

func (f forms) hours() edit.Form {
	own := when("same_as", "")
	week := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	fields := []edit.Field{f.field(edit.Text, "name", first, f.hint("name_hint")), f.field(edit.Choice, "same_as", of(f.hourNames("s_none")...), others)}
	for _, d := range week {
		fields = append(fields, f.field(edit.Times, d, own, f.hint("s_times_hint"), f.empty("s_closed")))
	}
	fields = append(fields, f.field(edit.Switch, "closed_on_holidays", own), f.field(edit.Tables, "exceptions", own, spot("exception"), f.called("f_exception"), func(x *edit.Field) { x.Front = true },
		f.rows(map[string]any{"from": "12-31", "open": "closed"}, "s_add_day",
			f.field(edit.Day, "from", f.called("fee_from"), f.hint("s_every_year")), f.field(edit.Day, "until", f.called("fee_until"), f.hint("s_every_year"), f.empty("s_none")),
			f.field(edit.Times, "open", f.hint("s_times_hint"), f.empty("s_closed"), blank("closed")),
			f.field(edit.Many, "weekdays", f.called("s_weekdays"), of(f.coded("f_", week...)...), f.empty("s_every_day")), f.field(edit.Words, "why"))))
	return edit.Form{List: "times", Name: "name", Title: f.say("s_hours"), New: f.say("new_hours"), Add: f.say("add_hours"), Fresh: map[string]any{"": edit.Hours{Holidays: true}}, Fields: fields}
}

// table is a form of which there is one.
func (f forms) table(kind string, fields []edit.Field) edit.Form {
	return edit.Form{List: kind, Title: f.capital("table_" + kind), Fields: fields}
}

func (f forms) office() []edit.Field {
	var langs []edit.Option
	for _, l := range text.Languages {
		langs = append(langs, edit.Option{Value: l, Name: text.Name(l)})
	}
	return []edit.Field{f.field(edit.Words, "name"), f.field(edit.Words, "privacy"), f.field(edit.Text, "infoline", f.empty("s_none")),
		f.field(edit.Many, "languages", of(langs...), f.hint("lang_hint"))}
}

func (f forms) help() []edit.Field {
	return []edit.Field{
		f.field(edit.List, "duty", f.hint("duty_hint")), f.field(edit.Number, "next_minutes", within(1, 60), f.empty("next_usual")),
		f.field(edit.Text, "head", f.empty("s_none")), f.field(edit.Number, "head_minutes", within(1, 120), f.empty("head_usual")),
		f.field(edit.Choice, "hours", f.called("f_help_hours"), of(f.hourNames("hours_office")...)),
		f.field(edit.Choice, "sign_language", of(f.hourNames("sign_none")...)),
		f.field(edit.Many, "offers", of(f.coded("offer_", "priority", "child", "several")...), f.empty("s_none")), f.field(edit.Words, "point"),
	}
}

func (f forms) phrases() []edit.Field {
	return []edit.Field{f.field(edit.List, "results", f.hint("results_hint")), f.field(edit.List, "breaks"), f.field(edit.List, "notes")}
}

func (f forms) figures() []edit.Field {
	return []edit.Field{f.field(edit.Clock, "report", f.hint("report_hint"), f.empty("report_asked")), f.field(edit.Switch, "per_counter", f.hint("per_counter_hint"))}
}

func (f forms) button() []edit.Field {
	services := []edit.Option{{Value: "", Name: f.say("s_none")}}
	for _, s := range f.o.Services {
		if s.Kind != "info" {
			services = append(services, edit.Option{Value: s.ID, Name: s.ID + "  " + s.Name[f.lang]})
		}
	}
	return []edit.Field{f.wire("line", f.hint("line_hint")), f.wire("lamp"), f.field(edit.Choice, "service", of(services...), f.hint("button_service_hint")),
		f.field(edit.Words, "name", f.hint("button_name_hint"))}
}

// wire is a line of the chip. One that has a use already is offered to whom it has, so that nobody takes another's.
func (f forms) wire(key string, with ...func(*edit.Field)) edit.Field {
	if len(f.lines) == 0 {
		return f.field(edit.Text, key, append(with, f.empty("s_none"))...)
	}
	uses := map[string]string{f.o.Button.Line: "ticket_button", f.o.Button.Lamp: "ticket_button"}
	names := append(slices.Clone(f.lines), f.o.Button.Line, f.o.Button.Lamp)
	for _, c := range f.o.Counters {
		uses[c.Lamp], uses[c.Button] = strconv.Itoa(c.N), strconv.Itoa(c.N)
		names = append(names, c.Lamp, c.Button)
	}
	options := []edit.Option{{Value: "", Name: f.say("s_none")}}
	for _, n := range names {
		if n != "" && !slices.ContainsFunc(options, func(o edit.Option) bool { return o.Value == n }) {
			options = append(options, edit.Option{Value: n, Name: n, Of: uses[n]})
		}
	}
	return f.field(edit.Choice, key, append(with, of(options...))...)
}
