package contest

import (
	"time"

	"prepwire/schema"
	"prepwire/store"
)

// Statuses of contests.
const (
	draft     schema.ContestStatus = "draft"
	upcoming  schema.ContestStatus = "upcoming"
	ongoing   schema.ContestStatus = "ongoing"
	completed schema.ContestStatus = "completed"
	cancelled schema.ContestStatus = "cancelled"
)

// freezeBefore is how long before its start a contest freezes at the latest.
const freezeBefore = time.Minute

// statusOf follows the clock, except for drafts and what was cancelled.
func statusOf(c store.Contest, now time.Time) schema.ContestStatus {
	switch {
	case !c.CancelledAt.IsZero():
		return cancelled
	case c.Draft:
		return draft
	case now.Before(c.StartTime):
		return upcoming
	case now.Before(c.EndTime):
		return ongoing
	}
	return completed
}

// frozen says whether the organizer may no longer change c.
func frozen(c store.Contest, now time.Time) bool {
	return !c.FrozenAt.IsZero() || !c.Draft && !now.Before(c.StartTime.Add(-freezeBefore))
}
