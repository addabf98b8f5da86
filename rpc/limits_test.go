package rpc_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store/live"
)

// declined fails unless a dial is refused over HTTP, for a limit with its name
// and when to come back.
func declined(t *testing.T, g *rpctest.Gateway, header http.Header, status int, limit string) {
	t.Helper()
	ws, resp := dial(t, g, header)
	if ws != nil || resp.StatusCode != status {
		t.Errorf("HTTP %d, want %d", resp.StatusCode, status)
		return
	}
	if limit == "" {
		return
	}
	body := make([]byte, 200)
	n, _ := resp.Body.Read(body)
	if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil || after < 1 || !strings.Contains(string(body[:n]), limit) {
		t.Errorf("Retry-After %q, body %q, want %s", resp.Header.Get("Retry-After"), body[:n], limit)
	}
}

func welcome(t *testing.T, g *rpctest.Gateway, header http.Header) *rpctest.Client {
	t.Helper()
	c := g.Dial(t, header)
	if r := c.Call("system.ping", "{}"); r.Error != nil {
		t.Errorf("%+v", r.Error)
	}
	return c
}

func TestOriginsAndAgents(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) {
		if err := o.Origins.Set([]string{"https://app.example.org", "chrome-extension://abcdefghijklmnop"}); err != nil {
			t.Fatal(err)
		}
		o.Agents = auth.NewAgents([]string{"*badbot*"})
	})
	for _, origin := range []string{"", "https://app.example.org", "chrome-extension://abcdefghijklmnop", strings.Replace(strings.TrimSuffix(g.URL, "/ws"), "ws:", "http:", 1)} {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		welcome(t, g, h)
	}
	for _, origin := range []string{"https://evil.example.org", "https://app.example.org.evil.net", "http://app.example.org", "null", "chrome-extension://other", "rubbish"} {
		declined(t, g, http.Header{"Origin": {origin}}, 403, "")
	}
	declined(t, g, http.Header{"User-Agent": {"Mozilla/5.0 (compatible; BadBot/2)"}}, 403, "")
	if log := g.Log.String(); !strings.Contains(log, "Go-http-client") {
		t.Error("the log does not name the user agent")
	}
}

// A page of a stranger whose name was bent to 127.0.0.1 sends its own Host.
func TestDNSRebinding(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.LocalOnly = true })
	welcome(t, g, nil)
	for host, want := range map[string]int{
		"evil.example.org": 403, "127.0.0.1.evil.example.org": 403, "localhost.evil.net:80": 403, "0.0.0.0": 403, "127.1": 403,
		"2130706433": 403, "[::ffff:127.0.0.1]": 403, "localhost": 101, "LOCALHOST:1": 101, "[::1]:3001": 101,
	} {
		r := openRaw(t, g, "Host: "+host)
		if r.status != want {
			t.Errorf("Host %s: HTTP %d, want %d", host, r.status, want)
		}
	}
}

func TestConnectionLimits(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.Conns = 2 })
	first := welcome(t, g, nil)
	welcome(t, g, nil)
	declined(t, g, nil, 503, "LIMIT_CONNS")
	_ = first.Socket().CloseNow()
	settled(t, g, 1)
	welcome(t, g, nil)
	declined(t, g, nil, 503, "LIMIT_CONNS")
}

// settled waits until the gateway holds n connections.
func settled(t *testing.T, g *rpctest.Gateway, n int) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	late := time.After(rpctest.Patience)
	for g.Server.Counts().Connections != n {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d connections, want %d", g.Server.Counts().Connections, n)
		}
	}
}

// What a client writes into X-Forwarded-For itself counts for nothing.
func TestAddressesBehindProxies(t *testing.T) {
	from := func(list string) http.Header { return http.Header{"X-Forwarded-For": {list}} }
	proxies, err := auth.NewProxies([]string{"127.0.0.0/8", "10.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Proxies, o.Limits.ConnsPerAddress = proxies, 1 })
	welcome(t, g, from("192.0.2.1"))
	declined(t, g, from("192.0.2.1"), 429, "LIMIT_CONNS_PER_ADDRESS")
	declined(t, g, from("198.51.100.9, 192.0.2.1"), 429, "LIMIT_CONNS_PER_ADDRESS")
	declined(t, g, from("192.0.2.1, 10.1.2.3"), 429, "LIMIT_CONNS_PER_ADDRESS")
	welcome(t, g, from("192.0.2.2"))
	welcome(t, g, from("2001:db8::1"))

	direct := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.ConnsPerAddress = 1 })
	welcome(t, direct, from("192.0.2.1"))
	declined(t, direct, from("192.0.2.2"), 429, "LIMIT_CONNS_PER_ADDRESS")
}

