package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

const messageList = "messages" // its name in cursors

// messageRecord has the fields of store.Message under the names they are kept
// by. The document's own id is the driver's: a message's is of its user.
type messageRecord struct {
	ID            string    `bson:"id"`
	UserID        string    `bson:"userId"`
	Type          string    `bson:"type"`
	FromStudent   bool      `bson:"fromStudent"`
	Text          string    `bson:"text"`
	Skill         string    `bson:"skill"`
	QuestionID    string    `bson:"questionId"`
	Trigger       string    `bson:"trigger"`
	Level         int       `bson:"level"`
	RequestDigest string    `bson:"requestDigest"`
	At            time.Time `bson:"at"`
	ReadAt        time.Time `bson:"readAt"`
}

// AddMessage implements store.Messages.
func (db *DB) AddMessage(ctx context.Context, m store.Message) (store.Message, bool, error) {
	if err := m.Check(); err != nil {
		return store.Message{}, false, fmt.Errorf("add message: %w", err)
	}
	m = m.Kept()
	added := false
	kept, err := call(ctx, db, "add message", func(ctx context.Context) (store.Message, error) {
		return retry(ctx, nil, func() (store.Message, bool, error) {
			taken, err := insert(ctx, db.messages, messageRecord(m))
			if err != nil || !taken {
				added = err == nil
				return m, true, err
			}
			first, err := db.message(ctx, m.UserID, m.ID)
			return first, err == nil, notAbsent(err)
		})
	})
	return kept, added, err
}

func (db *DB) message(ctx context.Context, userID, id string) (store.Message, error) {
	m, err := one[messageRecord](ctx, db.messages, bson.D{is("userId", userID), is("id", id)})
	if err != nil {
		return store.Message{}, fmt.Errorf("%q: %w", id, err)
	}
	return store.Message(m), nil
}

// Message implements store.Messages.
func (db *DB) Message(ctx context.Context, userID, id string) (store.Message, error) {
	return call(ctx, db, "message", func(ctx context.Context) (store.Message, error) { return db.message(ctx, userID, id) })
}

// MessagesOf implements store.Messages.
func (db *DB) MessagesOf(ctx context.Context, userID string, f store.MessageFilter, p store.Page) (store.List[store.Message], error) {
	after, err := store.ParseCursor(messageList, p.Cursor)
	if err != nil {
		return store.List[store.Message]{}, fmt.Errorf("messages: %w", err)
	}
	filter := append(bson.D{is("userId", userID)}, preceding("at", "id", after)...)
	if f.UnreadOnly {
		filter = append(filter, is("readAt", nil))
	}
	for _, m := range []struct{ name, value string }{{"type", f.Type}, {"questionId", f.QuestionID}, {"trigger", f.Trigger}} {
		if m.value != "" {
			filter = append(filter, is(m.name, m.value))
		}
	}
	limit := store.ClampLimit(p.Limit)
	return call(ctx, db, "messages", func(ctx context.Context) (list store.List[store.Message], err error) {
		found, err := db.findMessages(ctx, filter, limit+1)
		return page(found, limit, messageList), err
	})
}

// findMessages reads the newest, at most limit; 0 is all.
func (db *DB) findMessages(ctx context.Context, filter bson.D, limit int) (ms []store.Message, err error) {
	found, err := all[messageRecord](ctx, db.messages, filter, options.Find().SetSort(newest("at", "id")).SetLimit(int64(limit)))
	for _, m := range found {
		ms = append(ms, store.Message(m))
	}
	return ms, err
}

// UnreadMessages implements store.Messages.
func (db *DB) UnreadMessages(ctx context.Context, userID string) (int64, error) {
	return call(ctx, db, "unread messages", func(ctx context.Context) (int64, error) {
		counts, err := countBy[string](ctx, db.messages, bson.D{is("userId", userID), is("readAt", nil)}, "userId")
		return int64(counts[userID]), err
	})
}

// MarkRead implements store.Messages.
func (db *DB) MarkRead(ctx context.Context, userID string, ids []string, at time.Time) ([]store.Message, error) {
	err := tooMany(len(ids))
	if err == nil && at.IsZero() {
		err = fmt.Errorf("without time: %w", store.ErrInvalid)
	}
	if err != nil {
		return nil, fmt.Errorf("mark read: %w", err)
	}
	return call(ctx, db, "mark read", func(ctx context.Context) ([]store.Message, error) {
		if len(ids) == 0 {
			return nil, nil
		}
		marked := bson.D{is("userId", userID), in("id", ids)}
		_, err := db.messages.UpdateMany(ctx, append(marked[:2:2], is("readAt", nil)), set(is("readAt", store.Millis(at))))
		if err != nil {
			return nil, err
		}
		return db.findMessages(ctx, marked, 0)
	})
}

// PruneMessages implements store.Messages.
func (db *DB) PruneMessages(ctx context.Context, userID string, keep int) error {
	if keep < 1 {
		return fmt.Errorf("prune messages to %d: %w", keep, store.ErrInvalid)
	}
	_, err := call(ctx, db, "prune messages", func(ctx context.Context) (none struct{}, err error) {
		mine := bson.D{is("userId", userID)}
		first, err := one[messageRecord](ctx, db.messages, mine, // beyond the newest
			options.FindOne().SetSort(newest("at", "id")).SetSkip(int64(keep)).SetProjection(only("at", "id")))
		if err != nil {
			return none, notAbsent(err)
		}
		_, err = db.messages.DeleteMany(ctx, append(mine, or(
			preceding("at", "id", store.Message(first).Position()), bson.D{is("at", first.At), is("id", first.ID)})))
		return none, err
	})
	return err
}
