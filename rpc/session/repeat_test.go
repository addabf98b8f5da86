package session_test

import (
	"slices"
	"testing"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// What a node told nobody of, because it died, a repeat on another one tells,
// once: of a start and of an end.
func TestRepeatTellsWhatADeadNodeDidNot(t *testing.T) {
	with := ground(t)
	dead := serve(t, with)
	bus := memory.NewBus(memory.Options{}) // nothing was told on it
	t.Cleanup(bus.Close)
	with.Bus = bus
	c := serve(t, with).As(t, "alice")
	start := `{"kind":"practice","_meta":{"idempotencyKey":"k"}}`
	var s schema.Session
	old := dead.As(t, "alice")
	old.Must("session.start", start, &s)
	for range 2 {
		c.Must("session.start", start, nil)
	}
	wantTold(t, bus, "session.updated")
	end := schema.SessionRef{SessionID: s.ID}
	old.Must("session.end", end, nil)
	for range 2 {
		c.Must("session.end", end, nil)
		c.Must("session.start", start, nil) // it tells of no end
	}
	wantTold(t, bus, "session.updated", "session.ended")
}

// wantTold checks what alice's devices were told.
func wantTold(t *testing.T, bus live.Bus, names ...string) {
	t.Helper()
	topic := rpc.UserTopic("alice")
	head, err := bus.Head(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	events, err := bus.Read(t.Context(), topic, live.Position{Epoch: head.Epoch}, 100)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range events {
		told = append(told, e.Name)
	}
	if !slices.Equal(told, names) {
		t.Errorf("told %q, want %q", told, names)
	}
}
