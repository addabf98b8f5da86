package auth

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
)

func TestJWKSAlgorithms(t *testing.T) {
	keys := []signKey{rsaKey(t, "r", 2048), p256Key(t, "e"), edKey(t, "d")}
	var set []jwkset.JWKMarshal
	for _, k := range keys {
		set = append(set, k.jwk(t))
	}
	path := keyFile(t, keySet(t, set...))
	for _, where := range []string{path, "file://" + path} {
		v := newVerifier(t, VerifierConfig{JWKS: where})
		for _, k := range keys {
			for _, kid := range []string{k.kid, ""} {
				k.kid = kid
				id, err := v.Verify(t.Context(), k.token(t))
				if err != nil {
					t.Fatalf("%s with kid %q: %v", k.method.Alg(), kid, err)
				}
				if !id.foreign || !id.FirstIssuedAt.Equal(noon) {
					t.Errorf("identity of a JWKS token: %+v", id)
				}
				if _, _, err := newSigner(t, SignerConfig{}).Renew(id); !errors.Is(err, ErrRenewUnavailable) {
					t.Errorf("renewing a JWKS token: %v", err)
				}
			}
		}
	}
}

// TestJWKSAttacks signs with what an attacker has: public keys, own keys, and
// keys of the set for other uses.
func TestJWKSAttacks(t *testing.T) {
	r, e, d := rsaKey(t, "r", 2048), p256Key(t, "e"), edKey(t, "d")
	encrypting, weak := rsaKey(t, "enc", 2048), rsaKey(t, "weak", 1024)
	p384 := ecKey(t, "p384", elliptic.P384(), jwt.SigningMethodES384)
	forRS512 := rsaKey(t, "r512", 2048)
	symmetric := bytes.Repeat([]byte("s"), 32)

	encJWK, r512JWK := encrypting.jwk(t), forRS512.jwk(t)
	encJWK.USE, r512JWK.ALG = jwkset.UseEnc, jwkset.AlgRS512
	signOnly := rsaKey(t, "ops", 2048)
	opsJWK := signOnly.jwk(t)
	opsJWK.KEYOPS = []jwkset.KEYOPS{jwkset.KeyOpsEncrypt}
	octJWK, err := jwkset.NewJWKFromKey(symmetric, jwkset.JWKOptions{
		Marshal: jwkset.JWKMarshalOptions{Private: true}, Metadata: jwkset.JWKMetadataOptions{KID: "oct"}})
	if err != nil {
		t.Fatal(err)
	}
	path := keyFile(t, keySet(t, r.jwk(t), e.jwk(t), d.jwk(t), encJWK, r512JWK, opsJWK, weak.jwk(t), p384.jwk(t), octJWK.Marshal()))
	onlyKeys := newVerifier(t, VerifierConfig{JWKS: path})
	both := newVerifier(t, VerifierConfig{JWKS: path, Secret: testSecret()})

	der, err := x509.MarshalPKIXPublicKey(r.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	hs := func(header string, key []byte) string {
		return rawToken(t, header, goodClaims, jwt.SigningMethodHS256, key)
	}
	none := rawToken(t, `{"alg":"none","kid":"r"}`, goodClaims, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType)
	own := func(k signKey, kid string) string { k.kid = kid; return k.token(t) }
	cases := map[string]string{
		"public key as HMAC secret, PEM": hs(`{"alg":"HS256","kid":"r"}`, asPEM),
		"public key as HMAC secret, DER": hs(`{"alg":"HS256","kid":"r"}`, der),
		"modulus as HMAC secret":         hs(`{"alg":"HS256"}`, r.key.Public().(*rsa.PublicKey).N.Bytes()),
		"Ed25519 key as HMAC secret":     hs(`{"alg":"HS256","kid":"d"}`, d.key.Public().(ed25519.PublicKey)),
		"symmetric key of the set":       hs(`{"alg":"HS256","kid":"oct"}`, symmetric),
		"HMAC under the name RS256":      hs(`{"alg":"RS256","kid":"r"}`, asPEM),
		"none":                           none,
		"own key under a known id":       own(rsaKey(t, "", 2048), "r"),
		"own key without id":             own(rsaKey(t, "", 2048), ""),
		"own key under an unknown id":    own(rsaKey(t, "", 2048), "x"),
		"RSA key id with ES256":          own(e, "r"),
		"EC key id with EdDSA":           own(d, "e"),
		"PS256":                          rawToken(t, `{"alg":"PS256","kid":"r"}`, goodClaims, jwt.SigningMethodPS256, r.key),
		"RS512":                          rawToken(t, `{"alg":"RS512","kid":"r"}`, goodClaims, jwt.SigningMethodRS512, r.key),
		"a key for RS512 used as RS256":  forRS512.token(t),
		"a key for encryption":           encrypting.token(t),
		"a key without verify":           signOnly.token(t),
		"a key of 1024 bits":             weak.token(t),
		"P-384":                          p384.token(t),
		"embedded key": rawToken(t, `{"alg":"RS256","jwk":`+string(mustJSON(t, rsaKey(t, "j", 2048).jwk(t)))+`}`,
			goodClaims, jwt.SigningMethodRS256, rsaKey(t, "j", 2048).key),
	}
	for name, token := range cases {
		t.Run(name, func(t *testing.T) {
			checkVerify(t, onlyKeys, token, ErrInvalid)
			checkVerify(t, both, token, ErrInvalid)
		})
	}
	checkVerify(t, both, hs256(t, goodClaims), nil)
	checkVerify(t, both, r.token(t), nil)
	checkVerify(t, onlyKeys, hs256(t, goodClaims), ErrInvalid)
}

// TestJWKSRotation lets an unknown key id cause one read, and no more in the gap.
func TestJWKSRotation(t *testing.T) {
	old, next, third := edKey(t, "old"), edKey(t, "next"), edKey(t, "third")
	s := newKeyServer(t, keySet(t, old.jwk(t)))
	c := &clock{now: noon}
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, Now: c.Now, Log: quiet()})
	<-s.hits
	checkVerify(t, v, old.token(t), nil)

	s.set(http.StatusOK, keySet(t, old.jwk(t), next.jwk(t)), nil)
	checkVerify(t, v, next.token(t), nil)
	checkVerify(t, v, old.token(t), nil)
	if len(s.hits) != 1 {
		t.Fatalf("%d reads for one new key", len(s.hits))
	}
	<-s.hits

	s.set(http.StatusOK, keySet(t, third.jwk(t)), nil)
	for range 20 {
		checkVerify(t, v, third.token(t), ErrInvalid)
	}
	if len(s.hits) != 0 {
		t.Fatalf("%d reads within the gap", len(s.hits))
	}
	c.advance(DefaultUnknownKeyGap)
	checkVerify(t, v, third.token(t), nil)
	checkVerify(t, v, old.token(t), ErrInvalid) // taken out by the provider
	if len(s.hits) != 1 {
		t.Fatalf("%d reads after the gap", len(s.hits))
	}
}

