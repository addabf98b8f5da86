package rpc

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
)

// The connections of a user on all nodes together, when nodes share a Presence.
const (
	replacedTopic = "system:replaced" // carries the ids of connections that must go
	countedFor    = 3 * time.Minute   // a connection whose node has died
	countedAgain  = time.Minute       // while it lives
	countedWithin = 2 * time.Second   // of one word with the presence
	countedAtOnce = 64                // such words
	countedLater  = 8192              // such words that wait; of more, refresh makes up for those who came, time for those who went
	replacedMany  = 64                // connections that go because of one that comes
)

// everywhere counts the connections of users on all nodes. Nodes that cannot
// reach the presence count their own, as a single node does.
type everywhere struct {
	server *Server
	ctx    context.Context // ends soon after close
	stop   context.CancelFunc
	over   chan struct{} // closed by close
	words  chan word
	work   sync.WaitGroup // those who speak
	beat   sync.WaitGroup // refresh
	leave  func()         // ends the subscription to those that must go
}

// word is one word with the presence.
type word func(ctx context.Context) error

// replaced is what a node tells the others.
type replaced struct {
	ConnectionID string `json:"connectionId"`
}

// newEverywhere returns nil when nothing is to be counted.
func newEverywhere(ctx context.Context, s *Server) (*everywhere, error) {
	if s.options.Presence == nil || s.options.Limits.ConnsPerUser <= 0 {
		return nil, nil
	}
	e := &everywhere{server: s, over: make(chan struct{}), words: make(chan word, countedLater)}
	leave, err := live.Follow(ctx, s.options.Bus, replacedTopic, e, nil)
	if err != nil {
		return nil, err
	}
	e.leave = leave
	e.ctx, e.stop = context.WithCancel(context.Background())
	e.beat.Go(e.refresh)
	for range countedAtOnce {
		e.work.Go(e.speak)
	}
	return e, nil
}

// close takes the connections of the node out, if that is quickly done. None
// may come or go any more.
func (e *everywhere) close() {
	if e == nil {
		return
	}
	e.leave()
	defer time.AfterFunc(countedWithin, e.stop).Stop()
	close(e.over)
	e.beat.Wait()
	close(e.words)
	e.work.Wait()
	e.stop()
}

// speak says what waits to be said.
func (e *everywhere) speak() {
	for w := range e.words {
		ctx, cancel := context.WithTimeout(e.ctx, countedWithin)
		if err := w(ctx); err != nil {
			e.server.log.Debug("count connections of all nodes", "err", err) // health says it
		}
		cancel()
	}
}

// say queues a word, if there is room. It does not wait.
func (e *everywhere) say(w word) {
	select {
	case e.words <- w:
	default:
	}
}

// Event is not used: who must go is told by states.
func (*everywhere) Event(string, string, live.Event) {}

// Broken is of no interest: the next connection of the user counts again.
func (*everywhere) Broken(string, live.Position) {}

// State closes a connection of this node that must go.
func (e *everywhere) State(_ string, s live.State) {
	var r replaced
	if json.Unmarshal(s.Params, &r) == nil {
		e.server.replace(r.ConnectionID)
	}
}

// replace closes a connection in favour of a newer one, if it is here.
func (s *Server) replace(connectionID string) bool {
	s.mu.Lock()
	c := s.byID[connectionID]
	s.mu.Unlock()
	if c != nil {
		c.Close(schema.CloseReplaced, "LIMIT_CONNS_PER_USER: a newer connection of this user")
	}
	return c != nil
}

func connGroup(userID string) string { return "conns:" + userID }

// came counts a connection and has the oldest go if there are too many. It does
// not wait.
func (e *everywhere) came(c *Conn, userID string) {
	if e != nil {
		e.say(func(ctx context.Context) error { return e.count(ctx, c, userID) })
	}
}

// went counts a connection no longer. It does not wait.
func (e *everywhere) went(connectionID, userID string) {
	if e != nil {
		e.say(func(ctx context.Context) error {
			_, err := e.server.options.Presence.Leave(ctx, connGroup(userID), connectionID)
			return err
		})
	}
}

func (e *everywhere) count(ctx context.Context, c *Conn, userID string) error {
	presence, group, limit := e.server.options.Presence, connGroup(userID), e.server.options.Limits.ConnsPerUser
	first, err := presence.Enter(ctx, group, c.id, "", countedFor)
	if err != nil {
		return err
	}
	if !e.server.has(c) { // gone meanwhile: nobody else takes it out
		_, err := presence.Leave(ctx, group, c.id)
		return err
	}
	if !first {
		return nil
	}
	n, err := presence.Count(ctx, group)
	if err != nil || n <= limit {
		return err
	}
	oldest, err := presence.Members(ctx, group, min(n-limit, replacedMany))
	if err != nil {
		return err
	}
	for _, m := range oldest {
		if err := e.oust(ctx, group, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// oust has a connection go, wherever it is, and counts it no longer: its node
// may be dead.
func (e *everywhere) oust(ctx context.Context, group, connectionID string) error {
	if !e.server.replace(connectionID) {
		body, err := json.Marshal(replaced{connectionID})
		if err != nil {
			return err
		}
		if err := e.server.options.Bus.Publish(ctx, replacedTopic, live.State{Key: connectionID, Params: body}); err != nil {
			return err
		}
	}
	_, err := e.server.options.Presence.Leave(ctx, group, connectionID)
	return err
}

func (s *Server) has(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[c.id] == c
}

// refresh keeps the connections of this node counted.
func (e *everywhere) refresh() {
	tick := time.NewTicker(countedAgain)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-e.over:
			return
		}
		for _, c := range e.server.all() {
			id := c.identity.Load()
			if id == nil {
				continue
			}
			select {
			case e.words <- func(ctx context.Context) error { return e.count(ctx, c, id.UserID) }:
			case <-e.over:
				return
			}
		}
	}
}
