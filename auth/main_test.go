package auth

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is the time at which most tests happen.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func testSecret() Secret { return Secret(strings.Repeat("k", MinSecretBytes)) }

func newVerifier(t testing.TB, cfg VerifierConfig) *Verifier {
	t.Helper()
	if cfg.Secret == "" && cfg.JWKS == "" {
		cfg.Secret = testSecret()
	}
	if cfg.Now == nil {
		cfg.Now = at(noon)
	}
	v, err := NewVerifier(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

func newSigner(t testing.TB, cfg SignerConfig) *Signer {
	t.Helper()
	if cfg.Secret == "" {
		cfg.Secret = testSecret()
	}
	if cfg.Now == nil {
		cfg.Now = at(noon)
	}
	s, err := NewSigner(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rawToken signs exactly these bytes with whatever method and key a caller likes.
func rawToken(t testing.TB, header, claims string, method jwt.SigningMethod, key any) string {
	t.Helper()
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." +
		base64.RawURLEncoding.EncodeToString([]byte(claims))
	sig, err := method.Sign(text, key)
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// hs256 signs these claims as a token that only the claims can spoil.
func hs256(t testing.TB, claims string) string {
	t.Helper()
	return rawToken(t, `{"alg":"HS256","typ":"JWT"}`, claims, jwt.SigningMethodHS256, []byte(testSecret()))
}

// mint signs a map of claims.
func mint(t testing.TB, claims map[string]any) string {
	t.Helper()
	data, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return hs256(t, string(data))
}

func request(t testing.TB, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://gateway.example.org/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}
