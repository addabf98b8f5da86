package question

import (
	"context"
	"errors"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
)

var failureReasons = map[ModelFailure]schema.Reason{
	ModelUnavailable: schema.AIUnavailable,
	ModelBadOutput:   schema.AIBadOutput,
	ModelTimeout:     schema.AITimeout,
	ModelQuota:       schema.AIQuota,
	ModelBlocked:     schema.AIBlocked,
}

// refuse turns an error of a model into what the client is told. ctx is the
// call's: when it has ended, that is the reason.
func refuse(ctx context.Context, err error) error {
	var failed *ModelError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("ask the model: %w", ctx.Err())
	case errors.As(err, &failed) && failed.Failure == ModelUnreadable:
		e := rpc.InvalidParam("/image", "cannot be read by the model; bring another picture of the question, or its text")
		rpc.Because(err)(e)
		return e
	case errors.As(err, &failed):
		details := []rpc.Detail{rpc.Because(err)}
		if failed.RetryAfter > 0 {
			details = append(details, rpc.RetryAfter(failed.RetryAfter))
		}
		return rpc.Refuse(failureReasons[failed.Failure], details...)
	case errors.Is(err, context.DeadlineExceeded):
		return rpc.Refuse(schema.AITimeout, rpc.Because(err))
	}
	return fmt.Errorf("ask the model: %w", err)
}

// isBadOutput says that the model did answer, but with nothing to use.
func isBadOutput(err error) bool {
	var failed *ModelError
	return errors.As(err, &failed) && failed.Failure == ModelBadOutput
}
