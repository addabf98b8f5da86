package question

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"prepwire/rpc/question/itembank"
	"prepwire/store"
)

// drawer is the provider that draws from the item bank. A user walks through
// the variants of each family and level once, in an order of the user's own;
// how far, the store knows from the origins of the questions drawn.
type drawer struct {
	bank  *itembank.Bank
	store Store
	log   *slog.Logger
}

// walk is one user's way through a family at one level.
type walk struct {
	family itembank.Family
	level  int
	seed   uint64
	drawn  int    // how many were drawn
	next   uint64 // position to go on from
}

// bankChecks are the checks every item of the bank has passed.
var bankChecks = []string{"key computed twice", "distractors refuted", "hints keep the key"}

// draft implements provider. Of the walks that fit, the one least drawn from
// goes next, so that families take turns.
func (d *drawer) draft(ctx context.Context, o order, tell teller) ([]store.Question, error) {
	walks, err := d.walks(ctx, o)
	if err != nil {
		return nil, err
	}
	if len(walks) > 0 {
		tell(step{stage: writing, percent: 5, message: "Choosing from the item bank"})
	}
	var drafts []store.Question
	for len(drafts) < o.count && len(walks) > 0 {
		w := slices.MinFunc(walks, func(a, b *walk) int { return a.drawn - b.drawn })
		item, err := d.draw(ctx, w, itembank.Type(o.kind))
		if err != nil {
			walks = slices.DeleteFunc(walks, func(other *walk) bool { return other == w })
			continue
		}
		w.drawn++
		drafts = append(drafts, drawn(o, item, w))
		tell(step{stage: writing, percent: 5 + int64(85*len(drafts)/o.count),
			message: fmt.Sprintf("Made question %d of %d", len(drafts), o.count)})
	}
	if len(drafts) == 0 {
		return nil, fmt.Errorf("%s %s %s, %s, %s: %w", o.exam, o.subject, o.skill, o.difficulty, o.kind, errNotInBank)
	}
	return drafts, nil
}

// walks are all the walks that can serve the order, in an order that differs
// from user to user, so that not everybody begins with the same family.
func (d *drawer) walks(ctx context.Context, o order) ([]*walk, error) {
	if o.exam != bankExam || o.section == nil {
		return nil, nil
	}
	low, high := levels(o.difficulty)
	families := d.bank.Families(itembank.Filter{
		Subject: o.subject, Skill: o.skill, MinLevel: low, MaxLevel: high, Type: itembank.Type(o.kind),
	})
	var walks []*walk
	for _, f := range families {
		for _, l := range f.Levels {
			if l.Level < low || l.Level > high {
				continue
			}
			w := &walk{family: f, level: l.Level, seed: seed(o.user, f.Name)}
			at, err := d.store.Drawn(ctx, o.user, w.origin())
			if err != nil {
				return nil, fmt.Errorf("how far %s was drawn: %w", w.origin(), err)
			}
			w.drawn, w.next = at.Count, uint64(at.Last+1)
			walks = append(walks, w)
		}
	}
	slices.SortStableFunc(walks, func(a, b *walk) int { return cmp.Compare(a.seed, b.seed) })
	return walks, nil
}

// brokenVariants bounds how many variants that fail their own check are passed
// over in one draw.
const brokenVariants = 3

// draw makes the next item of a walk, passing over what a fault of the family
// spoils.
func (d *drawer) draw(ctx context.Context, w *walk, t itembank.Type) (item itembank.Item, err error) {
	for range brokenVariants {
		item, w.next, err = d.bank.Draw(w.family.Name, w.level, t, w.seed, w.next)
		if !errors.Is(err, itembank.ErrKey) {
			return item, err
		}
		d.log.ErrorContext(ctx, "draw from the item bank", "err", err)
		w.next++
	}
	return item, err
}

// origin is the beginning that the origins of a walk share; the position
// follows.
func (w *walk) origin() string {
	return "itembank:" + w.family.Name + ":" + strconv.Itoa(w.level) + ":"
}

// seed starts a user's walk through a family. It must never change: the walk
// would begin to repeat.
func seed(user, family string) uint64 {
	sum := sha256.Sum256([]byte(family + "\x00" + user))
	return binary.BigEndian.Uint64(sum[:8])
}

// drawn is an item as it is kept. A student may take half as long again as one
// who is well prepared.
func drawn(o order, item itembank.Item, w *walk) store.Question {
	q := store.Question{
		ExamType:        o.exam,
		Subject:         item.Subject,
		Skill:           item.Skill,
		DifficultyLevel: item.Level,
		QuestionType:    string(item.Type),
		Passage:         item.Passage,
		Stem:            item.Stem,
		TimeLimitMs:     int64(item.ExpectedTimeMs) * 3 / 2,
		Tags:            []string{o.tag(item.Skill), item.Family},
		Provider:        "itembank",
		CorrectAnswer:   item.Answer,
		Explanation:     item.Explanation,
		Hints:           item.Hints[:],
		Origin:          w.origin() + strconv.FormatUint(w.next-1, 10),
		Provenance:      store.Provenance{Checks: bankChecks},
	}
	for i, text := range item.Options {
		q.Options = append(q.Options, store.Option{ID: letter(i), Text: text})
	}
	return q
}

// letter is the id of the i-th option.
func letter(i int) string { return string(rune('A' + i)) }
