package traces_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"prepwire/cmd/prepwire/traces"
	"prepwire/cmd/prepwire/traces/tracestest"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { http.DefaultClient.CloseIdleConnections() }),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

// open begins traces to a collector, with more settings as name=value.
func open(t *testing.T, url string, log *rpctest.Log, settings ...string) *traces.Traces {
	t.Helper()
	t.Setenv(traces.Endpoint, url)
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		t.Setenv(name, value)
	}
	tr, err := traces.Open(t.Context(), traces.Options{Node: "here", Version: "test", Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close(0) })
	return tr
}

// counted are the spans with a result.
func counted(t *testing.T, tr *traces.Traces, result string) int {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(tr.Collectors()...)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range families[0].GetMetric() {
		if m.GetLabel()[0].GetValue() == result {
			return int(m.GetCounter().GetValue())
		}
	}
	return 0
}

// patience is how long a test waits for what should happen at once.
const patience = 3 * time.Minute

const soon = "OTEL_BSP_SCHEDULE_DELAY=1" // ms

// One call is one trace: its span, what it asks of the store and the bus, and
// the lines it logs.
func TestCallReachesTheCollector(t *testing.T) {
	c, log := tracestest.New(t), &rpctest.Log{}
	tr := open(t, c.URL, log, soon, "OTEL_EXPORTER_OTLP_HEADERS=x-tenant=prep%20wire", "OTEL_SERVICE_NAME=exam")
	inner := memory.NewBus(memory.Options{})
	t.Cleanup(inner.Close)
	bus := tr.Bus(inner, "memory", kind)
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.CoachingStrategy, func(ctx context.Context, p schema.StrategyParams) (schema.Strategy, error) {
			tr.Store(ctx, "sqlite", "read strategy", time.Now().Add(-time.Second), "store_unavailable")
			if _, err := bus.Append(ctx, "user:alice", "coaching.message", []byte(`{}`)); err != nil {
				return schema.Strategy{}, err
			}
			return schema.Strategy{}, errors.New("of the house")
		})
	}, func(o *rpc.Options) { o.Tracer, o.Log = tr.Tracer(), tr.Logger(o.Log) })
	if r := g.As(t, "alice").Call("coaching.strategy", `["ALG1"]`); r.Error == nil || r.Error.Code != -32603 {
		t.Fatalf("%+v", r)
	}
	call := c.Await(t, "coaching.strategy")
	for _, name := range []string{"read strategy", "append user"} {
		c.Await(t, name, tracestest.ChildOf(call))
	}
	if s := c.Await(t, "read strategy"); s.EndTimeUnixNano-s.StartTimeUnixNano < uint64(time.Second) {
		t.Error("the store's span has not taken the time that the store took")
	}
	if text := g.Log.String(); !strings.Contains(text, "trace_id="+tracestest.TraceID(call)) {
		t.Errorf("trace %s is not in the log:\n%s", tracestest.TraceID(call), text)
	}
	if got := c.Header("X-Tenant"); got != "prep wire" {
		t.Errorf("header %q", got)
	}
	tr.Close(patience)
	if n := counted(t, tr, "sent"); n != 3 || log.String() != "" {
		t.Errorf("%d spans sent; log:\n%s", n, log)
	}
}

// until waits for what happens at once in another goroutine.
func until(t *testing.T, done func() bool) {
	t.Helper()
	for begun := time.Now(); !done(); runtime.Gosched() {
		if time.Since(begun) > patience {
			t.Fatal("it did not happen")
		}
	}
}

func kind(err error) string {
	if err == nil {
		return ""
	}
	return "_OTHER"
}

