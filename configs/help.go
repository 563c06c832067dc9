package configs

import (
	"slices"
	"strings"
	"time"

	"bileter/internal/queue"
)

const (
	// maxPosts bounds the duty list: it is a list of posts, and only two of them are ever told.
	maxPosts = 9
	// maxPost is the length of a post's name.
	maxPost = 40
)

var needs = []queue.Need{queue.NeedPriority, queue.NeedChild, queue.NeedSeveral}

// readHelp reads who comes to a client who asks for help.
func (o *office) readHelp(s *section) {
	if s == nil {
		return
	}
	h := &o.setup.Help
	for _, n := range s.list("duty", aText) {
		switch v, ok := s.sentence("duty", n, maxPost, false); {
		case !ok:
		case strings.HasPrefix(v, "counter:"):
			o.problem(n.line, s.key("duty"), quote(v)+" is kept for counters", "write the post's name")
		case slices.Contains(h.Duty, v):
			o.problem(n.line, s.key("duty"), quote(v)+" is there twice", "a post is told once")
		case len(h.Duty) == maxPosts:
			o.problem(n.line, s.key("duty"), "has too many posts", "the first two are told")
		default:
			h.Duty = append(h.Duty, v)
		}
	}
	if n := s.get("head", aText); n != nil {
		h.Head, _ = s.sentence("head", n, maxPost, false)
	}
	if h.Head != "" && slices.Contains(h.Duty, h.Head) {
		s.problem("head", quote(h.Head)+" is in duty as well", "the head is told after those on duty")
	}
	if s.has("duty") && len(h.Duty) == 0 {
		s.problem("duty", "is empty", "name the posts whose people come, or leave the line out")
	}
	s.span("next_minutes", 1, 60, time.Minute, &h.NextAfter)
	s.span("head_minutes", 1, 120, time.Minute, &h.HeadAfter)
	if next, head := or(h.NextAfter, queue.DefaultNextAfter), or(h.HeadAfter, queue.DefaultHeadAfter); head < next {
		s.problem("head_minutes", "is less than next_minutes", "the head is told after the next on duty")
	}
	h.Hours = o.helpHours(s, "hours")
	h.SignHours = o.helpHours(s, "sign_language")
	if s.has("point") {
		h.Point = s.words("point", maxName, "where the information point is")
	} else {
		s.asked = append(s.asked, "point")
	}
	for _, n := range s.list("offers", aText) {
		if v := queue.Need(n.text); !slices.Contains(needs, v) {
			o.problem(n.line, s.key("offers"), "there is no "+quote(n.text), `"priority", "child" or "several"`)
		} else if !slices.Contains(h.Offers, v) {
			h.Offers = append(h.Offers, v)
		}
	}
	s.end()
}

// helpHours reads the name of hours, which may be missing.
func (o *office) helpHours(s *section, k string) string {
	n := s.get(k, aText)
	if n == nil {
		return ""
	}
	if _, known := o.setup.Hours[n.text]; !known {
		s.problem(k, "there are no hours "+quote(n.text), didYouMean(n.text, keysOf(o.setup.Hours)))
	}
	return n.text
}
