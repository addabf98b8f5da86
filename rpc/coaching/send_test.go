package coaching_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/rpc/coaching"
	"prepwire/schema"
	"prepwire/store"
)

// prompt is what the model was told in its n-th request.
func prompt(t *testing.T, model *script, n int) (p struct {
	Conversation []struct{ From, Text string }
	Question     *struct {
		Skill, Text string
		Options     []struct{ ID, Text string }
	}
	Attempt  *struct{ Answer string }
	Solution *struct{ Answer, Explanation string }
	Message  string
	Fault    string `json:"faultOfTheLastReply"`
}) {
	t.Helper()
	if err := json.Unmarshal([]byte(model.requests()[n].Prompt), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// The key of a question reaches the model only when the student knows it, too.
func TestModelKnowsTheKeyAfterTheAttempt(t *testing.T) {
	model := &script{turns: []turn{{text: "What undoes it?"}, {text: "Adding and halving gives 42."}}}
	h := open(t, model)
	h.asked(t, 1)
	c := h.As(t, "bob")
	c.Must("coaching.send", `{"message":"How do I begin?","questionId":"q0"}`, nil)
	first := prompt(t, model, 0)
	if first.Solution != nil || first.Attempt != nil || first.Question == nil || first.Question.Skill != "Linear equations in one variable" ||
		len(first.Question.Options) != 4 || strings.Contains(model.requests()[0].Prompt, "Add and then halve") {
		t.Errorf("before the attempt the model is told %s", model.requests()[0].Prompt)
	}
	if !strings.Contains(model.requests()[0].System, "has not answered") {
		t.Error("it is not told to leave the answer to the student")
	}
	h.answer(t, c, 0, "A", 50_000)
	c.Must("coaching.send", `{"message":"Why?","questionId":"q0"}`, nil)
	second := prompt(t, model, 1)
	if second.Solution == nil || second.Solution.Answer != "B" || second.Attempt == nil || second.Attempt.Answer != "A" {
		t.Errorf("after the attempt the model is told %s", model.requests()[1].Prompt)
	}
	want := []struct{ From, Text string }{{"student", "How do I begin?"}, {"coach", "What undoes it?"}}
	if !slices.Equal(second.Conversation, want) || second.Message != "Why?" {
		t.Errorf("what was said before: %+v", second)
	}
	for _, r := range model.requests() {
		if strings.Contains(r.System, "begin") || strings.Contains(r.System, "Why?") {
			t.Error("what the student says stands among the instructions")
		}
	}
}

// A reply that tells the key is neither streamed nor kept.
func TestReplyMustNotTellTheKey(t *testing.T) {
	const tells = "Add first, then halve. The answer is 42. Now try the next one."
	model := &script{turns: []turn{{text: tells}, {text: "Add first, then halve both sides."}, {text: tells}, {text: "It is option B, clearly."}}}
	h := open(t, model)
	h.asked(t, 1)
	c := h.As(t, "bob")
	var m schema.Message
	c.Must("coaching.send", `{"message":"Just tell me!","questionId":"q0","_meta":{"progressToken":"p"}}`, &m)
	if m.Message != "Add first, then halve both sides." || prompt(t, model, 1).Fault == "" {
		t.Errorf("got %+v", m)
	}
	r := c.Call("coaching.send", `{"message":"Is it B?","questionId":"q0","_meta":{"progressToken":"p"}}`)
	refused(t, r, schema.Unavailable, schema.AIBadOutput)
	c.Must("coaching.list", `{}`, nil)
	for _, e := range h.events(t, "bob") {
		var p schema.CoachingMessageParams
		if err := json.Unmarshal(e.Params, &p); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(p.Message.Message, "42") { // an id may hold it by chance
			t.Errorf("an event tells it: %s", e.Params)
		}
	}
	if got := h.messages(t, "bob"); len(got) != 3 {
		t.Errorf("kept are %v: two of the student's and one reply", got)
	}
}

// A stream shows the whole text so far, and nothing that tells the key.
func TestReplyIsStreamed(t *testing.T) {
	long := strings.Repeat("Look at both sides once more. ", 20) + "Then halve."
	for _, c := range []struct {
		params string
		key    bool
	}{
		{`{"message":"Go on","_meta":{"progressToken":7}}`, false},
		{`{"message":"Go on","questionId":"q0","_meta":{"progressToken":7}}`, true},
	} {
		gate := make(chan struct{})
		model := &slow{pieces: []string{long[:100], "The answer is 42. ", long[100:]}, gate: gate}
		h := open(t, model)
		h.asked(t, 1)
		bob := h.As(t, "bob")
		bob.Must("coaching.list", `{}`, nil) // notifications come after the first reply
		bob.Send(`{"jsonrpc":"2.0","id":"s","method":"coaching.send","params":` + c.params + `}`)
		last, texts := -1.0, 0
		for {
			var m struct {
				ID     json.RawMessage
				Method string
				Params json.RawMessage
				Result *schema.Message
				Error  any
			}
			frame := bob.Receive()
			if err := json.Unmarshal(frame, &m); err != nil {
				t.Fatal(err)
			}
			if string(m.ID) == `"s"` {
				if c.key != (m.Error != nil) {
					t.Errorf("key %v: %s", c.key, frame)
				}
				break
			}
			if m.Method != "$/progress" {
				continue
			}
			var p schema.Progress
			if err := json.Unmarshal(m.Params, &p); err != nil {
				t.Fatal(err)
			}
			if p.Progress <= last || c.key && strings.Contains(p.Text, "42") {
				t.Errorf("after %v: %s", last, frame)
			}
			last = p.Progress
			if p.Text != "" {
				if texts++; texts == 1 {
					close(gate) // text came before the reply was whole
				}
			}
		}
		if texts == 0 {
			t.Error("nothing was streamed")
		}
	}
}

// slow is a model that says the rest only when the first piece was seen.
type slow struct {
	pieces []string
	gate   chan struct{}
	asked  atomic.Int32
}

func (s *slow) Say(ctx context.Context, _ coaching.ModelRequest, on func(coaching.ModelEvent)) (string, error) {
	s.asked.Add(1)
	on(coaching.ModelEvent{Kind: coaching.ModelStarted})
	for i, p := range s.pieces {
		on(coaching.ModelEvent{Kind: coaching.ModelText, Text: p})
		if i == 0 {
			select {
			case <-s.gate:
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
	}
	return strings.Join(s.pieces, ""), nil
}

// What the student said stays when the model fails, and is not doubled by a
// repeat, which is answered like the first.
func TestRepeatsOfSend(t *testing.T) {
	model := &script{turns: []turn{
		{err: &coaching.ModelError{Reason: schema.AIQuota, RetryAfter: 1500 * time.Millisecond}}, {text: "Begin with the brackets."},
	}}
	h := open(t, model)
	c := h.As(t, "bob")
	const params = `{"message":"How?","_meta":{"idempotencyKey":"k1"}}`
	d := refused(t, c.Call("coaching.send", params), schema.QuotaExhausted, schema.AIQuota)
	if d.RetryAfterMs != 1500 {
		t.Errorf("come back after %d ms", d.RetryAfterMs)
	}
	if got := h.messages(t, "bob"); len(got) != 1 {
		t.Fatalf("kept are %v", got)
	}
	var first, second schema.Message
	c.Must("coaching.send", params, &first)
	c.Must("coaching.send", params, &second)
	if first != second || first.Message != "Begin with the brackets." || len(model.requests()) != 2 {
		t.Errorf("%+v, then %+v, after %d requests", first, second, len(model.requests()))
	}
	if got, events := h.messages(t, "bob"), h.events(t, "bob"); len(got) != 2 || len(events) != 2 {
		t.Errorf("kept are %v, told of %d", got, len(events))
	}
	refused(t, c.Call("coaching.send", `{"message":"Why?","_meta":{"idempotencyKey":"k1"}}`), schema.Conflict, schema.IdempotencyMismatch)
	var other schema.Message
	model.turns = []turn{{text: "Hello."}}
	h.As(t, "cyd").Must("coaching.send", params, &other)
	if other.ID == first.ID {
		t.Error("another student's key is the same")
	}
}

func TestFailuresOfTheModel(t *testing.T) {
	for reason, code := range map[schema.Reason]schema.Code{
		schema.AIUnavailable: schema.Unavailable, schema.AIBadOutput: schema.Unavailable, schema.AITimeout: schema.TimedOut,
		schema.AIQuota: schema.QuotaExhausted, schema.AIBlocked: schema.Blocked,
	} {
		h := open(t, &script{turns: []turn{{err: &coaching.ModelError{Reason: reason, Err: fmt.Errorf("secret detail")}}}})
		r := h.As(t, "bob").Call("coaching.send", `{"message":"How?"}`)
		refused(t, r, code, reason)
		if strings.Contains(fmt.Sprintf("%+v", *r.Error), "secret") {
			t.Errorf("%s tells its cause: %+v", reason, *r.Error)
		}
	}
}

// What the model writes is a text: no control characters, no end of it.
func TestReplyIsPlain(t *testing.T) {
	model := &script{turns: []turn{{text: "  One\u001b[31m.\r\nTwo\u202e. \x00 "}, {text: strings.Repeat("Much to say. ", 2000)}, {text: " \n"}, {text: "\x00"}}}
	c := open(t, model).As(t, "bob")
	var m schema.Message
	c.Must("coaching.send", `{"message":"Hello"}`, &m)
	if m.Message != "One[31m.\nTwo." {
		t.Errorf("got %q", m.Message)
	}
	c.Must("coaching.send", `{"message":"More"}`, &m)
	if n := len(m.Message); n > 8000 || n < 7900 || !strings.HasSuffix(m.Message, ".") {
		t.Errorf("%d characters", n)
	}
	refused(t, c.Call("coaching.send", `{"message":"Nothing?"}`), schema.Unavailable, schema.AIBadOutput)
}

func TestParticipantsGetNoHelp(t *testing.T) {
	model := &script{turns: []turn{{text: "Hello."}}}
	db := openStore(t)
	h := openOn(t, db, model)
	h.asked(t, 1)
	joins(t, db, "bob")
	c := h.As(t, "bob")
	for method, params := range map[string]string{
		"coaching.hint": `{"questionId":"q0"}`, "coaching.strategy": `{"skill":"ALG1"}`, "coaching.send": `{"message":"Help"}`,
		"coaching.list": `{}`, "coaching.markRead": `{"all":true}`,
	} {
		refused(t, c.Call(method, params), schema.WrongState, schema.ContestRunning)
	}
	if len(model.requests()) != 0 {
		t.Error("the model was asked")
	}
}

// joins puts a user into a contest that goes on.
func joins(t *testing.T, db *clocked, user string) {
	t.Helper()
	now, _ := db.Now(t.Context())
	c := store.Contest{ID: "cup", CreatedBy: "org", CreatedAt: now, StartTime: now, EndTime: now.Add(time.Hour), MaxParticipants: 10,
		Questions: []store.ContestQuestion{{QuestionID: "elsewhere", PointsMilli: 1000}}}
	if _, err := db.CreateContest(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r := store.Registration{ContestID: "cup", UserID: user, Participant: "p1", RegisteredAt: now}
	if _, err := db.Register(t.Context(), r, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := db.MarkJoined(t.Context(), "cup", user, now); err != nil {
		t.Fatal(err)
	}
}

// Repeats at the same time ask the model once, and get one reply.
func TestRepeatsAtOnceAskOnce(t *testing.T) {
	gate := make(chan struct{})
	model := &slow{pieces: []string{"Begin with ", "the brackets."}, gate: gate}
	h := open(t, model)
	c := h.As(t, "bob")
	c.Must("coaching.list", `{}`, nil)
	const call = `"method":"coaching.send","params":{"message":"How?","_meta":{"idempotencyKey":"k1"}}}`
	c.Send(`{"jsonrpc":"2.0","id":"one",` + call)
	c.Send(`{"jsonrpc":"2.0","id":"two",` + call)
	c.Must("coaching.list", `{}`, nil)
	close(gate)
	replies := map[string]schema.Message{}
	for len(replies) < 2 {
		var m struct {
			ID     string
			Result schema.Message
		}
		if err := json.Unmarshal(c.Receive(), &m); err == nil && m.ID != "" {
			replies[m.ID] = m.Result
		}
	}
	if replies["one"] != replies["two"] || replies["one"].Message != "Begin with the brackets." || model.asked.Load() != 1 {
		t.Errorf("got %+v after %d requests", replies, model.asked.Load())
	}
	if got := h.messages(t, "bob"); len(got) != 2 {
		t.Errorf("kept are %v", got)
	}
}

// What a node told nobody of, because it died, a repeat on another one tells,
// once: what the student said, and the reply.
func TestRepeatTellsWhatADeadNodeDidNot(t *testing.T) {
	db := openStore(t)
	said := `{"message":"Hello","_meta":{"idempotencyKey":"k"}}`
	openOn(t, db, &script{turns: []turn{{text: "Good morning."}}}).As(t, "bob").Must("coaching.send", said, nil)
	h := openOn(t, db, &script{}) // with a log of its own: nothing was told in it
	c := h.As(t, "bob")
	for range 2 {
		c.Must("coaching.send", said, nil)
	}
	events := h.events(t, "bob")
	if len(events) != 2 || !strings.Contains(string(events[0].Params), "Hello") || !strings.Contains(string(events[1].Params), "Good morning.") {
		t.Errorf("told of %d: %v", len(events), events)
	}
}
