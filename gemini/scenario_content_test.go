package gemini_test

import (
	"testing"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// blocked is a scenario of an answer the model does not give: one call, no retry.
func blocked(part string, ways []exchange, reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		for _, way := range ways {
			s := newStage(t, "a b", nil)
			s.script(reply)
			s.bad(s.by(way, ask("hi")), gemini.ClassBlocked, part)
			if n := len(s.server.Calls()); n != 1 {
				s.Errorf("%d calls, want 1", n)
			}
		}
	}
}

// tooLong is a scenario of an answer that reached its bound before the caller was
// given anything: it is asked for once more, with twice the room.
func tooLong(ways []exchange, reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		for _, way := range ways {
			s := newStage(t, "a", nil)
			r := ask("hi")
			r.MaxOutputTokens = 1000
			s.script(reply)
			s.good(s.by(way, r), "ok")
			for i, want := range []float64{1000, 2000} {
				if got := s.server.Calls()[i].Body.GenerationConfig["maxOutputTokens"]; got != want {
					s.Errorf("call %d asks for %v tokens, want %v", i+1, got, want)
				}
			}
			s.script(reply, reply)
			if a := s.by(way, r); a.class != gemini.ClassMaxTokens {
				s.Errorf("the caller sees %v", a.err)
			}
			s.calls(4)
		}
	}
}

// Answers that are held back or too long.
var contentScenarios = []scenario{
	{44, "prompt blocked", func(t *testing.T) {
		blocked("", bothWays, geminitest.Chunks(chunk{Block: 4}))(t)
		blocked("", bothWays, geminitest.Chunks(chunk{Block: "SAFETY"}))(t)
	}},
	{45, "unsafe in the middle", blocked("one", byStream, geminitest.Chunks(chunk{Text: "one"}, chunk{Finish: 3}))},
	{46, "recitation", blocked("one", bothWays, geminitest.Chunks(chunk{Text: "one", Finish: "RECITATION"}))},
	{47, "prohibited, and reasons not known", func(t *testing.T) {
		blocked("", bothWays, geminitest.Chunks(chunk{Finish: 8}))(t)
		blocked("one", bothWays, geminitest.Chunks(chunk{Text: "one", Finish: "BORED"}))(t)
	}},
	{48, "too long, cut JSON", func(t *testing.T) {
		cut := geminitest.Chunks(chunk{Text: `{"n":`, Finish: 2})
		tooLong([]exchange{unary}, cut)(t)
		s := newStage(t, "a b", nil)
		s.script(cut)
		s.bad(s.by(streamed, small()), gemini.ClassMaxTokens, `{"n":`)
		s.good(s.ask("the next one"), "ok")
	}},
	{49, "too long, nothing said", func(t *testing.T) {
		tooLong(bothWays, geminitest.Chunks(chunk{Raw: `{"candidates":[{"content":{"role":"model"},"finishReason":2}]}`}))(t)
		tooLong(bothWays, geminitest.Chunks(chunk{Finish: "MAX_TOKENS", Bare: true}))(t)
	}},
}
