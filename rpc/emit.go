package rpc

import (
	"bytes"
	"context"
	"fmt"

	"prepwire/schema"
	"prepwire/store/live"
)

// Emit appends an event to a topic; every subscriber on every node gets it.
// The member _meta of params is left out: delivery writes it.
func Emit(ctx context.Context, bus live.Bus, topic string, n *schema.Notice, params any) error {
	body, err := encodeJSON(n.Params.Complete(params))
	if err != nil {
		return fmt.Errorf("emit %s: %w", n.Name, err)
	}
	if _, err := bus.Append(ctx, topic, n.Name, withoutMeta(body)); err != nil {
		return fmt.Errorf("emit %s: %w", n.Name, err)
	}
	return nil
}

// withoutMeta cuts the last member, _meta, off an encoded event.
func withoutMeta(body []byte) []byte {
	i := bytes.LastIndex(body, []byte(`"_meta":`))
	if i < 0 {
		return body
	}
	return append(bytes.TrimSuffix(body[:i], []byte(",")), '}')
}

// lookBack is how many events of a topic are looked at to find one.
const lookBack = 1000

// EmitOnce is Emit unless the topic's log has an event of that name with mark,
// JSON as Emit writes it, in its params. It is for whoever repeats what may have
// been told, by a node that may have died before: what is lost that way is made
// good by the repeat. Two that do it at once, or one while whoever was first is
// about to Emit, may both emit it, and clients know the second by its id. To
// have the log refuse it, every event with a key would need that key kept for as
// long as a repeat may come, a day, or the log be searched with each; both cost
// every append for the sake of a race that needs the same call twice within
// milliseconds.
func EmitOnce(ctx context.Context, bus live.Bus, topic string, n *schema.Notice, params any, mark []byte) error {
	head, err := bus.Head(ctx, topic)
	if err != nil {
		return fmt.Errorf("emit %s: %w", n.Name, err)
	}
	from := live.Position{Epoch: head.Epoch}
	if head.Offset > lookBack {
		from.Offset = head.Offset - lookBack
	}
	events, err := bus.Read(ctx, topic, from, lookBack)
	if err != nil {
		events = nil // of another log by now: rather twice than never
	}
	for _, e := range events {
		if e.Name == n.Name && bytes.Contains(e.Params, mark) {
			return nil
		}
	}
	return Emit(ctx, bus, topic, n, params)
}

// IDMark is the mark of what has that id.
func IDMark(id schema.ID) []byte {
	mark, err := encodeJSON(id)
	if err != nil {
		panic("rpc: " + err.Error()) // no text fails to encode
	}
	return append([]byte(`"id":`), mark...)
}
