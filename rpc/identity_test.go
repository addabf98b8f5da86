package rpc_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// dial opens a connection and returns what HTTP said of it, too.
func dial(t *testing.T, g *rpctest.Gateway, header http.Header, protocols ...string) (*websocket.Conn, *http.Response) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, g.URL, &websocket.DialOptions{HTTPHeader: header, Subprotocols: protocols})
	if resp == nil {
		t.Fatal(err)
	}
	if ws != nil {
		t.Cleanup(func() { _ = ws.CloseNow() })
	}
	return ws, resp
}

// ask sends one call and returns its reply, or the error that ended the connection.
func ask(t *testing.T, ws *websocket.Conn, text string) (rpctest.Reply, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), rpctest.Patience)
	defer cancel()
	_ = ws.Write(ctx, websocket.MessageText, []byte(text)) // the read tells
	_, data, err := ws.Read(ctx)
	var r rpctest.Reply
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	return r, err
}

const whoami = `{"jsonrpc":"2.0","method":"session.resume","id":1}`

// badTokens are tokens that must not open anything, and the code that a browser sees.
func badTokens(g *rpctest.Gateway) map[string]struct {
	token string
	code  websocket.StatusCode
} {
	now := time.Now().Unix()
	claims := func(change map[string]any) map[string]any {
		c := claims(map[string]any{"iss": "here", "aud": "prepwire"})
		maps.Copy(c, change)
		maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
		return c
	}
	good := forge(g.Secret, hs256, claims(nil))
	return map[string]struct {
		token string
		code  websocket.StatusCode
	}{
		"expired":        {forge(g.Secret, hs256, claims(map[string]any{"exp": now - 1})), 4001},
		"rubbish":        {"rubbish", 4003},
		"no signature":   {good[:strings.LastIndex(good, ".")+1], 4003},
		"another secret": {forge(auth.NewSecret(), hs256, claims(nil)), 4003},
		"alg none":       {forge(g.Secret, `{"alg":"none"}`, claims(nil)), 4003},
		"alg None":       {forge(g.Secret, `{"alg":"None"}`, claims(nil)), 4003},
		"alg HS512":      {forge(g.Secret, `{"alg":"HS512"}`, claims(nil)), 4003},
		"two algs":       {forge(g.Secret, `{"alg":"HS256","alg":"none"}`, claims(nil)), 4003},
		"no exp":         {forge(g.Secret, hs256, claims(map[string]any{"exp": nil})), 4003},
		"no sub":         {forge(g.Secret, hs256, claims(map[string]any{"sub": nil})), 4003},
		"long sub":       {forge(g.Secret, hs256, claims(map[string]any{"sub": strings.Repeat("a", 65)})), 4003},
		"sub number":     {forge(g.Secret, hs256, claims(map[string]any{"sub": 7})), 4003},
		"future nbf":     {forge(g.Secret, hs256, claims(map[string]any{"nbf": now + 60})), 4003},
		"future iat":     {forge(g.Secret, hs256, claims(map[string]any{"iat": now + 60})), 4003},
		"unknown issuer": {forge(g.Secret, hs256, claims(map[string]any{"iss": "elsewhere"})), 4003},
		"no audience":    {forge(g.Secret, hs256, claims(map[string]any{"aud": nil})), 4003},
	}
}

// strict makes the gateway's verifier insist on issuer and audience.
func strict(g *rpctest.Gateway, t *testing.T) func(*rpc.Options) {
	return func(o *rpc.Options) {
		v, err := auth.NewVerifier(t.Context(), auth.VerifierConfig{Secret: g.Secret, Issuer: "here", Audience: "prepwire", Revocations: g.Revocations})
		if err != nil {
			t.Fatal(err)
		}
		o.Verifier = v
	}
}

// startStrict is a gateway that trusts only tokens of one issuer for one audience.
func startStrict(t *testing.T) *rpctest.Gateway {
	var self *rpctest.Gateway
	first := rpctest.Start(t, nil) // lends its secret
	self = rpctest.Start(t, serveAll, strict(first, t))
	self.Secret, self.Revocations = first.Secret, first.Revocations
	return self
}

