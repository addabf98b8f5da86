package schema

import (
	"encoding/json"
	"errors"
	"time"
)

// ID names an object. Ids are opaque: do not read anything into them.
type ID string

// Rules states the length of an id.
func (ID) Rules() (is, format, pattern string) { return "len=1..64", "", "" }

// Code64 is a short name such as an exam, a subject or a skill. Those of the
// taxonomy are normalised ("Mathematics" becomes "math").
type Code64 string

// Rules states the length of a code.
func (Code64) Rules() (is, format, pattern string) { return "len=1..64", "", "" }

// Time is a moment in UTC, written with milliseconds.
type Time struct{ time.Time }

const timeLayout = "2006-01-02T15:04:05.000Z"

// Rules states RFC 3339, for the years 1000 to 2999 and without leap seconds.
func (Time) Rules() (is, format, pattern string) {
	return "len=20..35", "date-time", `^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`
}

// MarshalJSON writes UTC with milliseconds.
func (t Time) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, len(timeLayout)+2)
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, timeLayout)
	return append(b, '"'), nil
}

// UnmarshalJSON reads RFC 3339 in any zone, rounded down to the millisecond.
func (t *Time) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return errors.New("not an RFC 3339 time")
	}
	t.Time = at.UTC().Truncate(time.Millisecond)
	return nil
}

// Empty is the params or result of a method that has none.
type Empty struct{}

// Token is a string or a whole number that the client chose.
type Token json.RawMessage

// Rules states what a token may be.
func (Token) Rules() (is, format, pattern string) { return "scalar len=1..64", "", "" }

// MarshalJSON writes the token as it was received.
func (t Token) MarshalJSON() ([]byte, error) { return json.RawMessage(t).MarshalJSON() }

// UnmarshalJSON keeps the token as it is written.
func (t *Token) UnmarshalJSON(b []byte) error { return (*json.RawMessage)(t).UnmarshalJSON(b) }

// StateObject is a JSON object of the client's own making, at most 32 KiB.
type StateObject json.RawMessage

// MarshalJSON writes the object as it was received.
func (s StateObject) MarshalJSON() ([]byte, error) { return json.RawMessage(s).MarshalJSON() }

// UnmarshalJSON keeps the object as it is written.
func (s *StateObject) UnmarshalJSON(b []byte) error { return (*json.RawMessage)(s).UnmarshalJSON(b) }

// Meta is the member _meta that the params of every call may have.
type Meta struct {
	ProgressToken  Token  `json:"progressToken,omitempty"`                  // asks for $/progress under this token
	Traceparent    string `json:"traceparent,omitempty" is:"len=1..128"`    // W3C Trace Context: the span that the gateway's own continue; one that is not valid is ignored
	IdempotencyKey string `json:"idempotencyKey,omitempty" is:"len=1..128"` // repeats of a creating call answer the first object
}

// EventMeta is the member _meta of an event: its place in its topic.
type EventMeta struct {
	Topic  string `json:"topic"`
	Epoch  string `json:"epoch"`  // changes whenever events may have been lost
	Offset uint64 `json:"offset"` // rises by one
	Ts     Time   `json:"ts"`
}

// Progress is what $/progress says of a running call. It only rises; with an
// equal value stage, message, text or total is new. Text is always the whole
// text so far. There are at most ten a second: of those within 100 ms the
// newest is sent, unless the reply comes first, after which nothing comes.
type Progress struct {
	Token    Token   `json:"token"`
	Progress float64 `json:"progress"`
	Total    float64 `json:"total,omitempty"`
	Stage    string  `json:"stage"`
	Message  string  `json:"message,omitempty"`
	Text     string  `json:"text,omitempty"`
}

// CancelRequest cancels a call of the same connection. A client sends it as a
// notification; the call still gets its one reply.
const CancelRequest = "$/cancelRequest"

// CancelParams names the call to cancel by its id.
type CancelParams struct {
	ID Token `json:"id"`
}

// CallProgress reports how far a call with a progressToken is.
var CallProgress = notification[Progress]("$/progress", State, ToConnection)
