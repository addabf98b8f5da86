package rpc_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
)

// traced starts a gateway whose spans are recorded.
func traced(t *testing.T, edit ...func(*rpc.Options)) (*rpctest.Gateway, *tracetest.SpanRecorder) {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(recorder))
	edit = append(edit, func(o *rpc.Options) { o.Tracer = provider.Tracer("test") })
	return rpctest.Start(t, serveAll, edit...), recorder
}

// attributes are those of a span, as text.
func attributes(s sdk.ReadOnlySpan) map[string]string {
	out := map[string]string{}
	for _, a := range s.Attributes() {
		out[string(a.Key)] = a.Value.String()
	}
	return out
}

const (
	clientTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	clientSpan  = "00f067aa0ba902b7"
)

func TestCallIsASpan(t *testing.T) {
	g, recorder := traced(t)
	c := g.As(t, "alice")
	c.Must("coaching.strategy", fmt.Sprintf(`{"skill":"ALG1","_meta":{"traceparent":"00-%s-%s-01"}}`, clientTrace, clientSpan), nil)
	if r := c.Call("coaching.strategy", `{"skill":7}`); r.Error == nil {
		t.Fatal("bad params went well")
	}
	if r := c.Call("coaching.strategy", `{"skill":"panic"}`); r.Error == nil {
		t.Fatal("a panic went well")
	}
	spans := recorder.Ended()
	if len(spans) != 3 {
		t.Fatalf("%d spans of 3 calls", len(spans))
	}
	good, bad, panicked := spans[0], spans[1], spans[2]
	if good.Name() != "coaching.strategy" || good.SpanKind() != trace.SpanKindServer || good.Status().Code == codes.Error {
		t.Errorf("span %q, %v, %+v", good.Name(), good.SpanKind(), good.Status())
	}
	if got := good.SpanContext().TraceID().String(); got != clientTrace {
		t.Errorf("trace %s, the client's is %s", got, clientTrace)
	}
	if got := good.Parent().SpanID().String(); got != clientSpan || !good.Parent().IsRemote() {
		t.Errorf("parent %s, the client's is %s", got, clientSpan)
	}
	for name, want := range map[string]string{
		"rpc.system.name": "jsonrpc", "rpc.method": "coaching.strategy", "jsonrpc.protocol.version": "2.0",
		"network.transport": "tcp", "network.protocol.name": "websocket",
	} {
		if got := attributes(good)[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if bad.SpanContext().TraceID() == good.SpanContext().TraceID() || bad.Parent().IsValid() {
		t.Error("a call without a trace goes on with another one")
	}
	for span, want := range map[sdk.ReadOnlySpan][2]string{bad: {"-32602", "invalid_params"}, panicked: {"-32603", "internal"}} {
		has := attributes(span)
		if has["rpc.response.status_code"] != want[0] || has["error.type"] != want[0] || has["prepwire.reason"] != want[1] || span.Status().Code != codes.Error {
			t.Errorf("%v, %+v; want %v", has, span.Status(), want)
		}
	}
}

// What is no W3C trace context begins a trace of its own and harms no call.
func TestBadTraceparentIsIgnored(t *testing.T) {
	g, recorder := traced(t)
	c := g.As(t, "alice")
	for _, header := range []string{
		"t", "00", strings.Repeat("0", 128),
		"00-" + strings.Repeat("0", 32) + "-" + clientSpan + "-01",
		"00-" + clientTrace + "-" + strings.Repeat("0", 16) + "-01",
		"00-" + strings.ToUpper(clientTrace) + "-" + clientSpan + "-01",
		"ff-" + clientTrace + "-" + clientSpan + "-01",
		"00-" + clientTrace + "-" + clientSpan + "-01-more",
	} {
		c.Must("coaching.strategy", fmt.Sprintf(`{"skill":"ALG1","_meta":{"traceparent":%q}}`, header), nil)
		spans := recorder.Ended()
		if last := spans[len(spans)-1]; last.Parent().IsValid() || last.SpanContext().TraceID().String() == clientTrace {
			t.Errorf("%q was taken for a trace", header)
		}
	}
	for _, meta := range []string{`[]`, `7`, `null`, `{"traceparent":7}`, `{"traceparent":null}`, `{"traceparent":"` + strings.Repeat("0", 129) + `"}`} {
		if r := c.Call("coaching.strategy", `{"skill":"ALG1","_meta":`+meta+`}`); r.Error == nil || r.Error.Code != -32602 {
			t.Errorf("_meta %s: %+v", meta, r)
		}
	}
}

// Whatever clients write and whoever they are stays out of their traces.
func TestSpansHoldNothingOfClients(t *testing.T) {
	const private = "private-words"
	g, recorder := traced(t)
	c := g.As(t, private)
	c.Call(private, `{}`)
	c.Call("coaching.strategy", `{"skill":"`+private+`"}`)
	c.Call("coaching.strategy", `{"`+private+`":1}`)
	c.Send(`{"jsonrpc":"2.0","id":"` + private + `","method":"coaching.strategy","params":["ALG1"]}`)
	c.Receive()
	spans := recorder.Ended()
	if len(spans) != 4 {
		t.Fatalf("%d spans of 4 calls", len(spans))
	}
	if name := spans[0].Name(); name != "_OTHER" || attributes(spans[0])["rpc.method"] != "_OTHER" {
		t.Errorf("an unknown method is %q, %v", name, attributes(spans[0]))
	}
	for _, s := range spans {
		if all := fmt.Sprintf("%+v", tracetest.SpanStubFromReadOnlySpan(s)); strings.Contains(all, private) {
			t.Errorf("in a span: %s", all)
		}
	}
}

// A call that is refused before it begins is a span, too.
func TestRefusedCallIsASpan(t *testing.T) {
	g, recorder := traced(t, func(o *rpc.Options) { o.Limits.InFlight, o.Limits.Waiting = 1, 1 })
	c := g.As(t, "alice")
	for id, method := range []string{"coaching.strategy", "coaching.strategy", "coaching.hint"} {
		c.Send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":{"skill":"wait"}}`, id, method))
	}
	c.Receive() // the third one's: the first runs, the second waits
	spans := recorder.Ended()
	if len(spans) != 1 || spans[0].Name() != "coaching.hint" || attributes(spans[0])["prepwire.reason"] != "too_many_calls" {
		t.Errorf("spans %v", tracetest.SpanStubsFromReadOnlySpans(spans))
	}
}

// A handler's own spans are children of its call's, and it finds its call as ever.
func TestHandlerIsInsideTheSpan(t *testing.T) {
	inside := make(chan trace.SpanContext, 1)
	g, recorder := traced(t, func(o *rpc.Options) {
		o.Engaged = func(ctx context.Context, _ string) (bool, error) {
			if _, ok := rpc.FromContext(ctx); !ok {
				t.Error("the context has lost its call")
			}
			inside <- trace.SpanContextFromContext(ctx)
			return false, nil
		}
	})
	g.As(t, "alice").Must("coaching.strategy", `["ALG1"]`, nil)
	if got := <-inside; got.SpanID() != recorder.Ended()[0].SpanContext().SpanID() {
		t.Errorf("inside the call the span is %v", got)
	}
}
