package main

import (
	"fmt"
	"strings"
	"testing"

	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

const (
	wroteHints    = `{"hint1":"What undoes the subtraction? Begin there.","hint2":"Add to both sides first.","hint3":"Then undo the factor before x."}`
	wroteStrategy = `{"strategy":"Peel the unknown, layer by layer.","steps":["Add first.","Then divide."],"pitfalls":["Dividing only one side."]}`
)

// lessons is a gateway with a fake model, and an author with a question that has
// no hints.
func lessons(t *testing.T, env []string, replies ...geminitest.Reply) (*geminitest.Server, *running, *caller, schema.ID) {
	t.Helper()
	fake := geminitest.New(t)
	fake.Script(replies...)
	dir := t.TempDir()
	r := start(t, dir, append([]string{"GEMINI_BASE_URL=" + fake.URL(), "GEMINI_API_KEY=" + strings.Repeat("k", 39), "LIMIT_AI_PER_USER=0"}, env...)...)
	c := r.dial(tokenFor(t, dir, nil, "--user", "ann", "--roles", "author"))
	var q schema.Question
	c.result("question.create", `{"examType":"SAT","subject":"math","skill":"ALG1","difficulty":"easy","questionType":"short-answer",`+
		`"stem":"Solve 2x - 3 = 95 for x.","correctAnswer":"49","explanation":"Add 3, then halve."}`, &q)
	return fake, r, c, q.ID
}

// A hint is seen while the model writes it, and written once.
func TestHintIsStreamed(t *testing.T) {
	seen := make(chan struct{})
	cut := strings.Index(wroteHints, "Begin there")
	fake, r, c, q := lessons(t, nil, func(x *geminitest.Exchange) {
		x.Head(200, "application/json; charset=UTF-8")
		x.Write("[" + geminitest.Chunk{Text: wroteHints[:cut+4]}.JSON())
		x.Await(seen)
		x.Write("," + geminitest.Chunk{Text: wroteHints[cut+4:], Finish: 1}.JSON() + "]")
	})
	send(t, c, fmt.Sprintf(`{"jsonrpc":"2.0","id":900,"method":"coaching.hint","params":{"questionId":%q,"_meta":{"progressToken":"p"}}}`, q))
	opened := false
	for {
		m, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		if m.ID == 900 {
			if m.Error != nil || !strings.Contains(string(m.Result), `"level":1,"levels":3,"hint":"What undoes the subtraction? Begin there."`) || !opened {
				t.Errorf("got %+v", m)
			}
			break
		}
		if m.Method == "$/progress" && strings.Contains(string(m.Params), `"text":"What undoes the subtraction?"`) && !opened {
			opened = true
			close(seen) // the first sentence is here while the model is still writing
		}
	}
	var hint schema.Hint
	if c.result("coaching.hint", fmt.Sprintf(`{"questionId":%q}`, q), &hint); hint.Hint != "Add to both sides first." {
		t.Errorf("then %+v", hint)
	}
	call := fake.Calls()[0]
	if n := len(fake.Calls()); n != 1 || call.Body.GenerationConfig["responseSchema"] == nil && call.Body.GenerationConfig["responseJsonSchema"] == nil {
		t.Errorf("%d requests, the first %s", n, call.Raw)
	}
	if sent := string(call.Raw); strings.Contains(sent, "then halve") || strings.Contains(sent, "49") {
		t.Errorf("the model is told the key: %s", sent)
	}
	c.ws.CloseNow()
	r.stop()
}

// What tells the answer is asked for once more, and then there are our texts.
func TestHintsThatTellAreReplaced(t *testing.T) {
	tells := geminitest.Text(strings.Replace(wroteHints, "Add to", "The answer is 49. Add to", 1))
	fake, r, c, q := lessons(t, nil, tells, geminitest.Text(wroteHints), geminitest.Text(strings.Replace(wroteStrategy, "Add first", "You get 49", 1)), geminitest.Text("no object"), geminitest.Text("no object"))
	ask := fmt.Sprintf(`{"questionId":%q}`, q)
	var hint schema.Hint
	c.result("coaching.hint", ask, &hint)
	if c.result("coaching.hint", ask, &hint); hint.Level != 2 || hint.Hint != "Add to both sides first." || len(fake.Calls()) != 2 {
		t.Errorf("got %+v after %d requests", hint, len(fake.Calls()))
	}
	var way schema.Strategy
	for range 2 { // the second time the model is not asked
		if c.result("coaching.strategy", ask, &way); !strings.HasPrefix(way.Strategy, "An equation stays true") || len(fake.Calls()) != 5 {
			t.Errorf("got %+v after %d requests", way, len(fake.Calls()))
		}
	}
	c.ws.CloseNow()
	r.stop()
}

// With the model down, or its quota used up, there are our texts, and it is let
// rest.
func TestLessonsWithoutTheModel(t *testing.T) {
	for name, reply := range map[string]geminitest.Reply{"quota": geminitest.Exhausted(), "dead": geminitest.KeyInvalid(), "blocked": geminitest.Chunks(geminitest.Chunk{Block: "SAFETY"})} {
		fake, r, c, q := lessons(t, []string{"GEMINI_MAX_WAIT=200ms"})
		fake.Handle(func(*geminitest.Call) geminitest.Reply { return reply })
		asked := 0
		for level, begins := range []string{"An equation stays true", "1. ", "Watch out"} {
			var hint schema.Hint
			if c.result("coaching.hint", fmt.Sprintf(`{"questionId":%q}`, q), &hint); hint.Level != int64(level+1) || hint.Levels != 3 || !strings.HasPrefix(hint.Hint, begins) {
				t.Errorf("%s: got %+v", name, hint)
			}
			switch n := len(fake.Calls()); {
			case level == 0 && n == 0:
				t.Errorf("%s: the model was not asked", name)
			case level == 0:
				asked = n
			case n != asked:
				t.Errorf("%s: it was asked again at once", name)
			}
		}
		c.ws.CloseNow()
		r.stop()
	}
}

// A strategy is for the very question; who has asked too often gets that of the
// skill.
func TestStrategyOfAQuestion(t *testing.T) {
	fake, r, c, q := lessons(t, []string{"LIMIT_AI_PER_USER=1/h"}, geminitest.Text(wroteStrategy))
	var way schema.Strategy
	for range 2 {
		if c.result("coaching.strategy", fmt.Sprintf(`{"questionId":%q}`, q), &way); way.Strategy != "Peel the unknown, layer by layer." || len(way.Steps) != 2 || len(way.Pitfalls) != 1 {
			t.Errorf("got %+v", way)
		}
	}
	var hint schema.Hint
	if c.result("coaching.hint", fmt.Sprintf(`{"questionId":%q}`, q), &hint); !strings.HasPrefix(hint.Hint, "An equation stays true") || len(fake.Calls()) != 1 {
		t.Errorf("beyond the limit: %+v after %d requests", hint, len(fake.Calls()))
	}
	c.ws.CloseNow()
	r.stop()
}
