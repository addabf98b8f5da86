package traces

import (
	"context"
	"log/slog"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// sender hands batches to the exporter, counts what became of them, and logs
// when the collector goes and when it comes back.
type sender struct {
	out          sdk.SpanExporter
	sent, failed prometheus.Counter
	log          *slog.Logger
	gone         func(spans int) // told of each batch that is done with

	ctx    context.Context // ends when the sender stops
	cancel context.CancelFunc
	ended  chan struct{} // closed once the SDK will send no more
	once   sync.Once

	down bool // used by one batch at a time
}

func newSender(out sdk.SpanExporter, spans *prometheus.CounterVec, log *slog.Logger) *sender {
	s := &sender{out: out, sent: spans.WithLabelValues("sent"), failed: spans.WithLabelValues("failed"), log: log, ended: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// ExportSpans implements sdk.SpanExporter. The SDK has one batch sent at a time.
func (s *sender) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	err := s.out.ExportSpans(ctx, spans)
	s.gone(len(spans))
	if err != nil {
		s.failed.Add(float64(len(spans)))
	} else {
		s.sent.Add(float64(len(spans)))
	}
	if down := err != nil; down != s.down && s.ctx.Err() == nil {
		s.down = down
		if down {
			s.log.Warn("traces: the collector does not take spans", "err", short(err.Error()))
		} else {
			s.log.Info("traces: the collector takes spans again")
		}
	}
	return nil // it is counted and told
}

// Shutdown implements sdk.SpanExporter.
func (s *sender) Shutdown(ctx context.Context) error {
	defer s.once.Do(func() { close(s.ended) })
	return s.out.Shutdown(ctx)
}

// stop breaks off what is being sent and waits until nothing is.
func (s *sender) stop() {
	s.cancel()
	<-s.ended
}

// short cuts what a collector answered to a bearable length.
func short(text string) string {
	const most = 300
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}
