package contest

import (
	"context"
	"fmt"
	"sync"

	"prepwire/rpc/contest/answerlog"
)

// keptCommitments bounds what is kept of them.
const keptCommitments = 4096

// commitments are those of contests by id. A commitment never changes.
type commitments struct {
	mu   sync.Mutex // guards what follows
	byID map[string]string
}

func newCommitments() *commitments { return &commitments{byID: map[string]string{}} }

func (c *commitments) find(id string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.byID[id]
	return found, ok
}

func (c *commitments) keep(id, commitment string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.byID) >= keptCommitments {
		for other := range c.byID { // any one
			delete(c.byID, other)
			break
		}
	}
	c.byID[id] = commitment
}

// commitment is the key commitment of a frozen contest.
func (s *Service) commitment(ctx context.Context, contestID string) (string, error) {
	if found, ok := s.commitments.find(contestID); ok {
		return found, nil
	}
	found, err := s.readCommitment(ctx, contestID)
	if err == nil {
		s.commitments.keep(contestID, found)
	}
	return found, err
}

// readCommitment looks in the log first: what is frozen is large.
func (s *Service) readCommitment(ctx context.Context, contestID string) (string, error) {
	first, err := s.store.Entries(ctx, contestID, 0, 1)
	if err != nil {
		return "", fmt.Errorf("read log: %w", err)
	}
	if len(first) > 0 {
		e, err := answerlog.Parse(first[0].Body)
		if err != nil || e.Opened == nil {
			return "", fmt.Errorf("log entry 1 of contest %s does not open it: %w", contestID, err)
		}
		return e.Opened.KeyCommitment, nil
	}
	f, err := s.store.ContestFreeze(ctx, contestID)
	if err != nil {
		return "", fmt.Errorf("read what was frozen: %w", err)
	}
	return f.KeyCommitment, nil
}