// Outside of a call nothing is traced: not what the gateway does by itself.
func TestNoSpansOutsideOfCalls(t *testing.T) {
	c, log := tracestest.New(t), &rpctest.Log{}
	tr := open(t, c.URL, log)
	inner := memory.NewBus(memory.Options{})
	t.Cleanup(inner.Close)
	bus := tr.Bus(inner, "memory", kind)
	limiter := tr.Limiter(memory.NewLimiter(memory.Options{}), "memory", kind)
	tr.Store(t.Context(), "sqlite", "ping", time.Now(), "")
	if _, err := bus.Head(t.Context(), "user:alice"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := limiter.Allow(t.Context(), "key", live.Rate{Events: 1, Per: time.Second}, 1); err != nil {
		t.Fatal(err)
	}
	if _, m := tr.Model(t.Context(), "m", "generate"); m != nil {
		t.Error("a call of the model has a span")
	}
	tr.Close(patience)
	if n := counted(t, tr, "sent"); n != 0 {
		t.Errorf("%d spans", n)
	}
}

// A collector that is not there costs nobody time: what waits is bounded, the
// rest is dropped and counted, and closing gives up in time.
func TestCollectorThatHangs(t *testing.T) {
	c, log := tracestest.New(t), &rpctest.Log{}
	c.Hold()
	tr := open(t, c.URL, log, soon, "OTEL_BSP_MAX_QUEUE_SIZE=50", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=10", "OTEL_EXPORTER_OTLP_TIMEOUT=600000", "OTEL_BSP_EXPORT_TIMEOUT=600000")
	const calls = 200
	for range calls {
		_, span := tr.Tracer().Start(t.Context(), "call")
		span.End()
	}
	if n := counted(t, tr, "dropped"); n != calls-50 {
		t.Errorf("%d spans dropped, want %d", n, calls-50)
	}
	tr.Close(10 * time.Millisecond) // returns although the collector still holds the request
	if sent, failed := counted(t, tr, "sent"), counted(t, tr, "failed"); sent != 0 || failed != 50 {
		t.Errorf("%d sent, %d failed", sent, failed)
	}
	if !strings.Contains(log.String(), "not all spans were sent") {
		t.Errorf("log:\n%s", log)
	}
}

// What a collector refuses is counted, and told once, and told again when it is
// over. Places in the queue come back.
func TestCollectorThatRefuses(t *testing.T) {
	c, log := tracestest.New(t), &rpctest.Log{}
	c.Refuse(http.StatusBadRequest)
	tr := open(t, c.URL, log, soon, "OTEL_BSP_MAX_QUEUE_SIZE=1", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=1")
	for n := range 3 {
		_, span := tr.Tracer().Start(t.Context(), "refused")
		span.End()
		until(t, func() bool { return counted(t, tr, "failed") == n+1 })
	}
	c.Refuse(0)
	_, span := tr.Tracer().Start(t.Context(), "taken")
	span.End()
	c.Await(t, "taken")
	tr.Close(patience)
	if n := counted(t, tr, "dropped"); n != 0 {
		t.Errorf("%d spans dropped: places do not come back", n)
	}
	if n := strings.Count(log.String(), "does not take spans"); n != 1 || !strings.Contains(log.String(), "takes spans again") {
		t.Errorf("told %d times:\n%s", n, log)
	}
}

// A setting that cannot be understood is named, and its value, which may be a
// secret, is told to nobody.
func TestBadSettings(t *testing.T) {
	const value = "hush-hush"
	for _, tt := range []struct{ name, value string }{
		{traces.Endpoint, "://" + value},
		{traces.Endpoint, value + ":4318"},
		{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://" + value},
		{"OTEL_EXPORTER_OTLP_HEADERS", value},
		{"OTEL_EXPORTER_OTLP_HEADERS", "a=%" + value},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"},
		{"OTEL_TRACES_SAMPLER", "sometimes"},
		{"OTEL_TRACES_SAMPLER_ARG", "2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("OTEL_TRACES_SAMPLER", "traceidratio")
			t.Setenv(traces.Endpoint, "http://127.0.0.1:1")
			t.Setenv(tt.name, tt.value)
			log := &rpctest.Log{}
			_, err := traces.Open(t.Context(), traces.Options{Log: slog.New(slog.NewTextHandler(log, nil))})
			if err == nil || !strings.HasPrefix(err.Error(), tt.name+": ") {
				t.Fatalf("error %v", err)
			}
			if strings.Contains(err.Error()+log.String(), value) {
				t.Errorf("the value is told: %v\n%s", err, log)
			}
		})
	}
}

func TestWanted(t *testing.T) {
	for _, name := range []string{traces.Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER"} {
		t.Setenv(name, "")
	}
	if traces.Wanted() {
		t.Error("wanted without an endpoint")
	}
	t.Setenv(traces.Endpoint, "http://127.0.0.1:4318")
	if !traces.Wanted() {
		t.Error("not wanted with an endpoint")
	}
	t.Setenv("OTEL_TRACES_EXPORTER", "none")
	if traces.Wanted() {
		t.Error("wanted with OTEL_TRACES_EXPORTER=none")
	}
}

// Without traces everything is as it was.
func TestNilTraces(t *testing.T) {
	var tr *traces.Traces
	bus, limiter, log := memory.NewBus(memory.Options{}), memory.NewLimiter(memory.Options{}), slog.New(slog.DiscardHandler)
	defer bus.Close()
	if tr.Bus(bus, "", nil) != live.Bus(bus) || tr.Limiter(limiter, "", nil) != live.Limiter(limiter) || tr.Logger(log) != log || tr.Tracer() != nil || tr.Collectors() != nil {
		t.Error("a gateway without traces gets something of them")
	}
	ctx := t.Context()
	if n := testing.AllocsPerRun(1000, func() {
		tr.Store(ctx, "sqlite", "ping", time.Time{}, "")
		_, m := tr.Model(ctx, "m", "t")
		m.Said("sent")
		m.End("m", 0, 0, "")
	}); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
	tr.Close(0)
}
