package question

import (
	"cmp"
	"math/rand/v2"
	"strings"

	"prepwire/schema"
	"prepwire/store"
)

// sift reads and checks what the named model wrote. It returns the drafts at
// hand with the good ones added, as long as some are missing, and what was
// wrong with the others, in words that may go back to the model.
func (o order) sift(text, model string, drafts []store.Question) (_ []store.Question, faults []string) {
	all, err := readReply(text)
	if err != nil {
		return drafts, []string{"the answer was not the JSON asked for"}
	}
	seen := map[string]bool{}
	for _, q := range drafts {
		seen[words(q.Passage, q.Stem)] = true
	}
	for _, w := range all {
		if len(drafts) == o.count {
			break
		}
		fault := o.check(w)
		if id := words(w.Passage, w.Stem); fault == "" && seen[id] {
			fault = "a question came twice"
		} else {
			seen[id] = true
		}
		if fault != "" {
			faults = append(faults, fault)
			continue
		}
		drafts = append(drafts, o.draftOf(w, model, o.ids[len(drafts)]))
	}
	return drafts, faults
}

// words is equal for questions that ask the same.
func words(passage, stem string) string { return slug(passage) + "\x00" + slug(stem) }

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
		Hints:           w.Hints,
		Provenance:      store.Provenance{PromptVersion: promptVersion, Checks: checkNames()},
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
