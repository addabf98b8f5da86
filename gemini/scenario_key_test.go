package gemini_test

import (
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// dead is a scenario in which the first key is refused: nobody notices, and it
// gets one call until it is due to be tested.
func dead(reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		s := newStage(t, "a b", nil)
		s.only("a", reply)
		for range 5 {
			s.good(s.ask("hi"), "ok")
		}
		s.calls(1, 5)
		for i, rest := range []time.Duration{15 * time.Minute, time.Hour, 24 * time.Hour, 24 * time.Hour} {
			s.pass(rest - 2*time.Second)
			s.good(s.ask("before its rest is over"), "ok")
			s.pass(3 * time.Second)
			for range 2 {
				s.good(s.ask("after"), "ok")
			}
			s.calls(2+i, 5+3*(i+1))
		}
		s.only("a", geminitest.Text("ok"))
		s.pass(25 * time.Hour)
		for range 4 {
			s.good(s.ask("mended"), "ok")
		}
		for _, k := range s.client.Stats().Keys {
			if k.State != "ok" {
				s.Errorf("%+v", k)
			}
		}
	}
}

// hopeless is a scenario in which the request is at fault: one call, no other key.
func hopeless(class gemini.Class, reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		for _, way := range bothWays {
			s := newStage(t, "a b", nil)
			s.script(reply)
			s.bad(s.by(way, ask("hi")), class, "")
			if n := len(s.server.Calls()); n != 1 {
				s.Errorf("%d calls, want 1", n)
			}
			s.good(s.ask("the next one"), "ok")
		}
	}
}

// Keys and requests that are turned away.
var keyScenarios = []scenario{
	{13, "key invalid", dead(geminitest.KeyInvalid())},
	{14, "key expired", dead(geminitest.Fail(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."))},
	{15, "bad schema", hopeless(gemini.ClassBadRequest, geminitest.Fail(400, "INVALID_ARGUMENT", "Invalid JSON payload received."))},
	{16, "kind of key not supported", dead(geminitest.Fail(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.",
		geminitest.ErrorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED", nil)))},
	{17, "service disabled in the project", func(t *testing.T) {
		s := newStage(t, "a@red b@red c@blue", nil)
		off := denied("Generative Language API has not been used in project 123 before or it is disabled.",
			geminitest.ErrorInfo("SERVICE_DISABLED", map[string]string{"consumer": "projects/123"}))
		red := 0
		s.server.Handle(func(c *geminitest.Call) geminitest.Reply {
			if c.Key == secret("c") {
				return geminitest.Text("ok")
			}
			red++
			return off
		})
		for range 5 {
			s.good(s.ask("hi"), "ok")
		}
		if red != 1 || len(s.server.Calls()) != 6 {
			s.Errorf("%d calls for the project without the service", red)
		}
	}},
	{18, "key suspended, and told", dead(geminitest.Suspended())},
	{19, "key leaked", dead(denied("Your API key was reported as leaked. Please use another API key."))},
	{20, "no such model", func(t *testing.T) {
		gone := geminitest.Fail(404, "NOT_FOUND", "models/gemini-test is not found for API version v1beta")
		s := newStage(t, "a b", nil)
		s.script(gone)
		s.bad(s.ask("hi"), gemini.ClassModelMissing, "")
		s.bad(s.ask("again"), gemini.ClassModelMissing, "")
		if n := len(s.server.Calls()); n != 1 {
			s.Errorf("%d calls, want 1", n)
		}
		s.pass(16 * time.Minute)
		s.good(s.ask("it may be there by now"), "ok")

		s = newStage(t, "a", func(o *gemini.Options) { o.FallbackModel = "gemini-other" })
		s.script(gone)
		for range 2 {
			a := s.ask("hi")
			if s.good(a, "ok"); a.Model != "gemini-other" {
				s.Errorf("answered by %s", a.Model)
			}
		}
		s.calls(3)
	}},
	{21, "picture too large", func(t *testing.T) {
		hopeless(gemini.ClassBadRequest, geminitest.Raw(413, "text/html", "<html>"))(t)
		hopeless(gemini.ClassBadRequest, geminitest.Fail(400, "INVALID_ARGUMENT", "Unable to process input image."))(t)
	}},
	{58, "keys replaced while the pool works", func(t *testing.T) {
		s := newStage(t, "a", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 1, 2*time.Minute })
		s.good(s.ask("one"), "ok")
		waiting := s.start(t.Context(), ask("two"), streamed)
		s.ride.Run(s.clock.Now().Add(time.Second))
		if err := s.client.SetKeys(mustKeys(t, keyList("b"))); err != nil {
			t.Fatal(err)
		}
		s.ride.Finish()
		if s.good(waiting, "ok"); waiting.took > 2*time.Second {
			s.Errorf("waited %v though the new key was free", waiting.took)
		}
		s.pass(time.Hour)
		for range 3 {
			s.good(s.ask("three"), "ok")
		}
		s.calls(1, 4)
		if err := s.client.SetKeys(nil); err != nil {
			t.Fatal(err)
		}
		s.bad(s.ask("no key"), gemini.ClassKeyDead, "")
		if err := s.client.SetKeys(mustKeys(t, keyList("c"))); err != nil {
			t.Fatal(err)
		}
		s.good(s.ask("the first key again"), "ok")
		s.calls(1, 4, 1)
	}},
}
