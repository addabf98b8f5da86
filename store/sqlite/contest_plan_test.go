package sqlite

import (
	"strings"
	"testing"
	"time"

	"prepwire/store"
)

// TestContestsWalkIndexes is TestListsWalkAnIndex for contests. The list of
// what is not over reads all of that, which is little, and sorts it.
func TestContestsWalkIndexes(t *testing.T) {
	db := openTemp(t)
	list := func(f store.ContestFilter, after store.Position) string {
		f.Now = time.UnixMilli(1)
		query, _, err := contestListQuery(f, after, 20)
		if err != nil {
			t.Fatal(err)
		}
		return query
	}
	after := store.Position{At: attempt("a").At, ID: "c1"}
	mine := []string{"contests_own (created_by=?", "contests_public", "COVERING INDEX registrations_of_user (user_id=?"}
	for name, c := range map[string]struct {
		query string
		reads []string
		sorts bool
	}{
		"a user's view":   {list(store.ContestFilter{VisibleTo: "ann"}, after), append(mine, "contests_public ((created_at,id)<"), false},
		"its first page":  {list(store.ContestFilter{VisibleTo: "ann", ExamType: "SAT"}, store.Position{}), mine, false},
		"own":             {list(store.ContestFilter{VisibleTo: "ann", CreatedBy: "ann"}, after), []string{"contests_own (created_by=? AND"}, false},
		"drafts":          {list(store.ContestFilter{VisibleTo: "ann", Status: "draft"}, after), []string{"contests_own (created_by=? AND"}, false},
		"completed":       {list(store.ContestFilter{VisibleTo: "ann", Status: "completed"}, after), mine, false},
		"ongoing":         {list(store.ContestFilter{VisibleTo: "ann", Status: "ongoing"}, after), []string{"contests_end (end_time>?)"}, true},
		"all upcoming":    {list(store.ContestFilter{IncludeAll: true, Status: "upcoming"}, after), []string{"contests_end (end_time>?)"}, true},
		"everything":      {list(store.ContestFilter{IncludeAll: true}, after), []string{"contests_newest ((created_at,id)<"}, false},
		"open":            {selectOpenContests, []string{"contests_open ((start_time,id)>"}, false},
		"open, in brief":  {selectOpenVersions, []string{"contests_open ((start_time,id)>"}, false},
		"entries":         {selectEntries, []string{"PRIMARY KEY (contest_id=? AND position>?)"}, false},
		"entries of one":  {selectEntriesOf, []string{"COVERING INDEX contest_entries_answer (contest_id=? AND question_id>?)", "contest_entries_answer (contest_id=? AND question_id=? AND participant=?)"}, true},
		"end of a log":    {selectLogState, []string{"e USING PRIMARY KEY (contest_id=? AND position=?)"}, false},
		"registrations":   {selectRegistrations, []string{"registrations_participant (contest_id=? AND participant>?)"}, false},
		"places taken":    {selectTakenOf, []string{"COVERING INDEX registrations_place (contest_id=?)"}, false},
		"engaged":         {selectEngaged, []string{"registrations_joined (user_id=?)"}, false},
		"locks":           {selectLocks, []string{"l USING PRIMARY KEY (question_id=?)"}, true},
		"locks of a list": {isUnlockedQuery(), []string{"question_locks USING PRIMARY KEY (question_id=?)", "l USING PRIMARY KEY (question_id=?)"}, false},
		"reviewers":       {selectReviewers, []string{"question_reviews USING PRIMARY KEY (question_id=?)"}, false},
	} {
		plan := explain(t, db, c.query)
		for _, part := range c.reads {
			if !strings.Contains(plan, part) {
				t.Errorf("%s does not read %s:\n%s", name, part, plan)
			}
		}
		if strings.Contains(plan, "TEMP B-TREE") != c.sorts || strings.Contains(plan, "SCAN contest_") || strings.Contains(plan, "SCAN registrations") {
			t.Errorf("%s reads too much:\n%s", name, plan)
		}
	}
}

func isUnlockedQuery() string {
	query, _ := listQuery(store.QuestionFilter{VisibleTo: "ann"}, store.Position{}, 20)
	return query
}
