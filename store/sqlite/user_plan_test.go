package sqlite

import (
	"regexp"
	"strings"
	"testing"
)

// What is held of one user is found by indexes, also to erase it: only frozen
// copies and revocations are read whole.
func TestUsersAreFoundByIndexes(t *testing.T) {
	db := openTemp(t)
	queries := append([]string{selectHoldings, selectEngagedIn, selectRegistrationsOf, selectReportsBy, selectReviewsBy,
		selectQuestionsBy, selectPlaces, selectNamedCopies, updateNameless}, erasures...)
	scan := regexp.MustCompile(`SCAN (\w+)`)
	for _, query := range queries {
		plan := explain(t, db, query)
		for _, found := range scan.FindAllStringSubmatch(plan, -1) {
			switch found[1] {
			case "contest_freezes", "revocations", "json_each", "q", "CONSTANT": // the others are lists of one row
			default:
				t.Errorf("reads all of %s:\n%s\n%s", found[1], query, plan)
			}
		}
	}
	if plan := explain(t, db, selectQuestionsBy); strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("sorts:\n%s", plan)
	}
}
