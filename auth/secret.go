package auth

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
)

// MinSecretBytes is the least length of an HS256 secret (RFC 7518 section 3.2:
// a key of the size of the hash or larger).
const MinSecretBytes = 32

// Secret is the shared key of HS256 tokens. Printing or logging it, or writing
// it as JSON, shows a placeholder; string(s) is the secret itself.
type Secret string

// NewSecret returns a random secret for development: 32 random bytes as 43
// characters that are safe in an environment variable.
func NewSecret() Secret {
	b := make([]byte, MinSecretBytes)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return Secret(base64.RawURLEncoding.EncodeToString(b))
}

// Check returns an error that says what is wrong with the secret, without it.
func (s Secret) Check() error {
	if len(s) < MinSecretBytes {
		return fmt.Errorf("the token secret has %d bytes, at least %d are needed", len(s), MinSecretBytes)
	}
	return nil
}

const hidden = "[secret]"

// String hides the secret.
func (Secret) String() string { return hidden }

// GoString hides the secret.
func (Secret) GoString() string { return hidden }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
