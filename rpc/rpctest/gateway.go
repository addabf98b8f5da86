// Package rpctest starts a real gateway on a real socket for tests, and plays
// conversations written in files through it.
package rpctest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// Gateway is a running gateway. It ends with its test.
type Gateway struct {
	URL    string // ws://…
	Server *rpc.Server
	Bus    live.Bus
	Log    *Log

	Revocations *auth.Revocations
	Secret      auth.Secret // what tokens are signed with
	signer      *auth.Signer
	client      *http.Client // dials; nil for the default
	connect     func(ctx context.Context) (net.Conn, error)
}

// Start serves what register puts on the mux, with a memory bus and limits
// that do not get in the way, which edit may change. Nobody is sent away for
// being slow to authenticate or to answer pings: a busy machine may be.
func Start(t testing.TB, register func(g *Gateway, mux *rpc.Mux), edit ...func(*rpc.Options)) *Gateway {
	t.Helper()
	h := httptest.NewUnstartedServer(nil)
	slowly := func(o *rpc.Options) { o.AuthWithin, o.Heartbeat = time.Hour, time.Hour }
	g := start(t, h, register, append([]func(*rpc.Options){slowly}, edit...))
	g.URL = "ws" + strings.TrimPrefix(h.URL, "http") + "/ws"
	g.connect = func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", h.Listener.Addr().String())
	}
	return g
}

// StartInMemory is Start without a network: connections are pipes, so that a
// test in a bubble of testing/synctest owns the time.
func StartInMemory(t testing.TB, register func(g *Gateway, mux *rpc.Mux), edit ...func(*rpc.Options)) *Gateway {
	t.Helper()
	l := newPipes()
	g := start(t, &httptest.Server{Listener: l, Config: &http.Server{}}, register, edit)
	g.URL = "ws://gateway/ws"
	g.connect = func(ctx context.Context) (net.Conn, error) { return l.dial(ctx, "", "") }
	transport := &http.Transport{DialContext: l.dial, DisableKeepAlives: true}
	g.client = &http.Client{Transport: transport}
	return g
}

func start(t testing.TB, h *httptest.Server, register func(g *Gateway, mux *rpc.Mux), edit []func(*rpc.Options)) *Gateway {
	t.Helper()
	g := &Gateway{Log: &Log{}, Revocations: &auth.Revocations{}, Secret: auth.NewSecret()}
	verifier, err := auth.NewVerifier(t.Context(), auth.VerifierConfig{Secret: g.Secret, Revocations: g.Revocations})
	if err != nil {
		t.Fatal(err)
	}
	g.signer, err = auth.NewSigner(auth.SignerConfig{Secret: g.Secret})
	if err != nil {
		t.Fatal(err)
	}
	origins, err := auth.NewOrigins(nil)
	if err != nil {
		t.Fatal(err)
	}
	bus := memory.NewBus(memory.Options{})
	limiter := memory.NewLimiter(memory.Options{})
	g.Bus = bus
	o := rpc.Options{Verifier: verifier, Signer: g.signer, Origins: origins, Bus: bus, Limiter: limiter,
		Limits: rpc.DefaultLimits(), Log: slog.New(slog.NewTextHandler(g.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	o.Limits.CallsPerUser, o.Limits.AIPerUser, o.Limits.ConnectsPerAddress = live.Rate{}, live.Rate{}, live.Rate{}
	for _, f := range edit {
		f(&o)
	}
	mux := rpc.NewMux()
	if register != nil {
		register(g, mux)
	}
	g.Server, err = rpc.NewServer(t.Context(), mux, o)
	if err != nil {
		t.Fatal(err)
	}
	h.Config.Handler = g.Server
	h.Start()
	t.Cleanup(func() {
		h.Close()
		g.Server.Close()
		bus.Close()
		if err := verifier.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// Connect returns a connection on which nothing was said yet, for tests that
// speak HTTP and WebSocket by hand. It ends with the test.
func (g *Gateway) Connect(t testing.TB) net.Conn {
	t.Helper()
	ctx, cancel := patience()
	defer cancel()
	c, err := g.connect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Token returns a token of a user, good for an hour, or for ttl when given.
// The user is a student unless roles say otherwise.
func (g *Gateway) Token(t testing.TB, user string, ttl time.Duration, roles ...string) string {
	t.Helper()
	set, err := auth.ParseRoles(roles)
	if err != nil {
		t.Fatal(err)
	}
	if ttl == 0 {
		ttl = time.Hour
	}
	token, _, err := g.signer.Sign(auth.Grant{UserID: user, Name: strings.ToUpper(user[:1]) + user[1:], Roles: set, TTL: ttl})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Patience bounds every wait of a test for something that must come, on however
// busy a machine.
const Patience = 3 * time.Minute

func patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), Patience)
}
