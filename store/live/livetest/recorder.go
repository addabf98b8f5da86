package livetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"prepwire/store/live"
)

// recorder is a Subscriber that remembers what came, and what must not have.
type recorder struct {
	mu      sync.Mutex
	topic   string
	epoch   string
	events  []live.Event
	states  []live.State
	faults  []string
	ended   bool // nothing may come any more
	changed chan struct{}
}

func record(topic string) *recorder {
	return &recorder{topic: topic, changed: make(chan struct{}, 1)}
}

func (r *recorder) Event(topic, epoch string, e live.Event) {
	r.take(topic, func() {
		if r.epoch != "" && epoch != r.epoch {
			r.faults = append(r.faults, fmt.Sprintf("event %d of epoch %q after one of %q", e.Offset, epoch, r.epoch))
		}
		r.epoch = epoch
		r.events = append(r.events, e)
	})
}

func (r *recorder) State(topic string, s live.State) {
	r.take(topic, func() { r.states = append(r.states, s) })
}

func (r *recorder) Broken(topic string, at live.Position) {
	r.take(topic, func() { r.faults = append(r.faults, fmt.Sprintf("broken at %v", at)) })
}

// take notes one delivery.
func (r *recorder) take(topic string, note func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if topic != r.topic {
		r.faults = append(r.faults, fmt.Sprintf("delivery of topic %q, subscribed to %q", topic, r.topic))
	}
	if r.ended {
		r.faults = append(r.faults, "delivery after cancel had returned")
	}
	note()
	select {
	case r.changed <- struct{}{}:
	default: // whoever waits will look anyway
	}
}

// end says that cancel has returned.
func (r *recorder) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}

// wait waits until there are so many events and states.
func (r *recorder) wait(events, states int) error {
	deadline := time.After(patience)
	for {
		gotEvents, gotStates := r.got()
		if len(gotEvents) >= events && len(gotStates) >= states {
			return nil
		}
		select {
		case <-r.changed:
		case <-deadline:
			return fmt.Errorf("waited in vain for %d events and %d states, have %d and %d",
				events, states, len(gotEvents), len(gotStates))
		}
	}
}

// got returns what came so far.
func (r *recorder) got() ([]live.Event, []live.State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events), slices.Clone(r.states)
}

// fault returns the first thing that must not have come.
func (r *recorder) fault() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.faults) > 0 {
		return fmt.Errorf("%s (and %d more)", r.faults[0], len(r.faults)-1)
	}
	return nil
}
