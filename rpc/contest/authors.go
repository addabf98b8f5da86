package contest

import (
	"context"
	"fmt"
	"sync"

	"prepwire/store"
)

// keptAuthors bounds what is kept of them.
const keptAuthors = 1024

// authors are who made the questions of contests. To look them up means to read
// all questions, and everybody who registers is compared with them. They are
// those of one version of a contest: its questions may be changed for others,
// but nobody else becomes the author of a question.
type authors struct {
	mu   sync.Mutex // guards what follows
	byID map[string]authorsOf
}

type authorsOf struct {
	version int
	users   map[string]bool
}

func newAuthors() *authors { return &authors{byID: map[string]authorsOf{}} }

func (a *authors) find(c store.Contest) (map[string]bool, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	found, ok := a.byID[c.ID]
	return found.users, ok && found.version == c.Version
}

func (a *authors) keep(c store.Contest, users map[string]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.byID) >= keptAuthors {
		for other := range a.byID { // any one
			delete(a.byID, other)
			break
		}
	}
	a.byID[c.ID] = authorsOf{c.Version, users}
}

// authorsOf are who made the questions of a contest.
func (s *Service) authorsOf(ctx context.Context, c store.Contest) (map[string]bool, error) {
	if users, ok := s.authors.find(c); ok {
		return users, nil
	}
	questions, err := s.store.QuestionsByID(ctx, questionIDs(c))
	if err != nil {
		return nil, fmt.Errorf("find questions: %w", err)
	}
	users := map[string]bool{}
	for _, q := range questions {
		users[q.CreatedBy] = true
	}
	s.authors.keep(c, users)
	return users, nil
}

func questionIDs(c store.Contest) []string {
	ids := make([]string, len(c.Questions))
	for i, q := range c.Questions {
		ids[i] = q.QuestionID
	}
	return ids
}