func TestCarriers(t *testing.T) {
	g := startStrict(t)
	good := forge(g.Secret, hs256, claims(map[string]any{"iss": "here", "aud": []string{"x", "prepwire"}}))
	for _, test := range []struct {
		name      string
		header    http.Header
		protocols []string
		status    int
		selected  string
		known     bool
	}{
		{"header", bearer(good), []string{"prepwire.v1"}, 101, "prepwire.v1", true},
		{"header and no subprotocol", bearer(good), nil, 101, "", true},
		{"subprotocol", nil, []string{"prepwire.v1", "bearer." + good}, 101, "prepwire.v1", true},
		{"subprotocol first", nil, []string{"bearer." + good, "prepwire.v1"}, 101, "prepwire.v1", true},
		{"nothing", nil, nil, 101, "", false},
		{"another scheme", http.Header{"Authorization": {"Basic YTpi"}}, nil, 101, "", false},
		{"unknown and known", nil, []string{"graphql-ws", "prepwire.v1"}, 101, "prepwire.v1", false},
		{"only unknown", nil, []string{"graphql-ws"}, 400, "", false},
		{"another version", nil, []string{"prepwire.v2"}, 400, "", false},
		{"another case", nil, []string{"Prepwire.V1"}, 400, "", false},
		{"only a token", nil, []string{"bearer." + good}, 400, "", false},
		{"empty bearer", http.Header{"Authorization": {"Bearer "}}, nil, 401, "", false},
		{"two headers", http.Header{"Authorization": {"Bearer " + good, "Bearer " + good}}, nil, 401, "", false},
	} {
		ws, resp := dial(t, g, test.header, test.protocols...)
		if resp.StatusCode != test.status {
			t.Errorf("%s: HTTP %d, want %d", test.name, resp.StatusCode, test.status)
			continue
		}
		for name, values := range resp.Header {
			if strings.Contains(strings.Join(values, " "), good) {
				t.Errorf("%s: %s repeats the token", test.name, name)
			}
		}
		if ws == nil {
			continue
		}
		if got := ws.Subprotocol(); got != test.selected {
			t.Errorf("%s: selected %q, want %q", test.name, got, test.selected)
		}
		r, err := ask(t, ws, whoami)
		if known := err == nil && r.Error == nil; known != test.known {
			t.Errorf("%s: known %v, want %v (%v %+v)", test.name, known, test.known, err, r.Error)
		}
	}
	if strings.Contains(g.Log.String(), good) {
		t.Error("the log repeats a token")
	}
}

func TestBadTokens(t *testing.T) {
	g := startStrict(t)
	for name, bad := range badTokens(g) {
		if ws, resp := dial(t, g, bearer(bad.token)); ws != nil || resp.StatusCode != 401 || resp.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s in the header: HTTP %d %v", name, resp.StatusCode, resp.Header)
		}
		ws, resp := dial(t, g, nil, "prepwire.v1", "bearer."+bad.token)
		if ws == nil || ws.Subprotocol() != "prepwire.v1" {
			t.Errorf("%s as a subprotocol: HTTP %d %v", name, resp.StatusCode, resp.Header)
			continue
		}
		r, err := ask(t, ws, whoami)
		for ; err == nil && reason(r) == schema.TokenMissing; r, err = ask(t, ws, whoami) { // refusals may come before the close
		}
		if websocket.CloseStatus(err) != bad.code {
			t.Errorf("%s as a subprotocol: %v %+v, want close %d", name, err, r, bad.code)
		}
	}
	if strings.Contains(g.Log.String(), `"sub"`) || g.Server.Counts().Authenticated != 0 {
		t.Error("a bad token left something behind")
	}
}

// Until session.authenticate has succeeded everything but four methods is
// refused alike, known or not.
func TestStrangersLearnNothing(t *testing.T) {
	c := rpctest.Start(t, serveAll).Dial(t, nil)
	open := []string{"system.ping", "system.info", "rpc.discover", "session.authenticate"}
	for _, s := range append(slices.Collect(names()), "no.such", "rpc.other", "", "$/cancelRequest", "SYSTEM.PING") {
		r := c.Call(s, "{}")
		switch {
		case slices.Contains(open, s):
			if reason(r) == schema.TokenMissing {
				t.Errorf("%s: %s", s, reason(r))
			}
		case r.Error == nil || r.Error.Code != -32001 || reason(r) != schema.TokenMissing:
			t.Errorf("%s: %+v", s, r.Error)
		}
	}
}

func names() func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range schema.Methods() {
			if !yield(s.Name) {
				return
			}
		}
	}
}

