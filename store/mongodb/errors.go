package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"prepwire/store"
)

// ErrPermission: the server does not let the user in, or does not let it do
// what the store needs.
var ErrPermission = errors.New("MongoDB refuses this user: check its name and password, and give it the role readWrite on the database")

// Codes of the server's errors.
const (
	codeUnauthorized = 13
	codeNoLogin      = 18
	codeNoLoginCloud = 8000
)

// away are the codes that say a server, or the cluster as a whole, cannot serve
// now: it is starting, stopping, stepping down, full, or without a majority.
var away = []int{
	6, 7, 63, 64, 89, 91, 100, 112, 133, 134, 136, 189, 202, 262, 290, 9001,
	10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031,
}

// translate gives an error of the driver the meaning the store's callers know:
// the caller's context's own error, or store.ErrUnavailable. Everything else is
// passed on.
func translate(ctx context.Context, err error) error {
	if err == nil || isSentinel(err) {
		return err
	}
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("%w (%w)", ended, err)
	}
	if hasCode(err, codeUnauthorized, codeNoLogin, codeNoLoginCloud) || isLogin(err) {
		return fmt.Errorf("%w: %w: %w", store.ErrUnavailable, ErrPermission, err)
	}
	if isAway(err) { // as text: a deadline in it is ours and not the caller's
		return fmt.Errorf("%w: %v", store.ErrUnavailable, err)
	}
	return err
}

func isSentinel(err error) bool {
	for _, known := range []error{store.ErrNotFound, store.ErrExists, store.ErrVersion, store.ErrState, store.ErrFull,
		store.ErrUnavailable, store.ErrInvalid} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

func isAway(err error) bool {
	if mongo.IsTimeout(err) || mongo.IsNetworkError(err) || hasCode(err, away...) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, mongo.ErrClientDisconnected) {
		return true
	}
	var selection topology.ServerSelectionError
	var concern mongo.WriteConcernError
	var concernAt *mongo.WriteConcernError
	return errors.As(err, &selection) || errors.As(err, &concern) || errors.As(err, &concernAt) || lacksMajority(err)
}

// lacksMajority reports a write that was carried out, but of which a majority
// is not known to have it.
func lacksMajority(err error) bool {
	var one mongo.WriteException
	var many mongo.BulkWriteException
	return errors.As(err, &one) && one.WriteConcernError != nil || errors.As(err, &many) && many.WriteConcernError != nil
}

func hasCode(err error, codes ...int) bool {
	var e mongo.ServerError
	return errors.As(err, &e) && slices.ContainsFunc(codes, e.HasErrorCode)
}

// isLogin reports an error of logging in that is not the server's absence.
func isLogin(err error) bool {
	var e *auth.Error
	return errors.As(err, &e) && !mongo.IsNetworkError(err) && !mongo.IsTimeout(err)
}

// isNone reports that a query found nothing.
func isNone(err error) bool { return errors.Is(err, mongo.ErrNoDocuments) }
