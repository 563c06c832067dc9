package queue

import (
	"maps"
	"slices"
)

// Topic is a set of services among those of a counter that has several: it serves one set at a time, and its clerk
// swaps them in the course of the day. A day begins with the first.
type Topic struct {
	Name   string   // as clerks say it, Polish; unique at the counter
	Serves []string // of Counter.Serves
}

type (
	// TakeTopic swaps what a counter serves from its next call on. Who was sent to the counter stays sent there.
	TakeTopic struct {
		Counter int
		Topic   string // Topic.Name
	}
	// TopicTaken is the fact of TakeTopic.
	TopicTaken struct {
		Cmd     string `json:"cmd,omitempty"`
		Counter int    `json:"c"`
		Topic   string `json:"topic"`
	}
)

func (v TakeTopic) decide(s *State, setup *Setup, c Command) ([]Fact, error) {
	counter := setup.Counter(v.Counter)
	if counter == nil {
		return nil, &Refusal{Code: NoSuchCounter, Counter: v.Counter}
	}
	if !slices.ContainsFunc(counter.Topics, func(t Topic) bool { return t.Name == v.Topic }) {
		return nil, &Refusal{Code: BadRequest, Field: "topic"}
	}
	if s.Topic(counter) == v.Topic {
		return nil, nil // already so
	}
	return []Fact{TopicTaken{Cmd: c.ID, Counter: v.Counter, Topic: v.Topic}}, nil
}

// Topic is the name of what a counter serves now; empty where it has no topics. A topic that the set-up does not
// know any more is the first.
func (s *State) Topic(c *Counter) string {
	if t := s.topic(c); t != nil {
		return t.Name
	}
	return ""
}

func (s *State) topic(c *Counter) *Topic {
	if len(c.Topics) == 0 {
		return nil
	}
	now := s.Desk(c.N).Topic
	return &c.Topics[max(0, slices.IndexFunc(c.Topics, func(t Topic) bool { return t.Name == now }))]
}

// Counter returns the counter with that number as it works now: with the services of its topic only. nil: there is none.
func (s *State) Counter(setup *Setup, n int) *Counter {
	if c := setup.Counter(n); c != nil {
		return s.active(c)
	}
	return nil
}

func (s *State) active(c *Counter) *Counter {
	t := s.topic(c)
	if t == nil {
		return c
	}
	now := *c
	now.Serves, now.Levels = t.Serves, maps.Clone(c.Levels)
	maps.DeleteFunc(now.Levels, func(id string, _ Level) bool { return !slices.Contains(t.Serves, id) })
	return &now
}