func TestResultsFitTheContract(t *testing.T) {
	g := rpctest.Start(t, serveAll)
	c := g.Dial(t, nil)
	own := map[string]any{"token": g.Token(t, "alice", 0, "author", "admin"), "device": "phone",
		"resume": []map[string]any{
			{"topic": "user:alice", "epoch": "elsewhere", "offset": 7}, {"topic": "user:bob", "epoch": "e", "offset": 0},
			{"topic": "contest:none", "epoch": "e", "offset": 1}, {"topic": "rubbish", "epoch": "e", "offset": 1}}}
	for method, params := range map[string]any{
		"session.authenticate": own, "session.resume": struct{}{}, "system.ping": struct{}{}, "system.info": struct{}{}, "admin.stats": struct{}{},
	} {
		if method != "session.authenticate" {
			c.Must("session.authenticate", map[string]any{"token": own["token"]}, nil)
		}
		r := c.Call(method, params)
		if r.Error != nil {
			t.Errorf("%s: %+v", method, r.Error)
			continue
		}
		fits(t, method, r.Result)
	}
	d := g.Dial(t, nil)
	d.Must("session.authenticate", map[string]any{"token": forge(g.Secret, hs256, claims(map[string]any{"exp": time.Now().Unix() + 1000}))}, nil)
	r := d.Call("session.renew", struct{}{})
	fits(t, "session.renew", r.Result)
	var newer schema.RenewResult
	if err := json.Unmarshal(r.Result, &newer); err != nil {
		t.Fatal(err)
	}
	var now schema.Connected
	d.Must("session.authenticate", map[string]any{"token": newer.Token}, &now)
	if now.UserID != "alice" || now.ExpiresAt.UnixMilli() != newer.ExpiresAt.UnixMilli() {
		t.Errorf("after the renewal: %+v, promised %v", now, newer.ExpiresAt)
	}
}

// The time of these tests is made up: they run in a bubble.

func TestTooLateToAuthenticate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		start := time.Now()
		c := g.Dial(t, nil)
		e := listen(t, c)
		time.Sleep(10*time.Second - time.Millisecond)
		synctest.Wait()
		c.Send(`{"jsonrpc":"2.0","method":"system.ping","id":1}`)
		if r := e.next(t); r.Error != nil {
			t.Errorf("just in time: %+v", r.Error)
		}
		if code := e.code(); code != 4100 || time.Since(start) > 11*time.Second {
			t.Errorf("closed with %d after %v", code, time.Since(start))
		}
	})
}

func TestSlowToAuthenticateButInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		c := g.Dial(t, nil)
		e := listen(t, c)
		time.Sleep(9 * time.Second)
		c.Send(`{"jsonrpc":"2.0","method":"session.authenticate","params":["` + g.Token(t, "alice", 0) + `"],"id":1}`)
		if r := e.next(t); r.Error != nil {
			t.Fatalf("%+v", r.Error)
		}
		time.Sleep(30 * time.Minute) // pings are answered all the while
		c.Send(`{"jsonrpc":"2.0","method":"system.health","id":2}`)
		if r := e.next(t); reason(r) == schema.TokenMissing {
			t.Errorf("%+v", r.Error)
		}
	})
}

func TestTokenRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		start := time.Now()
		c := g.Dial(t, bearer(g.Token(t, "alice", 100*time.Second)))
		e := listen(t, c)
		hint := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1}`
		c.Send(hint)
		if r := e.next(t); r.Error != nil {
			t.Fatalf("%+v", r.Error)
		}
		time.Sleep(40*time.Second - time.Millisecond - time.Since(start))
		synctest.Wait()
		e.silent(t)
		r := e.next(t)
		if at := time.Since(start); r.Method != "session.expiring" || at.Round(time.Second) != 40*time.Second {
			t.Errorf("%s after %v", r.Method, at)
		}
		time.Sleep(100*time.Second - time.Since(start))
		c.Send(hint)
		if r := e.next(t); r.Error == nil || r.Error.Code != -32001 || reason(r) != schema.TokenExpired {
			t.Errorf("at exp: %+v", r)
		}
		c.Send(`{"jsonrpc":"2.0","method":"system.ping","id":1}`)
		if r := e.next(t); r.Error != nil {
			t.Errorf("ping at exp: %+v", r)
		}
		if code := e.code(); code != 4001 || time.Since(start).Round(time.Second) != 115*time.Second {
			t.Errorf("closed with %d after %v", code, time.Since(start))
		}
	})
}

func TestTokenIsReplacedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll)
		c := g.Dial(t, bearer(g.Token(t, "alice", 20*time.Second)))
		e := listen(t, c)
		synctest.Wait()
		e.silent(t) // nothing comes before the first reply
		c.Send(`{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1}`)
		if r := e.next(t); string(r.ID) != "1" {
			t.Fatalf("%+v", r)
		}
		if r := e.next(t); r.Method != "session.expiring" { // less than a minute is left
			t.Fatalf("%+v", r)
		}
		time.Sleep(34 * time.Second) // 14 s after the end
		c.Send(`{"jsonrpc":"2.0","method":"session.authenticate","params":["` + g.Token(t, "bob", 0) + `"],"id":2}`)
		if r := e.next(t); r.Error == nil || r.Error.Code != -32002 || reason(r) != schema.SubjectMismatch {
			t.Errorf("another user: %+v", r)
		}
		c.Send(`{"jsonrpc":"2.0","method":"session.authenticate","params":["` + g.Token(t, "alice", 0) + `"],"id":3}`)
		if r := e.next(t); r.Error != nil {
			t.Fatalf("%+v", r.Error)
		}
		time.Sleep(30 * time.Minute)
		c.Send(`{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":4}`)
		if r := e.next(t); r.Error != nil {
			t.Fatalf("%+v", r)
		}
		if r := e.next(t); r.Method != "session.expiring" { // the new token's own warning
			t.Fatalf("%+v", r)
		}
	})
}

