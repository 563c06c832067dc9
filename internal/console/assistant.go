package console

import (
	"net/http"

	"bileter/internal/text"
)

// tabletWords are the messages that the scripts of the assistant's page use, besides those of the strip of help.
var tabletWords = []string{
	"tablet.title", "tablet.sound_on", "tablet.sound_off", "tablet.groups", "tablet.nothing", "tablet.options", "tablet.priority", "tablet.several", "tablet.large",
	"tablet.way_paper", "tablet.way_phone", "tablet.way_number", "tablet.info", "tablet.waiting_n", "tablet.open_n", "tablet.no_counter",
	"tablet.longest", "common.minutes", "common.up_to", "common.wait_range", "common.wait_short", "common.wait_unknown", "tablet.no_away", "tablet.no_unprinted",
	"tablet.given", "tablet.state_waiting", "tablet.state_called", "tablet.state_serving", "tablet.state_parked", "tablet.state_no_show",
	"tablet.state_done", "tablet.state_cancelled", "tablet.state_expired", "tablet.again_at", "tablet.before", "tablet.left", "tablet.issued_at",
	"tablet.only", "tablet.paper_pending", "tablet.paper_printed", "tablet.paper_refused", "tablet.paper_doubt", "tablet.undo", "tablet.restore", "tablet.print", "tablet.print_first",
	"tablet.move_title", "tablet.moved", "tablet.as_of", "tablet.old", "tablet.alerted", "tablet.wait_new", "tablet.screen_well", "tablet.screen_gone", "tablet.screen_declared", "tablet.screen_declare", "tablet.screen_back",
	"tablet.number_wrong",
	"console.counter", "console.room", "console.lost", "console.session_over", "console.gave_up", "console.gave_up_hint", "console.reprinted",
	"console.returned", "console.parked_at", "console.missed_at", "console.to_counter_open",
	"console.help_assistant", "console.help_needs", "console.help_sign", "console.help_screen", "console.help_tablet", "console.help_since",
	"console.help_now", "console.help_to", "console.help_coming", "console.help_here", "console.help_go", "console.help_eta", "console.help_by",
	"console.help_arrived", "console.help_done", "console.help_withdraw", "console.help_title", "console.help_alert",
	"console.slip_printed", "console.slip_pending", "console.slip_refused", "console.slip_doubt",
}

// getAssistant is the page of those who help clients in the hall, for a tablet.
func (s *Server) getAssistant(w http.ResponseWriter, r *http.Request) error {
	words := wordsFor("pl", tabletWords...)
	for _, l := range text.Languages {
		words["lang."+l] = text.Name(l)
	}
	s.render(w, http.StatusOK, "tablet", page{Words: words, Me: s.me(r)})
	return nil
}
