package sqlite

import (
	"context"
	"fmt"
	"strings"

	"prepwire/store"
)

const questionList = "questions" // its name in cursors

// ListQuestions implements store.Questions.
func (db *DB) ListQuestions(ctx context.Context, f store.QuestionFilter, p store.Page) (store.List[store.Question], error) {
	after, err := store.ParseCursor(questionList, p.Cursor)
	if err != nil {
		return store.List[store.Question]{}, fmt.Errorf("list questions: %w", err)
	}
	limit := store.ClampLimit(p.Limit)
	query, args := listQuery(f, after, limit+1)
	return read(ctx, db, "list questions", func(ctx context.Context) (list store.List[store.Question], err error) {
		found, err := db.read.QueryContext(ctx, query, args...)
		if err != nil {
			return list, err
		}
		questions, err := collect(found, scanQuestion)
		if err != nil {
			return list, err
		}
		return page(questions, limit, questionList), nil
	})
}

// conditions is a WHERE clause in the making.
type conditions struct {
	terms []string
	args  []any
}

// add adds a term in which each @ stands for arg.
func (c *conditions) add(term string, arg any) {
	c.args = append(c.args, arg)
	c.terms = append(c.terms, strings.ReplaceAll(term, "@", fmt.Sprintf("?%d", len(c.args))))
}

// parameter adds an argument and answers what stands for it.
func (c *conditions) parameter(arg any) string {
	c.args = append(c.args, arg)
	return fmt.Sprintf("?%d", len(c.args))
}

// addText adds column = value unless value is empty.
func (c *conditions) addText(column, value string) {
	if value != "" {
		c.add(column+" = @", value)
	}
}

// listQuery makes the statement for a filter. What one user may see is asked
// as walks, the shared questions, the user's other own ones and what else is
// to be included, which SQLite merges while it reads them in order, each along
// its own index.
func listQuery(f store.QuestionFilter, after store.Position, limit int) (string, []any) {
	var c conditions
	c.terms = append(c.terms, "deleted_at IS NULL")
	c.filter(f)
	if !after.IsZero() {
		c.add("(created_at, id) < ("+c.parameter(after.At.UnixMilli())+", @)", after.ID)
	}
	walks := []string{""}
	if !f.IncludeAll {
		user := c.parameter(f.VisibleTo)
		unlocked := " AND " + strings.ReplaceAll(isUnlockedFor, "@", user)
		walks = []string{" AND visibility = 'shared'" + unlocked}
		if f.VisibleTo != "" {
			walks = append(walks, " AND visibility <> 'shared' AND created_by = "+user)
		}
		if f.IncludeGenerated {
			walks = append(walks, " AND visibility = 'private' AND provider <> 'author' AND created_by <> "+user+unlocked)
		}
	}
	for i, walk := range walks {
		walks[i] = "SELECT " + questionColumns + " FROM questions WHERE " + strings.Join(c.terms, " AND ") + walk
	}
	return strings.Join(walks, " UNION ALL ") + " ORDER BY created_at DESC, id DESC LIMIT " + c.parameter(limit), c.args
}

func (c *conditions) filter(f store.QuestionFilter) {
	c.addText("exam_type", f.ExamType)
	c.addText("subject", f.Subject)
	c.addText("skill", f.Skill)
	c.addText("question_type", f.QuestionType)
	c.addText("created_by", f.CreatedBy)
	if f.MinLevel > 0 {
		c.add("difficulty_level >= @", f.MinLevel)
	}
	if f.MaxLevel > 0 {
		c.add("difficulty_level <= @", f.MaxLevel)
	}
	if f.Verified != nil {
		c.add("verified = @", *f.Verified)
	}
	if f.Tag != "" {
		c.add("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = @)", f.Tag)
	}
	if f.Unlocked {
		c.terms = append(c.terms, isUnlocked)
	}
	if f.Text != "" {
		c.add("(instr(stem_folded, @) OR instr(passage_folded, @))", store.Fold(f.Text))
	}
}
