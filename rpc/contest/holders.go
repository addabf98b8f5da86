package contest

import (
	"context"
	"fmt"
	"slices"

	"prepwire/auth"
	"prepwire/store"
)

// byAuthor is the provider of questions that somebody wrote by hand.
const byAuthor = "author"

// sees says whether an organizer may see a question and so may use it: as
// question.get does, save that a question which is locked by an open contest
// is seen by its author and that contest's organizer alone.
func sees(who *auth.Identity, q store.Question, lock store.QuestionLock, locked bool) bool {
	own := q.CreatedBy == who.UserID || who.Has(auth.Admin)
	if locked && !own && !slices.Contains(lock.Organizers, who.UserID) {
		return false
	}
	return own || q.Visibility == store.Shared || who.Has(auth.Author) && q.Provider != byAuthor
}

// keyHolders are the users who know an answer of a contest: who created it or
// one of its questions, or reviewed one.
func (s *Service) keyHolders(ctx context.Context, c store.Contest, questions []store.Question) ([]string, error) {
	holders := map[string]bool{c.CreatedBy: true}
	ids := make([]string, len(questions))
	for i, q := range questions {
		ids[i] = q.ID
		holders[q.CreatedBy] = true
	}
	reviewers, err := s.store.ReviewersOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("find reviewers: %w", err)
	}
	for _, users := range reviewers {
		for _, user := range users {
			holders[user] = true
		}
	}
	return sortedKeys(holders), nil
}

// knowsKey says whether a user is a key holder of a contest, frozen or not.
func (s *Service) knowsKey(ctx context.Context, c store.Contest, userID string) (bool, error) {
	if c.CreatedBy == userID {
		return true, nil
	}
	authors, err := s.authorsOf(ctx, c)
	if err != nil || authors[userID] {
		return authors[userID], err
	}
	reviewers, err := s.store.ReviewersOf(ctx, questionIDs(c))
	if err != nil {
		return false, fmt.Errorf("find reviewers: %w", err)
	}
	for _, users := range reviewers {
		if slices.Contains(users, userID) {
			return true, nil
		}
	}
	return false, nil
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
