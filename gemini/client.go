package gemini

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// maxAttempts bounds the requests of one call. Only a dead key leads to another.
const maxAttempts = 4

// A Client asks Gemini. Its methods may be called at once from any number of
// goroutines. Nothing is retried, except that a key the server calls dead is
// replaced by the next at once: whether an error is worth another try is for the
// caller to say, who knows how much time is left.
type Client struct {
	opts    Options
	wire    *wire
	keys    chooser
	backend backend

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
}

// The causes for which the client itself ends a call.
var (
	errStalled = errors.New("the server fell silent")
	errTooLong = errors.New("the call took too long")
)

// New returns a client. It connects to nothing before the first call. A caller
// without keys has no use for a client: New refuses an empty list.
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
	return &Client{
		opts:    opts,
		wire:    newWire(base, &opts, newRedactor(opts.Keys)),
		keys:    newFirstHealthy(opts.Keys),
		backend: sdk,
		ctx:     ctx,
		cancel:  cancel,
	}, nil
}

// Close refuses new calls, ends those that run, waits for them, and closes idle
// connections. Called again it does nothing. It must not be called from an event
// function.
func (c *Client) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.cancel(ErrClosed)
	c.calls.Wait()
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
	var result Result
	var failure error
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		key, err := c.keys.take(ctx, r.Model)
		if err != nil && failure == nil {
			failure = err
		}
		if err != nil {
			break
		}
		result, failure = c.attempt(ctx, &r, key, attempt, on)
		if ClassOf(failure) != ClassKeyDead {
			break
		}
	}
	result.Latency = time.Since(start)
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

// attempt sends one request with one key.
func (c *Client) attempt(ctx context.Context, r *Request, key Key, n int, on func(Event) error) (Result, error) {
	start := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, stop := context.WithTimeoutCause(ctx, c.opts.CallTimeout, errTooLong)
	defer stop()
	cl := &call{wire: c.wire, req: r, key: key, stream: on != nil, expire: cancel}
	outcome := &Error{Class: ClassCanceled} // stands when the event function refuses, or panics
	defer func() {
		c.keys.settle(key, r.Model, cl.seen.usage, outcome)
		c.observe(cl, outcome, time.Since(start))
	}()
	text, sent, refused := c.send(ctx, cl, n, on)
	if refused == nil {
		text, outcome = c.judge(ctx, cl, text, sent)
	}
	if outcome != nil {
		outcome.KeyID, outcome.Project, outcome.Model, outcome.Attempts = key.ID(), key.Project(), r.Model, n
	}
	result := Result{
		Text: text, Finish: cl.seen.finish, Usage: cl.seen.usage, Model: r.Model,
		ModelVersion: cl.seen.version, KeyID: key.ID(), Attempts: n,
	}
	switch {
	case refused != nil:
		return result, refused
	case outcome != nil:
		return result, outcome
	}
	return result, nil
}

// send passes the call to the backend. It tells an error of the event function
// apart from one of the call.
func (c *Client) send(ctx context.Context, cl *call, n int, on func(Event) error) (text string, sent, refused error) {
	if on == nil {
		text, sent = c.backend.generate(ctx, cl)
		return text, sent, nil
	}
	if err := on(Event{Kind: EventStarted, Attempt: n}); err != nil {
		return "", nil, err
	}
	text, sent = c.backend.stream(ctx, cl, func(piece string) error {
		refused = on(Event{Kind: EventDelta, Attempt: n, Text: piece})
		return refused
	})
	return text, sent, refused
}

func (c *Client) observe(cl *call, outcome *Error, took time.Duration) {
	if c.opts.Observe == nil {
		return
	}
	a := Attempt{
		Task: cl.req.Task, Model: cl.req.Model, KeyID: cl.key.ID(), Project: cl.key.Project(),
		Usage: cl.seen.usage, Latency: took,
	}
	if outcome != nil {
		a.Class, a.HTTP = outcome.Class, outcome.HTTP
	}
	c.opts.Observe(a)
}

// judge turns what was seen into the outcome: the text to return, and an error
// or nil. What the wire saw goes before what the SDK says about it.
func (c *Client) judge(ctx context.Context, cl *call, text string, sent error) (string, *Error) {
	s := &cl.seen
	var reported *WireError
	var bad *malformed
	switch {
	case errors.As(s.fault, &reported):
		return text, &Error{
			Class: reported.class(), HTTP: reported.HTTP, Status: reported.Status, Reason: reported.Reason,
			Message: reported.Message, RetryAfter: reported.RetryAfter, Quotas: reported.Quotas, err: reported,
		}
	case errors.As(s.fault, &bad), errors.Is(s.fault, errTruncated):
		return text, c.faulty(s.fault)
	case !s.whole && ctx.Err() != nil:
		return text, interrupted(ctx)
	case s.fault != nil:
		return text, c.faulty(s.fault)
	case !s.whole:
		// The SDK gave up though the wire did not.
		return text, c.faulty(&malformed{"SDK_REFUSED", fmt.Sprint(sent)})
	}
	if fail := s.verdict(text); fail != nil {
		return text, fail
	}
	if sent != nil {
		return text, c.faulty(&malformed{"SDK_REFUSED", sent.Error()})
	}
	if cl.req.Schema == nil {
		return text, nil
	}
	value, err := cl.req.Schema.extract(text)
	if err != nil {
		return text, &Error{Class: ClassMalformed, Reason: "SCHEMA", Message: shorten(err.Error(), maxMessage)}
	}
	return value, nil
}

// interrupted says who ended the call.
func interrupted(ctx context.Context) *Error {
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, ErrClosed):
		return &Error{Class: ClassCanceled, Message: cause.Error(), err: ErrClosed}
	case errors.Is(cause, errStalled), errors.Is(cause, errTooLong):
		return &Error{Class: ClassTimeout, Message: cause.Error(), err: cause}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Class: ClassDeadline, Message: "deadline passed", err: context.DeadlineExceeded}
	}
	return &Error{Class: ClassCanceled, Message: "cancelled", err: context.Canceled}
}

// faulty classes an error that is no report of the server.
func (c *Client) faulty(err error) *Error {
	e := &Error{Message: shorten(c.wire.redact.clean(rootText(err)), maxMessage)}
	var bad *malformed
	switch {
	case errors.As(err, &bad):
		e.Class, e.Reason = ClassMalformed, bad.reason
	case errors.Is(err, errTruncated):
		e.Class, e.err = ClassTruncated, errTruncated
	default:
		e.Class, e.err = ClassTransport, rootError(err)
	}
	return e
}

// rootText is the text of the error without the address that package http puts
// before it, which is the SDK's and means nothing.
func rootText(err error) string {
	return strings.TrimSpace(rootError(err).Error())
}
