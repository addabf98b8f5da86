package sqlite

import (
	"time"

	"prepwire/store"
)

// questionCopy is a question inside a JSON column. The names of its members
// are part of the schema; the conversions below compile only as long as it has
// the fields of store.Question.
type questionCopy struct {
	ID              string           `json:"id"`
	ExamType        string           `json:"examType"`
	Subject         string           `json:"subject"`
	Skill           string           `json:"skill"`
	DifficultyLevel int              `json:"difficultyLevel"`
	QuestionType    string           `json:"questionType"`
	Passage         string           `json:"passage,omitempty"`
	Stem            string           `json:"stem"`
	Options         []store.Option   `json:"options,omitempty"`
	TimeLimitMs     int64            `json:"timeLimitMs"`
	Tags            []string         `json:"tags,omitempty"`
	Provider        string           `json:"provider"`
	Model           string           `json:"model,omitempty"`
	Visibility      store.Visibility `json:"visibility"`
	Verified        bool             `json:"verified"`
	Version         int              `json:"version"`
	CreatedBy       string           `json:"createdBy"`
	CreatedAt       time.Time        `json:"createdAt"`
	CorrectAnswer   string           `json:"correctAnswer"`
	Explanation     string           `json:"explanation"`
	Hints           []string         `json:"hints,omitempty"`
	Origin          string           `json:"origin,omitempty"`
	RequestDigest   string           `json:"requestDigest,omitempty"`
	Sketch          []int64          `json:"sketch,omitempty"`
	Provenance      store.Provenance `json:"provenance"`
	UpdatedAt       time.Time        `json:"updatedAt"`
	DeletedAt       time.Time        `json:"deletedAt,omitzero"`
}

func encodeCopies(qs []store.Question) (string, error) {
	copies := make([]questionCopy, len(qs))
	for i, q := range qs {
		copies[i] = questionCopy(q)
	}
	return encodeList(copies)
}

func decodeCopies(raw []byte, qs *[]store.Question) error {
	var copies []questionCopy
	if err := decodeList(raw, &copies); err != nil {
		return err
	}
	for _, c := range copies {
		*qs = append(*qs, store.Question(c))
	}
	return nil
}
