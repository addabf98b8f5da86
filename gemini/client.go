package gemini

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A Client asks Gemini. Its methods may be called at once from any number of
// goroutines. A call waits until a key of its pool has room for it, or fails at
// once when that would take too long; what fails for a reason that another
// attempt may not meet is tried again, by the table in the package's description.
type Client struct {
	opts    Options
	wire    *wire
	pool    *pool
	keeper  *keeper
	backend backend

	configured atomic.Bool

	ctx    context.Context // ends when the client is closed
	cancel context.CancelCauseFunc

	mu     sync.Mutex
	closed bool
	calls  sync.WaitGroup // Add only with mu held and closed false
}

// A backend speaks to the API through some SDK. Both methods send one request by
// way of c.wire and return the text received so far, also with an error. What
// the wire saw, in c.seen, is the better witness; the error counts only where
// the wire saw nothing wrong.
type backend interface {
	generate(ctx context.Context, c *call) (string, error)
	// stream passes each piece of text to on as it comes; an error of on ends it.
	stream(ctx context.Context, c *call, on func(string) error) (string, error)
}

// A call is one request on its way. It belongs to one goroutine.
type call struct {
	wire   *wire
	req    *Request
	key    Key
	stream bool
	seen   sight
	expire context.CancelCauseFunc // ends the call with a cause

	sent      atomic.Bool // the request has begun to leave
	delivered bool        // text has been passed on
}

// The causes for which the client itself ends a call.
var (
	errStalled = errors.New("the server fell silent")
	errTooLong = errors.New("the call took too long")
)

// New returns a client. It connects to nothing before the first call.
func New(opts Options) (*Client, error) {
	base, err := opts.complete()
	if err != nil {
		return nil, fmt.Errorf("gemini: %w", err)
	}
	sdk, err := sharedSDK()
	if err != nil {
		return nil, fmt.Errorf("gemini: start the SDK: %w", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	c := &Client{opts: opts, wire: newWire(base, &opts), backend: sdk, keeper: newKeeper(opts.StateFile), ctx: ctx, cancel: cancel}
	c.pool = newPool(&opts, c.keeper.changed)
	if err := c.SetKeys(opts.Keys); err != nil { // not: they have been checked
		return nil, fmt.Errorf("gemini: %w", err)
	}
	c.recall()
	c.keeper.start(ctx, c.pool)
	return c, nil
}

// recall reads the file of an earlier run.
func (c *Client) recall() {
	if c.opts.StateFile == "" {
		return
	}
	s, err := readState(c.opts.StateFile)
	if err != nil {
		c.opts.Log.Warn("what was learned of the model's quota is lost", "file", c.opts.StateFile, "err", err)
	}
	c.pool.remember(s)
}

// SetKeys replaces the keys. Calls that run keep theirs; those that wait get one of
// the new ones. What is known of projects stays, but keys found dead and quota
// found missing are tried again. An empty list makes every later call fail.
func (c *Client) SetKeys(keys []Key) error {
	if err := validKeys(keys); err != nil {
		return err
	}
	c.wire.redact.add(keys)
	c.configured.Store(len(keys) > 0)
	c.pool.setKeys(keys)
	return nil
}

// Configured reports whether there is a key.
func (c *Client) Configured() bool { return c.configured.Load() }

// Close refuses new calls, ends those that run or wait, waits for them, keeps what
// was learned, and closes idle connections. Called again it does nothing. It must
// not be called from an event function.
func (c *Client) Close() error {
	c.mu.Lock()
	again := c.closed
	c.closed = true
	c.mu.Unlock()
	c.cancel(ErrClosed)
	c.calls.Wait()
	c.keeper.work.Wait()
	if !again {
		c.keeper.save(c.pool)
	}
	c.wire.base.CloseIdleConnections()
	return nil
}

// Generate sends the request and returns the whole answer. The error is an
// [*Error]; with some of its classes the Result holds a part of the answer.
func (c *Client) Generate(ctx context.Context, r Request) (Result, error) {
	return c.do(ctx, r, nil)
}

// Stream sends the request, tells on of everything as it happens, and returns the
// whole answer. The pieces are what the model writes; only the Result's Text has
// been checked against the schema. on is called from the calling goroutine, one
// event at a time; while it runs the server's silence is not held against it. An
// error of on ends the call and is returned as it is. Other errors are as for
// [Client.Generate]. on may be nil.
func (c *Client) Stream(ctx context.Context, r Request, on func(Event) error) (Result, error) {
	if on == nil {
		on = func(Event) error { return nil }
	}
	return c.do(ctx, r, on)
}

func (c *Client) do(ctx context.Context, r Request, on func(Event) error) (Result, error) {
	start := time.Now()
	if err := r.complete(c.opts.Model); err != nil {
		return Result{}, &Error{Class: ClassBadRequest, Message: err.Error(), Model: r.Model}
	}
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return Result{}, &Error{Class: ClassCanceled, Message: err.Error(), Model: r.Model, err: err}
	}
	defer end()
	result, failure := c.attempts(ctx, &r, on)
	result.Latency = time.Since(start)
	return result, failure
}

// attempts sends requests until one goes well, or there is no use in another.
func (c *Client) attempts(ctx context.Context, r *Request, on func(Event) error) (Result, error) {
	t := c.opts.turn(r)
	var result Result
	var failure *Error
	for {
		lease, err := c.pool.take(ctx, t, func(eta time.Duration) error {
			return emit(on, Event{Kind: EventQueued, Attempt: t.attempts + 1, ETA: eta})
		})
		if err != nil {
			return c.noSlot(r, t, result, failure, err)
		}
		t.attempts++
		asked := *r
		asked.Model = lease.bucket.model.name
		done := c.attempt(ctx, &asked, lease, t, on)
		result, failure = done.result, done.failure
		result.Waited = t.queued
		switch {
		case done.refused != nil:
			return result, done.refused
		case failure == nil:
			return result, nil
		case !t.again(failure, done.delivered):
			if failure.Class.aboutQuota() {
				failure.RetryAfter = c.pool.retryAfter(t)
			}
			return result, failure
		}
		if failure.Class == ClassMaxTokens {
			r.MaxOutputTokens = min(2*r.MaxOutputTokens, max(r.MaxOutputTokens, mostOutputTokens))
		}
		if err := emit(on, Event{Kind: EventRetry, Attempt: t.attempts, Why: failure.Class}); err != nil {
			return result, err
		}
	}
}

// mostOutputTokens is as far as a bound is raised for an answer that was too long.
const mostOutputTokens = 1 << 16

func emit(on func(Event) error, e Event) error {
	if on == nil {
		return nil
	}
	return on(e)
}

// noSlot ends a call that got no slot. When that was for another attempt, the
// failure of the last one says more, save about the time.
func (c *Client) noSlot(r *Request, t *turn, result Result, failure *Error, err error) (Result, error) {
	var refused *Error
	if !errors.As(err, &refused) {
		return result, err // the event function's own
	}
	refused.Attempts = t.attempts
	refused.Model = r.Model
	if c.opts.Observe != nil {
		c.opts.Observe(Attempt{Task: r.Task, Model: r.Model, Class: refused.Class})
	}
	switch {
	case failure == nil, refused.Class == ClassCanceled, refused.Class == ClassDeadline:
		return result, refused
	case failure.Class.aboutQuota() && !refused.Class.aboutKeys():
		return result, refused // that one bucket was empty; this is how all of them stand
	}
	failure.RetryAfter = refused.RetryAfter
	return result, failure
}

// begin counts a call in and binds its context to the client's life.
func (c *Client) begin(ctx context.Context) (context.Context, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, nil, ErrClosed
	}
	c.calls.Add(1)
	ctx, cancel := context.WithCancelCause(ctx)
	unbind := context.AfterFunc(c.ctx, func() { cancel(ErrClosed) })
	return ctx, func() {
		unbind()
		cancel(nil)
		c.calls.Done()
	}, nil
}

