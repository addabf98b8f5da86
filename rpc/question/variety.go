package question

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"prepwire/rpc/question/itembank"
	"prepwire/schema"
	"prepwire/store"
)

// Variety is what the item bank can make without end: a family at a level.
type Variety struct {
	Family               string
	Level                int
	Exam, Subject, Skill string
}

// Varieties are all that the item bank can make, in a fixed order.
func (s *Service) Varieties() []Variety {
	var out []Variety
	for _, f := range s.drawer.bank.Families(itembank.Filter{Type: itembank.MultipleChoice}) {
		for _, l := range f.Levels {
			out = append(out, Variety{Family: f.Name, Level: l.Level, Exam: bankExam, Subject: f.Subject, Skill: f.Skill})
		}
	}
	return out
}

// remembered is how many of a user's newest questions from the item bank are
// looked through for one that still waits for an answer.
const remembered = 200

// Fresh gives the user a question of each variety that the user has not
// answered: one that was made for the user before, else a new one, which is
// then the user's own and private. A variety of which the user has seen all
// there are is left out. Varieties must differ.
func (s *Service) Fresh(ctx context.Context, user string, varieties []Variety) (map[Variety]schema.Question, error) {
	out, err := s.waiting(ctx, user, varieties)
	if err != nil {
		return nil, err
	}
	for _, v := range varieties {
		if _, there := out[v]; there {
			continue
		}
		q, err := s.drawOne(ctx, user, v)
		if errors.Is(err, errNotInBank) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[v] = view(q)
	}
	return out, nil
}

// waiting finds questions of these varieties that were made for the user and are
// not answered.
func (s *Service) waiting(ctx context.Context, user string, varieties []Variety) (map[Variety]schema.Question, error) {
	wanted := make(map[string]Variety, len(varieties)) // by the beginning of the origin
	for _, v := range varieties {
		wanted[v.origin()] = v
	}
	made, err := s.store.ListQuestions(ctx, store.QuestionFilter{CreatedBy: user, VisibleTo: user, Unlocked: true}, store.Page{Limit: remembered})
	if err != nil {
		return nil, fmt.Errorf("find questions that wait: %w", err)
	}
	var found []store.Question
	var ids []string
	for _, q := range made.Items {
		if _, ok := wanted[originOf(q)]; ok {
			found, ids = append(found, q), append(ids, q.ID)
		}
	}
	answered, err := s.store.Attempted(ctx, user, ids)
	if err != nil {
		return nil, fmt.Errorf("find questions that wait: %w", err)
	}
	out := make(map[Variety]schema.Question, len(varieties))
	for i := len(found) - 1; i >= 0; i-- { // the newest last
		if q := found[i]; !answered[q.ID] {
			out[wanted[originOf(q)]] = view(q)
		}
	}
	return out, nil
}

func (v Variety) origin() string {
	return (&walk{family: itembank.Family{Name: v.Family}, level: v.Level}).origin()
}

// originOf is the beginning of q's origin that all of its variety share.
func originOf(q store.Question) string {
	if q.Family() == "" {
		return ""
	}
	return Variety{Family: q.Family(), Level: q.DifficultyLevel}.origin()
}

// drawOne makes the user's next question of a variety.
func (s *Service) drawOne(ctx context.Context, user string, v Variety) (store.Question, error) {
	done, err := s.draws.Take(ctx, user)
	if err != nil {
		return store.Question{}, fmt.Errorf("wait for another draw: %w", err)
	}
	defer done()
	o := order{topic: s.syllabus.named(v.Exam, v.Subject, v.Skill), user: user, kind: schema.MultipleChoice, count: 1, call: rand.Text()}
	for range drawTries {
		q, err := s.drawer.next(ctx, o, v)
		if err != nil {
			return store.Question{}, err
		}
		o.ids = []string{rand.Text()}
		kept, err := s.save(ctx, o, []store.Question{q}, func(step) {})
		if err == nil {
			return kept[0], nil
		}
		if !errors.Is(err, store.ErrExists) {
			return store.Question{}, err
		}
	}
	return store.Question{}, fmt.Errorf("draw %s: others draw for the same user: %w", v.Family, store.ErrExists)
}

// next makes the question that follows on the user's walk through a variety.
func (d *drawer) next(ctx context.Context, o order, v Variety) (store.Question, error) {
	for _, f := range d.bank.Families(itembank.Filter{Subject: v.Subject, Skill: v.Skill, MinLevel: v.Level, MaxLevel: v.Level, Type: itembank.Type(o.kind)}) {
		if f.Name != v.Family {
			continue
		}
		w := &walk{family: f, level: v.Level, seed: seed(o.user, f.Name)}
		at, err := d.store.Drawn(ctx, o.user, w.origin())
		if err != nil {
			return store.Question{}, fmt.Errorf("how far %s was drawn: %w", w.origin(), err)
		}
		w.next = uint64(at.Last + 1)
		item, err := d.draw(ctx, w, itembank.Type(o.kind))
		if err != nil {
			return store.Question{}, fmt.Errorf("%s: %w: %w", v.Family, errNotInBank, err)
		}
		return drawn(o, item, w), nil
	}
	return store.Question{}, fmt.Errorf("%s: %w", v.Family, errNotInBank)
}

// Answerable are those of the questions that everybody may see and answer now:
// shared, not deleted, and in no open contest.
func (s *Service) Answerable(ctx context.Context, ids []string) (map[string]schema.Question, error) {
	found, err := s.store.QuestionsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("find questions: %w", err)
	}
	locks, err := s.store.LockedQuestions(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("find locks: %w", err)
	}
	out := make(map[string]schema.Question, len(found))
	for _, q := range found {
		if _, locked := locks[q.ID]; !locked && q.Visibility == store.Shared && q.DeletedAt.IsZero() {
			out[q.ID] = view(q)
		}
	}
	return out, nil
}
