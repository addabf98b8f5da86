package question_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
	"prepwire/store"
)

// TestNoKeyBeforeAnAnswer reads every byte that leaves the gateway before an
// answer was given, and looks for the key, the explanation and the hints of
// every question in it.
func TestNoKeyBeforeAnAnswer(t *testing.T) {
	for name, model := range map[string]*script{"bank": nil, "model": {turns: []turn{{text: paper(0)}, {text: paper(3, 4, 5)}}}} {
		t.Run(name, func(t *testing.T) {
			h := open(t, nil)
			if model != nil {
				h = open(t, model)
			}
			c := h.as(t, "alice")
			c.Send(`{"jsonrpc":"2.0","id":"g","method":"question.generate","params":{"examType":"SAT","subject":"math","count":3,"_meta":{"progressToken":"p"}}}`)
			seen, reply := until(t, c, "g")
			var r schema.QuestionGenerateResult
			decode(t, reply.Result, &r)
			checkProgress(t, seen)
			for _, q := range r.Questions {
				c.Send(`{"jsonrpc":"2.0","id":"a","method":"question.get","params":{"questionId":"` + string(q.ID) + `"}}`)
				more, _ := until(t, c, "a")
				seen = append(seen, more...)
			}
			c.Send(`{"jsonrpc":"2.0","id":"l","method":"question.list","params":{}}`)
			more, _ := until(t, c, "l")
			seen = append(seen, more...)
			for _, e := range h.events(t, "alice") {
				seen = append(seen, e.Params)
			}
			seen = append(seen, []byte(h.Log.String()))
			for _, q := range r.Questions {
				checkSecret(t, seen, h.stored(t, q.ID))
			}
			if len(r.Questions) != 3 || len(h.events(t, "alice")) != 1 {
				t.Errorf("%d questions, %d events", len(r.Questions), len(h.events(t, "alice")))
			}
		})
	}
}

// until reads frames up to the reply of a call.
func until(t *testing.T, c *rpctest.Client, id string) (frames [][]byte, reply rpctest.Reply) {
	t.Helper()
	for {
		frame := c.Receive()
		frames = append(frames, frame)
		reply = rpctest.Reply{}
		decode(t, frame, &reply)
		if string(reply.ID) == `"`+id+`"` {
			if reply.Error != nil {
				t.Fatalf("got %s", frame)
			}
			return frames, reply
		}
	}
}

// checkProgress wants a percentage that only rises, and both ways of telling it.
func checkProgress(t *testing.T, frames [][]byte) {
	t.Helper()
	last := map[string]float64{}
	kinds := map[string]int{}
	for _, frame := range frames[:len(frames)-1] {
		var n struct {
			Method string
			Params struct {
				Stage             string
				Percent, Progress float64
			}
		}
		decode(t, frame, &n)
		kinds[n.Method]++
		if n.Method == "question.generated" {
			continue
		}
		now := n.Params.Percent + n.Params.Progress // each has one of them
		if now < last[n.Method] || n.Params.Stage == "" {
			t.Errorf("after %v: %s", last[n.Method], frame)
		}
		last[n.Method] = now
	}
	if kinds["question.generating"] == 0 || kinds["$/progress"] == 0 {
		t.Errorf("notifications: %v", kinds)
	}
}

func checkSecret(t *testing.T, seen [][]byte, q store.Question) {
	t.Helper()
	for _, secret := range append([]string{q.Explanation}, q.Hints...) {
		for _, form := range forms(t, secret) {
			for _, frame := range seen {
				if bytes.Contains(frame, form) {
					t.Fatalf("%s is in %s", form, frame)
				}
			}
		}
	}
	for _, name := range []string{"correctAnswer", "explanation", "correctIndex", "CorrectAnswer", "Explanation", "hints"} {
		for _, frame := range seen {
			if bytes.Contains(frame, []byte(`"`+name+`"`)) {
				t.Fatalf("a member %s is in %s", name, frame)
			}
		}
	}
}

// forms are the ways in which a text can stand in a frame or log line.
func forms(t *testing.T, text string) [][]byte {
	t.Helper()
	var plain strings.Builder
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		t.Fatal(err)
	}
	escaped, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{[]byte(text), bytes.Trim(escaped, `"`), []byte(strings.Trim(plain.String(), "\"\n"))}
}
