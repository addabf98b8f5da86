package rpc_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// withLostKeys is a gateway whose key set could be read once and no more, and a
// token of a key that it does not know.
func withLostKeys(t *testing.T) (g *rpctest.Gateway, token string) {
	t.Helper()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	base := base64.RawURLEncoding
	set, err := json.Marshal(map[string]any{"keys": []any{map[string]any{
		"kty": "OKP", "crv": "Ed25519", "kid": "known", "x": base.EncodeToString(public)}}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(file, set, 0o600); err != nil {
		t.Fatal(err)
	}
	verifier, err := auth.NewVerifier(t.Context(), auth.VerifierConfig{JWKS: file, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := verifier.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	g = rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Verifier = verifier })
	part := func(text string) string { return base.EncodeToString([]byte(text)) }
	return g, part(`{"alg":"EdDSA","kid":"new"}`) + "." + part(`{"sub":"alice","exp":4102444800}`) + "." +
		base.EncodeToString(make([]byte, ed25519.SignatureSize))
}

// A token whose key cannot be read is not a bad one: its owner may come again.
func TestKeysThatCannotBeRead(t *testing.T) {
	g, token := withLostKeys(t)
	ws, resp := dial(t, g, bearer(token))
	if ws != nil || resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("HTTP %d, Retry-After %q", resp.StatusCode, resp.Header.Get("Retry-After"))
	}

	ws, _ = dial(t, g, nil, schema.Version, "bearer."+token)
	_, err := ask(t, ws, whoami)
	var closed websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != websocket.StatusTryAgainLater {
		t.Errorf("closed with %v", err)
	}

	ws, _ = dial(t, g, nil)
	for range 5 { // it is not counted among the tries
		r, err := ask(t, ws, `{"jsonrpc":"2.0","method":"session.authenticate","params":{"token":"`+token+`"},"id":1}`)
		if err != nil {
			t.Fatal(err)
		}
		if r.Error == nil || r.Error.Code != schema.Unavailable || r.Error.Data.Reason != schema.KeysUnavailable || !r.Error.Data.Retryable {
			t.Errorf("got %+v", r.Error)
		}
	}
}

// A newer token is one issued later, whatever its exp. An older one changes
// nothing, and the reply tells what is in force.
func TestNewerTokenTakesOver(t *testing.T) {
	g := rpctest.Start(t, serveAll)
	now := time.Now().Unix()
	token := func(iat, exp int64, roles ...string) string {
		return forge(g.Secret, hs256, claims(map[string]any{"sub": "alice", "iat": now + iat, "exp": now + exp, "roles": roles}))
	}
	c := g.Dial(t, bearer(token(-100, 3600, "student")))
	for _, step := range []struct {
		token   string
		expires int64
		role    string
	}{
		{token(-50, 600, "author"), 600, "author"},     // newer, and shorter
		{token(-60, 7200, "organizer"), 600, "author"}, // older, and longer
		{token(-50, 900, "student"), 900, "student"},   // issued at once, longer
		{token(-50, 600, "author"), 900, "student"},
		{token(-50, 900, "author"), 900, "author"}, // neither is older: what is presented counts
	} {
		var is schema.Connected
		c.Must("session.authenticate", map[string]any{"token": step.token}, &is)
		if is.ExpiresAt.Unix() != now+step.expires || len(is.Roles) != 1 || string(is.Roles[0]) != step.role {
			t.Errorf("got %v %v, want %d %s", is.ExpiresAt, is.Roles, step.expires, step.role)
		}
	}
}
