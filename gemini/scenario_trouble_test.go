package gemini_test

import (
	"slices"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// recovers is a scenario in which something goes wrong so many times before it
// goes well. The caller sees nothing of it.
func recovers(ways []exchange, keys string, calls int, replies ...geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		for _, way := range ways {
			s := newStage(t, keys, nil)
			s.script(replies...)
			a := s.by(way, ask("hi"))
			s.good(a, "ok")
			if n := len(s.server.Calls()); n != calls || a.Attempts != calls {
				s.Errorf("%d calls, %d attempts, want %d", n, a.Attempts, calls)
			}
		}
	}
}

// breaks is a scenario in which a stream breaks after it has delivered text: the
// caller gets the part and the error, or, if it may begin anew, the whole answer.
func breaks(class gemini.Class, part string, change func(*gemini.Options), reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		s := newStage(t, "a b", change)
		s.script(reply)
		s.bad(s.ask("hi"), class, part)
		if n := len(s.server.Calls()); n != 1 {
			s.Errorf("%d calls, want 1", n)
		}
		s = newStage(t, "a b", change)
		s.script(reply, then("["+chunk{Text: "ok", Finish: 1}.JSON()+"]", func(*geminitest.Exchange) {}))
		r := ask("hi")
		r.Restartable = true
		a := s.by(streamed, r)
		s.good(a, "ok")
		if n := len(s.server.Calls()); n != 2 || a.count(gemini.EventStarted) != 2 || a.count(gemini.EventRetry) != 1 {
			s.Errorf("%d calls, events %+v", n, a.events)
		}
	}
}

// hasty shortens what the client bears of a server that falls silent in an answer:
// nobody who writes without pause takes that long.
func hasty(o *gemini.Options) { o.IdleTimeout = 2 * time.Second }

// unheard asks while the first so many calls get no answer. The others have as
// long to be answered as the client bears that silence, which a busy machine may
// exceed: then the client is given more, until it has come as far as it should.
func unheard(t *testing.T, silent int, done func(a *answer, calls int) bool) (*stage, *answer) {
	for limit := time.Second; ; limit *= 2 {
		s := newStage(t, "a", func(o *gemini.Options) { o.HeaderTimeout = limit })
		s.script(slices.Repeat([]geminitest.Reply{geminitest.Stall()}, silent)...)
		a := s.ask("hi")
		if done(a, len(s.server.Calls())) || limit > patience/4 {
			return s, a
		}
	}
}

var (
	one  = chunk{Text: "one"}.JSON()
	last = chunk{Text: "two", Finish: 1}.JSON()
)

func okay(body ...string) geminitest.Reply { return geminitest.Raw(200, jsonType, body...) }

