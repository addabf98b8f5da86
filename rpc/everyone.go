package rpc

import (
	"context"

	"prepwire/schema"
	"prepwire/store/live"
)

// everyoneTopic carries what every connection of every node is told.
const everyoneTopic = "system:everyone"

// everyone passes states on to all connections of this node.
type everyone struct{ server *Server }

// Event is not used: what everybody is told is not logged.
func (everyone) Event(string, string, live.Event) {}

// Broken is of no interest: only the newest state matters.
func (everyone) Broken(string, live.Position) {}

// State tells every connection that has been greeted.
func (e everyone) State(_ string, s live.State) {
	data := wrapNotification(s.Name, s.Params)
	n := 0
	for _, c := range e.server.all() {
		if c.greeted.Load() && c.identity.Load() != nil {
			c.pushState(data, s.Name+"\x00"+s.Key)
			n++
		}
	}
	e.server.metrics.notifiedMany(s.Name, n)
}

// Broadcast tells every authenticated connection of every node something.
func (s *Server) Broadcast(ctx context.Context, a schema.Announcement) error {
	body, err := encodeJSON(a)
	if err != nil {
		return err
	}
	return s.options.Bus.Publish(ctx, everyoneTopic, live.State{Name: schema.SystemAnnouncement.Notice.Name, Params: body})
}
