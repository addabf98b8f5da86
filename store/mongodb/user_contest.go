package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// contestState is a contest as it bears on erasing who made it or plays in it.
type contestState struct {
	ID          string    `bson:"_id"`
	Version     int       `bson:"version"`
	Draft       bool      `bson:"draft"`
	CancelledAt time.Time `bson:"cancelledAt"`
	Open        bool      `bson:"open"`
	Begun       bool      `bson:"begun"`
}

// isMereDraft says that nobody but its user ever saw a contest.
func (c contestState) isMereDraft() bool { return c.Draft && c.CancelledAt.IsZero() && !c.Begun }

func (db *DB) contestStates(ctx context.Context, which bson.D) ([]contestState, error) {
	return all[contestState](ctx, db.contests, which,
		options.Find().SetProjection(only("version", "draft", "cancelledAt", "open", "begun")))
}

func (db *DB) countContests(ctx context.Context, userID string, h *store.Holdings) error {
	own, err := db.contestStates(ctx, bson.D{is("createdBy", userID)})
	for _, c := range own {
		switch {
		case c.isMereDraft():
			h.Drafts++
		case c.Open:
			h.HeldContests++
			h.Engaged = append(h.Engaged, c.ID)
		default:
			h.Contests++
		}
	}
	return err
}

func (db *DB) countPlaces(ctx context.Context, userID string, h *store.Holdings) error {
	places, err := all[registrationDocument](ctx, db.registrations, bson.D{is("userId", userID)})
	if err != nil || len(places) == 0 {
		return err
	}
	begun := make(map[string]bool)
	for first := 0; first < len(places); first += store.MaxLimit {
		var ids []string
		for _, p := range places[first:min(first+store.MaxLimit, len(places))] {
			ids = append(ids, p.Kept.ContestID)
		}
		found, err := db.contestStates(ctx, bson.D{in("_id", ids), is("begun", true)})
		if err != nil {
			return err
		}
		for _, c := range found {
			begun[c.ID] = true
			if c.Open {
				h.Engaged = append(h.Engaged, c.ID)
			}
		}
	}
	for _, p := range places {
		if !begun[p.Kept.ContestID] {
			h.Places++
			continue
		}
		h.Registrations++
		n, err := db.entries.CountDocuments(ctx, bson.D{is("contestId", p.Kept.ContestID), is("participant", p.Kept.Participant)})
		if err != nil {
			return err
		}
		h.Answers += n
	}
	return nil
}

// namedIn are the frozen copies that name a user. Two indexes find them.
func namedIn(userID string) bson.D {
	return bson.D{or(bson.D{is("keyHolders", userID)}, bson.D{is("questions.createdBy", userID)})}
}

// copies are the frozen copies that name a user: those of contests that are over,
// and how many are of open ones.
func (db *DB) copiesNaming(ctx context.Context, userID string) (over []freezeDocument, held int, err error) {
	named, err := all[freezeDocument](ctx, db.freezes, namedIn(userID), options.Find().SetProjection(only("contestId")))
	if err != nil || len(named) == 0 {
		return nil, 0, err
	}
	for _, f := range named {
		open, err := db.contestStates(ctx, bson.D{is("_id", f.ContestID), is("open", true)})
		switch {
		case err != nil:
			return nil, 0, err
		case len(open) > 0:
			held++
		default:
			over = append(over, f)
		}
	}
	return over, held, nil
}

func (db *DB) countCopies(ctx context.Context, userID string, h *store.Holdings) error {
	over, held, err := db.copiesNaming(ctx, userID)
	h.Copies, h.HeldCopies = int64(len(over)), int64(held)
	return err
}