// Servers and networks in trouble.
var troubleScenarios = []scenario{
	{33, "500 once", recovers(bothWays, "a", 2, geminitest.Fail(500, "INTERNAL", "An internal error has occurred."))},
	{34, "503 twice", recovers(bothWays, "a b", 3, geminitest.Fail(503, "UNAVAILABLE", "The model is overloaded. Please try again later."), geminitest.Overloaded())},
	{35, "one model overloaded, another not", overloadOfOneModel},
	{36, "502 and 504 of something between", recovers(bothWays, "a b", 3, geminitest.Raw(502, "text/html", "<html>"), geminitest.Raw(504, "text/plain"))},
	{37, "success that is none", func(t *testing.T) {
		for _, body := range []geminitest.Reply{
			okay(geminitest.ErrorBody(503, "UNAVAILABLE", "busy")), okay("{}"), okay(), geminitest.Raw(200, "text/html", "<html>login</html>"),
		} {
			recovers(bothWays, "a", 2, body)(t)
			s := newStage(t, "a", nil)
			s.script(body, body)
			if a := s.ask("twice"); a.class != gemini.ClassMalformed && a.class != gemini.ClassOverloaded {
				s.Errorf("the caller sees %v", a.err)
			}
			s.calls(2)
		}
	}},
	{38, "cut streams", func(t *testing.T) {
		for _, cut := range []struct{ part, body, more string }{
			{"one", "[" + one, ""}, {"one", "[" + one, ","}, {"one", "[" + one, "," + last[:len(last)/2]}, {"onetwo", "[" + one, "," + last},
		} {
			breaks(gemini.ClassTruncated, cut.part, nil, okay(cut.body, cut.more))(t)
		}
		recovers(byStream, "a", 2, okay("["))(t)
	}},
	{39, "reset", func(t *testing.T) {
		recovers(byStream, "a", 2, then("[", (*geminitest.Exchange).Reset))(t)
		breaks(gemini.ClassTransport, "one", nil, then("["+one, (*geminitest.Exchange).Reset))(t)
	}},
	{40, "error in the middle of a stream", breaks(gemini.ClassOverloaded, "one", nil, okay("["+one+",", geminitest.ErrorBody(503, "UNAVAILABLE", "busy"), "]"))},
	{41, "silence before the answer", func(t *testing.T) {
		s, a := unheard(t, 1, func(a *answer, calls int) bool { return calls == 2 && a.class != gemini.ClassTimeout })
		s.good(a, "ok")
		s.calls(2)
		s, a = unheard(t, 2, func(_ *answer, calls int) bool { return calls == 2 })
		s.bad(a, gemini.ClassTimeout, "")
		s.calls(2)
	}},
	{42, "silence in the answer", breaks(gemini.ClassTimeout, "one", hasty, then("["+one, stall))},
	{43, "a byte now and then", breaks(gemini.ClassTimeout, "one", hasty, func(x *geminitest.Exchange) {
		x.Header().Set("Content-Type", jsonType)
		for _, piece := range []string{"[" + one + ",", " ", " "} {
			x.Write(piece)
		}
		x.Await(nil)
	})},
}

// Calls stop going to the overloaded model and go on to the other; when the pause
// is over one call tries.
func overloadOfOneModel(t *testing.T) {
	s := newStage(t, "a b", nil)
	bad, ill := 0, true
	s.server.Handle(func(c *geminitest.Call) geminitest.Reply {
		if c.Model == "gemini-test" && ill {
			bad++
			return geminitest.Overloaded()
		}
		return geminitest.Text("ok")
	})
	for range 3 {
		s.bad(s.ask("hi"), gemini.ClassOverloaded, "")
	}
	before := bad
	impatient := ask("hi")
	impatient.MaxWait = time.Millisecond
	for range 10 {
		a := s.by(streamed, impatient)
		s.bad(a, gemini.ClassOverloaded, "")
		s.near("told to come back after", a.retry, time.Millisecond, 40*time.Second)
	}
	if bad != before || bad > 9 {
		s.Errorf("%d calls to the overloaded model, then %d more", before, bad-before)
	}
	other := ask("hi")
	other.Model = "gemini-other"
	for range 3 {
		s.good(s.by(streamed, other), "ok")
	}
	s.pass(40 * time.Second)
	ill = false
	for range 3 {
		s.good(s.ask("well again"), "ok")
	}

	s = newStage(t, "a", func(o *gemini.Options) { o.FallbackModel = "gemini-other" })
	bad, ill = 0, true
	s.server.Handle(func(c *geminitest.Call) geminitest.Reply {
		if c.Model == "gemini-test" && ill {
			bad++
			return geminitest.Overloaded()
		}
		return geminitest.Text(c.Model)
	})
	for range 20 {
		s.good(s.ask("hi"), "gemini-other")
	}
	if bad > 12 {
		s.Errorf("%d calls to the overloaded model", bad)
	}
	s.pass(time.Minute)
	ill = false
	s.good(s.ask("well again"), "gemini-test")

	// Those who pause before they try again, while others find that it is of no
	// use, go to the other model, too: they cannot wait until it is well.
	s = newStage(t, "a", func(o *gemini.Options) { o.FallbackModel = "gemini-other" })
	s.server.Handle(func(c *geminitest.Call) geminitest.Reply {
		if c.Model == "gemini-test" {
			return geminitest.Overloaded()
		}
		return geminitest.Text(c.Model)
	})
	patient := ask("hi")
	patient.MaxWait = 1200 * time.Millisecond
	var answers []*answer
	for range 8 {
		answers = append(answers, s.start(t.Context(), patient, streamed))
	}
	s.ride.Finish()
	for _, a := range answers {
		s.good(a, "gemini-other")
	}
}
