package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"prepwire/cmd/prepwire/traces"
	"prepwire/gemini"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
)

const (
	flushWithin = 2 * time.Second        // for the last spans, when the node stops
	flushSpare  = 100 * time.Millisecond // of DRAIN_TIMEOUT, for the process to end
)

// openTraces begins to send traces if the settings say where to. Then the log's
// lines tell the trace that they belong to.
func (g *gateway) openTraces(ctx context.Context) error {
	if err := g.config.setTelemetry(); err != nil {
		return err
	}
	if !traces.Wanted() {
		return nil
	}
	t, err := traces.Open(ctx, traces.Options{Node: g.config.nodeID(), Version: version(), Log: g.log})
	if err != nil {
		return err
	}
	g.traces, g.log = t, t.Logger(g.log)
	g.onClose(func() { t.Close(g.flushTime()) })
	return nil
}

// flushTime is how long a node that stops may go on sending spans: what it was
// given for draining holds for everything.
func (g *gateway) flushTime() time.Duration {
	if g.stopBy.IsZero() {
		return flushWithin
	}
	return min(flushWithin, time.Until(g.stopBy)-flushSpare)
}

// setTelemetry gives OpenTelemetry's SDK, which reads the environment of the
// process, what is set in the .env file or by a flag.
func (c *config) setTelemetry() error {
	for name, value := range c.telemetry {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if c.OTLPEndpoint == "" {
		return nil
	}
	return os.Setenv(traces.Endpoint, c.OTLPEndpoint)
}

// watchStore counts the calls of the store and makes spans of them.
func (g *gateway) watchStore(system string) func(context.Context, string, time.Time, error) {
	return func(ctx context.Context, op string, begun time.Time, err error) {
		g.storeStats.observe(op, time.Since(begun))
		g.traces.Store(ctx, system, op, begun, failureKind(err))
	}
}

// traceLive has the live parts make spans. The limiter in memory takes no time
// worth one.
func (g *gateway) traceLive() {
	if g.traces == nil {
		return
	}
	system := "memory"
	if g.shared {
		system = "redis"
		g.limiter = g.traces.Limiter(g.limiter, system, failureKind)
	}
	g.bus = g.traces.Bus(g.bus, system, failureKind)
}

// stream asks the model, which is a span of the call that wants it.
func (m *model) stream(ctx context.Context, r gemini.Request, on func(gemini.Event) error) (gemini.Result, error) {
	ctx, span := m.traces.Model(ctx, m.name, r.Task)
	if span == nil {
		return m.client.Stream(ctx, r, on)
	}
	result, err := m.client.Stream(ctx, r, func(e gemini.Event) error {
		switch e.Kind {
		case gemini.EventQueued:
			span.Said("queued")
		case gemini.EventStarted:
			span.Said("sent")
		case gemini.EventRetry:
			span.Said("failed: " + e.Why.String())
		}
		return on(e)
	})
	span.End(result.Model, result.Usage.Prompt, result.Usage.Output+result.Usage.Thoughts, modelFailureKind(err))
	return result, err
}

func modelFailureKind(err error) string {
	var e *gemini.Error
	if errors.As(err, &e) {
		return e.Class.String()
	}
	return failureKind(err)
}

// failureKind is what a span tells of an error: one of a few words. An answer
// that the caller may expect, such as that there is no such record, is no
// failure.
func failureKind(err error) string {
	switch {
	case err == nil || isAnswer(err):
		return ""
	case errors.Is(err, context.DeadlineExceeded):
		return string(schema.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return string(schema.ReasonCancelled)
	case errors.Is(err, live.ErrUnavailable), errors.Is(err, live.ErrClosed):
		return string(schema.BusUnavailable)
	}
	if errors.Is(err, store.ErrUnavailable) {
		return string(schema.StoreUnavailable)
	}
	return "_OTHER"
}

// isAnswer reports whether an error is one of the answers that the store's and
// the bus's callers branch on.
func isAnswer(err error) bool {
	return slices.ContainsFunc([]error{
		store.ErrNotFound, store.ErrExists, store.ErrVersion, store.ErrState, store.ErrFull, store.ErrBadCursor, live.ErrEpoch, live.ErrTooOld,
	}, func(known error) bool { return errors.Is(err, known) })
}
