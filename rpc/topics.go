package rpc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"prepwire/auth"
	"prepwire/schema"
	"prepwire/store/live"
)

// UserTopic is the topic of a user's devices.
func UserTopic(userID string) string { return "user:" + userID }

// ContestTopic is the topic of a contest's participants and spectators.
func ContestTopic(id schema.ID) string { return "contest:" + string(id) }

// TopicSource knows one kind of topic, those whose names begin with its prefix.
type TopicSource interface {
	// Readable returns nil when the caller may read the topic, a NotFound
	// refusal when there is none, another refusal that is for good when the
	// caller may not. Any other error says that it is not known now.
	Readable(ctx context.Context, id *auth.Identity, name string) error
	// Snapshot returns the topic's state for the caller, at or after any
	// position that was the head before the call.
	Snapshot(ctx context.Context, id *auth.Identity, name string) (any, error)
}

// TopicWatcher is a TopicSource that wants to know who reads its topics, also
// those who go on reading after a reconnect.
type TopicWatcher interface {
	TopicSource
	// Watch returns the watch of a reading that session.authenticate or
	// session.resume begins, for a caller that may read the topic.
	Watch(ctx context.Context, id *auth.Identity, name string) (Watch, error)
}

// Topics makes source answer for topics named prefix:…. It is called before
// the server starts.
func (s *Server) Topics(prefix string, source TopicSource) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources[prefix] = source
}

func (s *Server) source(topic string) TopicSource {
	prefix, _, _ := strings.Cut(topic, ":")
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sources[prefix]
}

// Subscribe makes the call's connection read a topic, once the reply is
// queued, from the returned position on: nothing after it will be missed. While
// the bus cannot be reached that is a position of no log: as soon as it can be,
// the connection ends, and whoever resumes gets a snapshot. When the call is
// refused after all, nothing changes, and watch, which may be nil, is not called.
func (c *Call) Subscribe(ctx context.Context, name string, watch Watch) (schema.TopicPosition, error) {
	at, err := c.headOrUnknown(ctx, name)
	if err != nil {
		return schema.TopicPosition{}, err
	}
	c.read(name, at, watch)
	return schema.TopicPosition{Topic: name, Epoch: at.Epoch, Offset: at.Offset}, nil
}

// unknownEpoch is what a client is told while the bus cannot be reached. No log
// has it. What happens until the bus can be reached is not followed, so reading
// from there never begins: it ends the connection.
const unknownEpoch = "unknown"

// headOrUnknown is the position of a topic's last event, or of none while the
// bus cannot be reached.
func (c *Call) headOrUnknown(ctx context.Context, name string) (live.Position, error) {
	at, err := c.conn.server.options.Bus.Head(ctx, name)
	if errors.Is(err, live.ErrUnavailable) {
		return live.Position{Epoch: unknownEpoch}, nil
	}
	return at, err
}

// read notes a subscription that the call's reply will announce.
func (c *Call) read(name string, at live.Position, watch Watch) {
	c.reads = append(c.reads, &subscription{conn: c.conn, name: name, at: at, watch: watch})
}

// Unsubscribe ends the connection's reading of a topic: none of its events is
// queued any more. It is harmless when there is none.
func (c *Call) Unsubscribe(name string) {
	c.conn.mu.Lock()
	i := c.conn.indexLocked(name)
	var sub *subscription
	if i >= 0 {
		sub = c.conn.topics[i]
		c.conn.topics = slices.Delete(c.conn.topics, i, i+1)
	}
	c.conn.mu.Unlock()
	if sub != nil {
		sub.detach()
	}
}

// expectUser makes a connection that came with its token read its user's topic
// from now on. The reading itself begins after the first reply. A position
// that cannot be told now is that of the moment when it can.
func (c *Conn) expectUser(ctx context.Context, userID string) error {
	name := UserTopic(userID)
	at, err := c.server.options.Bus.Head(ctx, name)
	sub := &subscription{conn: c, name: name, at: at}
	c.expect(sub)
	c.onceGreeted(sub.begin)
	return err
}

