package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

const reportList = "reports" // its name in cursors

// reportRecord has the fields of store.Report under the names they are kept by.
type reportRecord struct {
	ID          string    `bson:"_id"`
	QuestionID  string    `bson:"questionId"`
	UserID      string    `bson:"userId"`
	Type        string    `bson:"type"`
	Description string    `bson:"description"`
	At          time.Time `bson:"at"`
}

// AddReport implements store.Reports.
func (db *DB) AddReport(ctx context.Context, r store.Report) (store.Report, error) {
	if err := r.Check(); err != nil {
		return store.Report{}, fmt.Errorf("add report: %w", err)
	}
	r.At = store.Millis(r.At)
	return call(ctx, db, "add report", func(ctx context.Context) (store.Report, error) {
		return retry(ctx, nil, func() (store.Report, bool, error) {
			taken, err := insert(ctx, db.reports, reportRecord(r))
			if err != nil || !taken {
				return r, true, err
			}
			first, err := one[reportRecord](ctx, db.reports, bson.D{is("userId", r.UserID), is("questionId", r.QuestionID), is("type", r.Type)})
			if !isAbsent(err) {
				return store.Report(first), true, err
			}
			_, err = one[reportRecord](ctx, db.reports, bson.D{is("_id", r.ID)})
			if err == nil {
				return store.Report{}, true, fmt.Errorf("id %q: %w", r.ID, store.ErrExists)
			}
			return store.Report{}, false, notAbsent(err)
		})
	})
}

// ReportsOf implements store.Reports.
func (db *DB) ReportsOf(ctx context.Context, questionID string, p store.Page) (store.List[store.Report], error) {
	after, err := store.ParseCursor(reportList, p.Cursor)
	if err != nil {
		return store.List[store.Report]{}, fmt.Errorf("reports: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return call(ctx, db, "reports", func(ctx context.Context) (list store.List[store.Report], err error) {
		found, err := all[reportRecord](ctx, db.reports, append(bson.D{is("questionId", questionID)}, preceding("at", "_id", after)...),
			options.Find().SetSort(newest("at", "_id")).SetLimit(int64(limit+1)))
		var reports []store.Report
		for _, r := range found {
			reports = append(reports, store.Report(r))
		}
		return page(reports, limit, reportList), err
	})
}
