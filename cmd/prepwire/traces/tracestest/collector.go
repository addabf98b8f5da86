// Package tracestest takes spans by OTLP over HTTP, as a collector does, and
// shows them to a test.
package tracestest

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	coltracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// patience is how long a test waits for a span.
const patience = 3 * time.Minute

// Collector listens until its test ends. Its methods may be called concurrently.
type Collector struct {
	URL string // for OTEL_EXPORTER_OTLP_ENDPOINT

	mu      sync.Mutex // guards what follows
	spans   []*tracepb.Span
	headers http.Header
	refuse  int           // status to answer with, 0 to take spans
	hold    chan struct{} // nil, or requests get no answer until it is closed
	changed chan struct{} // closed and replaced with each request
}

// New returns a collector that takes spans.
func New(tb testing.TB) *Collector {
	c := &Collector{changed: make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(c.serve))
	c.URL = server.URL
	tb.Cleanup(server.Close)
	return c
}

// Refuse has it answer with a status; 0 takes spans again.
func (c *Collector) Refuse(status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refuse = status
}

// Hold has it answer nothing until release is called.
func (c *Collector) Hold() (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hold := make(chan struct{})
	c.hold = hold
	return sync.OnceFunc(func() { close(hold) })
}

// Header returns a header of the last request that brought spans.
func (c *Collector) Header(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.headers.Get(name)
}

// Spans returns what has come so far.
func (c *Collector) Spans() []*tracepb.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*tracepb.Span(nil), c.spans...)
}

// Await returns the first span of that name for which all fits hold, once it has come.
func (c *Collector) Await(tb testing.TB, name string, fits ...func(*tracepb.Span) bool) *tracepb.Span {
	tb.Helper()
	limit := time.After(patience)
	for {
		c.mu.Lock()
		spans, changed := c.spans, c.changed
		c.mu.Unlock()
		for _, s := range spans {
			if s.Name == name && all(fits, s) {
				return s
			}
		}
		select {
		case <-changed:
		case <-limit:
			tb.Fatalf("no span %q came", name)
		}
	}
}

func all(fits []func(*tracepb.Span) bool, s *tracepb.Span) bool {
	for _, f := range fits {
		if !f(s) {
			return false
		}
	}
	return true
}

// ChildOf fits spans whose parent is that one.
func ChildOf(parent *tracepb.Span) func(*tracepb.Span) bool {
	return func(s *tracepb.Span) bool {
		return string(s.TraceId) == string(parent.TraceId) && string(s.ParentSpanId) == string(parent.SpanId)
	}
}

// InTrace fits spans of a trace, named in hex.
func InTrace(id string) func(*tracepb.Span) bool {
	return func(s *tracepb.Span) bool { return TraceID(s) == id }
}

// TraceID is the trace of a span, in hex.
func TraceID(s *tracepb.Span) string { return hex.EncodeToString(s.TraceId) }

func (c *Collector) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var request coltracepb.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &request) != nil {
		http.Error(w, "no traces", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	refuse, hold := c.refuse, c.hold
	c.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	if refuse != 0 {
		http.Error(w, "not now", refuse)
		return
	}
	c.take(&request, r.Header)
	w.Header().Set("Content-Type", "application/x-protobuf")
	answer, _ := proto.Marshal(&coltracepb.ExportTraceServiceResponse{})
	_, _ = w.Write(answer)
}

func (c *Collector) take(request *coltracepb.ExportTraceServiceRequest, header http.Header) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.headers = header.Clone()
	for _, rs := range request.ResourceSpans {
		for _, ss := range rs.ScopeSpans {
			c.spans = append(c.spans, ss.Spans...)
		}
	}
	close(c.changed)
	c.changed = make(chan struct{})
}
