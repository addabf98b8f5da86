package question

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"prepwire/rpc/question/likeness"
	"prepwire/rpc/question/vet"
	"prepwire/schema"
	"prepwire/store"
)

// candidate is a written question that has passed the checks so far.
type candidate struct {
	written
	text likeness.Text
	by   string // the model
}

func candidateOf(w written, by string) candidate {
	return candidate{w, likeness.Of(w.Passage, w.Stem), by}
}

// sift reads what the model named by wrote and looks at each question by itself and
// beside those at hand. It returns the good ones, and what was wrong with the
// others, in words that may go back to the model.
func (o order) sift(text, by string, level Checks, at []candidate) (good []candidate, faults []string) {
	all, err := readReply(text)
	if err != nil {
		return nil, []string{"the answer was not the JSON asked for"}
	}
	for _, w := range all {
		fault := o.check(w, level)
		c := candidateOf(w, by)
		if fault == "" && isLike(c, slices.Concat(at, good)) {
			fault = checkUnlike + ": a question came twice"
		}
		if fault != "" {
			faults = append(faults, fault)
			continue
		}
		good = append(good, c)
	}
	return good, faults
}

func isLike(c candidate, others []candidate) bool {
	return slices.ContainsFunc(others, func(other candidate) bool { return c.text.Like(other.text) >= likeness.Alike })
}

// maxAlike bounds the questions of the bank that one new question is compared
// with: the newest of those that its sketch finds.
const maxAlike = 100

// unlike leaves out what the bank has already, among the shared questions and
// the user's own.
func (w *writer) unlike(ctx context.Context, o order, all []candidate) (good []candidate, faults []string, err error) {
	for _, c := range all {
		found, err := w.store.QuestionsAlike(ctx, o.user, c.text.Sketch(), maxAlike)
		if err != nil {
			return nil, nil, fmt.Errorf("look for questions alike: %w", err)
		}
		like := slices.ContainsFunc(found, func(q store.Question) bool {
			return c.text.Like(likeness.Of(q.Passage, q.Stem)) >= likeness.Alike
		})
		if like {
			faults = append(faults, checkUnlike+": a question is nearly one that is there already; take another situation and other numbers")
			continue
		}
		good = append(good, c)
	}
	return good, faults, nil
}

// drafts turns checked questions into those to be kept, in the order of o.ids.
func (w *writer) drafts(o order, all []candidate) []store.Question {
	qs := make([]store.Question, len(all))
	for i, c := range all {
		qs[i] = o.draftOf(c.written, c.by, o.ids[i])
		qs[i].Provenance = store.Provenance{PromptVersion: promptVersion, Checks: w.checks.passed(o)}
		if w.checks.full() {
			qs[i].Provenance.SolvePrompt = solveVersion
		}
	}
	return qs
}

// draftOf turns a checked question into one to be kept under id.
func (o order) draftOf(w written, model, id string) store.Question {
	level := usualLevel(o.difficulty)
	skill := cmp.Or(o.skill, o.skillOf(w))
	q := store.Question{
		ExamType:        o.exam,
		Subject:         o.subject,
		Skill:           skill,
		DifficultyLevel: level,
		QuestionType:    string(o.kind),
		Passage:         w.Passage,
		Stem:            w.Stem,
		TimeLimitMs:     usualTimeMs(level),
		Tags:            []string{o.tag(skill)},
		Provider:        "gemini",
		Model:           model,
		CorrectAnswer:   w.Options[*w.CorrectIndex],
		Explanation:     w.Explanation,
		Hints:           quiet(w.Hints, w.Options[*w.CorrectIndex], o.kind),
	}
	switch o.kind {
	case schema.TrueFalse:
		q.CorrectAnswer = strings.ToLower(q.CorrectAnswer)
	case schema.MultipleChoice:
		// Not by the id alone: the student knows it, and could undo the shuffle.
		q.Options, q.CorrectAnswer = shuffle(w.Options, *w.CorrectIndex, seed(o.call+id, "options"))
	}
	return q
}

// quiet are the hints that do not say the answer. Of true and false every
// hint may speak.
func quiet(hints []string, answer string, kind schema.QuestionType) []string {
	return slices.DeleteFunc(slices.Clone(hints), func(h string) bool {
		return kind != schema.TrueFalse && vet.Tells(h, answer)
	})
}

// skillOf is the skill that the model named; the subject when it named none.
func (o order) skillOf(w written) string {
	if found := o.find(w.Skill); found != nil {
		return found.Code
	}
	named := []rune(tidy(w.Skill))
	return cmp.Or(string(named[:min(len(named), maxSkill)]), o.subject)
}

// shuffle places the options by the seed, because models favour some places
// for the key. It returns them with their ids, and the key's id.
func shuffle(texts []string, key int, seed uint64) (options []store.Option, keyID string) {
	for place, from := range rand.New(rand.NewPCG(seed, 0)).Perm(len(texts)) {
		options = append(options, store.Option{ID: letter(place), Text: texts[from]})
		if from == key {
			keyID = letter(place)
		}
	}
	return options, keyID
}