// Resume arranges for the connection to read its user's topic and the given
// ones, each from its position or, where that cannot be, from now on with a
// snapshot. Reading begins once the reply is queued. Many topics count as
// several calls for the rate of the caller.
func (c *Call) Resume(ctx context.Context, positions []schema.Position) ([]schema.ResumedTopic, error) {
	if err := c.conn.server.allowTopics(c, len(positions)); err != nil {
		return nil, err
	}
	own := UserTopic(c.Identity().UserID)
	out := make([]schema.ResumedTopic, 0, len(positions)+1)
	seen, away := map[string]bool{}, false
	for _, p := range positions {
		if seen[p.Topic] {
			continue
		}
		seen[p.Topic] = true
		r, err := c.resume(ctx, p, own, &away)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	if seen[own] {
		return out, nil
	}
	r, err := c.keepUser(ctx, own)
	return append([]schema.ResumedTopic{r}, out...), err
}

// keepUser subscribes to the user's own topic from now on, unless it is being
// read already: then that goes on, from the returned position or later. While
// the bus cannot be reached it is as with Subscribe.
func (c *Call) keepUser(ctx context.Context, own string) (schema.ResumedTopic, error) {
	var at live.Position
	if sub := c.conn.reading(own); sub != nil {
		at = sub.position()
	}
	if at.Epoch == "" || at.Epoch == unknownEpoch {
		var err error
		if at, err = c.headOrUnknown(ctx, own); err != nil {
			return schema.ResumedTopic{}, err
		}
		c.read(own, at, nil)
	}
	return schema.ResumedTopic{Topic: own, Epoch: at.Epoch, Offset: at.Offset}, nil
}

// resume decides how one topic goes on. While the bus is away that is with a
// snapshot, and no further than Subscribe says.
func (c *Call) resume(ctx context.Context, p schema.Position, own string, away *bool) (schema.ResumedTopic, error) {
	from := live.Position{Epoch: p.Epoch, Offset: p.Offset}
	r := schema.ResumedTopic{Topic: p.Topic, Epoch: p.Epoch, Offset: p.Offset, Recovered: new(bool)}
	reason, err := c.unreadable(ctx, p.Topic, own)
	if reason != "" || err != nil {
		r.Reason = reason
		return r, err
	}
	err = live.ErrUnavailable
	if !*away { // a bus that says nothing is waited for once
		_, err = c.conn.server.options.Bus.Read(ctx, p.Topic, from, 1)
	}
	switch {
	case err == nil:
		*r.Recovered = true
	case errors.Is(err, live.ErrEpoch):
		r.Reason = schema.ResumeEpoch
	case errors.Is(err, live.ErrTooOld):
		r.Reason = schema.ResumeTooOld
	case errors.Is(err, live.ErrUnavailable):
		r.Reason, *away = schema.ResumeEpoch, true
	default:
		return r, err
	}
	if !*r.Recovered {
		if from, err = c.snapshot(ctx, &r, *away); err != nil {
			return r, err
		}
	}
	watch, err := c.watch(ctx, p.Topic)
	if err != nil {
		return r, err
	}
	c.read(p.Topic, from, watch)
	return r, nil
}

// watch returns the watch of a resumed reading, nil for none.
func (c *Call) watch(ctx context.Context, topic string) (Watch, error) {
	w, ok := c.conn.server.source(topic).(TopicWatcher)
	if !ok {
		return nil, nil
	}
	return w.Watch(ctx, c.Identity(), topic)
}

// unreadable says why the caller may not read a topic, empty when it may. The
// error says that it is not known: a store that is gone forbids nothing, and
// whoever was told so would not ask again.
func (c *Call) unreadable(ctx context.Context, topic, own string) (schema.ResumeReason, error) {
	if topic == own {
		return "", nil
	}
	if strings.HasPrefix(topic, "user:") {
		return schema.ResumeForbidden, nil
	}
	source := c.conn.server.source(topic)
	if source == nil {
		return schema.ResumeUnknown, nil
	}
	err := source.Readable(ctx, c.Identity(), topic)
	var refused *Error
	switch {
	case err == nil:
		return "", nil
	case !errors.As(err, &refused) || refused.Data.Retryable:
		return "", err
	case refused.Reason == schema.ReasonNotFound:
		return schema.ResumeUnknown, nil
	default:
		return schema.ResumeForbidden, nil
	}
}

// snapshot makes a topic go on from now, with its state.
func (c *Call) snapshot(ctx context.Context, r *schema.ResumedTopic, away bool) (at live.Position, err error) {
	if at = (live.Position{Epoch: unknownEpoch}); !away {
		if at, err = c.headOrUnknown(ctx, r.Topic); err != nil {
			return at, err
		}
	}
	missed := uint64(1) // of another epoch
	if r.Epoch == at.Epoch && r.Offset < at.Offset {
		missed = at.Offset - r.Offset
	}
	c.conn.server.metrics.missed.Add(float64(missed))
	r.Epoch, r.Offset = at.Epoch, at.Offset
	source := c.conn.server.source(r.Topic)
	if source == nil {
		return at, nil
	}
	state, err := source.Snapshot(ctx, c.Identity(), r.Topic)
	if err != nil {
		return at, err
	}
	r.Snapshot, err = encodeJSON(state)
	return at, err
}

// Publish tells everybody who reads a topic, on every node, of a state. A newer
// one of the same key replaces an unsent older one.
func Publish(ctx context.Context, bus live.Bus, topic string, n *schema.Notice, key string, params any) error {
	body, err := encodeJSON(n.Params.Complete(params))
	if err != nil {
		return fmt.Errorf("publish %s: %w", n.Name, err)
	}
	if err := bus.Publish(ctx, topic, live.State{Name: n.Name, Key: key, Params: body}); err != nil {
		return fmt.Errorf("publish %s: %w", n.Name, err)
	}
	return nil
}
