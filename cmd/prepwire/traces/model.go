package traces

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// The names of OpenTelemetry's conventions for generative AI, which its Go
// package leaves out since they have a repository of their own.
const (
	operationKey     = attribute.Key("gen_ai.operation.name")
	providerKey      = attribute.Key("gen_ai.provider.name")
	requestModelKey  = attribute.Key("gen_ai.request.model")
	responseModelKey = attribute.Key("gen_ai.response.model")
	inputTokensKey   = attribute.Key("gen_ai.usage.input_tokens")
	outputTokensKey  = attribute.Key("gen_ai.usage.output_tokens")
	taskKey          = attribute.Key("prepwire.task") // what the model is asked for
)

const generateContent = "generate_content"

// Model is the span of one call of the model, waiting for a key and repeats
// included. A nil *Model takes everything and does nothing.
type Model struct{ span trace.Span }

// Model begins the span of a call of the model, as a child of the one that is
// recorded in ctx; without one it returns nil. End must be called. Neither
// prompts nor answers are in it.
func (t *Traces) Model(ctx context.Context, name, task string) (context.Context, *Model) {
	if t == nil || !within(ctx) {
		return ctx, nil
	}
	ctx, span := t.tracer.Start(ctx, generateContent+" "+name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		operationKey.String(generateContent), providerKey.String("gcp.gemini"), requestModelKey.String(name), taskKey.String(task)))
	return ctx, &Model{span}
}

// Said notes that something happened on the way, such as that a request is sent.
func (m *Model) Said(what string) {
	if m != nil {
		m.span.AddEvent(what)
	}
}

// End ends the span, with the model that answered and the tokens it took.
func (m *Model) End(model string, in, out int, failure string) {
	if m == nil {
		return
	}
	if failure != "" {
		end(m.span, failure)
		return
	}
	end(m.span, "", responseModelKey.String(model), inputTokensKey.Int(in), outputTokensKey.Int(out))
}
