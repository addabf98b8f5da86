package gemini_test

import (
	"bytes"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// plays is a scenario in which one reply becomes one good answer, both ways if it
// suits both, with one call to the only key.
func plays(text string, ways []exchange, reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		for _, way := range ways {
			s := newStage(t, "a", nil)
			s.script(reply)
			s.good(s.by(way, ask("hi")), text)
			s.calls(1)
		}
	}
}

var byStream = []exchange{streamed}

// small is a schema of one whole number.
func small() gemini.Request {
	r := ask("hi")
	r.Schema = &gemini.Schema{Type: gemini.TypeObject, Properties: []gemini.Property{{Name: "n", Schema: &gemini.Schema{Type: gemini.TypeInteger}}}}
	return r
}

// Good answers in all their forms.
var goodScenarios = []scenario{
	{1, "whole answer, enums as numbers", plays("hi", []exchange{unary}, geminitest.Chunks(chunk{Text: "hi", Finish: 1}))},
	{2, "whole answer, enums as names", plays("hi", []exchange{unary}, geminitest.Chunks(chunk{Text: "hi", Finish: "STOP"}))},
	{3, "JSON that keeps the schema", func(t *testing.T) {
		s := newStage(t, "a", nil)
		s.script(geminitest.Text(`{"n":3}`))
		s.good(s.by(unary, small()), `{"n":3}`)
		s.calls(1)
	}},
	{4, "JSON that does not", func(t *testing.T) {
		for _, text := range []string{`{}`, `{"n":"3"}`, `Here: {"n":3}`} {
			s := newStage(t, "a", nil)
			s.script(geminitest.Text(text), geminitest.Text(`{"n":3}`))
			s.good(s.by(unary, small()), `{"n":3}`) // asked once more
			s.calls(2)

			s = newStage(t, "a", nil)
			s.script(geminitest.Text(text))
			s.bad(s.by(streamed, small()), gemini.ClassMalformed, text) // the caller has the text
			s.calls(1)

			s = newStage(t, "a", nil)
			s.script(geminitest.Text(text))
			once := small()
			once.OneAnswer = true
			s.bad(s.by(unary, once), gemini.ClassMalformed, text)
			s.calls(1)
		}
		s := newStage(t, "a", nil)
		s.script(geminitest.Text("```json\n{\"n\":3}\n```"))
		s.good(s.by(streamed, small()), `{"n":3}`)
		s.calls(1)
	}},
	{5, "text in several parts", plays("abc", bothWays, geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"text":"b"}`, `{"text":"c"}`}, Finish: 1}))},
	{6, "stream in small pieces with pauses", func(t *testing.T) {
		s := newStage(t, "a", nil)
		s.script(geminitest.Paced(3*time.Second, chunk{Text: "one "}, chunk{Text: "two "}, chunk{Text: "three", Finish: 1}))
		a := s.ask("hi")
		s.good(a, "one two three")
		if s.near("took", a.took, 6*time.Second, 6*time.Second); a.count(gemini.EventDelta) != 3 {
			s.Errorf("events %+v", a.events)
		}
		s.script(geminitest.Raw(200, jsonType, inBytes(geminitest.Elements(chunk{Text: "π é"}, chunk{Text: " 😀", Finish: 1}))...))
		s.good(s.ask("hi"), "π é 😀")
		s.calls(2)
	}},
	{7, "stream in one write", plays("ab", byStream, geminitest.Raw(200, jsonType, geminitest.Elements(chunk{Text: "a"}, chunk{Text: "b", Finish: 1})))},
	{8, "usage in the last piece only", func(t *testing.T) {
		s := newStage(t, "a", nil)
		s.script(geminitest.Chunks(chunk{Text: "a"}, chunk{Text: "b", Finish: 1, Usage: &geminitest.Usage{Prompt: 7, Output: 2, Thoughts: 4, Total: 13}}))
		a := s.ask("hi")
		s.good(a, "ab")
		if a.Usage.Prompt != 7 || a.Usage.Thoughts != 4 || s.client.Stats().Buckets[0].Tokens != 7 {
			s.Errorf("usage %+v", a.Usage)
		}
		s.calls(1)
	}},
	{9, "last piece with a signature and no text", plays("a", byStream, geminitest.Chunks(chunk{Text: "a", Finish: 1}, chunk{Parts: []string{`{"text":"","thoughtSignature":"c2ln"}`}}))},
	{10, "parts with nothing, or a signature", plays("a", bothWays, geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"thoughtSignature":"c2ln"}`, `{}`}, Finish: 1}))},
	{11, "a thought", plays("a", bothWays, geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"text":"hm","thought":true}`}, Finish: 1}))},
	{12, "a function's response", plays("a", bothWays, geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"functionResponse":{"name":"f","response":{}}}`}, Finish: 1}))},
	{54, "a picture", func(t *testing.T) {
		s := newStage(t, "a", nil)
		picture := bytes.Repeat([]byte{0x89, 'P', 'N', 'G', 0, 0xff}, 100_000)
		r := ask("what is this?")
		r.Parts = append(r.Parts, gemini.Part{MIME: "image/png", Data: picture})
		s.good(s.by(streamed, r), "ok")
		if got := s.server.Calls()[0].Body.Contents[0].Parts[1].InlineData; got.MimeType != "image/png" || !bytes.Equal(got.Data, picture) {
			s.Error("the picture did not arrive as sent")
		}
		s.calls(1)
	}},
}
