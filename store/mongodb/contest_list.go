package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

const contestList = "contests" // its name in cursors

func asContests(records []contestRecord) []store.Contest {
	var cs []store.Contest
	for _, c := range records {
		cs = append(cs, store.Contest(c))
	}
	return cs
}

// OpenContests implements store.Contests.
func (db *DB) OpenContests(ctx context.Context, after store.Position, limit int) ([]store.Contest, error) {
	return call(ctx, db, "open contests", func(ctx context.Context) ([]store.Contest, error) {
		found, err := all[contestRecord](ctx, db.contests, append(bson.D{is("open", true)}, following("startTime", "_id", after)...),
			options.Find().SetSort(oldest("startTime", "_id")).SetLimit(int64(store.ClampLimit(limit))))
		return asContests(found), err
	})
}

// OpenVersions implements store.Contests.
func (db *DB) OpenVersions(ctx context.Context, after store.Position, limit int) ([]store.ContestVersion, error) {
	return call(ctx, db, "open versions", func(ctx context.Context) ([]store.ContestVersion, error) {
		found, err := all[contestRecord](ctx, db.contests, append(bson.D{is("open", true)}, following("startTime", "_id", after)...),
			options.Find().SetSort(oldest("startTime", "_id")).SetLimit(int64(store.ClampLimit(limit))).
				SetProjection(only("startTime", "version", "frozenAt")))
		var versions []store.ContestVersion
		for _, c := range found {
			versions = append(versions, store.ContestVersion{ID: c.ID, StartTime: c.StartTime, Version: c.Version, Frozen: !c.FrozenAt.IsZero()})
		}
		return versions, err
	})
}

// ListContests implements store.Contests.
func (db *DB) ListContests(ctx context.Context, f store.ContestFilter, p store.Page) (store.List[store.Contest], error) {
	after, err := store.ParseCursor(contestList, p.Cursor)
	if err != nil {
		return store.List[store.Contest]{}, fmt.Errorf("list contests: %w", err)
	}
	filter, err := contestFilter(f)
	if err != nil {
		return store.List[store.Contest]{}, fmt.Errorf("list contests: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return call(ctx, db, "list contests", func(ctx context.Context) (list store.List[store.Contest], err error) {
		and := bson.A{filter}
		if place := preceding("createdAt", "_id", after); place != nil {
			and = append(and, place)
		}
		if !f.IncludeAll {
			seen, err := db.contestsSeen(ctx, f.VisibleTo)
			if err != nil {
				return list, err
			}
			and = append(and, seen)
		}
		found, err := all[contestRecord](ctx, db.contests, bson.D{is("$and", and)},
			options.Find().SetSort(newest("createdAt", "_id")).SetLimit(int64(limit+1)))
		return page(asContests(found), limit, contestList), err
	})
}

// contestFilter is what a filter asks of a contest, whoever asks.
func contestFilter(f store.ContestFilter) (bson.D, error) {
	c := bson.D{is("_id", bson.D{is("$ne", "")})} // which is always so: an empty condition is none
	if f.ExamType != "" {
		c = append(c, is("examType", f.ExamType))
	}
	if f.CreatedBy != "" {
		c = append(c, is("createdBy", f.CreatedBy))
	}
	announced := append(c, is("draft", false), is("cancelledAt", nil))
	later, earlier := bson.D{is("$gt", f.Now)}, bson.D{is("$lte", f.Now)}
	switch f.Status {
	case "":
		return c, nil
	case "draft":
		return append(c, is("draft", true), is("cancelledAt", nil)), nil
	case "cancelled":
		return append(c, is("cancelledAt", bson.D{is("$ne", nil)})), nil
	case "upcoming":
		c = append(announced, is("endTime", later), is("startTime", later))
	case "ongoing":
		c = append(announced, is("endTime", later), is("startTime", earlier))
	case "completed":
		c = append(announced, is("endTime", earlier))
	default:
		return nil, fmt.Errorf("status %q: %w", f.Status, store.ErrInvalid)
	}
	if f.Now.IsZero() {
		return nil, fmt.Errorf("status %q at no time: %w", f.Status, store.ErrInvalid)
	}
	return c, nil
}

// contestsSeen is what a user may see: walks along an index each, which the
// server merges.
func (db *DB) contestsSeen(ctx context.Context, userID string) (bson.D, error) {
	walks := []bson.D{{is("isPublic", true), is("draft", false)}}
	if userID == "" {
		return bson.D{or(walks...)}, nil
	}
	walks = append(walks, bson.D{is("createdBy", userID)})
	registered, err := all[registrationDocument](ctx, db.registrations, bson.D{is("userId", userID)},
		options.Find().SetProjection(only("contestId")))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range registered {
		ids = append(ids, r.Kept.ContestID)
	}
	if len(ids) > 0 {
		walks = append(walks, bson.D{in("_id", ids), is("draft", false)})
	}
	return bson.D{or(walks...)}, nil
}
