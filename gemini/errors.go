package gemini

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Class says what an error means for the caller and for the key.
type Class int

// The classes. "Key at fault" means that another key may succeed at once.
const (
	// ClassNone is the class of no error, and of errors that are not ours.
	ClassNone Class = iota
	// ClassKeyDead: the key is invalid, expired, suspended, leaked, or its project
	// may not use the API. Key at fault; time does not heal it.
	ClassKeyDead
	// ClassRateMinute: the requests of this minute are used up. Key's project at fault.
	ClassRateMinute
	// ClassRateTokens: the input tokens of this minute are used up. Key's project at fault.
	ClassRateTokens
	// ClassRateDay: the requests of this day are used up, until midnight Pacific
	// time, whatever RetryAfter says. Key's project at fault.
	ClassRateDay
	// ClassNoQuota: the project has no quota at all for this model.
	ClassNoQuota
	// ClassRateUnknown: too many requests, and the server did not say of what kind.
	ClassRateUnknown
	// ClassOverloaded: the model or the service has trouble (5xx). No key's fault.
	ClassOverloaded
	// ClassTransport: no answer was got: refused, reset, name not found.
	ClassTransport
	// ClassTimeout: the server fell silent, or the call took longer than Options allow.
	ClassTimeout
	// ClassTruncated: the answer was cut. Result.Text holds what came.
	ClassTruncated
	// ClassMalformed: the answer was not one: empty, not JSON, too large, or not
	// what the schema asks for.
	ClassMalformed
	// ClassMaxTokens: the answer reached MaxOutputTokens. Result.Text holds what came,
	// which may be nothing when thinking used up the budget.
	ClassMaxTokens
	// ClassBlocked: the prompt or the answer was blocked; Reason says why.
	ClassBlocked
	// ClassBadRequest: the request is wrong and will stay wrong.
	ClassBadRequest
	// ClassModelMissing: there is no such model.
	ClassModelMissing
	// ClassCanceled: the caller's context was cancelled, or the client was closed.
	ClassCanceled
	// ClassDeadline: the deadline of the caller's context passed.
	ClassDeadline
	// ClassBusy: every key is busy for longer than the call would wait. Nothing was
	// sent; RetryAfter is when there will be room.
	ClassBusy
)

var classNames = [...]string{
	"none", "key_dead", "rate_minute", "rate_tokens", "rate_day", "no_quota", "rate_unknown", "overloaded", "transport",
	"timeout", "truncated", "malformed", "max_tokens", "blocked", "bad_request", "model_missing", "canceled", "deadline",
	"busy",
}

// String returns the class as a word for logs and metrics, such as "rate_day".
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return fmt.Sprintf("class_%d", int(c))
	}
	return classNames[c]
}

// ClassOf returns the class of the [Error] in err's chain, or ClassNone.
func ClassOf(err error) Class {
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return ClassNone
}

// ErrClosed is in the chain of errors from a client that has been closed.
var ErrClosed = errors.New("client closed")

// An Error is every failure of [Client.Generate] and [Client.Stream], save an
// error returned by the caller's own event function. No field and no text of it
// contains a key.
type Error struct {
	Class      Class
	HTTP       int           // status code of the answer, or of the error inside it; 0 when there was none
	Status     string        // the API's word, such as RESOURCE_EXHAUSTED; may be empty
	Reason     string        // the finer word, such as API_KEY_INVALID or SAFETY; may be empty
	Message    string        // for people; keys removed, at most 500 bytes
	RetryAfter time.Duration // when another call may succeed, as far as is known; 0 when it is not; at most 8 days
	Quotas     []Quota       // the quotas exceeded, for the rate classes
	KeyID      string        // the key used, as [Key.ID]; empty when none was
	Project    string        // label of the key's project; may be empty
	Model      string        // the model asked
	Attempts   int           // requests sent, this one included

	err error
}

// A Quota is one limit that a request exceeded, as the server describes it.
type Quota struct {
	ID     string // such as GenerateRequestsPerDayPerProjectPerModel-FreeTier; may be empty
	Metric string // such as generativelanguage.googleapis.com/generate_content_free_tier_requests
	Value  int64  // the limit; -1 when the server does not say
	Model  string // the model it counts for; may be empty
}

// Error says what happened, without keys.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("gemini: ")
	b.WriteString(strings.ReplaceAll(e.Class.String(), "_", " "))
	var facts []string
	if e.HTTP != 0 {
		facts = append(facts, fmt.Sprint(e.HTTP))
	}
	for _, fact := range []string{e.Status, e.Reason, e.Model, e.KeyID} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	if len(facts) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(facts, ", "))
	}
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(e.Message)
	}
	return b.String()
}

// Unwrap returns the cause: a [*WireError], context.Canceled,
// context.DeadlineExceeded, [ErrClosed], an error of package net, or nil.
func (e *Error) Unwrap() error { return e.err }

// A WireError is an error the server reported: by its status code, or inside an
// answer that began well.
type WireError struct {
	HTTP       int           // status code; for an error inside an answer, the code it names
	Status     string        // error.status
	Reason     string        // from google.rpc.ErrorInfo, or error.errors[0].reason
	Message    string        // error.message, keys removed
	Quotas     []Quota       // from google.rpc.QuotaFailure, or read out of the message
	RetryAfter time.Duration // from google.rpc.RetryInfo, else the Retry-After header, else the message
	Body       []byte        // at most 64 KiB of it, keys removed; written anew when it is JSON
}

// Error gives the code and the words, without the message and the body.
func (e *WireError) Error() string {
	text := fmt.Sprintf("server answered %d", e.HTTP)
	if e.Status != "" {
		text += " " + e.Status
	}
	if e.Reason != "" {
		text += " " + e.Reason
	}
	return text
}
