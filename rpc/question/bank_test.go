package question_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"prepwire/rpc/question/itembank"
	"prepwire/schema"
	"prepwire/store"
)

func TestBankServesEveryKind(t *testing.T) {
	h := open(t, nil)
	c := h.as(t, "alice")
	for _, difficulty := range []string{"easy", "medium", "hard"} {
		for _, kind := range []schema.QuestionType{schema.MultipleChoice, schema.TrueFalse, schema.ShortAnswer} {
			r := generate(t, c, fmt.Sprintf(`{"examType":"sat","subject":"Mathematics","difficulty":%q,"questionType":%q,"count":4}`, difficulty, kind))
			if r.Provider != "itembank" || r.Model != "" || len(r.Questions) != 4 {
				t.Fatalf("got %+v", r)
			}
			for _, q := range r.Questions {
				checkServed(t, q, difficulty, kind)
				checkKept(t, h, q)
			}
		}
	}
}

func checkServed(t *testing.T, q schema.Question, difficulty string, kind schema.QuestionType) {
	t.Helper()
	options := 0
	if kind == schema.MultipleChoice {
		options = 4
	}
	if q.ExamType != "SAT" || q.Subject != "math" || string(q.Difficulty) != difficulty || q.QuestionType != kind ||
		len(q.Options) != options || q.TimeLimitMs < 1000 || len(q.Tags) != 2 || q.Provider != "itembank" ||
		q.Visibility != "private" || q.Verified || q.Version != 1 || q.CreatedBy != "alice" || q.CreatedAt.IsZero() {
		t.Errorf("got %+v", q)
	}
	low, high := map[string]int64{"easy": 1, "medium": 3, "hard": 4}[difficulty], map[string]int64{"easy": 2, "medium": 3, "hard": 5}[difficulty]
	if q.DifficultyLevel < low || q.DifficultyLevel > high {
		t.Errorf("level %d of %s", q.DifficultyLevel, difficulty)
	}
}

func checkKept(t *testing.T, h *house, q schema.Question) {
	t.Helper()
	kept := h.stored(t, q.ID)
	if kept.CorrectAnswer == "" || kept.Explanation == "" || len(kept.Hints) != 3 || len(kept.Provenance.Checks) == 0 ||
		!strings.HasPrefix(kept.Origin, "itembank:") || kept.RequestDigest != "" {
		t.Errorf("kept %+v", kept)
	}
}

