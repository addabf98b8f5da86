package gemini_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// What happens on the way.
var networkScenarios = []scenario{
	{50, "the caller goes away", func(t *testing.T) {
		s := newStage(t, "a", func(o *gemini.Options) { o.Limits.RPM, o.Limits.Concurrency, o.MaxWait = 10, 1, time.Hour })
		arrived, left := make(chan struct{}), make(chan struct{})
		s.script(func(x *geminitest.Exchange) {
			close(arrived)
			<-x.Gone()
			close(left)
		})
		ctx, cancel := context.WithCancel(t.Context())
		sent := s.start(ctx, ask("sent"), streamed)
		closed(t, arrived, "the call")
		waiting := s.start(ctx, ask("waiting"), streamed)
		for n := 0; n == 0; n, _ = s.client.Waiting() {
		}
		cancel()
		s.ride.Finish()
		s.bad(sent, gemini.ClassCanceled, "")
		s.bad(waiting, gemini.ClassCanceled, "")
		closed(t, left, "the server to see it")
		if st := s.client.Stats(); st.Waiting != 0 || st.Buckets[0].InFlight != 0 || st.Buckets[0].Used != 1 {
			s.Errorf("left behind: %+v", st)
		}
		s.good(s.ask("the place is free"), "ok")
		s.calls(2)
	}},
	{51, "a redirect", func(t *testing.T) {
		other := geminitest.New(t)
		s := newStage(t, "a b", nil)
		s.script(geminitest.WithHeader("Location", other.URL()+"/v1beta/models/gemini-test:generateContent", geminitest.Raw(307, "text/plain")))
		s.bad(s.ask("hi"), gemini.ClassMalformed, "")
		if len(other.Calls()) != 0 || len(s.server.Calls()) != 1 {
			s.Error("the redirect was followed, or tried again")
		}
	}},
	{52, "an answer without end", func(t *testing.T) {
		s := newStage(t, "a", func(o *gemini.Options) { o.MaxResponseBytes = 1 << 20 })
		r := ask("hi")
		r.OneAnswer = true
		s.script(func(x *geminitest.Exchange) {
			x.Head(200, jsonType)
			x.Write(`{"candidates":[{"content":{"parts":[{"text":"`)
			for range 64 {
				select {
				case <-x.Gone():
					return
				default:
					x.Write(strings.Repeat("x", 1<<20))
				}
			}
		})
		s.bad(s.by(unary, r), gemini.ClassMalformed, "")
		s.calls(1)
	}},
	{53, "no connection, and idle ones that close", func(t *testing.T) {
		s := newStage(t, "a", func(o *gemini.Options) { o.BaseURL = "http://" + nobody })
		a := s.ask("hi")
		if s.bad(a, gemini.ClassTransport, ""); a.Attempts != 2 {
			s.Errorf("%d attempts", a.Attempts)
		}
		if got := s.client.Stats().Buckets[0]; got.Used != 0 || got.DayUsed != 0 {
			s.Errorf("quota spent without a connection: %+v", got)
		}
		for range 5 {
			s.ask("hi")
		}
		if a := s.ask("hi"); a.Attempts > 1 { // the breaker: one tries, the others are told
			s.Errorf("%d attempts, %v", a.Attempts, a.err)
		}

		s = newStage(t, "a", nil)
		for range 3 {
			s.good(s.ask("hi"), "ok")
			s.server.CloseConnections()
		}
		s.calls(3)
	}},
	{55, "answers that take from long to very long", func(t *testing.T) {
		s := newStage(t, "a b", nil)
		random := rand.New(rand.NewPCG(1, 2))
		s.server.Handle(func(*geminitest.Call) geminitest.Reply {
			d := geminitest.LogNormal(random, 2*time.Second, 20*time.Second)
			return func(x *geminitest.Exchange) {
				x.Pause(d)
				geminitest.Text("ok")(x)
			}
		})
		var took []*answer
		for range 100 {
			took = append(took, s.ask("hi"))
		}
		for _, a := range took {
			s.good(a, "ok")
		}
		s.near("latency", s.client.Stats().Models[0].Latency, 500*time.Millisecond, 20*time.Second)
		for _, k := range s.client.Stats().Keys {
			if k.Sent < 40 || k.Sent > 60 {
				s.Errorf("of 100 calls one key got %d", k.Sent)
			}
		}
	}},
	{56, "another content type, and server-sent events", func(t *testing.T) {
		plays("ok", bothWays, func(x *geminitest.Exchange) {
			x.Header().Set("Content-Type", "text/event-stream")
			geminitest.Text("ok")(x)
		})(t)
		recovers(bothWays, "a", 2, geminitest.Raw(200, "text/event-stream", "data: "+last+"\r\n\r\n"))(t)
	}},
	{57, "gzip", plays("zipped", bothWays, func(x *geminitest.Exchange) {
		body := chunk{Text: "zipped", Finish: 1}.JSON()
		if x.Call.Stream {
			body = "[" + body + "]"
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write([]byte(body))
		_ = z.Close()
		x.Header().Set("Content-Encoding", "gzip")
		x.Head(200, jsonType)
		x.Write(packed.String())
	})},
}