func TestJWKSRotationWithoutIDs(t *testing.T) {
	old, next := edKey(t, ""), edKey(t, "")
	s := newKeyServer(t, keySet(t, old.jwk(t)))
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, Log: quiet()})
	s.set(http.StatusOK, keySet(t, next.jwk(t)), nil)
	checkVerify(t, v, next.token(t), nil)
}

// TestJWKSOutage breaks the source in every way and expects the keys to stay.
func TestJWKSOutage(t *testing.T) {
	known, unknown := p256Key(t, "known"), p256Key(t, "unknown")
	s := newKeyServer(t, keySet(t, known.jwk(t)))
	c := &clock{now: noon}
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, Now: c.Now, Log: quiet()})
	twice := keySet(t, unknown.jwk(t), unknown.jwk(t))
	broken := []struct {
		status int
		body   string
	}{
		{http.StatusInternalServerError, "{}"},
		{http.StatusNotFound, string(keySet(t, unknown.jwk(t)))},
		{http.StatusOK, "<html>"},
		{http.StatusOK, ""},
		{http.StatusOK, "{}"},
		{http.StatusOK, `{"keys":[]}`},
		{http.StatusOK, `{"keys":[{"kty":"RSA"}]}`},
		{http.StatusOK, string(twice)},
		{http.StatusOK, `{"keys":[` + strings.Repeat(`{},`, maxKeys) + `{}]}`},
		{http.StatusOK, strings.Repeat(" ", maxJWKSBytes) + string(keySet(t, unknown.jwk(t)))},
	}
	for _, b := range broken {
		s.set(b.status, []byte(b.body), nil)
		if err := v.Reload(t.Context()); err == nil {
			t.Errorf("status %d, %.30q: no error", b.status, b.body)
		}
		c.advance(time.Minute)
		checkVerify(t, v, known.token(t), nil)
		checkVerify(t, v, unknown.token(t), ErrUnavailable)
		checkVerify(t, v, unknown.token(t), ErrUnavailable) // within the gap, without another read
	}
	s.CloseClientConnections()
	s.Close()
	c.advance(time.Minute)
	checkVerify(t, v, known.token(t), nil)
	checkVerify(t, v, unknown.token(t), ErrUnavailable)
}

// TestJWKSComesBack: what could not be told during an outage can be told after it.
func TestJWKSComesBack(t *testing.T) {
	known, stranger := p256Key(t, "known"), p256Key(t, "stranger")
	s := newKeyServer(t, keySet(t, known.jwk(t)))
	c := &clock{now: noon}
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, Now: c.Now, Log: quiet()})
	s.set(http.StatusBadGateway, nil, nil)
	checkVerify(t, v, stranger.token(t), ErrUnavailable)
	s.set(http.StatusOK, keySet(t, known.jwk(t)), nil)
	c.advance(DefaultUnknownKeyGap)
	checkVerify(t, v, stranger.token(t), ErrInvalid)
	checkVerify(t, v, stranger.token(t), ErrInvalid) // within the gap, after a good read
}

