package traces

import (
	"context"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"prepwire/store/live"
)

// Bus makes spans of what calls do on the bus. system is memory or redis.
// failure names the kind of an error.
func (t *Traces) Bus(inner live.Bus, system string, failure func(error) string) live.Bus {
	if t == nil {
		return inner
	}
	return &bus{Bus: inner, on: t.live(system, failure)}
}

// Limiter makes spans of what calls ask the limiter.
func (t *Traces) Limiter(inner live.Limiter, system string, failure func(error) string) live.Limiter {
	if t == nil {
		return inner
	}
	return &limiter{Limiter: inner, on: t.live(system, failure)}
}

func (t *Traces) live(system string, failure func(error) string) liveSpans {
	return liveSpans{tracer: t.tracer, system: semconv.MessagingSystemKey.String(system), failure: failure}
}

// liveSpans makes spans of the live parts.
type liveSpans struct {
	tracer  trace.Tracer
	system  attribute.KeyValue
	failure func(error) string
}

// begin begins a span of an operation, as a child of the one that is recorded in
// ctx; without one it returns ctx as it is. Topics hold ids of users, so the
// span tells only their kind.
func (l liveSpans) begin(ctx context.Context, operation, topic string) (context.Context, func(*error)) {
	if !within(ctx) {
		return ctx, func(*error) {}
	}
	kind, _, _ := strings.Cut(topic, ":")
	ctx, span := l.tracer.Start(ctx, operation+" "+kind, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(l.system, semconv.MessagingOperationName(operation), semconv.MessagingDestinationTemplate(kind+":{id}")))
	return ctx, func(err *error) { end(span, l.failure(*err)) }
}

// bus is a live.Bus with spans.
type bus struct {
	live.Bus
	on liveSpans
}

// Append implements live.Bus.
func (b *bus) Append(ctx context.Context, topic, name string, params []byte) (_ live.Position, err error) {
	ctx, end := b.on.begin(ctx, "append", topic)
	defer end(&err)
	return b.Bus.Append(ctx, topic, name, params)
}

// Publish implements live.Bus.
func (b *bus) Publish(ctx context.Context, topic string, s live.State) (err error) {
	ctx, end := b.on.begin(ctx, "publish", topic)
	defer end(&err)
	return b.Bus.Publish(ctx, topic, s)
}

// Subscribe implements live.Bus.
func (b *bus) Subscribe(ctx context.Context, topic string, sub live.Subscriber) (_ live.Position, _ func(), err error) {
	ctx, end := b.on.begin(ctx, "subscribe", topic)
	defer end(&err)
	return b.Bus.Subscribe(ctx, topic, sub)
}

// Head implements live.Bus.
func (b *bus) Head(ctx context.Context, topic string) (_ live.Position, err error) {
	ctx, end := b.on.begin(ctx, "head", topic)
	defer end(&err)
	return b.Bus.Head(ctx, topic)
}

// Read implements live.Bus.
func (b *bus) Read(ctx context.Context, topic string, after live.Position, limit int) (_ []live.Event, err error) {
	ctx, end := b.on.begin(ctx, "read", topic)
	defer end(&err)
	return b.Bus.Read(ctx, topic, after, limit)
}

// limiter is a live.Limiter with spans.
type limiter struct {
	live.Limiter
	on liveSpans
}

// Allow implements live.Limiter.
func (l *limiter) Allow(ctx context.Context, key string, rate live.Rate, n int) (_ bool, _ time.Duration, err error) {
	ctx, end := l.on.begin(ctx, "limit", key)
	defer end(&err)
	return l.Limiter.Allow(ctx, key, rate, n)
}
