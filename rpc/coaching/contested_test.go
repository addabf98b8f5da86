package coaching_test

import (
	"strings"
	"testing"

	"prepwire/schema"
	"prepwire/store"
)

const river = "A ferry crosses the river in 14 minutes and comes back in 11 minutes. How many minutes does it need for 6 crossings there and back without a pause?"

// lock keeps a question and puts it into a contest.
func (h *house) lock(t *testing.T) {
	t.Helper()
	q := store.Question{ID: "river", ExamType: "SAT", Subject: "math", Skill: "ALG1", DifficultyLevel: 3, QuestionType: "short-answer", Stem: river,
		Visibility: store.Private, CreatedBy: "ann", CreatedAt: h.store.now, CorrectAnswer: "150", Explanation: "So."}
	if _, err := h.store.CreateQuestions(t.Context(), []store.Question{q}); err != nil {
		t.Fatal(err)
	}
	c := store.Contest{ID: "cup", CreatedBy: "org", CreatedAt: h.store.now, StartTime: h.store.now, EndTime: h.store.now,
		Questions: []store.ContestQuestion{{QuestionID: "river", PointsMilli: 1}}}
	if _, err := h.store.CreateContest(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// The tutor does not talk about a question of a contest that is typed off, and
// keeps nothing of it; with who wrote it, it does.
func TestContestedMessagesAreRefused(t *testing.T) {
	model := &script{turns: []turn{{text: "Well."}, {text: "Well."}}}
	h := open(t, model)
	h.lock(t)
	bob := h.As(t, "bob")
	refused(t, bob.Call("coaching.send", map[string]any{"message": "Can you do this one? " + river + " Thank you!"}), schema.WrongState, schema.ContestRunning)
	if got := h.messages(t, "bob"); len(got) != 0 || len(model.requests()) != 0 {
		t.Errorf("kept %v, asked %d times", got, len(model.requests()))
	}
	bob.Must("coaching.send", map[string]any{"message": strings.Replace(river, "14", "15", 1)}, nil)
	h.As(t, "ann", "author").Must("coaching.send", map[string]any{"message": river}, nil)
}

// Pieces that make up such a question are not put together for the model, and
// what was said of it before it was in a contest is not brought up.
func TestContestedConversations(t *testing.T) {
	pieces := []string{"A ferry crosses the river in 14 minutes", "and comes back in 11 minutes.", "How many minutes does it need", "for 6 crossings there and back without a pause?"}
	turns := []turn{{text: "I see."}, {text: "I see."}, {text: "I see."}, {text: "I see."}, {text: "I see."}}
	model := &script{turns: turns}
	h := open(t, model)
	h.lock(t)
	c := h.As(t, "bob")
	for _, piece := range pieces {
		if r := c.Call("coaching.send", map[string]any{"message": piece}); r.Error != nil && r.Error.Data.Reason != schema.ContestRunning {
			t.Fatalf("%+v", r.Error)
		}
	}
	for _, r := range model.requests() {
		together := 0
		for _, piece := range pieces {
			if strings.Contains(r.Prompt, piece) {
				together++
			}
		}
		if together > 2 {
			t.Errorf("the model has %d pieces: %s", together, r.Prompt)
		}
	}

	model = &script{turns: turns}
	h = open(t, model)
	c = h.As(t, "bob")
	c.Must("coaching.send", map[string]any{"message": river}, nil)
	h.asked(t, 1)
	c.Must("coaching.send", map[string]any{"message": "And now?"}, nil)
	if p := prompt(t, model, 1); len(p.Conversation) != 2 {
		t.Errorf("before the contest the model is told %+v", p.Conversation)
	}
}

// What was talked about before it was in a contest is not talked about on.
func TestContestedHistoryIsLeftOut(t *testing.T) {
	model := &script{turns: []turn{{text: "Six times the sum."}, {text: "What do you mean?"}}}
	db := openStore(t)
	openOn(t, db, model).As(t, "bob").Must("coaching.send", map[string]any{"message": river}, nil)
	h := openOn(t, db, model) // another node: the first looks at the contests once a second
	h.lock(t)
	h.As(t, "bob").Must("coaching.send", `{"message":"So what comes out of it?"}`, nil)
	if p := prompt(t, model, 1); len(p.Conversation) != 0 || p.Message == "" {
		t.Errorf("the model is told %+v", p)
	}
}