func TestConnectRate(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.ConnectsPerAddress = live.Rate{Events: 2, Per: time.Hour} })
	welcome(t, g, nil)
	// The burst is one second's worth, at least one. Guessing tokens counts too.
	declined(t, g, bearer("rubbish"), 429, "LIMIT_CONNECTS_PER_ADDRESS")
}

func TestOldestConnectionOfAUserGoes(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits.ConnsPerUser = 2 })
	one, two, bob := g.As(t, "alice"), g.As(t, "alice"), g.As(t, "bob")
	one.Must("session.resume", "{}", nil)
	three := g.Dial(t, nil)
	three.Must("session.authenticate", map[string]string{"token": g.Token(t, "alice", 0)}, nil)
	if code := one.Closed(); code != 4009 {
		t.Errorf("closed with %d", code)
	}
	four := g.As(t, "alice")
	if code := two.Closed(); code != 4009 {
		t.Errorf("closed with %d", code)
	}
	for _, c := range []*rpctest.Client{three, four, bob} {
		c.Must("session.resume", "{}", nil)
	}
}

// Rates are true: to come back when told is to be served.
func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll, func(o *rpc.Options) {
			o.Limits.CallsPerUser = live.Rate{Events: 5, Per: time.Second}
			o.Limits.AIPerUser = live.Rate{Events: 60, Per: time.Minute}
			o.Limits.Methods = map[string]live.Rate{"session.renew": {Events: 1, Per: 10 * time.Second}}
		})
		c := g.As(t, "alice")
		e := listen(t, c)
		call := func(method, params string) rpctest.Reply {
			c.Send(`{"jsonrpc":"2.0","method":"` + method + `","params":` + params + `,"id":1}`)
			return e.next(t)
		}
		refused := func(r rpctest.Reply, scope string) {
			t.Helper()
			if r.Error == nil || r.Error.Code != -32005 || reason(r) != schema.RateLimited || r.Error.Data.Scope != scope || r.Error.Data.RetryAfterMs < 1 || !r.Error.Data.Retryable {
				t.Fatalf("%+v", r)
			}
		}
		for i := range 5 {
			if r := call("system.ping", "{}"); r.Error != nil {
				t.Fatalf("%d: %+v", i, r.Error)
			}
		}
		r := call("no.such", "{}")
		refused(r, "LIMIT_CALLS_PER_USER")
		time.Sleep(time.Duration(r.Error.Data.RetryAfterMs)*time.Millisecond - time.Millisecond)
		refused(call("system.ping", "{}"), "LIMIT_CALLS_PER_USER")
		time.Sleep(time.Millisecond)
		if r := call("system.ping", "{}"); r.Error != nil {
			t.Fatalf("came back when told: %+v", r.Error)
		}

		time.Sleep(time.Minute)
		if r := call("session.renew", "{}"); reason(r) == schema.RateLimited {
			t.Fatalf("%+v", r)
		}
		r = call("session.renew", "{}")
		refused(r, "LIMIT_METHODS")
		if ms := r.Error.Data.RetryAfterMs; ms < 9000 || ms > 10_000 {
			t.Errorf("come back in %d ms", ms)
		}
		if r := call("coaching.hint", `["q"]`); reason(r) == schema.RateLimited {
			t.Fatalf("%+v", r)
		}

		// Another connection of the same user shares the rates, another user does not.
		time.Sleep(time.Minute)
		for range 5 {
			call("system.ping", "{}")
		}
		again, bob := g.As(t, "alice"), g.As(t, "bob")
		refused(again.Call("system.ping", "{}"), "LIMIT_CALLS_PER_USER")
		if r := bob.Call("system.ping", "{}"); r.Error != nil {
			t.Errorf("bob: %+v", r)
		}

		// The items of a batch are rated one by one.
		time.Sleep(time.Minute)
		item := `{"jsonrpc":"2.0","method":"system.ping","id":1}`
		c.Send("[" + strings.Repeat(item+",", 7) + item + "]")
		data := <-e.frames
		if got := strings.Count(string(data), `"result"`); got != 5 {
			t.Errorf("%d of 8 were served: %s", got, data)
		}
	})
}

