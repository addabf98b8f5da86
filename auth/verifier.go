package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
)

// Leeway is how far nbf and iat may lie ahead of our clock. There is none for exp.
const Leeway = 30 * time.Second

// VerifierConfig says which tokens are trusted. Secret, JWKS or both must be set.
type VerifierConfig struct {
	Secret   Secret // verifies HS256; at least MinSecretBytes
	JWKS     string // verifies RS256, ES256, EdDSA: an http(s) URL, a file:// URL or the path of a file
	Issuer   string // when set, iss must be this
	Audience string // when set, aud must be or hold this

	Revocations *Revocations     // when set, tokens on the list answer ErrRevoked
	Now         func() time.Time // the clock of all checks; nil means time.Now

	// For JWKS only.
	Client        *http.Client  // fetches the URL; nil means one with a time limit and no idle connections
	RefreshEvery  time.Duration // how often keys are read again; 0 means DefaultRefresh
	UnknownKeyGap time.Duration // at most one extra read in this time for keys we do not know; 0 means DefaultUnknownKeyGap
	Log           *slog.Logger  // hears of reads that failed; nil means slog.Default()
}

// Verifier turns tokens into identities. Its methods may be called from any
// goroutine. Close it when it is no longer needed.
type Verifier struct {
	cfg    VerifierConfig
	parser *jwt.Parser
	keys   *jwks // nil without JWKS
}

