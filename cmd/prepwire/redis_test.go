package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/store/live/redis/redistest"
)

// eventually tries until it succeeds.
func eventually(t *testing.T, what string, try func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		}
	}
}

// healthy waits until the health of a gateway's live part is as wanted.
func (r *running) healthy(want string) {
	r.t.Helper()
	eventually(r.t, "live is "+want, func() error {
		_, body := r.get("/healthz")
		if !strings.Contains(body, `"live":"`+want+`"`) {
			return fmt.Errorf("%s", body)
		}
		return nil
	})
}

// A gateway starts without Redis, serves what needs none, says so, and
// recovers by itself: when Redis comes, goes, and comes again.
func TestRedisComesAndGoes(t *testing.T) {
	t.Parallel()
	server := redistest.New(t)
	server.Kill()
	r := start(t, t.TempDir(), "REDIS_URL="+server.URL(), "ALLOW_LOCAL_STORE=true")
	r.healthy("unavailable")
	if res, body := r.get("/readyz"); res.StatusCode != 200 {
		t.Errorf("ready without Redis: %s", body)
	}
	token := tokenFor(t, r.dir, nil, "--user", "ann", "--roles", "student,author,organizer")
	c := r.dial(token)
	var connected struct {
		Topics []struct{ Topic, Epoch string }
	}
	c.result("session.resume", `{}`, &connected)
	if len(connected.Topics) != 1 || connected.Topics[0].Epoch != "unknown" {
		t.Errorf("resumed as %+v", connected)
	}
	var page struct{ Items []any }
	c.result("question.list", `{}`, &page)
	var again struct {
		Topics []struct {
			Epoch     string
			Recovered *bool
			Snapshot  struct{ Extensions []any }
		}
	}
	c.result("session.resume", `{"resume":[{"topic":"user:ann","epoch":"x","offset":3}]}`, &again)
	if len(again.Topics) != 1 || again.Topics[0].Epoch != "unknown" || again.Topics[0].Recovered == nil || *again.Topics[0].Recovered || again.Topics[0].Snapshot.Extensions == nil {
		t.Errorf("resume without Redis: %+v", again)
	}
	for range 2 { // it comes back with nothing
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.healthy("ok")
		c = r.dial(token) // the log is another one, so who was there is sent away to resume
		generate(t, c)
		server.Kill()
		r.healthy("unavailable")
		c.result("question.list", `{}`, &page)
	}
	r.stop()
}

// generate makes a question and waits until the caller is told of it through
// the bus.
func generate(t *testing.T, c *caller) {
	t.Helper()
	c.n++
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	frame := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"question.generate","params":{"examType":"SAT","subject":"math"}}`, c.n)
	if err := c.ws.Write(ctx, 1, []byte(frame)); err != nil {
		t.Fatal(err)
	}
	replied, told := false, false
	for !replied || !told {
		m, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		if m.ID == c.n && m.Error != nil {
			t.Fatalf("question.generate: %+v", *m.Error)
		}
		replied = replied || m.ID == c.n
		told = told || m.Method == "question.generated"
	}
}

// A wrong password is told plainly, is in no log, and keeps nothing from
// starting.
func TestRedisRefusesThePassword(t *testing.T) {
	t.Parallel()
	right, wrong := secret(), secret()
	server := redistest.New(t, redistest.With("--requirepass", right))
	for name, c := range map[string]struct{ url, says string }{
		"wrong": {"redis://default:" + wrong + "@" + server.Addr(), "the user or the password is wrong"},
		"none":  {"redis://" + server.Addr(), "a password is required"},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, t.TempDir(), "REDIS_URL="+c.url, "ALLOW_LOCAL_STORE=true")
			r.stderr.await(t, c.says, 1)
			r.healthy("unavailable")
			r.stop()
			if strings.Contains(r.stderr.String(), wrong) {
				t.Error("the password is in the log")
			}
		})
	}
	r := start(t, t.TempDir(), "REDIS_URL=redis://default:"+right+"@"+server.Addr(), "ALLOW_LOCAL_STORE=true")
	r.healthy("ok")
	r.stop()
	if strings.Contains(r.stderr.String(), right) {
		t.Error("the password is in the log")
	}
}
