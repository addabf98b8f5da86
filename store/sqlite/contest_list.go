package sqlite

import (
	"context"
	"fmt"
	"strings"

	"prepwire/store"
)

const contestList = "contests" // its name in cursors

const selectOpenContests = `SELECT ` + contestColumns + ` FROM contests
	WHERE NOT draft AND cancelled_at IS NULL AND closed_at IS NULL AND (start_time, id) > (?, ?)
	ORDER BY start_time, id LIMIT ?`

const selectOpenVersions = `SELECT id, start_time, version, frozen_at IS NOT NULL FROM contests
	WHERE NOT draft AND cancelled_at IS NULL AND closed_at IS NULL AND (start_time, id) > (?, ?)
	ORDER BY start_time, id LIMIT ?`

// OpenVersions implements store.Contests.
func (db *DB) OpenVersions(ctx context.Context, after store.Position, limit int) ([]store.ContestVersion, error) {
	return read(ctx, db, "open versions", func(ctx context.Context) ([]store.ContestVersion, error) {
		return rows(ctx, db, selectOpenVersions, []any{positionMillis(after), after.ID, store.ClampLimit(limit)},
			func(s scanner) (v store.ContestVersion, err error) {
				var start int64
				err = s.Scan(&v.ID, &start, &v.Version, &v.Frozen)
				v.StartTime = millisTime(start)
				return v, err
			})
	})
}

// OpenContests implements store.Contests.
func (db *DB) OpenContests(ctx context.Context, after store.Position, limit int) ([]store.Contest, error) {
	return read(ctx, db, "open contests", func(ctx context.Context) ([]store.Contest, error) {
		return rows(ctx, db, selectOpenContests, []any{positionMillis(after), after.ID, store.ClampLimit(limit)}, scanContest)
	})
}

// ListContests implements store.Contests.
func (db *DB) ListContests(ctx context.Context, f store.ContestFilter, p store.Page) (store.List[store.Contest], error) {
	after, err := store.ParseCursor(contestList, p.Cursor)
	if err != nil {
		return store.List[store.Contest]{}, fmt.Errorf("list contests: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	query, args, err := contestListQuery(f, after, limit+1)
	if err != nil {
		return store.List[store.Contest]{}, fmt.Errorf("list contests: %w", err)
	}
	return read(ctx, db, "list contests", func(ctx context.Context) (list store.List[store.Contest], err error) {
		found, err := db.read.QueryContext(ctx, query, args...)
		if err != nil {
			return list, err
		}
		contests, err := collect(found, scanContest)
		if err != nil {
			return list, err
		}
		return page(contests, limit, contestList), nil
	})
}

// contestListQuery makes the statement for a filter. What a user may see is
// walks along one index each, which SQLite merges in their order. Contests that
// are not over are few: they are read whole and sorted.
func contestListQuery(f store.ContestFilter, after store.Position, limit int) (string, []any, error) {
	var c conditions
	if err := c.status(f); err != nil {
		return "", nil, err
	}
	c.addText("exam_type", f.ExamType)
	c.addText("created_by", f.CreatedBy)
	if !after.IsZero() {
		c.add("(created_at, id) < ("+c.parameter(after.At.UnixMilli())+", @)", after.ID)
	}
	user := c.parameter(f.VisibleTo)
	own := c.walk("contests", "NOT (is_public AND NOT draft)", "created_by = "+user)
	var walks []string
	switch {
	case f.Status == "upcoming" || f.Status == "ongoing":
		walks = []string{c.walk("contests INDEXED BY contests_end", visibleTo(user, f.IncludeAll))}
	case f.IncludeAll:
		walks = []string{c.walk("contests", "TRUE")}
	case f.Status == "draft":
		walks = []string{own}
	default:
		walks = []string{own, c.walk("contests", "is_public", "NOT draft"), c.registered(user)}
	}
	return strings.Join(walks, " UNION ALL ") + " ORDER BY created_at DESC, id DESC LIMIT " + c.parameter(limit), c.args, nil
}

// status asks for contests in a state.
func (c *conditions) status(f store.ContestFilter) error {
	const announced = "NOT draft AND cancelled_at IS NULL"
	now := f.Now.UnixMilli()
	switch f.Status {
	case "":
		return nil
	case "draft":
		c.terms = append(c.terms, "draft", "cancelled_at IS NULL")
		return nil
	case "cancelled":
		c.terms = append(c.terms, "cancelled_at IS NOT NULL")
		return nil
	case "upcoming":
		c.add(announced+" AND end_time > @ AND start_time > @", now)
	case "ongoing":
		c.add(announced+" AND end_time > @ AND start_time <= @", now)
	case "completed":
		c.add(announced+" AND end_time <= @", now)
	default:
		return fmt.Errorf("status %q: %w", f.Status, store.ErrInvalid)
	}
	if f.Now.IsZero() {
		return fmt.Errorf("status %q at no time: %w", f.Status, store.ErrInvalid)
	}
	return nil
}

// visibleTo is the term that leaves what a user may see of contests that are
// no drafts.
func visibleTo(user string, all bool) string {
	if all {
		return user + " IS NOT NULL" // which it always is
	}
	return `(is_public OR created_by = ` + user + ` OR EXISTS (
		SELECT 1 FROM registrations WHERE contest_id = contests.id AND user_id = ` + user + `))`
}

// walk reads contests that meet the conditions and more.
func (c *conditions) walk(from string, more ...string) string {
	terms := append(c.terms[:len(c.terms):len(c.terms)], more...)
	return "SELECT " + contestColumns + " FROM " + from + " WHERE " + strings.Join(terms, " AND ")
}

// registered walks the private contests of others that a user is registered
// in. It reads id and creation from the registrations, which are in order.
func (c *conditions) registered(user string) string {
	walk := c.walk("registrations CROSS JOIN contests ON contests.id = contest_id",
		"user_id = "+user, "NOT is_public", "NOT draft", "created_by <> "+user)
	return fromRegistration.Replace(walk)
}

var fromRegistration = strings.NewReplacer(
	"SELECT id,", "SELECT contest_id,", " created_at,", " contest_created_at,", "(created_at, id)", "(contest_created_at, contest_id)")
