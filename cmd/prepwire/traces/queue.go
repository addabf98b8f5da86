package traces

import (
	"context"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// queue bounds the spans that wait to be sent or are being sent, and counts
// those that are dropped, which the SDK's own queue behind it does not tell. It
// has as many places as that one, so that one never drops any.
type queue struct {
	sdk.SpanProcessor
	places  int64
	waiting atomic.Int64
	dropped prometheus.Counter
}

func newQueue(next sdk.SpanProcessor, places int, dropped prometheus.Counter) *queue {
	return &queue{SpanProcessor: next, places: int64(places), dropped: dropped}
}

// OnEnd implements sdk.SpanProcessor. It never waits.
func (q *queue) OnEnd(s sdk.ReadOnlySpan) {
	if !s.SpanContext().IsSampled() {
		return
	}
	if q.waiting.Add(1) > q.places {
		q.waiting.Add(-1)
		q.dropped.Inc()
		return
	}
	q.SpanProcessor.OnEnd(s)
}

// took gives places back.
func (q *queue) took(n int) { q.waiting.Add(-int64(n)) }

// Shutdown implements sdk.SpanProcessor.
func (q *queue) Shutdown(ctx context.Context) error { return q.SpanProcessor.Shutdown(ctx) }
