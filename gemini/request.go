package gemini

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"time"
	"unicode/utf8"
)

// A Request is one thing to ask. It must not change while a call uses it.
type Request struct {
	// Task is a short label of what the answer is for, such as "generate". It is
	// not sent; it comes back in [Attempt] and so reaches metrics.
	Task string
	// Model to ask, of letters, digits, dots and dashes; empty means Options.Model.
	Model string
	// System tells the model how to behave; may be empty.
	System string
	// Parts of the prompt, at least one.
	Parts []Part
	// Schema asks for JSON of this form and checks it; nil asks for plain text.
	Schema *Schema
	// MaxOutputTokens bounds the answer, thinking included; 0 means
	// DefaultMaxOutputTokens. Small bounds can be used up by thinking alone.
	MaxOutputTokens int
	// Thinking is how much the model may think; empty leaves it to the model. It
	// is left out for models before Gemini 3, which do not know these levels.
	Thinking Thinking

	// Priority decides who goes first when not all can; Normal.
	Priority Priority
	// MaxWait bounds the time the call waits for slots; 0 means Options.MaxWait,
	// less than 0 not to wait at all.
	MaxWait time.Duration
	// InputTokens is about how many the request has; 0 means a guess by its size.
	InputTokens int
	// OneAnswer leaves an answer that is cut, malformed or too long to the caller,
	// who may know better how to ask again. Otherwise it is asked for once more.
	OneAnswer bool
	// Restartable lets a stream that fails after it has delivered text begin anew:
	// EventStarted then makes void what came before. Otherwise it ends there.
	Restartable bool
}

// A Priority orders requests that wait.
type Priority int

// The priorities. Bulk requests leave some of every limit to the others.
const (
	Bulk        Priority = -1
	Normal      Priority = 0
	Interactive Priority = 1
)

// DefaultMaxOutputTokens bounds an answer when the request does not.
const DefaultMaxOutputTokens = 8192

// A Part of a prompt is either Text, or Data of the type MIME, such as image/png.
type Part struct {
	Text string
	MIME string
	Data []byte
}

// Thinking is a level of thought.
type Thinking string

// The levels, from the fastest to the most careful.
const (
	ThinkMinimal Thinking = "minimal"
	ThinkLow     Thinking = "low"
	ThinkMedium  Thinking = "medium"
	ThinkHigh    Thinking = "high"
)

// A Result is an answer, or what came of one when there is an error too.
type Result struct {
	// Text of the answer. When the request has a schema and there is no error, it
	// is exactly one JSON value that keeps the schema.
	Text         string
	Finish       string        // why the model stopped: STOP, MAX_TOKENS, SAFETY, …; empty when it did not say
	Usage        Usage         // tokens, as last reported
	Model        string        // the model asked
	ModelVersion string        // the model that answered, as it calls itself; may be empty
	KeyID        string        // the key used, as [Key.ID]
	Attempts     int           // requests sent
	Waited       time.Duration // for slots
	Latency      time.Duration // from the call to its end
}

// Usage counts tokens.
type Usage struct {
	Prompt   int // the input, cached part included
	Cached   int // the part of the input that was cached
	Output   int // the text
	Thoughts int // thinking, paid for like output
	Total    int
}

// An EventKind tells what an [Event] says.
type EventKind int

// The kinds of events. More may come; ignore those you do not know.
const (
	// EventStarted: a request is being sent. Text already received for an earlier
	// attempt is void.
	EventStarted EventKind = iota + 1
	// EventDelta: Text is the next piece of the answer.
	EventDelta
	// EventQueued: the call waits for a slot and will have it after about ETA. It
	// comes again when that turns out to be wrong.
	EventQueued
	// EventRetry: the attempt failed because of Why, and another will follow.
	EventRetry
)

// An Event is told by [Client.Stream] as it happens.
type Event struct {
	Kind    EventKind
	Attempt int           // which request, from 1; of an EventQueued: the one to come
	Text    string        // of an EventDelta
	Model   string        // of an EventStarted: the one asked
	ETA     time.Duration // of an EventQueued
	Why     Class         // of an EventRetry
}

// An Attempt is one request that was sent and has ended, or, without a KeyID, a
// call that got no slot to send one.
type Attempt struct {
	Task    string
	Model   string
	KeyID   string
	Project string
	Class   Class // ClassNone when it went well
	HTTP    int   // status code of a reported error, else 0
	Usage   Usage
	Waited  time.Duration // for the slot
	Latency time.Duration // from sending to the end
}

var modelPattern = regexp.MustCompile(`^[a-z0-9.\-]+$`)

// validModel guards the address: the SDK puts the name into the path as it is.
func validModel(name string) error {
	if len(name) > 100 || !modelPattern.MatchString(name) {
		return errors.New("a model name must be 1 to 100 of a-z, 0-9, '.' and '-'")
	}
	return nil
}

// complete fills in the defaults and checks the request.
func (r *Request) complete(model string) error {
	if r.Model == "" {
		r.Model = model
	}
	if r.MaxOutputTokens == 0 {
		r.MaxOutputTokens = DefaultMaxOutputTokens
	}
	if err := validModel(r.Model); err != nil {
		return err
	}
	if r.MaxOutputTokens < 0 || r.MaxOutputTokens > math.MaxInt32 {
		return errors.New("MaxOutputTokens is out of range")
	}
	if r.InputTokens < 0 {
		return errors.New("InputTokens is out of range")
	}
	if r.Priority < Bulk || r.Priority > Interactive {
		return errors.New("unknown priority")
	}
	switch r.Thinking {
	case "", ThinkMinimal, ThinkLow, ThinkMedium, ThinkHigh:
	default:
		return fmt.Errorf("unknown thinking level %q", r.Thinking)
	}
	if r.Schema != nil {
		if err := r.Schema.valid(); err != nil {
			return fmt.Errorf("schema: %w", err)
		}
	}
	return r.checkParts()
}

func (r *Request) checkParts() error {
	if len(r.Parts) == 0 {
		return errors.New("a request needs a part")
	}
	if !utf8.ValidString(r.System) {
		return errors.New("the system text is not UTF-8")
	}
	for i, p := range r.Parts {
		hasText, hasData := p.Text != "", len(p.Data) > 0
		switch {
		case hasText == hasData:
			return fmt.Errorf("part %d must have either text or data", i)
		case hasData != (p.MIME != ""):
			return fmt.Errorf("part %d must have a MIME type exactly when it has data", i)
		case !utf8.ValidString(p.Text) || !utf8.ValidString(p.MIME):
			return fmt.Errorf("part %d is not UTF-8", i)
		}
	}
	return nil
}

// imageTokens is what a picture is taken to cost when nobody says: a few tiles of
// 258 tokens.
const imageTokens = 1290

// tokens guesses the input tokens: about four bytes each in English. The server's
// count replaces the guess when the answer is there.
func (r *Request) tokens() int {
	if r.InputTokens > 0 {
		return r.InputTokens
	}
	bytes, images := len(r.System), 0
	for _, p := range r.Parts {
		if bytes += len(p.Text); len(p.Data) > 0 {
			images++
		}
	}
	return max(1, bytes/4+images*imageTokens)
}
