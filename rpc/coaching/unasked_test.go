package coaching_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/coaching"
	"prepwire/schema"
	"prepwire/store"
)

const (
	usual = 50_000  // ms for a question for which a minute is expected
	fast  = 8_000   // under 15 % of it
	slow_ = 200_000 // over three times
)

func TestTriggers(t *testing.T) {
	type given struct {
		answer string
		ms     int
	}
	right, wrong := given{"B", usual}, given{"A", usual}
	for name, c := range map[string]struct {
		answers []given
		want    []string
	}{
		"two wrong":   {[]given{wrong, wrong}, nil},
		"three wrong": {[]given{wrong, wrong, wrong}, []string{"wrong_streak"}},
		"and a rest":  {[]given{wrong, wrong, wrong, wrong}, []string{"wrong_streak"}},
		"too fast":    {[]given{{"A", fast}, {"A", fast}, {"A", fast}}, []string{"rushing", "wrong_streak"}},
		"fast, right": {[]given{{"B", fast}, {"B", fast}, {"B", fast}}, nil},
		"slow":        {[]given{{"B", slow_}}, []string{"slow"}},
		"slow, rests": {[]given{{"B", slow_}, {"A", slow_}}, []string{"slow"}},
		"streaks":     {slices.Repeat([]given{right}, 21), []string{"streak_5", "streak_10", "streak_20"}},
	} {
		h := open(t, nil)
		h.asked(t, len(c.answers))
		bob := h.As(t, "bob")
		for i, a := range c.answers {
			h.answer(t, bob, i, a.answer, a.ms)
		}
		if got := h.messages(t, "bob"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if got := len(h.events(t, "bob")); got != len(c.want) {
			t.Errorf("%s: %d events", name, got)
		}
	}
}

// A trigger comes on all devices, unread, and says what it is about.
func TestRemarkReachesAllDevices(t *testing.T) {
	h := open(t, nil)
	h.asked(t, 3)
	phone, laptop := h.As(t, "bob"), h.As(t, "bob")
	laptop.Must("coaching.list", `{}`, nil)
	for i := range 3 {
		h.answer(t, phone, i, "A", usual)
	}
	var event struct {
		Method string
		Params schema.CoachingMessageParams
	}
	if err := json.Unmarshal(laptop.Receive(), &event); err != nil {
		t.Fatal(err)
	}
	m := event.Params.Message
	if event.Method != "coaching.message" || m.Type != "strategy" || m.From != "coach" || m.Skill != "ALG1" || m.Trigger != "wrong_streak" ||
		m.Read || !strings.Contains(m.Message, "Linear equations in one variable") {
		t.Errorf("got %+v", event)
	}
	var page schema.MessagePage
	laptop.Must("coaching.list", `{"unreadOnly":true}`, &page)
	if page.Unread != 1 || len(page.Items) != 1 || page.Items[0] != m {
		t.Errorf("listed is %+v", page)
	}
}

// The rest is read from what is kept: it holds on another node, and is over
// after five minutes.
func TestTriggersRest(t *testing.T) {
	db := openStore(t)
	one, two := openOn(t, db, nil), openOn(t, db, nil)
	one.asked(t, 8)
	a, b := one.As(t, "bob"), two.As(t, "bob")
	for i := range 3 {
		one.answer(t, a, i, "A", usual)
	}
	two.answer(t, b, 3, "A", usual)
	if got := one.messages(t, "bob"); len(got) != 1 {
		t.Errorf("at once: %v", got)
	}
	db.forward(5 * time.Minute)
	two.answer(t, b, 4, "A", usual)
	if got := one.messages(t, "bob"); len(got) != 2 {
		t.Errorf("after the rest: %v", got)
	}
	one.answer(t, a, 5, "A", usual)
	if got := one.messages(t, "bob"); len(got) != 2 {
		t.Errorf("and again: %v", got)
	}
	two.answer(t, two.As(t, "cyd"), 6, "A", slow_)
	if got := one.messages(t, "cyd"); len(got) != 1 {
		t.Errorf("of another: %v", got)
	}
}

// Nodes that hear of answers at once make one message, and one event.
func TestNodesAtOnceMakeOneMessage(t *testing.T) {
	db := openStore(t)
	bus := open(t, nil)
	const nodes = 8
	facts := make([]*rpc.Facts, nodes)
	heard := make(chan string, nodes)
	for i := range facts {
		facts[i] = rpc.NewFacts(nil)
		coaching.New(coaching.Config{Store: db, Bus: bus.Bus, Questions: taxonomy{}, Facts: facts[i]})
		facts[i].Listen(func(_ context.Context, a rpc.Answered) { heard <- a.AttemptID })
		facts[i].Start()
		t.Cleanup(facts[i].Close)
	}
	now, _ := db.Now(t.Context())
	for i := range nodes {
		a := store.Attempt{ID: fmt.Sprint("a", i), UserID: "bob", QuestionID: fmt.Sprint("q", i), Skill: "ALG1", At: now.Add(time.Duration(i))}
		if _, err := db.RecordAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	for i, f := range facts { // all but the first two end three in a row
		f.Tell(t.Context(), rpc.Answered{AttemptID: fmt.Sprint("a", i), UserID: "bob", Skill: "ALG1", Counts: true, At: now})
	}
	for range nodes {
		<-heard
	}
	if got := (&house{store: db}).messages(t, "bob"); len(got) != 1 || len(bus.events(t, "bob")) != 1 {
		t.Errorf("%v, told %d times", got, len(bus.events(t, "bob")))
	}
}

// taxonomy knows no questions and no skills.
type taxonomy struct{}

func (taxonomy) Find(context.Context, schema.ID) (store.Question, error) {
	return store.Question{}, store.ErrNotFound
}
func (taxonomy) RefuseContested(context.Context, string, ...string) error { return nil }
func (taxonomy) Skill(string) (schema.Skill, string, bool)                { return schema.Skill{}, "", false }

// Contests set off nothing: neither their answers, nor practice while one goes
// on, nor an answer that is told of long after.
func TestNothingIsSaid(t *testing.T) {
	slowly := func(h *house, edit func(*rpc.Answered)) rpc.Answered {
		now, _ := h.store.Now(t.Context())
		a := store.Attempt{ID: "a1", UserID: "bob", QuestionID: "q1", Skill: "ALG1", TimeSpentMs: slow_, ExpectedMs: 60_000, At: now}
		if _, err := h.store.RecordAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		fact := rpc.Answered{AttemptID: "a1", UserID: "bob", Skill: "ALG1", Counts: true, At: now}
		edit(&fact)
		return fact
	}
	for name, c := range map[string]struct {
		before func(*house)
		edit   func(*rpc.Answered)
		want   int
	}{
		"outside":      {func(*house) {}, func(*rpc.Answered) {}, 1},
		"in a contest": {func(*house) {}, func(a *rpc.Answered) { a.Contest = true }, 0},
		"a second try": {func(*house) {}, func(a *rpc.Answered) { a.Counts = false }, 0},
		"engaged":      {func(h *house) { joins(t, h.store, "bob") }, func(*rpc.Answered) {}, 0},
		"long ago":     {func(*house) {}, func(a *rpc.Answered) { a.At = a.At.Add(-time.Hour) }, 0},
		"not recorded": {func(*house) {}, func(a *rpc.Answered) { a.AttemptID = "other" }, 0},
	} {
		facts := rpc.NewFacts(nil)
		h := open(t, nil, func(c *coaching.Config) { c.Facts = facts })
		heard := make(chan struct{})
		facts.Listen(func(context.Context, rpc.Answered) { close(heard) })
		facts.Start()
		c.before(h)
		facts.Tell(t.Context(), slowly(h, c.edit))
		<-heard
		facts.Close()
		if got := h.messages(t, "bob"); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// levels is a learner that knows the level before and after any attempt.
type levels [2]schema.MasteryLevel

func (l levels) Levels(context.Context, string, string) (before, after schema.MasteryLevel, err error) {
	if l[1] == "" {
		return "", "", fmt.Errorf("nobody knows")
	}
	return l[0], l[1], nil
}

func TestMastered(t *testing.T) {
	for l, want := range map[levels][]string{
		{"proficient", "mastered"}:   {"mastered"},
		{"mastered", "mastered"}:     nil,
		{"mastered", "proficient"}:   nil,
		{"developing", "proficient"}: nil,
		{"", ""}:                     nil,
	} {
		h := open(t, nil, func(c *coaching.Config) { c.Learner = l })
		h.asked(t, 1)
		h.answer(t, h.As(t, "bob"), 0, "B", usual)
		if got := h.messages(t, "bob"); !slices.Equal(got, want) {
			t.Errorf("%v: %v", l, got)
		}
	}
}

// What students say of themselves earns them no praise, and help all the same.
func TestReportedAnswersEarnNoPraise(t *testing.T) {
	for name, c := range map[string]struct {
		correct bool
		want    []string
	}{"right": {true, nil}, "wrong": {false, []string{"wrong_streak"}}} {
		facts := rpc.NewFacts(nil)
		h := open(t, nil, func(c *coaching.Config) { c.Facts, c.Learner = facts, levels{"proficient", "mastered"} })
		heard := make(chan struct{}, 5)
		facts.Listen(func(context.Context, rpc.Answered) { heard <- struct{}{} })
		facts.Start()
		for i := range 5 {
			now, _ := h.store.Now(t.Context())
			a := store.Attempt{ID: fmt.Sprint("a", i), UserID: "bob", QuestionID: fmt.Sprint("reported:", i), Skill: "ALG1", Correct: c.correct, Source: store.SourceReported, At: now}
			if _, err := h.store.RecordAttempt(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			facts.Tell(t.Context(), rpc.Answered{AttemptID: a.ID, UserID: "bob", Skill: "ALG1", Correct: c.correct, Counts: true, At: now})
			<-heard
		}
		facts.Close()
		if got := h.messages(t, "bob"); !slices.Equal(got, c.want) {
			t.Errorf("five reported to be %s: %v, want %v", name, got, c.want)
		}
	}
}

// Every skill of the taxonomy has a strategy, those of the SAT one of their own.
func TestEverySkillHasAStrategy(t *testing.T) {
	c := open(t, nil).As(t, "bob")
	var all schema.Taxonomy
	c.Must("question.taxonomy", `{}`, &all)
	own, skills := map[string]string{}, 0
	for _, exam := range all.Exams {
		for _, section := range exam.Sections {
			for _, d := range section.Domains {
				for _, k := range d.Skills {
					var s schema.Strategy
					c.Must("coaching.strategy", schema.StrategyParams{Skill: schema.Code64(k.Code)}, &s)
					if exam.Code != "SAT" {
						continue
					}
					skills++
					if other := own[s.Strategy]; other != "" {
						t.Errorf("%s has that of %s", k.Code, other)
					}
					own[s.Strategy] = k.Code
				}
			}
		}
	}
	if skills != 29 {
		t.Errorf("the SAT has %d skills", skills)
	}
}
