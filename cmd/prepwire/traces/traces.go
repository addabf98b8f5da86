// Package traces sends what calls took, and where, to an OpenTelemetry collector
// by OTLP over HTTP.
//
//	rpc: a span of each call ─┐
//	Store, Model, Bus: its    ├─► queue.go  bounded ─► SDK's batches ─► sender.go ─► collector
//	children, while they run ─┘   full: dropped         all are counted
//
// The SDK reads its usual variables: where to, with which headers, what is
// sampled, how much waits. A collector that is away holds up nobody: spans wait
// in a bounded queue and are dropped when it is full.
package traces

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// scope is the name of whoever makes the spans.
const scope = "prepwire"

// Traces makes spans and sends them. A nil *Traces makes none; its methods then
// do nothing and hand back what they are given.
type Traces struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	queue    *queue
	sender   *sender
	spans    *prometheus.CounterVec
	log      *slog.Logger
	closing  sync.Once
}

// Options say who sends.
type Options struct {
	Node, Version string
	Log           *slog.Logger
}

// Open begins to send as the environment of the process says. It does not wait
// for the collector. A variable that cannot be understood is an error that
// names it. Close must be called.
func Open(ctx context.Context, o Options) (*Traces, error) {
	if err := checkSettings(); err != nil {
		return nil, err
	}
	quieten(o.Log)
	about, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(semconv.ServiceName("prepwire"), semconv.ServiceVersion(o.Version), semconv.ServiceInstanceID(o.Node)),
		resource.WithFromEnv(), // the last one wins
	)
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	out, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("OTEL settings: %w", err)
	}
	t := &Traces{log: o.Log, spans: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "prepwire_spans_total", Help: "Spans of traces by result: sent, failed, or dropped because too many waited.",
	}, []string{"result"})}
	t.sender = newSender(out, t.spans, o.Log)
	t.queue = newQueue(sdk.NewBatchSpanProcessor(t.sender), queueSize(), t.spans.WithLabelValues("dropped"))
	t.sender.gone = t.queue.took
	t.provider = sdk.NewTracerProvider(sdk.WithResource(about), sdk.WithSpanProcessor(t.queue))
	t.tracer = t.provider.Tracer(scope)
	return t, nil
}

// Tracer makes the spans; nil without traces.
func (t *Traces) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.tracer
}

// Collectors are the metrics, none without traces.
func (t *Traces) Collectors() []prometheus.Collector {
	if t == nil {
		return nil
	}
	return []prometheus.Collector{t.spans}
}

// Close sends what waits, for as long as that may take, and gives up on the
// rest. When it returns nothing is sent any more. A repeat does nothing.
func (t *Traces) Close(within time.Duration) {
	if t == nil {
		return
	}
	t.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), within)
		defer cancel()
		left := t.queue.waiting.Load()
		if err := t.provider.Shutdown(ctx); err != nil {
			t.log.Warn("traces: not all spans were sent", "waited", left)
		}
		t.sender.stop()
	})
}

// within reports whether a span is being recorded in ctx, so that a child of it
// is worth making.
func within(ctx context.Context) bool { return trace.SpanFromContext(ctx).IsRecording() }
