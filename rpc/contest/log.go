package contest

import (
	"context"
	"encoding/json"
	"fmt"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/contest/answerlog"
	"prepwire/schema"
	"prepwire/store"
)

// log answers a part of a contest's log, as it is kept. The key is in its last
// entry alone. Who owns the contest may read it at any time.
func (s *Service) log(ctx context.Context, params schema.ContestLogParams) (schema.ContestLog, error) {
	_, who := caller(ctx)
	c, place, err := s.findVisible(ctx, who, params.ContestID)
	if err != nil {
		return schema.ContestLog{}, err
	}
	if err := s.mayReadLog(ctx, who, c, place); err != nil {
		return schema.ContestLog{}, err
	}
	kept, err := s.store.Entries(ctx, c.ID, params.After, store.ClampLimit(int(params.Limit)))
	if err != nil {
		return schema.ContestLog{}, fmt.Errorf("read log: %w", err)
	}
	result := schema.ContestLog{Items: make([]schema.LogEntry, len(kept)), Head: c.LogHead}
	for i, k := range kept {
		if err := json.Unmarshal(k.Body, &result.Items[i]); err != nil {
			return schema.ContestLog{}, fmt.Errorf("log entry %d: %w", k.Position, err)
		}
	}
	if result.Head == "" {
		from := int64(0)
		if len(kept) > 0 {
			from = kept[len(kept)-1].Position
		}
		result.Head, err = s.lastHash(ctx, c.ID, from)
	}
	return result, err
}

func (s *Service) mayReadLog(ctx context.Context, who *auth.Identity, c store.Contest, place *store.Registration) error {
	switch {
	case owns(who, c):
		return nil
	case place == nil:
		return rpc.Refuse(schema.NotOwner)
	}
	_, err := s.endOf(ctx, c)
	return err
}

// lastHash is the hash of the last entry of a log that goes on, empty for an
// empty one. from is a position that the log has reached, if it has any. The
// steps double until they are too long, then they halve.
func (s *Service) lastHash(ctx context.Context, contestID string, from int64) (string, error) {
	var last []store.ContestEntry
	at := max(0, from-1)
	for step, growing := int64(1), true; step > 0; {
		found, err := s.store.Entries(ctx, contestID, at+step-1, 1)
		if err != nil {
			return "", fmt.Errorf("read log: %w", err)
		}
		if len(found) > 0 {
			last, at = found, at+step
		} else {
			growing = false
		}
		if growing {
			step *= 2
		} else {
			step /= 2
		}
	}
	if last == nil {
		return "", nil
	}
	e, err := answerlog.Parse(last[0].Body)
	return e.Hash, err
}
