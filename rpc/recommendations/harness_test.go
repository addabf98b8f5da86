package recommendations_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"go.uber.org/goleak"

	"prepwire/rpc"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/recommendations"
	"prepwire/rpc/recommendations/students"
	"prepwire/rpc/rpctest"
	"prepwire/rpc/session"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live/memory"
	"prepwire/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is a gateway that serves questions and recommendations.
type house struct {
	*rpctest.Gateway
	store   *sqlite.DB
	service *recommendations.Service
}

func open(t testing.TB) *house {
	t.Helper()
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	facts := rpc.NewFacts(nil)
	h := &house{store: db}
	h.Gateway = rpctest.Start(t, func(g *rpctest.Gateway, mux *rpc.Mux) {
		log := slog.New(slog.NewTextHandler(g.Log, nil))
		keeper := students.New(students.Config{Store: db})
		questions := question.New(question.Config{Store: db, Bus: g.Bus, Bank: itembank.New(), Facts: facts, Mastery: keeper.Mastery, Log: log})
		questions.Register(mux)
		h.service = recommendations.New(recommendations.Config{
			Store: db, Bus: g.Bus, Presence: memory.NewPresence(memory.Options{}), Keeper: keeper, Facts: facts, Log: log,
			Questions: adapter{questions},
		})
		h.service.Register(mux)
	})
	h.Server.Topics("user", session.New(session.Config{}).UserTopics())
	facts.Start()
	t.Cleanup(facts.Close)
	return h
}

// adapter is the question service as recommendations see it.
type adapter struct{ *question.Service }

func (a adapter) NamedSkill(name string) (string, bool) {
	t, ok := a.Service.NamedSkill(name)
	return t.Skill, ok
}

func (a adapter) Varieties() (out []recommendations.Variety) {
	for _, v := range a.Service.Varieties() {
		out = append(out, recommendations.Variety(v))
	}
	return out
}

func (a adapter) Fresh(ctx context.Context, user string, vs []recommendations.Variety) (map[recommendations.Variety]schema.Question, error) {
	var wanted []question.Variety
	for _, v := range vs {
		wanted = append(wanted, question.Variety(v))
	}
	made, err := a.Service.Fresh(ctx, user, wanted)
	out := map[recommendations.Variety]schema.Question{}
	for v, q := range made {
		out[recommendations.Variety(v)] = q
	}
	return out, err
}

// as connects a user and makes one call, after which notifications may come.
func (h *house) as(t testing.TB, user string) *rpctest.Client {
	t.Helper()
	c := h.As(t, user)
	c.Must("question.taxonomy", `{"examType":"GRE"}`, nil)
	return c
}

// share keeps a question that everybody may answer.
func (h *house) share(t testing.TB, id string, edit ...func(*store.Question)) {
	t.Helper()
	q := store.Question{ID: id, ExamType: "SAT", Subject: "history", Skill: "HIS1", DifficultyLevel: 3, QuestionType: "true-false",
		Stem: "Is " + id + " so?", CorrectAnswer: "true", Explanation: "It is.", Provider: "author", Visibility: store.Shared, Verified: true,
		CreatedBy: "carol", CreatedAt: time.Now()}
	for _, e := range edit {
		e(&q)
	}
	if _, err := h.store.CreateQuestions(t.Context(), []store.Question{q}); err != nil {
		t.Fatal(err)
	}
}

// updated waits for recommendations.updated on a connection.
func updated(t testing.TB, c *rpctest.Client) schema.RecommendationsUpdatedParams {
	t.Helper()
	for {
		var got struct {
			Method string
			Params schema.RecommendationsUpdatedParams
		}
		if err := json.Unmarshal(c.Receive(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Method == "recommendations.updated" {
			return got.Params
		}
	}
}

// answer answers a question in practice, rightly or not.
func (h *house) answer(t testing.TB, c *rpctest.Client, q schema.Question, right bool) schema.QuestionAnswerResult {
	t.Helper()
	kept, err := h.store.Question(t.Context(), string(q.ID))
	if err != nil {
		t.Fatal(err)
	}
	given := kept.CorrectAnswer
	for _, o := range kept.Options {
		if !right && o.ID != kept.CorrectAnswer {
			given = o.ID
		}
	}
	var got schema.QuestionAnswerResult
	c.Must("question.answer", fmt.Sprintf(`{"questionId":%q,"answer":%q,"timeSpentMs":40000}`, q.ID, given), &got)
	return got
}
