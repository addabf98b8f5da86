package gemini

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// judge turns what was seen into the outcome: the text to return, and an error
// or nil. What the wire saw goes before what the SDK says about it.
func (c *Client) judge(ctx context.Context, cl *call, text string, sent error) (string, *Error) {
	s := &cl.seen
	var reported *WireError
	var bad *malformed
	switch {
	case errors.As(s.fault, &reported):
		return text, &Error{
			Class: reported.class(), HTTP: reported.HTTP, Status: reported.Status, Reason: reported.Reason,
			Message: reported.Message, RetryAfter: reported.RetryAfter, Quotas: reported.Quotas, err: reported,
		}
	case errors.As(s.fault, &bad), errors.Is(s.fault, errTruncated):
		return text, c.faulty(s.fault)
	case !s.whole && ctx.Err() != nil:
		return text, interrupted(ctx)
	case s.fault != nil:
		return text, c.faulty(s.fault)
	case !s.whole:
		// The SDK gave up though the wire did not.
		return text, c.faulty(&malformed{"SDK_REFUSED", fmt.Sprint(sent)})
	}
	if fail := s.verdict(text); fail != nil {
		return text, fail
	}
	if sent != nil {
		return text, c.faulty(&malformed{"SDK_REFUSED", sent.Error()})
	}
	if cl.req.Schema == nil {
		return text, nil
	}
	value, err := cl.req.Schema.extract(text)
	if err != nil {
		return text, &Error{Class: ClassMalformed, Reason: "SCHEMA", Message: shorten(err.Error(), maxMessage)}
	}
	return value, nil
}

// interrupted says who ended the call.
func interrupted(ctx context.Context) *Error {
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, ErrClosed):
		return &Error{Class: ClassCanceled, Message: cause.Error(), err: ErrClosed}
	case errors.Is(cause, errStalled), errors.Is(cause, errTooLong):
		return &Error{Class: ClassTimeout, Message: cause.Error(), err: cause}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Class: ClassDeadline, Message: "deadline passed", err: context.DeadlineExceeded}
	}
	return &Error{Class: ClassCanceled, Message: "cancelled", err: context.Canceled}
}

// faulty classes an error that is no report of the server.
func (c *Client) faulty(err error) *Error {
	e := &Error{Message: shorten(c.wire.redact.clean(rootText(err)), maxMessage)}
	var bad *malformed
	switch {
	case errors.As(err, &bad):
		e.Class, e.Reason = ClassMalformed, bad.reason
	case errors.Is(err, errTruncated):
		e.Class, e.err = ClassTruncated, errTruncated
	default:
		e.Class, e.err = ClassTransport, rootError(err)
	}
	return e
}

// rootText is the text of the error without the address that package http puts
// before it, which is the SDK's and means nothing.
func rootText(err error) string {
	return strings.TrimSpace(rootError(err).Error())
}