// NewVerifier returns a verifier. With JWKS it reads the keys first and answers
// an error when that fails or there is no usable key, so that a gateway that
// cannot verify anybody never starts; ctx bounds that first read only.
// Afterwards the keys are kept fresh in the background until Close, and the last
// good ones stay in use while their source is away.
func NewVerifier(ctx context.Context, cfg VerifierConfig) (*Verifier, error) {
	var methods []string
	if cfg.Secret != "" {
		if err := cfg.Secret.Check(); err != nil {
			return nil, err
		}
		methods = append(methods, algHS256)
	}
	if cfg.JWKS != "" {
		methods = append(methods, algRS256, algES256, algEdDSA)
	}
	if methods == nil {
		return nil, errors.New("verify tokens: neither a secret nor a JWKS is configured")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	v := &Verifier{cfg: cfg}
	// The claims are checked here and not by the parser, which has one leeway for all times.
	v.parser = jwt.NewParser(jwt.WithValidMethods(methods), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	if cfg.JWKS != "" {
		keys, err := openJWKS(ctx, cfg)
		if err != nil {
			return nil, err
		}
		v.keys = keys
	}
	return v, nil
}

// Close stops reading keys and returns when nothing of the verifier runs any
// more. Verify goes on with the keys it has. Closing twice is harmless.
func (v *Verifier) Close() error {
	if v.keys != nil {
		v.keys.close()
	}
	return nil
}

// Reload reads the JWKS again now and waits for it. An error leaves the old keys
// in use. Without JWKS there is nothing to do.
func (v *Verifier) Reload(ctx context.Context) error {
	if v.keys == nil {
		return nil
	}
	return v.keys.reload(ctx)
}

// Verify checks a token and returns who it speaks for. The errors are ErrMissing
// for an empty token, ErrInvalid, ErrExpired and ErrRevoked; a token that is
// wrong in another way too is never called expired, and the list of revocations
// is asked last. Verify waits only when the token names a key we do not know and
// the keys are being read again. When ctx ends that wait, or the keys cannot be
// read, the answer is ErrUnavailable, with the cause wrapped: the token may be good.
func (v *Verifier) Verify(ctx context.Context, token string) (*Identity, error) {
	hd, err := checkShape(token)
	if err != nil {
		return nil, err
	}
	var ring *keyring
	if v.keys != nil {
		ring = v.keys.ring.Load()
	}
	c, err := v.parse(ctx, token, ring)
	if ring != nil && hd.alg != algHS256 && needsOtherKey(hd, err) {
		newer, waitErr := v.keys.seek(ctx, ring)
		if waitErr != nil {
			return nil, waitErr
		}
		if newer != ring {
			c, err = v.parse(ctx, token, newer)
		}
	}
	if err != nil {
		return nil, refuse(err)
	}
	return v.judge(c, hd.alg)
}

// Revoked says whether the token of an identity has been taken back since it
// was verified. It is cheap enough to be asked on every call.
func (v *Verifier) Revoked(id *Identity) bool {
	return v.cfg.Revocations != nil && v.cfg.Revocations.Revoked(id)
}

// parse decodes the token and checks its signature.
func (v *Verifier) parse(ctx context.Context, token string, ring *keyring) (*claims, error) {
	c := new(claims)
	_, err := v.parser.ParseWithClaims(token, c, func(t *jwt.Token) (any, error) {
		if t.Method == jwt.SigningMethodHS256 {
			return []byte(v.cfg.Secret), nil // reached only when there is a secret: see WithValidMethods
		}
		return ring.lookup(ctx, t)
	})
	return c, err
}

// needsOtherKey says whether newer keys could make the token pass.
func needsOtherKey(hd header, err error) bool {
	return errors.Is(err, jwkset.ErrKeyNotFound) || !hd.hasKeyID && errors.Is(err, jwt.ErrTokenSignatureInvalid)
}

// refuse names the fault of a token that did not parse. The parser's own words
// may quote the token, so they go no further.
func refuse(err error) error {
	switch {
	case errors.Is(err, jwkset.ErrKeyNotFound):
		return invalid("no key fits")
	case errors.Is(err, jwt.ErrTokenMalformed):
		return invalid("malformed")
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return invalid("signature or algorithm")
	}
	return invalid("not verifiable")
}

// judge checks the claims of a token whose signature is good.
func (v *Verifier) judge(c *claims, alg string) (*Identity, error) {
	now := v.cfg.Now()
	if fault := v.fault(c, now); fault != "" {
		return nil, invalid(fault)
	}
	id := identityOf(c, alg)
	if id.Expired(now) {
		return nil, ErrExpired
	}
	if v.Revoked(id) {
		return nil, ErrRevoked
	}
	return id, nil
}

// fault returns what makes the claims unacceptable for good, or "".
func (v *Verifier) fault(c *claims, now time.Time) string {
	for _, fault := range []string{checkUserID("sub", c.Subject), checkName(c.name), checkTokenID(c.ID)} {
		if fault != "" {
			return fault
		}
	}
	latest := now.Add(Leeway)
	switch {
	case c.ExpiresAt == nil:
		return "exp is missing"
	case v.cfg.Issuer != "" && c.Issuer != v.cfg.Issuer:
		return "another issuer"
	case v.cfg.Audience != "" && !slices.Contains(c.Audience, v.cfg.Audience):
		return "another audience"
	case c.NotBefore != nil && c.NotBefore.After(latest):
		return "not valid yet"
	case c.IssuedAt != nil && c.IssuedAt.After(latest):
		return "issued in the future"
	}
	return ""
}

func identityOf(c *claims, alg string) *Identity {
	id := &Identity{
		UserID: c.Subject, Name: c.name, TokenID: c.ID, Roles: c.roles,
		ExpiresAt: c.ExpiresAt.Time, foreign: alg != algHS256,
	}
	if !c.hasRoles {
		id.Roles = Roles(Student)
	}
	if c.IssuedAt != nil {
		id.IssuedAt = c.IssuedAt.Time
		id.FirstIssuedAt = id.IssuedAt
		// Only our own tokens are renewed. Elsewhere auth_time is the moment of a
		// log-in, which says nothing about the age of this token.
		if !id.foreign && c.authTime != nil && c.authTime.Before(id.IssuedAt) {
			id.FirstIssuedAt = c.authTime.Time
		}
	}
	return id
}

// header is what must be known of a token's header besides what the parser reads.
type header struct {
	alg      string
	hasKeyID bool
}

// checkShape refuses what cannot be a token before anything is decoded, and a
// header that could be read in two ways: a name twice, or extensions that must
// be understood (crit), of which we know none.
func checkShape(token string) (header, error) {
	switch {
	case token == "":
		return header{}, ErrMissing
	case len(token) > MaxTokenBytes:
		return header{}, invalid("longer than 8192 bytes")
	case strings.ContainsFunc(token, notTokenChar):
		return header{}, invalid("malformed")
	}
	first, _, _ := strings.Cut(token, ".")
	data, err := base64.RawURLEncoding.Strict().DecodeString(first)
	if err != nil {
		return header{}, invalid("malformed header")
	}
	var hd header
	err = members(data, func(name string, value json.RawMessage) (err error) {
		switch name {
		case "alg":
			hd.alg, err = text(value)
		case "kid":
			hd.hasKeyID = true
			_, err = text(value)
		case "crit":
			err = errClaims
		}
		return err
	})
	if err != nil {
		return header{}, invalid("malformed header")
	}
	return hd, nil
}

// notTokenChar reports what base64url and dots do not hold. Line breaks among
// them, which Go's decoder would skip.
func notTokenChar(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_', r == '.':
		return false
	}
	return true
}
