package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
)

const goodClaims = `{"sub":"ann","iat":1772366400,"auth_time":1,"exp":1900000000}`

// signKey is a private key with all that a token and a JWKS need of it.
type signKey struct {
	kid    string
	method jwt.SigningMethod
	key    crypto.Signer
}

func (k signKey) token(t testing.TB) string {
	t.Helper()
	header := `{"alg":"` + k.method.Alg() + `"}`
	if k.kid != "" {
		header = `{"alg":"` + k.method.Alg() + `","kid":"` + k.kid + `"}`
	}
	return rawToken(t, header, goodClaims, k.method, k.key)
}

// jwk is the public key as a member of a set.
func (k signKey) jwk(t testing.TB) jwkset.JWKMarshal {
	t.Helper()
	jwk, err := jwkset.NewJWKFromKey(k.key.Public(), jwkset.JWKOptions{
		Metadata: jwkset.JWKMetadataOptions{KID: k.kid, ALG: jwkset.ALG(k.method.Alg()), USE: jwkset.UseSig}})
	if err != nil {
		t.Fatal(err)
	}
	return jwk.Marshal()
}

func rsaKey(t testing.TB, kid string, bits int) signKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return signKey{kid, jwt.SigningMethodRS256, key}
}

func ecKey(t testing.TB, kid string, curve elliptic.Curve, method jwt.SigningMethod) signKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signKey{kid, method, key}
}

func edKey(t testing.TB, kid string) signKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signKey{kid, jwt.SigningMethodEdDSA, key}
}

func p256Key(t testing.TB, kid string) signKey {
	return ecKey(t, kid, elliptic.P256(), jwt.SigningMethodES256)
}

func keySet(t testing.TB, keys ...jwkset.JWKMarshal) []byte {
	t.Helper()
	data, err := json.Marshal(jwkset.JWKSMarshal{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func keyFile(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const hitsRoom = 64

// keyServer is an identity provider's JWKS address.
type keyServer struct {
	*httptest.Server
	hits chan struct{} // one for each request, as long as there is room

	mu     sync.Mutex
	status int
	body   []byte
	hold   chan struct{} // when set, requests wait until it is closed
}

func newKeyServer(t testing.TB, body []byte) *keyServer {
	t.Helper()
	s := &keyServer{hits: make(chan struct{}, hitsRoom), status: http.StatusOK, body: body}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *keyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case s.hits <- struct{}{}:
	default: // nobody looks any more, and the reader goes on
	}
	s.mu.Lock()
	status, body, hold := s.status, s.body, s.hold
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (s *keyServer) set(status int, body []byte, hold chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status, s.body, s.hold = status, body, hold
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) advance(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
