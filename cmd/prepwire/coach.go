package main

import (
	"context"
	"errors"

	"prepwire/gemini"
	"prepwire/rpc/coaching"
	"prepwire/rpc/question"
	"prepwire/schema"
)

// coach is the model as the coaching service talks to it.
type coach struct{ *model }

// Say implements coaching.Model. Somebody waits for the first words, so it goes
// before what is generated.
func (c coach) Say(ctx context.Context, r coaching.ModelRequest, on func(coaching.ModelEvent)) (string, error) {
	result, err := c.stream(ctx, gemini.Request{
		Task:            r.Task,
		System:          r.System,
		Parts:           []gemini.Part{{Text: r.Prompt}},
		Schema:          object(r.Object),
		MaxOutputTokens: r.MaxOutputTokens,
		Thinking:        gemini.ThinkLow,
		Priority:        gemini.Interactive,
		Restartable:     true, // the service takes back the text it has told
	}, func(e gemini.Event) error {
		switch e.Kind {
		case gemini.EventQueued:
			on(coaching.ModelEvent{Kind: coaching.ModelQueued, Wait: e.ETA})
		case gemini.EventStarted:
			on(coaching.ModelEvent{Kind: coaching.ModelStarted})
		case gemini.EventDelta:
			on(coaching.ModelEvent{Kind: coaching.ModelText, Text: e.Text})
		case gemini.EventRetry:
			on(coaching.ModelEvent{Kind: coaching.ModelAgain})
		}
		return nil
	})
	if err != nil {
		return "", coachFailure(failure(err))
	}
	return result.Text, nil
}

// object says the form of an answer in the model's own terms; nil for a text.
func object(members []coaching.Member) *gemini.Schema {
	if members == nil {
		return nil
	}
	out := &gemini.Schema{Type: gemini.TypeObject}
	for _, m := range members {
		is := &gemini.Schema{Type: gemini.TypeString, Description: m.About}
		if m.Max > 0 {
			is = &gemini.Schema{Type: gemini.TypeArray, Description: m.About, MinItems: m.Min, MaxItems: m.Max,
				Items: &gemini.Schema{Type: gemini.TypeString}}
		}
		out.Properties = append(out.Properties, gemini.Property{Name: m.Name, Schema: is})
	}
	return out
}

var failureReasons = map[question.ModelFailure]schema.Reason{
	question.ModelUnavailable: schema.AIUnavailable,
	question.ModelBadOutput:   schema.AIBadOutput,
	question.ModelTimeout:     schema.AITimeout,
	question.ModelQuota:       schema.AIQuota,
	question.ModelBlocked:     schema.AIBlocked,
}

// coachFailure says a failure in the terms of the coaching service.
func coachFailure(err error) error {
	var e *question.ModelError
	if !errors.As(err, &e) {
		return err
	}
	return &coaching.ModelError{Reason: failureReasons[e.Failure], RetryAfter: e.RetryAfter, Err: e.Err}
}
