package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"prepwire/store"
)

const reportList = "reports" // its name in cursors

const reportColumns = `id, question_id, user_id, type, description, at`

const (
	insertReport = `INSERT INTO reports (` + reportColumns + `) VALUES (?, ?, ?, ?, ?, ?)`

	selectReport = `SELECT ` + reportColumns + ` FROM reports WHERE user_id = ? AND question_id = ? AND type = ?`

	selectReportsOf = `SELECT ` + reportColumns + ` FROM reports
		WHERE question_id = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?`
)

// AddReport implements store.Reports.
func (db *DB) AddReport(ctx context.Context, r store.Report) (store.Report, error) {
	if err := r.Check(); err != nil {
		return store.Report{}, fmt.Errorf("add report: %w", err)
	}
	r.At = store.Millis(r.At)
	return write(ctx, db, "add report", func(t *tx) (store.Report, error) {
		stmt, err := t.prepare(selectReport)
		if err != nil {
			return store.Report{}, err
		}
		first, err := scanReport(stmt.QueryRow(r.UserID, r.QuestionID, r.Type))
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return first, err
		}
		_, err = t.exec(insertReport, r.ID, r.QuestionID, r.UserID, r.Type, r.Description, r.At.UnixMilli())
		if isUnique(err) {
			return store.Report{}, fmt.Errorf("id %q: %w", r.ID, store.ErrExists)
		}
		return r, err
	})
}

// ReportsOf implements store.Reports.
func (db *DB) ReportsOf(ctx context.Context, questionID string, p store.Page) (store.List[store.Report], error) {
	after, err := store.ParseCursor(reportList, p.Cursor)
	if err != nil {
		return store.List[store.Report]{}, fmt.Errorf("reports: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return read(ctx, db, "reports", func(ctx context.Context) (list store.List[store.Report], err error) {
		args := []any{questionID, fromNewest(after), after.ID, limit + 1}
		reports, err := rows(ctx, db, selectReportsOf, args, scanReport)
		if err != nil {
			return list, err
		}
		return page(reports, limit, reportList), nil
	})
}

func scanReport(row scanner) (r store.Report, err error) {
	var at int64
	err = row.Scan(&r.ID, &r.QuestionID, &r.UserID, &r.Type, &r.Description, &at)
	r.At = millisTime(at)
	return r, err
}
