package configs

import (
	"fmt"
	"slices"

	"bileter/internal/queue"
)

// Limits of what clerks choose from: it stands on a button, and lists have a digit for each.
const (
	maxPhrase  = 40
	maxPhrases = 9
	maxTopics  = 4
)

// readPhrases reads the words from which clerks choose.
func (o *office) readPhrases(s *section) {
	if s == nil {
		return
	}
	p := &o.setup.Phrases
	p.Results, p.Breaks, p.Notes = s.phrases("results"), s.phrases("breaks"), s.phrases("notes")
	s.end()
}

// phrases reads a list of short texts in Polish.
func (s *section) phrases(k string) []string {
	var out []string
	for i, n := range s.list(k, aText) {
		at := fmt.Sprintf("%s[%d]", k, i)
		v, ok := s.sentence(at, n, maxPhrase, false)
		switch key := s.key(at); {
		case !ok:
		case slices.Contains(out, v):
			s.r.problem(n.line, key, quote(v)+" is there twice", "")
		case len(out) == maxPhrases:
			s.r.problem(n.line, key, fmt.Sprintf("is one more than %d", maxPhrases), "each has a digit of the keyboard")
		default:
			out = append(out, v)
		}
	}
	return out
}

// readTopics reads the sets of services between which a counter swaps. What is in none of them is served with each.
func (o *office) readTopics(s *section, serves []string) []queue.Topic {
	var out []queue.Topic
	seen := map[string]bool{}
	list := s.list("topics", aTable)
	if s.has("topics") && len(list) == 1 || len(list) > maxTopics {
		s.problem("topics", fmt.Sprintf("are %d", len(list)), fmt.Sprintf("2 to %d sets to swap between, or none", maxTopics))
	}
	for i, n := range list {
		t := o.section(n, s.key(fmt.Sprintf("topics[%d]", i)), ".")
		topic := queue.Topic{Name: t.need("name", "what the clerk calls it, in Polish"), Serves: o.readServes(t)}
		t.must("serves", "the services or groups of this topic")
		if topic.Name != "" {
			t.sentence("name", t.node.table["name"], maxPhrase, false)
		}
		if topic.Name != "" && slices.ContainsFunc(out, func(q queue.Topic) bool { return q.Name == topic.Name }) {
			t.problem("name", quote(topic.Name)+" is there twice", "")
		}
		for _, id := range topic.Serves {
			if seen[id] = true; !slices.Contains(serves, id) {
				t.problem("serves", quote(id)+" is not in serves of the counter", "a topic is a part of what the counter serves")
			}
		}
		t.end()
		out = append(out, topic)
	}
	for _, id := range serves {
		for i := range out {
			if !seen[id] {
				out[i].Serves = append(out[i].Serves, id)
			}
		}
	}
	return out
}
