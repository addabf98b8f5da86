package session_test

import (
	"fmt"
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

// The same of an update: its repeat is a version_conflict, for which the devices
// are told of the version that they were not told of. Another device's update
// tells nobody of it.
func TestRepeatedUpdateTellsWhatADeadNodeDidNot(t *testing.T) {
	with := ground(t)
	dead := serve(t, with)
	bus := memory.NewBus(memory.Options{}) // nothing was told on it
	t.Cleanup(bus.Close)
	with.Bus = bus
	c := serve(t, with).As(t, "alice")
	old := dead.As(t, "alice")
	var s schema.Session
	old.Must("session.start", `{"kind":"practice"}`, &s)
	conflicts := func(id schema.ID, version int64, patch string) {
		t.Helper()
		r := c.Call("session.update", schema.SessionUpdateParams{SessionID: id, Version: version, Patch: schema.StateObject(patch)})
		if r.Error == nil || r.Error.Data.Reason != schema.VersionConflict {
			t.Errorf("%s at version %d: %+v", patch, version, r)
		}
	}
	at := s.Version
	for page := range 2 {
		patch := fmt.Sprintf(`{"page":%d}`, page)
		old.Must("session.update", schema.SessionUpdateParams{SessionID: s.ID, Version: at, Patch: schema.StateObject(patch)}, &s)
		conflicts(s.ID, at, `{"page":99}`) // of another device
		told := slices.Repeat([]string{"session.updated"}, page)
		wantTold(t, bus, told...)
		for range 2 {
			conflicts(s.ID, at, patch)
		}
		wantTold(t, bus, append(told, "session.updated")...)
		at = s.Version
	}
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
