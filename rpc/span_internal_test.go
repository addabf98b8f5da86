package rpc

import (
	"context"
	"testing"
)

// Without a tracer spans cost a call nothing.
func TestNoTracerNoAllocation(t *testing.T) {
	s := &Server{mux: NewMux()}
	c := &Call{method: "system.ping", ctx: context.Background(),
		params: []byte(`{"_meta":{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}`)}
	if n := testing.AllocsPerRun(1000, func() { endSpan(s.beginSpan(c), nil) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
	if c.ctx != context.Background() {
		t.Error("the context has changed")
	}
}
