package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"prepwire/store"
)

const messageList = "messages" // its name in cursors

const messageColumns = `user_id, id, type, from_student, text, skill, question_id, "trigger", level, request_digest, at, read_at`

const (
	insertMessage = `INSERT INTO messages (` + messageColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (user_id, id) DO NOTHING`

	selectMessage = `SELECT ` + messageColumns + ` FROM messages WHERE user_id = ? AND id = ?`

	selectUnread = `SELECT count(*) FROM messages WHERE user_id = ? AND read_at IS NULL`

	updateRead = `UPDATE messages SET read_at = ?
		WHERE user_id = ? AND read_at IS NULL AND id IN (SELECT value FROM json_each(?))`

	selectMarked = `SELECT ` + messageColumns + ` FROM messages
		WHERE user_id = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC`

	// The first message beyond the newest, and all before it.
	deleteOldMessages = `DELETE FROM messages WHERE user_id = ?1 AND (at, id) <=
		(SELECT at, id FROM messages WHERE user_id = ?1 ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?2)`
)

// AddMessage implements store.Messages.
func (db *DB) AddMessage(ctx context.Context, m store.Message) (store.Message, bool, error) {
	if err := m.Check(); err != nil {
		return store.Message{}, false, fmt.Errorf("add message: %w", err)
	}
	type outcome struct {
		kept  store.Message
		added bool
	}
	done, err := write(ctx, db, "add message", func(t *tx) (outcome, error) {
		m := m.Kept()
		result, err := t.exec(insertMessage, m.UserID, m.ID, m.Type, m.FromStudent, m.Text, m.Skill, m.QuestionID,
			m.Trigger, m.Level, m.RequestDigest, m.At.UnixMilli(), optionalTime(m.ReadAt))
		if err != nil {
			return outcome{}, err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return outcome{m, true}, err
		}
		stmt, err := t.prepare(selectMessage)
		if err != nil {
			return outcome{}, err
		}
		first, err := scanMessage(stmt.QueryRow(m.UserID, m.ID))
		return outcome{first, false}, err
	})
	return done.kept, done.added, err
}

// Message implements store.Messages.
func (db *DB) Message(ctx context.Context, userID, id string) (store.Message, error) {
	return read(ctx, db, "message", func(ctx context.Context) (store.Message, error) {
		stmt, err := db.prepared(ctx, selectMessage)
		if err != nil {
			return store.Message{}, err
		}
		m, err := scanMessage(stmt.QueryRowContext(ctx, userID, id))
		if errors.Is(err, sql.ErrNoRows) {
			return store.Message{}, fmt.Errorf("%q: %w", id, store.ErrNotFound)
		}
		return m, err
	})
}

// MessagesOf implements store.Messages.
func (db *DB) MessagesOf(ctx context.Context, userID string, f store.MessageFilter, p store.Page) (store.List[store.Message], error) {
	after, err := store.ParseCursor(messageList, p.Cursor)
	if err != nil {
		return store.List[store.Message]{}, fmt.Errorf("messages: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	return read(ctx, db, "messages", func(ctx context.Context) (list store.List[store.Message], err error) {
		query, args := messagesQuery(userID, f, after, limit+1)
		messages, err := rows(ctx, db, query, args, scanMessage)
		if err != nil {
			return list, err
		}
		return page(messages, limit, messageList), nil
	})
}

// messagesQuery makes one of few statements, so that it can be kept prepared.
// The conditions that say what partial indexes say let SQLite walk them.
func messagesQuery(userID string, f store.MessageFilter, after store.Position, limit int) (string, []any) {
	terms, args := []string{"user_id = ?", "(at, id) < (?, ?)"}, []any{userID, fromNewest(after), after.ID}
	if f.UnreadOnly {
		terms = append(terms, "read_at IS NULL")
	}
	for _, is := range []struct{ column, value string }{
		{"type", f.Type}, {"question_id", f.QuestionID}, {`"trigger"`, f.Trigger},
	} {
		if is.value != "" {
			terms = append(terms, is.column+" = ?", is.column+" <> ''")
			args = append(args, is.value)
		}
	}
	return `SELECT ` + messageColumns + ` FROM messages WHERE ` + strings.Join(terms, " AND ") +
		` ORDER BY at DESC, id DESC LIMIT ?`, append(args, limit)
}

// UnreadMessages implements store.Messages.
func (db *DB) UnreadMessages(ctx context.Context, userID string) (int64, error) {
	return read(ctx, db, "unread messages", func(ctx context.Context) (n int64, err error) {
		return n, db.row(ctx, selectUnread, []any{userID}, &n)
	})
}

// MarkRead implements store.Messages.
func (db *DB) MarkRead(ctx context.Context, userID string, ids []string, at time.Time) ([]store.Message, error) {
	list, err := idList(ids)
	if err == nil && at.IsZero() {
		err = fmt.Errorf("without time: %w", store.ErrInvalid)
	}
	if err != nil {
		return nil, fmt.Errorf("mark read: %w", err)
	}
	return write(ctx, db, "mark read", func(t *tx) ([]store.Message, error) {
		if _, err := t.exec(updateRead, at.UnixMilli(), userID, list); err != nil {
			return nil, err
		}
		stmt, err := t.prepare(selectMarked)
		if err != nil {
			return nil, err
		}
		found, err := stmt.Query(userID, list)
		if err != nil {
			return nil, err
		}
		return collect(found, scanMessage)
	})
}

// PruneMessages implements store.Messages.
func (db *DB) PruneMessages(ctx context.Context, userID string, keep int) error {
	if keep < 1 {
		return fmt.Errorf("prune messages to %d: %w", keep, store.ErrInvalid)
	}
	_, err := write(ctx, db, "prune messages", func(t *tx) (struct{}, error) {
		_, err := t.exec(deleteOldMessages, userID, keep)
		return struct{}{}, err
	})
	return err
}

func scanMessage(row scanner) (m store.Message, err error) {
	var at int64
	var readAt sql.NullInt64
	err = row.Scan(&m.UserID, &m.ID, &m.Type, &m.FromStudent, &m.Text, &m.Skill, &m.QuestionID, &m.Trigger, &m.Level,
		&m.RequestDigest, &at, &readAt)
	m.At, m.ReadAt = millisTime(at), givenTime(readAt)
	return m, err
}
