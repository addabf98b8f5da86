package sqlite

import (
	"regexp"
	"strings"
	"testing"

	"prepwire/store"
)

// TestListsWalkAnIndex asks SQLite how it would read: along an index that is in
// order already, so that a page costs a page and not the whole bank.
func TestListsWalkAnIndex(t *testing.T) {
	db := openTemp(t)
	after := store.Position{At: attempt("a").At, ID: "q1"}
	list := func(f store.QuestionFilter) string { q, _ := listQuery(f, after, 20); return q }
	first := func(f store.QuestionFilter) string { q, _ := listQuery(f, store.Position{}, 20); return q }
	messages := func(f store.MessageFilter) string { q, _ := messagesQuery("ann", f, after, 20); return q }
	for name, c := range map[string]struct {
		query   string
		indexes []string
	}{
		"one user's view":   {list(store.QuestionFilter{VisibleTo: "ann", Text: "x"}), []string{"questions_shared", "questions_own"}},
		"a reviewer's view": {list(store.QuestionFilter{VisibleTo: "ann", IncludeGenerated: true}), []string{"questions_shared", "questions_own"}},
		"its first page":    {first(store.QuestionFilter{VisibleTo: "ann"}), []string{"questions_shared", "questions_own"}},
		"first shared":      {first(store.QuestionFilter{ExamType: "SAT", Subject: "math"}), []string{"questions_shared"}},
		"shared of a skill": {list(store.QuestionFilter{Skill: "ALG1"}), []string{"questions_shared_skill"}},
		"everything":        {list(store.QuestionFilter{IncludeAll: true}), []string{"questions_newest"}},
		"drawn":             {selectDrawn, []string{"COVERING INDEX questions_origin"}},
		"alike":             {selectAlike, []string{"question_sketches USING PRIMARY KEY"}},
		"attempts":          {selectAttemptsOf, []string{"attempts_of_user"}},
		"latest attempts":   {selectLatest, []string{"attempts_of_user"}},
		"in a session":      {selectAttemptsIn, []string{"attempts_in_session"}},
		"sessions":          {selectSessions, []string{"sessions_newest"}},
		"active session":    {selectActiveSession, []string{"sessions_active"}},
		"attempted":         {selectAttempted, []string{"COVERING INDEX attempts_number"}},
		"stats":             {selectStats, []string{"COVERING INDEX attempts_first"}},
		"reports":           {selectReportsOf, []string{"reports_of_question"}},
		"revocations":       {selectRevocations, []string{"revocations_order"}},
		"messages":          {messages(store.MessageFilter{}), []string{"messages_of_user"}},
		"unread ones":       {messages(store.MessageFilter{UnreadOnly: true}), []string{"messages_unread"}},
		"of a question":     {messages(store.MessageFilter{Type: "hint", QuestionID: "q1"}), []string{"messages_of_question"}},
		"of a trigger":      {messages(store.MessageFilter{Trigger: "streak5"}), []string{"messages_of_trigger"}},
		"unread":            {selectUnread, []string{"COVERING INDEX messages_unread"}},
	} {
		plan := explain(t, db, c.query) // what is alike is few, and may be sorted
		for _, index := range c.indexes {
			if !strings.Contains(plan, index+" ") {
				t.Errorf("%s does not use %s:\n%s", name, index, plan)
			}
		}
		if strings.Contains(plan, "TEMP B-TREE") && name != "alike" || strings.Contains(plan, "SCAN questions") || strings.Contains(plan, "SCAN attempts") {
			t.Errorf("%s reads too much:\n%s", name, plan)
		}
	}
}

var parameter = regexp.MustCompile(`\?\d*`)

func explain(t *testing.T, db *DB, query string) string {
	t.Helper()
	query = parameter.ReplaceAllString(query, "'x'") // the plan does not look at values
	found, err := db.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	steps, err := collect(found, func(row scanner) (step string, err error) {
		var id, parent, unused int
		return step, row.Scan(&id, &parent, &unused, &step)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n") + "\n"
}
