package rpc

import (
	"context"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"prepwire/schema/scan"
)

// Names of spans and attributes are those of OpenTelemetry's conventions for
// JSON-RPC. A span has neither params nor results, nobody's name or address, and
// no text that a client made up: a method that nobody serves is _OTHER, and an
// id is told when it is a number.
const (
	unknownMethod = "_OTHER"
	reasonKey     = attribute.Key("prepwire.reason")
	connectionKey = attribute.Key("prepwire.connection")
)

// spanAttributes are the same for every call.
var spanAttributes = []attribute.KeyValue{
	semconv.RPCSystemNameJSONRPC, semconv.JSONRPCProtocolVersion("2.0"),
	semconv.NetworkTransportTCP, semconv.NetworkProtocolName("websocket"),
}

// beginSpan begins the span of a call and puts it into the call's context. It
// goes on with the client's trace when the call brings one. Without a tracer
// it does nothing and returns nil.
func (s *Server) beginSpan(c *Call) trace.Span {
	if s.options.Tracer == nil {
		return nil
	}
	method := c.method
	if s.mux.spec(method) == nil {
		method = unknownMethod
	}
	ctx, span := s.options.Tracer.Start(remoteParent(c.ctx, c.params), method,
		trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(spanAttributes...))
	c.ctx = ctx
	if span.IsRecording() {
		span.SetAttributes(semconv.RPCMethod(method), connectionKey.String(c.conn.id))
		if _, err := strconv.ParseInt(string(c.id), 10, 64); err == nil {
			span.SetAttributes(semconv.JSONRPCRequestID(string(c.id)))
		}
	}
	return span
}

// endSpan ends what beginSpan began.
func endSpan(span trace.Span, refused *Error) {
	if span == nil {
		return
	}
	if refused != nil && span.IsRecording() {
		info, _ := refused.Reason.Info()
		code := strconv.Itoa(int(info.Code))
		span.SetAttributes(semconv.RPCResponseStatusCode(code), semconv.ErrorTypeKey.String(code), reasonKey.String(string(refused.Reason)))
		span.SetStatus(codes.Error, string(refused.Reason))
	}
	span.End()
}

// remoteParent adds the client's span to ctx when raw params name one in
// _meta.traceparent. As W3C Trace Context wants it, one that is not valid is
// passed over.
func remoteParent(ctx context.Context, params []byte) context.Context {
	header := traceparent(params)
	if header == "" {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": header})
}

func traceparent(params []byte) string {
	meta := member(params, "_meta")
	value := member(meta, "traceparent")
	if len(value) == 0 || value[0] != '"' {
		return ""
	}
	return scan.Text(value)
}

// member returns the raw value of a member of a raw object, nil if there is
// none or it is no object.
func member(object []byte, name string) []byte {
	if len(object) == 0 || object[0] != '{' {
		return nil
	}
	for it := scan.Members(object, 0); it.Next(); {
		if string(it.Key) == name {
			return object[it.Start:it.End]
		}
	}
	return nil
}
