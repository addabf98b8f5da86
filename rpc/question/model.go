package question

import (
	"context"
	"fmt"
	"time"
)

// Model writes text of a given structure. It may be called concurrently.
type Model interface {
	// Name is the model's name, such as "gemini-3.5-flash-lite". Questions are
	// marked with it unless ModelStarted names another.
	Name() string

	// Write asks the model and answers its whole text, which should be one JSON
	// value of the request's structure; the caller checks that again. It returns
	// soon after ctx ends. Nothing is tried again for the sake of the text; what
	// is retried inside, such as another key, is told as ModelAgain and
	// ModelStarted.
	//
	// on hears what happens while it happens, one event at a time, on any
	// goroutine, and never after Write has returned. It does not block.
	//
	// Errors: *ModelError for the failures it names; the context's own, wrapped;
	// anything else counts as a fault of ours.
	Write(ctx context.Context, r ModelRequest, on func(ModelEvent)) (string, error)
}

// ModelRequest is one thing to ask a model.
type ModelRequest struct {
	Task            string // what the answer is for: TaskWrite, TaskSolve, TaskExplain
	System          string // how to behave
	Prompt          string // what is ordered: data, as one JSON object
	Images          []ModelImage
	Structure       *Structure
	MaxOutputTokens int // thinking included

	// Finishing says that the answer to an earlier request is for nothing
	// without this one, so this one goes first. The other way round a busy model
	// would write many questions and never get to solve them.
	Finishing bool

	// Bulk says that much is asked for at once: it goes after what is not, and
	// leaves some of the quota to others.
	Bulk bool
}

// What a model is asked for.
const (
	TaskWrite   = "question.generate" // to write questions
	TaskSolve   = "question.solve"    // to solve them without the keys
	TaskExplain = "question.analyze"  // to explain how to go about one
)

// ModelImage is a picture that belongs to a prompt and comes before it.
type ModelImage struct {
	MIME string
	Data []byte
}

// StructureKind is the JSON type a Structure asks for.
type StructureKind string

// The kinds, as JSON Schema names them.
const (
	ObjectKind  StructureKind = "object"
	ArrayKind   StructureKind = "array"
	StringKind  StructureKind = "string"
	IntegerKind StructureKind = "integer"
)

// Structure describes the JSON that a model is to write.
type Structure struct {
	Kind        StructureKind
	Description string   // told to the model
	Enum        []string // of a string: the allowed values; nil: any
	Items       *Structure
	MinItems    int
	MaxItems    int
	Members     []Member // of an object, in the order in which to write them
}

// Member is one member of an object.
type Member struct {
	Name     string
	Is       *Structure
	Optional bool
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
	Kind  ModelEventKind
	Wait  time.Duration // of ModelQueued
	Text  string        // of ModelText
	Model string        // of ModelStarted: the one asked; empty: that of Name
}

// ModelFailure says in what way a model failed.
type ModelFailure uint8

// The failures.
const (
	ModelUnavailable ModelFailure = iota + 1 // no key works, or the service is down: ai_unavailable
	ModelBadOutput                           // the answer was cut, malformed or too long: ai_bad_output, asked once more
	ModelTimeout                             // the service fell silent: ai_timeout
	ModelQuota                               // quota used up until RetryAfter has passed: ai_quota
	ModelBlocked                             // the content was refused: ai_blocked
	ModelUnreadable                          // the request was refused, and it has pictures: they cannot be read
)

// ModelError is a failure of a model. Its text goes to the log, never to a
// client.
type ModelError struct {
	Failure    ModelFailure
	RetryAfter time.Duration // of ModelQuota and ModelUnavailable: when to come back; 0: not known
	Err        error         // the cause; may be nil
}

// Error names the failure and its cause.
func (e *ModelError) Error() string {
	name := [...]string{"", "unavailable", "bad output", "timeout", "quota used up", "blocked", "pictures not readable"}[e.Failure]
	if e.Err == nil {
		return "model: " + name
	}
	return fmt.Sprintf("model: %s: %v", name, e.Err)
}

// Unwrap returns the cause.
func (e *ModelError) Unwrap() error { return e.Err }
