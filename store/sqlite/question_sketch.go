package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"prepwire/store"
)

const (
	insertSketch = `INSERT OR IGNORE INTO question_sketches (hash, owner, question_id)
		SELECT value, ?2, ?3 FROM json_each(?1)`

	deleteSketch = `DELETE FROM question_sketches WHERE question_id = ?`

	// Hashes and owners are few, and each pair leads straight to its questions.
	selectAlike = `SELECT ` + questionColumns + ` FROM questions WHERE id IN (
			SELECT question_id FROM question_sketches
			WHERE hash IN (SELECT value FROM json_each(?1)) AND owner IN ('', ?2))
		ORDER BY created_at DESC, id DESC LIMIT ?3`
)

// QuestionsAlike implements store.Questions.
func (db *DB) QuestionsAlike(ctx context.Context, userID string, sketch []int64, limit int) ([]store.Question, error) {
	if len(sketch) > store.MaxLimit {
		return nil, fmt.Errorf("questions alike: %d hashes, at most %d: %w", len(sketch), store.MaxLimit, store.ErrInvalid)
	}
	hashes, err := encodeList(sketch)
	if err != nil {
		return nil, fmt.Errorf("questions alike: %w", err)
	}
	return read(ctx, db, "questions alike", func(ctx context.Context) ([]store.Question, error) {
		return rows(ctx, db, selectAlike, []any{hashes, userID, store.ClampLimit(limit)}, scanQuestion)
	})
}

// putSketch makes q, which was just written, be found by its sketch. A new
// question has no older sketch to take away.
func (t *tx) putSketch(q store.Question, isNew bool) error {
	if !isNew {
		if _, err := t.exec(deleteSketch, q.ID); err != nil {
			return err
		}
	}
	if len(q.Sketch) == 0 || !q.DeletedAt.IsZero() {
		return nil
	}
	hashes, err := encodeList(q.Sketch)
	if err != nil {
		return err
	}
	owner := q.CreatedBy
	if q.Visibility == store.Shared {
		owner = ""
	}
	_, err = t.exec(insertSketch, hashes, owner, q.ID)
	return err
}

// encodeSketch is a sketch as a column: eight bytes a hash.
func encodeSketch(sketch []int64) []byte {
	raw := make([]byte, 0, 8*len(sketch))
	for _, h := range sketch {
		raw = binary.BigEndian.AppendUint64(raw, uint64(h))
	}
	return raw
}

// decodeSketch reads it back; an empty one stays nil.
func decodeSketch(raw []byte, sketch *[]int64) error {
	if len(raw)%8 != 0 {
		return errors.New("decode sketch: not a list of hashes")
	}
	for ; len(raw) > 0; raw = raw[8:] {
		*sketch = append(*sketch, int64(binary.BigEndian.Uint64(raw)))
	}
	return nil
}