// An ending is how an attempt ended.
type ending struct {
	result    Result
	failure   *Error
	refused   error // the event function's own
	delivered bool  // the caller has been given text
}

// attempt sends one request with one key.
func (c *Client) attempt(ctx context.Context, r *Request, l *lease, t *turn, on func(Event) error) (end ending) {
	start := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, stop := context.WithTimeoutCause(ctx, c.opts.CallTimeout, errTooLong)
	defer stop()
	cl := &call{wire: c.wire, req: r, key: l.key.Key, stream: on != nil, expire: cancel}
	outcome := &Error{Class: ClassCanceled} // stands when the event function refuses, or panics
	defer func() {
		c.pool.settle(l, verdict{usage: cl.seen.usage, err: outcome, unsent: !cl.sent.Load()})
		c.observe(cl, outcome, l.waited, time.Since(start))
	}()
	text, sent, refused := c.send(ctx, cl, t.attempts, on)
	if refused == nil {
		text, outcome = c.judge(ctx, cl, text, sent)
	}
	if outcome != nil {
		outcome.KeyID, outcome.Project, outcome.Model, outcome.Attempts = cl.key.ID(), cl.key.Project(), r.Model, t.attempts
	}
	return ending{
		result: Result{
			Text: text, Finish: cl.seen.finish, Usage: cl.seen.usage, Model: r.Model,
			ModelVersion: cl.seen.version, KeyID: cl.key.ID(), Attempts: t.attempts,
		},
		failure: outcome, refused: refused, delivered: on != nil && cl.delivered,
	}
}

// send passes the call to the backend. It tells an error of the event function
// apart from one of the call.
func (c *Client) send(ctx context.Context, cl *call, n int, on func(Event) error) (text string, sent, refused error) {
	if on == nil {
		text, sent = c.backend.generate(ctx, cl)
		return text, sent, nil
	}
	if err := on(Event{Kind: EventStarted, Attempt: n, Model: cl.req.Model}); err != nil {
		return "", nil, err
	}
	text, sent = c.backend.stream(ctx, cl, func(piece string) error {
		cl.delivered = true
		refused = on(Event{Kind: EventDelta, Attempt: n, Text: piece})
		return refused
	})
	return text, sent, refused
}

func (c *Client) observe(cl *call, outcome *Error, waited, took time.Duration) {
	if c.opts.Observe == nil {
		return
	}
	a := Attempt{
		Task: cl.req.Task, Model: cl.req.Model, KeyID: cl.key.ID(), Project: cl.key.Project(),
		Usage: cl.seen.usage, Waited: waited, Latency: took,
	}
	if outcome != nil {
		a.Class, a.HTTP = outcome.Class, outcome.HTTP
	}
	c.opts.Observe(a)
}
