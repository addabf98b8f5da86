package rpc

import (
	"bytes"
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

// TopicSource knows one kind of topic, those whose names begin with its prefix.
type TopicSource interface {
	// Readable returns nil when the caller may read the topic, a NotFound
	// refusal when there is none, another refusal when the caller may not.
	Readable(ctx context.Context, id *auth.Identity, name string) error
	// Snapshot returns the topic's state for the caller, at or after any
	// position that was the head before the call.
	Snapshot(ctx context.Context, id *auth.Identity, name string) (any, error)
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

// named is a subscription under its topic's name.
type named struct {
	topic string
	sub   *subscription
}

// addTopic records a subscription and returns the one it replaces.
func (c *Conn) addTopic(name string, sub *subscription) (old *subscription, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return nil, false
	}
	for i := range c.topics {
		if c.topics[i].topic == name {
			old, c.topics[i].sub = c.topics[i].sub, sub
			return old, true
		}
	}
	c.topics = append(c.topics, named{name, sub})
	return nil, true
}

func (c *Conn) reads(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.topics, func(n named) bool { return n.topic == name })
}

// Subscribe makes the call's connection read a topic, once the reply is
// queued, from the returned position on: nothing after it will be missed.
func (c *Call) Subscribe(ctx context.Context, name string) (schema.TopicPosition, error) {
	at, err := c.conn.server.options.Bus.Head(ctx, name)
	if err != nil {
		return schema.TopicPosition{}, err
	}
	c.After(func() { c.conn.read(name, at) })
	return schema.TopicPosition{Topic: name, Epoch: at.Epoch, Offset: at.Offset}, nil
}

// Unsubscribe ends the connection's reading of a topic. It is harmless when
// there is none.
func (c *Call) Unsubscribe(name string) {
	c.conn.mu.Lock()
	i := slices.IndexFunc(c.conn.topics, func(n named) bool { return n.topic == name })
	var sub *subscription
	if i >= 0 {
		sub = c.conn.topics[i].sub
		c.conn.topics = slices.Delete(c.conn.topics, i, i+1)
	}
	c.conn.mu.Unlock()
	if sub != nil {
		sub.detach()
	}
}

// expectUser notes where a connection that came with its token begins to read
// its user's topic. The reading itself begins after the first reply.
func (c *Conn) expectUser(ctx context.Context, userID string) error {
	name := UserTopic(userID)
	at, err := c.server.options.Bus.Head(ctx, name)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.auto = true
	c.mu.Unlock()
	c.onceGreeted(func() {
		c.mu.Lock()
		wanted := c.auto
		c.auto = false
		c.mu.Unlock()
		if wanted {
			c.read(name, at)
		}
	})
	return nil
}

// Resume arranges for the connection to read its user's topic and the given
// ones, each from its position or, where that cannot be, from now on with a
// snapshot. Reading begins once the reply is queued.
func (c *Call) Resume(ctx context.Context, positions []schema.Position) ([]schema.ResumedTopic, error) {
	own := UserTopic(c.Identity().UserID)
	out := make([]schema.ResumedTopic, 0, len(positions)+1)
	seen := map[string]bool{}
	for _, p := range positions {
		if seen[p.Topic] {
			continue
		}
		seen[p.Topic] = true
		r, err := c.resume(ctx, p, own)
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

// keepUser subscribes to the user's own topic from now on, if nobody has yet.
func (c *Call) keepUser(ctx context.Context, own string) (schema.ResumedTopic, error) {
	at, err := c.conn.server.options.Bus.Head(ctx, own)
	if err != nil {
		return schema.ResumedTopic{}, err
	}
	c.conn.mu.Lock()
	auto := c.conn.auto
	c.conn.mu.Unlock()
	if !auto && !c.conn.reads(own) {
		c.After(func() { c.conn.read(own, at) })
	}
	return schema.ResumedTopic{Topic: own, Epoch: at.Epoch, Offset: at.Offset}, nil
}

// resume decides how one topic goes on.
func (c *Call) resume(ctx context.Context, p schema.Position, own string) (schema.ResumedTopic, error) {
	from := live.Position{Epoch: p.Epoch, Offset: p.Offset}
	r := schema.ResumedTopic{Topic: p.Topic, Epoch: p.Epoch, Offset: p.Offset, Recovered: new(bool)}
	if reason := c.unreadable(ctx, p.Topic, own); reason != "" {
		r.Reason = reason
		return r, nil
	}
	_, err := c.conn.server.options.Bus.Read(ctx, p.Topic, from, 1)
	switch {
	case err == nil:
		*r.Recovered = true
	case errors.Is(err, live.ErrEpoch):
		r.Reason = schema.ResumeEpoch
	case errors.Is(err, live.ErrTooOld):
		r.Reason = schema.ResumeTooOld
	default:
		return r, err
	}
	if !*r.Recovered {
		if from, err = c.snapshot(ctx, &r); err != nil {
			return r, err
		}
	}
	if p.Topic == own {
		c.conn.mu.Lock()
		c.conn.auto = false
		c.conn.mu.Unlock()
	}
	c.After(func() { c.conn.read(p.Topic, from) })
	return r, nil
}

// unreadable says why the caller may not read a topic, empty when it may.
func (c *Call) unreadable(ctx context.Context, topic, own string) schema.ResumeReason {
	if topic == own {
		return ""
	}
	if strings.HasPrefix(topic, "user:") {
		return schema.ResumeForbidden
	}
	source := c.conn.server.source(topic)
	if source == nil {
		return schema.ResumeUnknown
	}
	var refused *Error
	switch err := source.Readable(ctx, c.Identity(), topic); {
	case err == nil:
		return ""
	case errors.As(err, &refused) && refused.Reason == schema.ReasonNotFound:
		return schema.ResumeUnknown
	default:
		return schema.ResumeForbidden
	}
}

// snapshot makes a topic go on from now, with its state.
func (c *Call) snapshot(ctx context.Context, r *schema.ResumedTopic) (live.Position, error) {
	at, err := c.conn.server.options.Bus.Head(ctx, r.Topic)
	if err != nil {
		return at, err
	}
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
