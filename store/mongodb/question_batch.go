package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// A group of questions is kept whole or not at all, though each is a document
// of its own. The batch decides:
//
//	note the batch, open ─► insert its questions, unseen ─► decide: committed
//	    ─► let them be seen ─► forget the batch
//
// Until it is committed readers see none of the questions, and whoever finds
// the batch too old withdraws it. From then on whoever finds it finishes it. So
// a crash in the midst leaves nothing that is half there for good.

// batch is a group that is being written.
type batch struct {
	ID    string    `bson:"_id"`
	IDs   []string  `bson:"ids"` // of the questions
	State string    `bson:"state"`
	At    time.Time `bson:"at"` // by the store's clock
}

const (
	batchOpen      = "open"
	batchCommitted = "committed"
	batchWithdrawn = "withdrawn"
)

// abandoned is the age at which an open batch is withdrawn. It is far more than
// a call may take; a call that is slower still loses and tries again.
func (db *DB) abandoned() time.Duration { return 2*db.opts.Timeout + 5*time.Second }

// CreateQuestions implements store.Questions.
func (db *DB) CreateQuestions(ctx context.Context, qs []store.Question) ([]store.Question, error) {
	if err := store.CheckQuestions(qs); err != nil {
		return nil, fmt.Errorf("create questions: %w", err)
	}
	created := make([]store.Question, len(qs))
	for i, q := range qs {
		created[i] = q.Created()
	}
	return call(ctx, db, "create questions", func(ctx context.Context) ([]store.Question, error) {
		if len(created) == 0 {
			return nil, nil
		}
		return retry(ctx, nil, func() (kept []store.Question, done bool, err error) {
			written, err := db.writeQuestions(ctx, created)
			if err != nil || written {
				return created, written, err
			}
			return db.keptInstead(ctx, created)
		})
	})
}

// writeQuestions tries to keep qs; it does not when a key of theirs is taken.
func (db *DB) writeQuestions(ctx context.Context, qs []store.Question) (written bool, err error) {
	if len(qs) == 1 {
		taken, err := insert(ctx, db.questions, asDocument(qs[0]))
		return err == nil && !taken, err
	}
	b, err := db.openBatch(ctx, qs)
	if err != nil {
		return false, err
	}
	documents := make([]any, len(qs))
	for i, q := range qs {
		d := asDocument(q)
		d.Batch = &b.ID
		documents[i] = d
	}
	added, err := insertAll(ctx, db.questions, documents)
	if err != nil {
		db.breakOff(ctx, b)
		return false, err
	}
	if added < len(qs) {
		_, err := db.decide(ctx, b, batchWithdrawn)
		if err == nil {
			err = db.finish(ctx, b, batchWithdrawn)
		}
		return false, err
	}
	committed, err := db.decide(ctx, b, batchCommitted)
	if err != nil {
		db.breakOff(ctx, b)
		return false, err
	}
	if !committed {
		return false, db.finish(ctx, b, batchWithdrawn)
	}
	return true, db.finish(ctx, b, batchCommitted)
}

// breakOff brings a batch to an end whose outcome is not known, so that a
// repeat need not wait until it is abandoned. It outlives the call a little,
// which may have ended just now; where it fails, time does the same.
func (db *DB) breakOff(ctx context.Context, b batch) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	withdrawn, err := db.decide(ctx, b, batchWithdrawn)
	switch {
	case err == nil && withdrawn:
		err = db.finish(ctx, b, batchWithdrawn)
	case err == nil:
		err = db.settle(ctx, b.ID)
	}
	if err != nil {
		db.log.WarnContext(ctx, "a group of questions is left for later", "err", err)
	}
}

func (db *DB) openBatch(ctx context.Context, qs []store.Question) (batch, error) {
	now, err := db.clock.now()
	if err != nil {
		return batch{}, err
	}
	b := batch{ID: bson.NewObjectID().Hex(), State: batchOpen, At: now}
	for _, q := range qs {
		b.IDs = append(b.IDs, q.ID)
	}
	_, err = insert(ctx, db.batches, b)
	return b, err
}