// Topics are looked up one by one, so a long list of them counts as many calls.
func TestResumeCountsItsTopics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := rpctest.StartInMemory(t, serveAll, func(o *rpc.Options) { o.Limits.CallsPerUser = live.Rate{Events: 5, Per: time.Second} })
		c := g.As(t, "alice")
		resume := func(topics int) rpctest.Reply {
			list := make([]schema.Position, topics)
			for i := range list {
				list[i] = schema.Position{Topic: fmt.Sprint("contest:", i), Epoch: "e"}
			}
			return c.Call("session.resume", schema.ResumeParams{Resume: list})
		}
		for _, step := range []struct{ topics, calls int }{{0, 1}, {19, 1}, {20, 2}, {79, 4}, {80, 5}, {1000, 5}} {
			time.Sleep(5 * time.Second)
			if r := resume(step.topics); r.Error != nil {
				t.Fatalf("%d topics: %+v", step.topics, r.Error)
			}
			for range 5 - step.calls {
				c.Must("system.ping", "{}", nil)
			}
			r := c.Call("system.ping", "{}")
			if reason(r) != schema.RateLimited || r.Error.Data.Scope != "LIMIT_CALLS_PER_USER" {
				t.Errorf("%d topics cost less than %d calls: %+v", step.topics, step.calls, r.Error)
			}
		}
		time.Sleep(5 * time.Second)
		c.Must("system.ping", "{}", nil)
		if r := resume(1000); reason(r) != schema.RateLimited || r.Error.Data.Scope != "LIMIT_CALLS_PER_USER" || r.Error.Data.RetryAfterMs != 200 {
			t.Errorf("%+v", r.Error)
		}
	})
}

func TestModelRate(t *testing.T) {
	g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.QuestionGenerate, func(context.Context, schema.QuestionGenerateParams) (schema.QuestionGenerateResult, error) {
			return schema.QuestionGenerateResult{}, nil
		})
		rpc.Handle(mux, schema.QuestionGet, func(context.Context, schema.QuestionRef) (schema.Question, error) { return schema.Question{}, nil })
	}, func(o *rpc.Options) {
		o.AI, o.Limits.AIPerUser = func() bool { return true }, live.Rate{Events: 2, Per: time.Hour}
	})
	c := g.As(t, "alice")
	generate := func() rpctest.Reply {
		return c.Call("question.generate", `{"examType":"SAT","subject":"math"}`)
	}
	if r := generate(); r.Error != nil {
		t.Fatalf("%+v", r.Error)
	}
	if r := generate(); reason(r) != schema.RateLimited || r.Error.Data.Scope != "LIMIT_AI_PER_USER" || r.Error.Data.RetryAfterMs < 1_700_000 {
		t.Fatalf("%+v", r.Error)
	}
	c.Must("question.get", `{"questionId":"q"}`, nil)
}

// Many questions cost the model more than one, and count so: a call for each
// five begun. Params that cannot be read count for nothing.
func TestModelRateWeighsQuestions(t *testing.T) {
	for count, calls := range map[int]int64{1: 1, 5: 1, 6: 2, 10: 2} {
		g := rpctest.Start(t, func(_ *rpctest.Gateway, mux *rpc.Mux) {
			rpc.Handle(mux, schema.QuestionGenerate, func(context.Context, schema.QuestionGenerateParams) (schema.QuestionGenerateResult, error) {
				return schema.QuestionGenerateResult{}, nil
			})
		}, func(o *rpc.Options) {
			o.AI, o.Limits.AIPerUser = func() bool { return true }, live.Rate{Events: 1, Per: time.Hour}
		})
		c := g.As(t, "alice")
		if r := c.Call("question.generate", `{"examType":"SAT"}`); reason(r) != schema.ReasonInvalidParams {
			t.Fatalf("%+v", r.Error)
		}
		c.Must("question.generate", fmt.Sprintf(`{"examType":"SAT","subject":"math","count":%d}`, count), nil)
		r := c.Call("question.generate", `{"examType":"SAT","subject":"math"}`)
		hour := time.Hour.Milliseconds()
		if reason(r) != schema.RateLimited || r.Error.Data.RetryAfterMs > calls*hour || r.Error.Data.RetryAfterMs < calls*hour-hour/2 {
			t.Errorf("after %d questions: %+v", count, r.Error)
		}
	}
}