func TestRevocation(t *testing.T) {
	g := rpctest.Start(t, serveAll)
	claim := func(user, jti string, iat any) string {
		return forge(g.Secret, hs256, claims(map[string]any{"sub": user, "jti": jti, "iat": iat}))
	}
	now := time.Now().Unix()
	dialAs := func(token string) *rpctest.Client {
		c := g.Dial(t, bearer(token))
		c.Must("session.resume", struct{}{}, nil)
		return c
	}
	alice, other := dialAs(claim("alice", "one", now-5)), dialAs(claim("alice", "two", nil))
	bob1, bob2 := dialAs(claim("bob", "three", now-5)), dialAs(claim("bob", "four", now-5))

	revoke := func(r auth.Revocation) int {
		g.Revocations.Add(r)
		return g.Server.Revoke(r)
	}
	if n := revoke(auth.Revocation{UserID: "alice", At: time.Now()}); n != 2 {
		t.Errorf("closed %d of alice", n)
	}
	if n := revoke(auth.Revocation{TokenID: "three", At: time.Now()}); n != 1 {
		t.Errorf("closed %d of bob", n)
	}
	for name, c := range map[string]*rpctest.Client{"alice": alice, "alice without iat": other, "bob": bob1} {
		if code := c.Closed(); code != 4003 {
			t.Errorf("%s: closed with %d", name, code)
		}
	}
	bob2.Must("session.resume", struct{}{}, nil)
	for name, token := range map[string]string{"old": claim("alice", "new", now-5), "no iat": claim("alice", "new", nil), "jti": claim("bob", "three", now-1)} {
		if _, resp := dial(t, g, bearer(token)); resp.StatusCode != 401 {
			t.Errorf("%s: HTTP %d", name, resp.StatusCode)
		}
		if r := bob2.Call("session.authenticate", map[string]any{"token": token}); reason(r) != schema.TokenRevoked {
			t.Errorf("%s: %+v", name, r.Error)
		}
	}
	dialAs(claim("alice", "new", float64(time.Now().UnixMilli()+1000)/1000))
}

// Roles allow their own methods; only admin may do all.
func TestRolesAreNotCumulative(t *testing.T) {
	g := rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.QuestionReport, func(context.Context, schema.QuestionReportParams) (schema.Report, error) { return schema.Report{}, nil })
		rpc.Handle(mux, schema.QuestionDelete, func(context.Context, schema.QuestionRef) (schema.Question, error) { return schema.Question{}, nil })
		rpc.Handle(mux, schema.ContestPublish, func(context.Context, schema.ContestRef) (schema.Contest, error) { return schema.Contest{}, nil })
		rpc.Handle(mux, schema.AdminBroadcast, func(context.Context, schema.BroadcastParams) (schema.Empty, error) { return schema.Empty{}, nil })
	})
	methods := []string{"question.report", "question.delete", "contest.publish", "admin.broadcast"}
	for roles, want := range map[string]string{
		"": "1000", "student": "1000", "author": "1100", "organizer": "1010", "author organizer": "1110", "admin": "1111",
	} {
		c := g.As(t, "alice", strings.Fields(roles)...)
		got := ""
		for _, m := range methods {
			r := c.Call(m, `{"x":1}`)
			switch reason(r) {
			case schema.ReasonInvalidParams: // got as far as the params
				got += "1"
			case schema.RoleRequired:
				if r.Error.Code != -32002 || r.Error.Data.Scope == "" {
					t.Errorf("%+v", r.Error)
				}
				got += "0"
			default:
				t.Fatalf("%s: %+v", m, r)
			}
		}
		if got != want {
			t.Errorf("%q may %s, want %s", roles, got, want)
		}
	}
}
