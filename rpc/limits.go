package rpc

import (
	"sync/atomic"
	"time"

	"prepwire/schema"
	"prepwire/store/live"
)

// Limits bounds what clients may do. A rate or count of 0 means no limit.
type Limits struct {
	Frame              int       // bytes of a frame once authenticated
	Batch              int       // messages of a batch
	InFlight           int       // calls of a connection that run
	Waiting            int       // calls of a connection that wait
	Queue              int       // bytes that wait to be sent on a connection
	Conns              int       // connections of this node
	Connects           live.Rate // new connections of this node
	ConnsPerUser       int
	ConnsPerAddress    int
	ConnectsPerAddress live.Rate
	CallsPerUser       live.Rate
	AIPerUser          live.Rate
	Methods            map[string]live.Rate // by method, for each user
	ReplayEvents       int                  // events of a topic that are kept
}

// DefaultLimits are the limits when nothing is configured.
func DefaultLimits() Limits {
	return Limits{
		Frame: 8 << 20, Batch: 100, InFlight: 64, Waiting: 256, Queue: 1 << 20,
		Conns: 100_000, Connects: live.Rate{Events: 1000, Per: time.Second}, ConnsPerUser: 20, ConnsPerAddress: 2000,
		ConnectsPerAddress: live.Rate{Events: 200, Per: time.Second},
		CallsPerUser:       live.Rate{Events: 50, Per: time.Second},
		AIPerUser:          live.Rate{Events: 20, Per: time.Minute},
		ReplayEvents:       1000,
	}
}

// unlimited stands for a bound that is off.
const unlimited = 1 << 50

// bounds returns the limits with those of 0 out of reach, where code compares
// with them on every message.
func (l Limits) bounds() Limits {
	for _, n := range []*int{&l.Frame, &l.Batch, &l.InFlight, &l.Waiting, &l.Queue} {
		if *n <= 0 {
			*n = unlimited
		}
	}
	return l
}

const (
	frameBeforeAuth = 16 << 10         // LIMIT_FRAME before authentication
	batchBeforeAuth = 64 << 10         // bytes of replies after which no more of a batch is served, before authentication
	retryBusy       = time.Second      // when to come back to a busy gateway
	maxTries        = 3                // of session.authenticate before the first success
	authWithin      = 10 * time.Second // for session.authenticate to succeed
	topicsPerCall   = 20               // that are resumed for the price of a call
)

// load counts the calls that run on this node and sheds the heaviest kinds
// first when there are too many.
type load struct {
	running  atomic.Int64
	capacity int64
}

// sheds reports whether a call of that weight must wait for better times.
func (l *load) sheds(w schema.Weight) bool { return l.shedsBeside(l.running.Load(), w) }

// shedsBeside is sheds where so many others run.
func (l *load) shedsBeside(running int64, w schema.Weight) bool {
	if l.capacity == 0 {
		return false
	}
	share := [...]int64{schema.Essential: 0, schema.Light: 100, schema.Join: 90, schema.List: 75, schema.Model: 50}[w]
	return share > 0 && running*100 >= l.capacity*share
}

// admitCall applies the rates of a method and sheds load. What a call with
// params of some weight asks of the model is counted once they were read.
func (s *Server) admitCall(c *Call, e *entry) error {
	spec, limits := e.spec, &s.options.Limits
	if rate, ok := limits.Methods[c.method]; ok {
		if err := s.allow(c, c.method+":", rate, "LIMIT_METHODS"); err != nil {
			return err
		}
	}
	if s.load.sheds(spec.Weight) || s.frameBytes.Load() > s.options.FrameMemory && spec.Weight != schema.Essential {
		return Refuse(schema.Overloaded, RetryAfter(retryBusy))
	}
	if err := s.outsideContests(c, spec); err != nil {
		return err
	}
	if spec.Weight == schema.Model && !e.weighed {
		return s.allowModel(c, 1)
	}
	return nil
}

// allowModel counts n calls of the model for the caller, if there is one. More
// than may come at once are allowed and owed.
func (s *Server) allowModel(c *Call, n int) error {
	rate := s.options.Limits.AIPerUser
	if s.options.AI == nil || !s.options.AI() || rate.Unlimited() {
		return nil
	}
	return s.allowMany(c, "ai:", rate, n, "LIMIT_AI_PER_USER")
}

// CountModel counts one call of the model for the caller. It is for handlers
// that ask the model only at times; calls of weight Model are counted before
// they begin. It refuses as rate_limited when the caller has asked too often,
// and as overloaded when this node has too much to do for the model to be asked.
func (c *Call) CountModel() error {
	s := c.conn.server
	if s.load.shedsBeside(s.load.running.Load()-1, schema.Model) { // it runs itself
		return Refuse(schema.Overloaded, RetryAfter(retryBusy))
	}
	return s.allowModel(c, 1)
}

// outsideContests refuses help to who is in a contest.
func (s *Server) outsideContests(c *Call, spec *schema.Spec) error {
	id := c.Identity()
	if !spec.OutsideContests || s.options.Engaged == nil || id == nil {
		return nil
	}
	engaged, err := s.options.Engaged(c.ctx, id.UserID)
	if err == nil && engaged {
		return Refuse(schema.ContestRunning)
	}
	return err
}

// frameMemory bounds the frames of one node that are being read or wait for
// their calls. Above it large frames are not read to their end, and only what
// is essential is served.
const frameMemory = 512 << 20

// allow counts a call for the caller, before authentication for the connection.
func (s *Server) allow(c *Call, what string, rate live.Rate, name string) error {
	if rate.Unlimited() {
		return nil
	}
	return s.allowMany(c, what, rate, 1, name)
}

// allowTopics counts the topics that a call resumes, each of which is looked
// up as another call would do. Together with the call itself they cost no more
// than one second's worth of calls, or a long list could never be allowed.
func (s *Server) allowTopics(c *Call, topics int) error {
	rate := s.options.Limits.CallsPerUser
	if rate.Unlimited() {
		return nil
	}
	more := min(topics/topicsPerCall, int(rate.Burst())-1)
	if more <= 0 {
		return nil
	}
	return s.allowMany(c, "calls:", rate, more, "LIMIT_CALLS_PER_USER")
}

// allowMany is allow for what counts as n calls.
func (s *Server) allowMany(c *Call, what string, rate live.Rate, n int, name string) error {
	ok, after, err := s.options.Limiter.Allow(c.ctx, what+c.conn.limitKey(), rate, n)
	if err != nil || ok { // a limiter that cannot be reached limits nothing
		return nil
	}
	return Refuse(schema.RateLimited, Scope(name), RetryAfter(after))
}
