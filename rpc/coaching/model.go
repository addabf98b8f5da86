package coaching

import (
	"context"
	"errors"
	"fmt"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
)

// Model talks. It may be called concurrently.
type Model interface {
	// Say asks the model and answers its whole text. It returns soon after ctx
	// ends. What can be tried again, it tries again itself.
	//
	// on hears what happens while it happens, one event at a time, and never
	// after Say has returned. It does not block.
	//
	// Errors: *ModelError for failures of the model; the context's own, wrapped;
	// anything else counts as a fault of ours.
	Say(ctx context.Context, r ModelRequest, on func(ModelEvent)) (string, error)
}

// ModelRequest is one thing to ask a model.
type ModelRequest struct {
	Task            string // what it is for: TaskReply, TaskHint, TaskStrategy
	System          string // how to behave
	Prompt          string // what is said and known: data, as one JSON object
	MaxOutputTokens int    // thinking included

	// Object are the members, in their order, of the JSON object that the answer
	// is to be; nil: it is to be a plain text. The model is asked to keep to it,
	// not relied on.
	Object []Member
}

// Tasks of the model.
const (
	TaskReply    = "coaching.send"     // to talk with a student
	TaskHint     = "coaching.hint"     // to write hints on a question
	TaskStrategy = "coaching.strategy" // to write a strategy for a question or skill
)

// Member is a member of the object that a model is to write: a text, or a list
// of texts.
type Member struct {
	Name     string
	About    string // what it holds
	Min, Max int    // how many texts the list has; 0 and 0: it is a text
}

// ModelEventKind tells what a ModelEvent says.
type ModelEventKind uint8

// Kinds of events.
const (
	ModelQueued  ModelEventKind = iota + 1 // the request waits and starts after about Wait
	ModelStarted                           // a request is being sent; text so far is void
	ModelText                              // Text is the next piece of the answer
	ModelAgain                             // the request failed, and another will follow
)

// ModelEvent is told while a model works.
type ModelEvent struct {
	Kind ModelEventKind
	Wait time.Duration // of ModelQueued
	Text string        // of ModelText
}

// ModelError is a failure of a model. Its text goes to the log, never to a
// client.
type ModelError struct {
	Reason     schema.Reason // one of ai_unavailable, ai_bad_output, ai_timeout, ai_quota, ai_blocked
	RetryAfter time.Duration // when to come back; 0: not known
	Err        error         // the cause; may be nil
}

// Error names the failure and its cause.
func (e *ModelError) Error() string { return fmt.Sprintf("model: %s: %v", e.Reason, e.Err) }

// Unwrap returns the cause.
func (e *ModelError) Unwrap() error { return e.Err }

// refuse turns an error of a model into what the client is told. ctx is the
// call's: when it has ended, that is the reason.
func refuse(ctx context.Context, err error) error {
	var failed *ModelError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("ask the model: %w", ctx.Err())
	case errors.As(err, &failed):
		details := []rpc.Detail{rpc.Because(err)}
		if failed.RetryAfter > 0 {
			details = append(details, rpc.RetryAfter(failed.RetryAfter))
		}
		return rpc.Refuse(failed.Reason, details...)
	case errors.Is(err, context.DeadlineExceeded):
		return rpc.Refuse(schema.AITimeout, rpc.Because(err))
	}
	return fmt.Errorf("ask the model: %w", err)
}
