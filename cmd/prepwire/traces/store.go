package traces

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// Store makes a span of a store's call that has just ended, as a child of the
// span that is recorded in ctx, if there is one. system is sqlite or mongodb,
// op the store's name of what was done. failure is why it failed, empty if it
// did not; a record that is not there is no failure.
func (t *Traces) Store(ctx context.Context, system, op string, begun time.Time, failure string) {
	if t == nil || !within(ctx) {
		return
	}
	_, span := t.tracer.Start(ctx, op, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(begun),
		trace.WithAttributes(semconv.DBSystemNameKey.String(system), semconv.DBOperationName(op)))
	end(span, failure)
}

// end ends a span, with the kind of its failure, if it failed. Texts of errors
// stay out: they may hold what users wrote.
func end(span trace.Span, failure string, more ...attribute.KeyValue) {
	span.SetAttributes(more...)
	if failure != "" {
		span.SetAttributes(semconv.ErrorTypeKey.String(failure))
		span.SetStatus(codes.Error, failure)
	}
	span.End()
}
