package auth

import (
	"errors"
	"fmt"
)

// What can be wrong with a token. Verify and Renew wrap these; test with
// errors.Is. Their text names the fault and never holds any part of the token.
var (
	// ErrMissing means that there was no token at all.
	ErrMissing = errors.New("token missing")
	// ErrInvalid means that the token is malformed, not signed by a key we
	// trust, not yet valid, or made for somebody else. Trying it again is useless.
	ErrInvalid = errors.New("token invalid")
	// ErrExpired means that the token is sound but its time is over.
	ErrExpired = errors.New("token expired")
	// ErrRevoked means that the token is sound but was taken back.
	ErrRevoked = errors.New("token revoked")
	// ErrUnavailable means that nobody can tell now: the token may be signed by a
	// key that could not be read. It may pass when it is tried again.
	ErrUnavailable = errors.New("token keys unavailable")
	// ErrRenewUnavailable means that this token cannot be renewed here: there is
	// no Signer, another party signed it, or its first issue lies too far back.
	ErrRenewUnavailable = errors.New("renewal unavailable")
)

// invalid is ErrInvalid with its reason, which must be a fixed text.
func invalid(reason string) error {
	return fmt.Errorf("%w: %s", ErrInvalid, reason)
}
