package auth

import (
	"time"
)

// Identity is who a verified token speaks for. It does not change once made, so
// it may be shared; a newer token makes a new one.
type Identity struct {
	UserID  string // sub: 1 to 64 characters
	Name    string // name: at most 128 characters, may be empty
	Roles   Roles  // roles: Student alone when the token has no such claim
	TokenID string // jti: at most 128 characters, empty when the token has none

	IssuedAt time.Time // iat, zero when the token has none
	// FirstIssuedAt is when the first token of a chain of renewals was issued
	// (auth_time of our own tokens), else IssuedAt. Renewal never moves it.
	FirstIssuedAt time.Time
	ExpiresAt     time.Time // exp: the first moment at which the token counts no more

	// foreign marks a token that a JWKS key signed. We cannot renew it.
	foreign bool
}

// Has says whether the caller may do what the role allows: the role itself or
// Admin. It is false for a nil Identity.
func (id *Identity) Has(r Role) bool {
	return id != nil && (id.Roles.Contains(r) || id.Roles.Contains(Admin))
}

// Expired says whether the token's time is over at that moment. There is no leeway.
func (id *Identity) Expired(now time.Time) bool { return !now.Before(id.ExpiresAt) }

// OlderThan says whether the token was issued before the other one of the same
// user, and so must not take its place: by iat, and by exp where one of them has
// no iat or both have the same. Of two that are alike neither is older.
func (id *Identity) OlderThan(other *Identity) bool {
	if id.IssuedAt.IsZero() || other.IssuedAt.IsZero() || id.IssuedAt.Equal(other.IssuedAt) {
		return id.ExpiresAt.Before(other.ExpiresAt)
	}
	return id.IssuedAt.Before(other.IssuedAt)
}
