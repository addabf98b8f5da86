package session

import (
	"context"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// view is a session as its user sees it.
func (s *Service) view(ctx context.Context, kept store.Session) schema.Session {
	v := schema.Session{
		ID:        schema.ID(kept.ID),
		UserID:    kept.UserID,
		Kind:      schema.SessionKind(kept.Kind),
		Goals:     append([]string{}, kept.Goals...),
		Status:    "active",
		State:     schema.StateObject(kept.State),
		Version:   int64(kept.Version),
		StartedAt: schema.Time{Time: kept.StartedAt},
		Devices:   []schema.Device{},
	}
	if !kept.Active() {
		v.Status, v.EndedAt = "ended", schema.Time{Time: kept.EndedAt}
	} else if s.devices != nil {
		v.Devices = s.devices.of(ctx, kept.UserID)
	}
	if kept.Summary != nil {
		sum := summaryView(*kept.Summary)
		v.Summary = &sum
	}
	return v
}

func summaryView(sum store.SessionSummary) schema.SessionSummary {
	v := schema.SessionSummary{Answered: int64(sum.Answered), Correct: int64(sum.Correct),
		BestStreak: int64(sum.BestStreak), TimeMs: sum.TimeMs, MasteryChanges: []schema.MasteryChange{}}
	for _, c := range sum.MasteryChanges {
		v.MasteryChanges = append(v.MasteryChanges, schema.MasteryChange(c))
	}
	return v
}

// presenceWithin bounds how long a call waits to hear who is there.
const presenceWithin = time.Second

// of lists the devices of a user that are there. Where that cannot be told it
// is none: a session is worth having without.
func (d *devices) of(ctx context.Context, userID string) []schema.Device {
	ctx, cancel := context.WithTimeout(ctx, presenceWithin)
	defer cancel()
	members, err := d.presence.Members(ctx, hereGroup(userID), maxDevices)
	if err != nil {
		d.log.DebugContext(ctx, "devices", "user", userID, "err", err)
		return []schema.Device{}
	}
	list := make([]schema.Device, len(members))
	for i, m := range members {
		list[i] = schema.Device{ConnectionID: schema.ID(m.ID), Device: m.Info, Since: schema.Time{Time: m.Since}}
	}
	return list
}