// decide moves an open batch to state; of two who decide one does.
func (db *DB) decide(ctx context.Context, b batch, state string) (bool, error) {
	return update(ctx, db.batches, bson.D{is("_id", b.ID), is("state", batchOpen)}, set(is("state", state)))
}

// finish carries out what was decided. It may be done again, and by many.
func (db *DB) finish(ctx context.Context, b batch, state string) error {
	of := bson.D{in("_id", b.IDs), is("batch", b.ID)}
	var err error
	if state == batchCommitted {
		_, err = db.questions.UpdateMany(ctx, of, set(is("batch", nil)))
	} else {
		_, err = db.questions.DeleteMany(ctx, of)
	}
	if err == nil {
		_, err = db.batches.DeleteOne(ctx, bson.D{is("_id", b.ID)})
	}
	return err
}

// keptInstead finds out what stands in the way of qs: questions under their
// ids, of which this is a repeat; others, which is store.ErrExists; or a batch
// that is not finished, and then it is not done.
func (db *DB) keptInstead(ctx context.Context, qs []store.Question) (known []store.Question, done bool, err error) {
	ids, creators, keys := make([]string, len(qs)), map[string]string{}, []bson.D{}
	for i, q := range qs {
		ids[i], creators[q.ID] = q.ID, q.CreatedBy
		keys = append(keys, bson.D{is("createdBy", q.CreatedBy), is("originKey", originKey(q))})
	}
	found, err := all[questionDocument](ctx, db.questions, bson.D{in("_id", ids)})
	if err != nil {
		return nil, false, err
	}
	for _, d := range found {
		switch {
		case d.Batch != nil:
			return nil, false, db.settle(ctx, *d.Batch)
		case d.Kept.CreatedBy != creators[d.Kept.ID]:
			return nil, true, fmt.Errorf("id %q of another user: %w", d.Kept.ID, store.ErrExists)
		}
	}
	if len(found) > 0 {
		return inOrder(ids, asQuestions(found)), true, nil
	}
	found, err = all[questionDocument](ctx, db.questions, bson.D{or(keys...)})
	if err != nil {
		return nil, false, err
	}
	for _, d := range found {
		if d.Batch == nil {
			return nil, true, fmt.Errorf("origin %q: %w", d.Kept.Origin, store.ErrExists)
		}
		err = db.settle(ctx, *d.Batch)
	}
	return nil, false, err
}

// settle finishes a batch that is decided and withdraws one that is too old;
// one that is being written is left alone. A question of a batch that is
// forgotten was withdrawn, and is taken away.
func (db *DB) settle(ctx context.Context, id string) error {
	b, err := one[batch](ctx, db.batches, bson.D{is("_id", id)})
	if isAbsent(err) {
		_, err = db.questions.DeleteMany(ctx, bson.D{is("batch", id)})
		return err
	}
	if err != nil {
		return err
	}
	if b.State == batchOpen {
		now, err := db.clock.now()
		if err != nil || now.Sub(b.At) < db.abandoned() {
			return err
		}
		if withdrawn, err := db.decide(ctx, b, batchWithdrawn); err != nil || !withdrawn {
			return err
		}
		b.State = batchWithdrawn
	}
	return db.finish(ctx, b, b.State)
}

// settleOldBatches settles what calls that crashed have left.
func (db *DB) settleOldBatches(ctx context.Context) error {
	now, err := db.clock.now()
	if err != nil {
		return err
	}
	old, err := all[batch](ctx, db.batches, bson.D{is("at", bson.D{is("$lt", now.Add(-db.abandoned()))})})
	for _, b := range old {
		if err == nil {
			err = db.settle(ctx, b.ID)
		}
	}
	if err != nil {
		return fmt.Errorf("settle questions of a call that broke off: %w", err)
	}
	return nil
}
