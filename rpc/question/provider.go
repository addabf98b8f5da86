package question

import (
	"context"
	"errors"

	"prepwire/schema"
	"prepwire/store"
)

// order is what somebody wants, checked and normalised.
type order struct {
	topic
	user       string
	difficulty schema.Difficulty
	kind       schema.QuestionType
	count      int
	context    string // the user's own words, to be treated as data
	fallback   bool

	requestID schema.ID
	ids       []string // one for each question
	digest    string   // of the params, empty without an idempotency key
	call      string   // no other call has the same, not even a repeat
}

// provider makes questions. Implementations may be called concurrently.
type provider interface {
	// draft makes 1 to o.count questions that fit the order and have passed the
	// provider's checks. They have no id, owner or time yet. tell hears how far
	// it is. Errors: errNotInBank, *rpc.Error for what the client should know,
	// or the context's and the store's own.
	draft(ctx context.Context, o order, tell teller) ([]store.Question, error)
}

// errNotInBank says that the item bank has no family for the order, or that the
// user has seen all it can make.
var errNotInBank = errors.New("not in the item bank")
