package livetest

import (
	"fmt"
	"testing"

	"prepwire/store/live"
)

// The steps that tests of a bus are made of.

// after returns the position n events later.
func after(p live.Position, n int) live.Position {
	p.Offset += uint64(n)
	return p
}

func head(t *testing.T, b live.Bus, topic string) live.Position {
	t.Helper()
	at, err := b.Head(t.Context(), topic)
	if err != nil {
		t.Fatalf("Head of %s: %v", topic, err)
	}
	return at
}

func read(t *testing.T, b live.Bus, topic string, at live.Position, limit int) []live.Event {
	t.Helper()
	events, err := b.Read(t.Context(), topic, at, limit)
	if err != nil {
		t.Fatalf("Read %s after %v: %v", topic, at, err)
	}
	return events
}

// number is the params of the i-th event that appendN appends.
func number(i int) string { return fmt.Sprintf(`{"n":%d}`, i) }

// appendN appends n events, numbered from first.
func appendN(t *testing.T, b live.Bus, topic string, first, n int) {
	t.Helper()
	for i := range n {
		if _, err := b.Append(t.Context(), topic, "test.event", []byte(number(first+i))); err != nil {
			t.Fatalf("Append to %s: %v", topic, err)
		}
	}
}

// wantRun checks that events are those n after a position, numbered from first.
func wantRun(t *testing.T, events []live.Event, at live.Position, first, n int) {
	t.Helper()
	if len(events) != n {
		t.Errorf("%d events after %v, want %d", len(events), at, n)
		return
	}
	for i, e := range events {
		if e.Offset != at.Offset+uint64(i)+1 || string(e.Params) != number(first+i) {
			t.Errorf("event %d after %v is %d %s, want %d %s",
				i, at, e.Offset, e.Params, at.Offset+uint64(i)+1, number(first+i))
		}
	}
}

// subscribe subscribes a recorder until the end of the test at the latest.
func subscribe(t *testing.T, b live.Bus, topic string) (*recorder, live.Position, func()) {
	t.Helper()
	r := record(topic)
	at, cancel, err := b.Subscribe(t.Context(), topic, r)
	if err != nil {
		t.Fatalf("Subscribe to %s: %v", topic, err)
	}
	t.Cleanup(cancel)
	return r, at, cancel
}