// When many calls run, the heaviest kinds are refused first, submits never.
func TestShedding(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	g := rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		rpc.Handle(mux, schema.ContestSubmitAnswer, func(_ context.Context, p schema.ContestSubmitAnswerParams) (schema.ContestSubmitAnswerResult, error) {
			if p.Answer == "wait" {
				began <- struct{}{}
				<-finish
			}
			return schema.ContestSubmitAnswerResult{}, nil
		})
		rpc.Handle(mux, schema.QuestionGenerate, func(context.Context, schema.QuestionGenerateParams) (schema.QuestionGenerateResult, error) {
			return schema.QuestionGenerateResult{}, nil
		})
		rpc.Handle(mux, schema.CoachingHint, func(ctx context.Context, _ schema.HintParams) (schema.Hint, error) {
			call, _ := rpc.FromContext(ctx)
			return schema.Hint{}, call.CountModel() // a light call that asks the model
		})
		rpc.Handle(mux, schema.SessionList, func(context.Context, schema.PageParams) (schema.SessionPage, error) { return schema.SessionPage{}, nil })
		rpc.Handle(mux, schema.ContestJoin, func(context.Context, schema.ContestJoinParams) (schema.ContestJoinResult, error) {
			return schema.ContestJoinResult{}, nil
		})
		rpc.Handle(mux, schema.SessionGet, func(context.Context, schema.SessionRef) (schema.Session, error) { return schema.Session{}, nil })
	}, func(o *rpc.Options) { o.Capacity = 20 })
	busy, c := g.As(t, "alice"), g.As(t, "bob")
	kinds := []struct{ method, params string }{
		{"question.generate", `{"examType":"SAT","subject":"math"}`},
		{"coaching.hint", `{"questionId":"q"}`},
		{"session.list", "{}"},
		{"contest.join", `{"contestId":"c"}`},
		{"session.get", "{}"},
		{"contest.submitAnswer", `{"contestId":"c","questionId":"q","answer":"now"}`},
	}
	running := 0
	for _, step := range []struct {
		running int
		served  string
	}{{9, "111111"}, {10, "001111"}, {15, "000111"}, {18, "000011"}, {20, "000001"}, {25, "000001"}} {
		for ; running < step.running; running++ {
			busy.Send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"contest.submitAnswer","params":["c","q","wait"],"id":%d}`, running))
			<-began
		}
		got := ""
		for _, k := range kinds {
			switch r := c.Call(k.method, k.params); {
			case r.Error == nil:
				got += "1"
			case r.Error.Code == -32005 && reason(r) == schema.Overloaded && r.Error.Data.RetryAfterMs > 0:
				got += "0"
			default:
				t.Fatalf("%s: %+v", k.method, r.Error)
			}
		}
		if got != step.served {
			t.Errorf("with %d running: %s, want %s", running, got, step.served)
		}
	}
	close(finish)
	for range running {
		busy.Receive()
	}
	if r := c.Call(kinds[0].method, kinds[0].params); r.Error != nil {
		t.Errorf("afterwards: %+v", r.Error)
	}
}

// 0 turns a limit off.
func TestLimitsThatAreOff(t *testing.T) {
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Limits = rpc.Limits{} })
	c := g.As(t, "alice")
	item := `{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":1}`
	c.Send("[" + strings.Repeat(item+",", 499) + item + "]")
	if n := strings.Count(string(c.Receive()), `"result"`); n != 500 {
		t.Errorf("%d of 500 were served", n)
	}
	c.Send(item + strings.Repeat(" ", 9<<20))
	if r := c.Receive(); !strings.Contains(string(r), `"result"`) {
		t.Errorf("%s", r)
	}
	var who schema.Connected
	c.Must("session.resume", "{}", &who)
	if who.Limits != (schema.Limits{}) {
		t.Errorf("%+v", who.Limits)
	}
}
