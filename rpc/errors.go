package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"prepwire/auth"
	"prepwire/schema"
	"prepwire/schema/shape"
	"prepwire/store/live"
)

// Error is a refusal that the client sees. Make one with Refuse.
type Error struct {
	Reason  schema.Reason
	Message string // for people; the catalogue's by default
	Data    schema.ErrorData

	cause error
}

// Error names the reason, and the cause for the log.
func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %v", e.Reason, e.cause)
	}
	return string(e.Reason)
}

// Unwrap returns the cause, which the client never sees.
func (e *Error) Unwrap() error { return e.cause }

// Refuse returns the error that answers a call with that reason, its code and
// its message from the catalogue. It panics on a reason that is not there.
func Refuse(reason schema.Reason, details ...Detail) *Error {
	info, ok := reason.Info()
	if !ok {
		panic("rpc: no such reason: " + string(reason))
	}
	e := &Error{Reason: reason, Message: info.Message}
	e.Data.Reason, e.Data.Retryable = reason, info.Retryable
	for _, d := range details {
		d(e)
	}
	return e
}

// A Detail adds to a refusal.
type Detail func(*Error)

// RetryAfter says when to come back, rounded up to the millisecond.
func RetryAfter(d time.Duration) Detail {
	return func(e *Error) {
		e.Data.RetryAfterMs = max(1, int64((d+time.Millisecond-1)/time.Millisecond))
	}
}

// Scope says which limit was reached or which filter emptied the choice.
func Scope(name string) Detail { return func(e *Error) { e.Data.Scope = name } }

// Current brings the object as it is now.
func Current(v any) Detail { return func(e *Error) { e.Data.Current = v } }

// Because keeps the cause for the log. The client never sees it.
func Because(err error) Detail { return func(e *Error) { e.cause = err } }

// Saying replaces the catalogue's message by a more precise one.
func Saying(message string) Detail { return func(e *Error) { e.Message = message } }

// InvalidParam refuses a call because of one member of its params.
func InvalidParam(pointer, message string) *Error {
	return InvalidParams(schema.ParamError{Pointer: pointer, Message: message})
}

// InvalidParams refuses a call because of its params.
func InvalidParams(faults ...schema.ParamError) *Error {
	e := Refuse(schema.ReasonInvalidParams)
	e.Data.Errors = faults
	return e
}

// tooLarge refuses a text, image or state over its limit.
func tooLarge(faults []schema.ParamError) *Error {
	e := Refuse(schema.ReasonTooLarge)
	e.Data.Errors = faults
	return e
}

// refuseFaults turns the faults of a decoding into a refusal: too_large when
// nothing else is wrong.
func refuseFaults(faults []shape.Fault) *Error {
	large := true
	out := make([]schema.ParamError, len(faults))
	for i, f := range faults {
		large = large && f.Large
		out[i] = schema.ParamError{Pointer: f.Pointer, Message: f.Message}
	}
	if large {
		return tooLarge(out)
	}
	return InvalidParams(out...)
}

// Classifier turns errors of packages that rpc does not know into reasons;
// ok is false for those it does not know either.
type Classifier func(error) (reason schema.Reason, ok bool)

// refusal decides what the client sees of an error. Everything that is not
// known becomes an internal error with a reference into the log.
func (s *Server) refusal(ctx context.Context, c *Call, err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case c != nil && c.cancelled.Load():
		return Refuse(schema.ReasonCancelled, Because(err))
	case c != nil && c.conn.gone() && errors.Is(err, context.Canceled):
		return Refuse(schema.ReasonCancelled, Because(err)) // nobody is there to read it
	case errors.Is(err, context.DeadlineExceeded):
		return Refuse(schema.DeadlineExceeded, Because(err))
	case errors.Is(err, live.ErrUnavailable), errors.Is(err, live.ErrClosed):
		return Refuse(schema.BusUnavailable, Because(err))
	}
	if reason, ok := authReason(err); ok {
		return Refuse(reason, Because(err))
	}
	if s.options.Classify != nil {
		if reason, ok := s.options.Classify(err); ok {
			return Refuse(reason, Because(err))
		}
	}
	internal := Refuse(schema.ReasonInternal, Because(err))
	internal.Data.Ref = newID()
	s.log.ErrorContext(ctx, "internal error", "ref", internal.Data.Ref, "method", methodOf(c), "err", err)
	return internal
}

func methodOf(c *Call) string {
	if c == nil {
		return ""
	}
	return c.method
}

func authReason(err error) (schema.Reason, bool) {
	switch {
	case errors.Is(err, auth.ErrMissing):
		return schema.TokenMissing, true
	case errors.Is(err, auth.ErrExpired):
		return schema.TokenExpired, true
	case errors.Is(err, auth.ErrRevoked):
		return schema.TokenRevoked, true
	case errors.Is(err, auth.ErrInvalid):
		return schema.TokenInvalid, true
	case errors.Is(err, auth.ErrUnavailable):
		return schema.KeysUnavailable, true
	case errors.Is(err, auth.ErrRenewUnavailable):
		return schema.RenewUnavailable, true
	}
	return "", false
}

// encode returns the error object of a reply.
func (e *Error) encode() []byte {
	info, _ := e.Reason.Info()
	b, err := json.Marshal(struct {
		Code    schema.Code      `json:"code"`
		Message string           `json:"message"`
		Data    schema.ErrorData `json:"data"`
	}{info.Code, strings.ToValidUTF8(e.Message, "\ufffd"), e.Data})
	if err != nil { // Current could not be encoded: answer without it
		e.Data.Current = nil
		return e.encode()
	}
	return b
}