// TestJWKSBackground expects reads on time, without anybody asking.
func TestJWKSBackground(t *testing.T) {
	old, next := edKey(t, "old"), edKey(t, "next")
	s := newKeyServer(t, keySet(t, old.jwk(t)))
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, RefreshEvery: time.Millisecond, Log: quiet()})
	s.set(http.StatusBadGateway, nil, nil)
	for range 10 {
		<-s.hits // goes on trying
	}
	s.set(http.StatusOK, keySet(t, next.jwk(t)), nil)
	for range hitsRoom + 3 { // more than may have begun before set
		<-s.hits
	}
	checkVerify(t, v, next.token(t), nil)
	checkVerify(t, v, old.token(t), ErrInvalid)
}

// TestJWKSWaiters holds a read and lets many tokens wait for it.
func TestJWKSWaiters(t *testing.T) {
	old, next := edKey(t, "old"), edKey(t, "next")
	s := newKeyServer(t, keySet(t, old.jwk(t)))
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, Log: quiet()})
	<-s.hits
	hold := make(chan struct{})
	s.set(http.StatusOK, keySet(t, next.jwk(t)), hold)
	token := next.token(t)

	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := v.Verify(ctx, token)
		left <- err
	}()
	<-s.hits
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) || !errors.Is(err, ErrUnavailable) {
		t.Errorf("a caller that left got %v", err)
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := v.Verify(t.Context(), token); err != nil {
				t.Errorf("a caller that waited got %v", err)
			}
		})
	}
	close(hold)
	wg.Wait()
	if len(s.hits) != 0 {
		t.Errorf("%d reads more", len(s.hits))
	}
}

// TestJWKSClose closes while a read hangs and somebody waits for it.
func TestJWKSClose(t *testing.T) {
	known, unknown := edKey(t, "known"), edKey(t, "unknown")
	s := newKeyServer(t, keySet(t, known.jwk(t)))
	v := newVerifier(t, VerifierConfig{JWKS: s.URL, Log: quiet()})
	<-s.hits
	s.set(http.StatusOK, nil, make(chan struct{}))
	token := unknown.token(t)
	left := make(chan error)
	go func() {
		_, err := v.Verify(t.Context(), token)
		left <- err
	}()
	<-s.hits
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-left; !errors.Is(err, ErrUnavailable) {
		t.Errorf("the caller that waited got %v", err)
	}
	checkVerify(t, v, known.token(t), nil)
	if err := v.Reload(t.Context()); err == nil {
		t.Error("a closed verifier read again")
	}
}

func TestJWKSUnreachableAtStart(t *testing.T) {
	s := newKeyServer(t, nil)
	where := strings.Replace(s.URL, "http://", "http://user:word@", 1) + "/keys?code=hush#part"
	cases := map[string]func(){
		"refusing": func() { s.set(http.StatusForbidden, nil, nil) },
		"empty":    func() { s.set(http.StatusOK, []byte(`{"keys":[]}`), nil) },
		"gone":     s.Close,
	}
	for _, name := range []string{"refusing", "empty", "gone"} {
		cases[name]()
		v, err := NewVerifier(t.Context(), VerifierConfig{JWKS: where, Log: quiet()})
		if err == nil {
			v.Close()
			t.Fatalf("%s: it started", name)
		}
		for _, private := range []string{"user", "word", "hush"} {
			if strings.Contains(err.Error(), private) {
				t.Errorf("%s: the error tells too much: %v", name, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewVerifier(ctx, VerifierConfig{JWKS: where}); !errors.Is(err, context.Canceled) {
		t.Errorf("a start that was given up: %v", err)
	}
}

func TestJWKSFileReload(t *testing.T) {
	old, next := edKey(t, "old"), edKey(t, "next")
	path := keyFile(t, keySet(t, old.jwk(t)))
	v := newVerifier(t, VerifierConfig{JWKS: path, Log: quiet()})
	if err := os.WriteFile(path, keySet(t, next.jwk(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	checkVerify(t, v, old.token(t), nil)
	if err := v.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkVerify(t, v, next.token(t), nil)
	checkVerify(t, v, old.token(t), ErrInvalid)
}

func TestJWKSRedirects(t *testing.T) {
	key := edKey(t, "k")
	target := newKeyServer(t, keySet(t, key.jwk(t)))
	plain := httptest.NewServer(http.RedirectHandler(target.URL, http.StatusFound))
	defer plain.Close()
	v := newVerifier(t, VerifierConfig{JWKS: plain.URL, Log: quiet()})
	checkVerify(t, v, key.token(t), nil)

	loop := httptest.NewServer(http.RedirectHandler("/", http.StatusFound))
	defer loop.Close()
	if _, err := NewVerifier(t.Context(), VerifierConfig{JWKS: loop.URL}); err == nil {
		t.Error("a loop of redirects ended in keys")
	}
	tls := httptest.NewTLSServer(http.RedirectHandler(target.URL, http.StatusFound))
	defer tls.Close()
	client := tls.Client()
	client.CheckRedirect = defaultClient().CheckRedirect
	if _, err := NewVerifier(t.Context(), VerifierConfig{JWKS: tls.URL, Client: client}); err == nil {
		t.Error("a redirect led from https to http")
	}
}