// TestNoVariantTwice: over many calls, of all types and several at once, no
// user meets a variant again, and families take turns.
func TestNoVariantTwice(t *testing.T) {
	h := open(t, nil)
	var mu sync.Mutex
	origins := map[string]bool{}
	families := map[string]int{}
	var wg sync.WaitGroup
	for i := range 6 {
		c := h.as(t, "alice")
		kind := []schema.QuestionType{schema.MultipleChoice, schema.TrueFalse}[i%2]
		wg.Go(func() {
			for range 5 {
				var r schema.QuestionGenerateResult
				reply := c.Call("question.generate", fmt.Sprintf(`{"examType":"SAT","subject":"math","skill":"PSD1","difficulty":"easy","count":10,"questionType":%q}`, kind))
				if reply.Error != nil {
					t.Errorf("got %+v", reply.Error)
					return
				}
				decode(t, reply.Result, &r)
				mu.Lock()
				for _, q := range r.Questions {
					kept := h.stored(t, q.ID)
					if origins[kept.Origin] {
						t.Errorf("%s was drawn twice", kept.Origin)
					}
					origins[kept.Origin] = true
					families[kept.Origin[:strings.LastIndex(kept.Origin, ":")]]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(origins) != 300 {
		t.Errorf("%d questions, want 300", len(origins))
	}
	least, most := 300, 0
	for _, n := range families {
		least, most = min(least, n), max(most, n)
	}
	if len(families) < 2 || most-least > 1 {
		t.Errorf("families did not take turns: %v", families)
	}
}

// TestNodesDrawApart: two nodes on one store draw for the same user at once.
func TestNodesDrawApart(t *testing.T) {
	one := open(t, nil)
	two := openOn(t, one.store, nil)
	var wg sync.WaitGroup
	for _, h := range []*house{one, two} {
		c := h.as(t, "alice")
		wg.Go(func() {
			for range 15 {
				r := c.Call("question.generate", `{"examType":"SAT","subject":"math","skill":"GEO4","difficulty":"hard","count":3}`)
				for r.Error != nil && r.Error.Data.Reason == schema.Overloaded { // the other was quicker each time
					r = c.Call("question.generate", `{"examType":"SAT","subject":"math","skill":"GEO4","difficulty":"hard","count":3}`)
				}
				if r.Error != nil {
					t.Errorf("got %+v", r.Error)
				}
			}
		})
	}
	wg.Wait()
	page, err := one.store.ListQuestions(t.Context(), store.QuestionFilter{VisibleTo: "alice"}, store.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	stems := map[string]bool{}
	for _, q := range page.Items {
		stems[q.Stem] = true
	}
	if len(page.Items) != 90 || len(stems) != 90 {
		t.Errorf("%d questions, %d stems, want 90", len(page.Items), len(stems))
	}
}

// TestBankRunsDry: a user who has drawn the last variant of all that fits gets
// none twice.
func TestBankRunsDry(t *testing.T) {
	h := open(t, nil)
	c := h.as(t, "alice")
	bank := itembank.New()
	families := bank.Families(itembank.Filter{Subject: itembank.Math, Skill: "ALG1", MinLevel: 3, MaxLevel: 3})
	var last []store.Question
	for _, f := range families {
		last = append(last, store.Question{
			ID: f.Name, DifficultyLevel: 3, Visibility: store.Private, CreatedBy: "alice", CreatedAt: time.UnixMilli(1_700_000_000_000),
			Origin: fmt.Sprintf("itembank:%s:3:%d", f.Name, bank.Variants(f.Name, 3)-1),
		})
	}
	if _, err := h.store.CreateQuestions(t.Context(), last[1:]); err != nil {
		t.Fatal(err)
	}
	params := `{"examType":"SAT","subject":"math","skill":"ALG1","count":5}`
	for _, q := range generate(t, c, params).Questions {
		if q.Tags[1] != families[0].Name {
			t.Errorf("got %+v", q)
		}
	}
	if _, err := h.store.CreateQuestions(t.Context(), last[:1]); err != nil {
		t.Fatal(err)
	}
	refused(t, c.Call("question.generate", params), schema.Unavailable, schema.AINotConfigured)
	generate(t, h.as(t, "bob"), params)
}

func TestUsersWalkDifferently(t *testing.T) {
	h := open(t, nil)
	params := `{"examType":"SAT","subject":"math","skill":"ALG1","count":5}`
	a := generate(t, h.as(t, "alice"), params)
	b := generate(t, h.as(t, "bob"), params)
	same := 0
	for i := range a.Questions {
		if a.Questions[i].Stem == b.Questions[i].Stem {
			same++
		}
	}
	if same == len(a.Questions) {
		t.Error("two users got the same questions")
	}
}

func TestBankCannot(t *testing.T) {
	h := open(t, nil)
	c := h.as(t, "alice")
	for _, params := range []string{
		`{"examType":"GRE","subject":"math"}`,
		`{"examType":"SAT","subject":"Latin"}`,
		`{"examType":"SAT","subject":"reading-writing","skill":"CAS1"}`,
		`{"examType":"Abitur","subject":"Mathematik","fallback":true}`,
		`{"examType":"SAT","subject":"reading-writing","questionType":"short-answer"}`,
	} {
		refused(t, c.Call("question.generate", params), schema.Unavailable, schema.AINotConfigured)
	}
	for params, want := range map[string]string{
		`{"examType":"SAT","subject":"math","skill":"juggling"}`:                           "/skill",
		`{"examType":"SAT","subject":"math","skill":"SEC1"}`:                               "/skill",
		`{"examType":" ","subject":"\t"}`:                                                  "/examType /subject",
		`{"examType":"SAT","subject":"math","count":1000000}`:                              "/count",
		`{"subject":7,"difficulty":"brutal","count":0,"questionType":"essay","answer":""}`: "",
	} {
		d := refused(t, c.Call("question.generate", params), schema.InvalidParams, schema.ReasonInvalidParams)
		if want != "" && pointers(d) != want || want == "" && len(d.Errors) < 5 {
			t.Errorf("%s: faults at %s", params, pointers(d))
		}
	}
	big := `{"examType":"SAT","subject":"math","context":"` + strings.Repeat("a", 1<<20) + `"}`
	refused(t, c.Call("question.generate", big), schema.TooLarge, schema.ReasonTooLarge)
}

func BenchmarkGenerateFromBank(b *testing.B) {
	h := open(b, nil)
	c := h.as(b, "alice")
	for b.Loop() {
		generate(b, c, `{"examType":"SAT","subject":"math","difficulty":"easy"}`)
	}
}
