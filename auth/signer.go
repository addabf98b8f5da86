package auth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// DefaultMaxAge is how long after its first issue a token may be renewed when
// nothing else is said.
const DefaultMaxAge = 24 * time.Hour

// SignerConfig says how tokens are made.
type SignerConfig struct {
	Secret   Secret           // at least MinSecretBytes
	Issuer   string           // written as iss when not empty
	Audience string           // written as aud when not empty
	MaxAge   time.Duration    // TOKEN_MAX_AGE; 0 means DefaultMaxAge
	Now      func() time.Time // the clock; nil means time.Now
}

// Signer makes HS256 tokens. Its methods may be called from any goroutine. A nil
// Signer is one that cannot renew: Renew answers ErrRenewUnavailable.
type Signer struct {
	cfg SignerConfig
}

// NewSigner returns a signer, or an error when the secret is too short.
func NewSigner(cfg SignerConfig) (*Signer, error) {
	if err := cfg.Secret.Check(); err != nil {
		return nil, err
	}
	if cfg.MaxAge < 0 {
		return nil, fmt.Errorf("the greatest token age is %v, it must not be negative", cfg.MaxAge)
	}
	if cfg.MaxAge == 0 {
		cfg.MaxAge = DefaultMaxAge
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Signer{cfg: cfg}, nil
}

// Grant is what a new token is to say.
type Grant struct {
	UserID string        // 1 to 64 characters
	Name   string        // at most 128 characters, may be empty
	Roles  Roles         // the empty set leaves the claim out, which means Student
	TTL    time.Duration // how long the token counts, at least a second
}

// Sign issues a first token: random jti, iat and auth_time of now, exp of now
// plus TTL. Times are exact to the millisecond. The error says which part of the
// grant a Verifier would not accept.
func (s *Signer) Sign(g Grant) (token string, expiresAt time.Time, err error) {
	if s == nil {
		return "", time.Time{}, errors.New("sign token: no secret is configured")
	}
	if fault := checkUserID("user", g.UserID); fault != "" {
		return "", time.Time{}, fmt.Errorf("sign token: %s", fault)
	}
	if fault := checkName(g.Name); fault != "" {
		return "", time.Time{}, fmt.Errorf("sign token: %s", fault)
	}
	if g.TTL < time.Second {
		return "", time.Time{}, fmt.Errorf("sign token: it would count for %v, at least a second is needed", g.TTL)
	}
	now := s.now()
	id := Identity{
		UserID: g.UserID, Name: g.Name, Roles: g.Roles, TokenID: rand.Text(),
		IssuedAt: now, FirstIssuedAt: now, ExpiresAt: now.Add(g.TTL).Truncate(time.Millisecond),
	}
	return s.sign(&id, g.Roles != 0)
}

// Renew issues a newer token for the same user with the same name, roles, jti
// and first issue (a token without jti gets one). It counts as long as the old
// one did from its issue on, but never past MaxAge after the first issue.
//
// It answers ErrRenewUnavailable when MaxAge leaves no more time than the token
// at hand has, when the token names no iat, when a JWKS key signed it, and on a nil Signer;
// ErrExpired when the token's time is over. Revocation is the caller's to check.
func (s *Signer) Renew(id *Identity) (token string, expiresAt time.Time, err error) {
	if s == nil || id.foreign || id.IssuedAt.IsZero() {
		return "", time.Time{}, ErrRenewUnavailable
	}
	now := s.now()
	if id.Expired(now) {
		return "", time.Time{}, ErrExpired
	}
	next := *id
	if next.FirstIssuedAt.IsZero() {
		next.FirstIssuedAt = id.IssuedAt
	}
	next.IssuedAt = now
	if exp := now.Add(id.ExpiresAt.Sub(id.IssuedAt)); exp.After(id.ExpiresAt) {
		next.ExpiresAt = exp.Truncate(time.Millisecond)
	}
	if end := next.FirstIssuedAt.Add(s.cfg.MaxAge); next.ExpiresAt.After(end) {
		next.ExpiresAt = end
		if !end.After(id.ExpiresAt) {
			return "", time.Time{}, ErrRenewUnavailable
		}
	}
	if next.TokenID == "" {
		next.TokenID = rand.Text()
	}
	return s.sign(&next, true)
}

// now is the clock in the precision that tokens carry.
func (s *Signer) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Millisecond) }

func (s *Signer) sign(id *Identity, withRoles bool) (string, time.Time, error) {
	c := jwt.MapClaims{
		"sub": id.UserID, "jti": id.TokenID,
		"iat": numericDate(id.IssuedAt), "exp": numericDate(id.ExpiresAt),
		"auth_time": numericDate(id.FirstIssuedAt),
	}
	if id.Name != "" {
		c["name"] = id.Name
	}
	if withRoles {
		c["roles"] = id.Roles.Names()
	}
	if s.cfg.Issuer != "" {
		c["iss"] = s.cfg.Issuer
	}
	if s.cfg.Audience != "" {
		c["aud"] = s.cfg.Audience
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString([]byte(s.cfg.Secret))
	if err != nil {
		return "", time.Time{}, fmt.Errorf("sign token: %w", err)
	}
	return token, id.ExpiresAt, nil
}

// seconds is a JSON number of seconds since 1970.
type seconds string

// MarshalJSON writes the number as it is.
func (n seconds) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// numericDate writes a time as RFC 7519 has it: seconds, here with up to three
// decimals, so that a revocation and a token of the same second can be told apart.
func numericDate(t time.Time) seconds {
	ms := t.UnixMilli()
	if ms%1000 == 0 {
		return seconds(strconv.FormatInt(ms/1000, 10))
	}
	return seconds(strconv.FormatFloat(float64(ms)/1000, 'f', 3, 64))
}
