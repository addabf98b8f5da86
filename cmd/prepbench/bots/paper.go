package bots

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"prepwire/schema"
)

// question is a question as its author knows it.
type question struct {
	id         schema.ID
	kind       schema.QuestionType
	options    []schema.Option
	key        string
	rights     []string // forms of the right answer, which differ in the log
	wrongs     []string
	milli      int64   // points
	difficulty float64 // on the scale of skill
}

// makePaper writes n questions of all kinds.
func makePaper(n int, r *rand.Rand) []question {
	paper := make([]question, n)
	for i := range paper {
		q := &paper[i]
		q.milli = []int64{1000, 1000, 1000, 2000, 1500, 333, 1}[r.IntN(7)]
		q.difficulty = 2*r.Float64() - 1
		switch r.IntN(6) {
		case 0:
			q.trueFalse(r)
		case 1:
			q.number(r)
		case 2:
			q.word(r)
		default:
			q.choice(r)
		}
	}
	return paper
}

func (q *question) choice(r *rand.Rand) {
	q.kind = "multiple-choice"
	for i := range 2 + r.IntN(4) {
		id := string(rune('A' + i))
		q.options = append(q.options, schema.Option{ID: id, Text: "Answer " + id})
		q.wrongs = append(q.wrongs, id)
	}
	i := r.IntN(len(q.wrongs))
	q.key = q.wrongs[i]
	q.rights = []string{q.key}
	q.wrongs = append(q.wrongs[:i], q.wrongs[i+1:]...)
}

func (q *question) trueFalse(r *rand.Rand) {
	q.kind = "true-false"
	q.key = strconv.FormatBool(r.IntN(2) == 0)
	q.rights = []string{q.key}
	q.wrongs = []string{strconv.FormatBool(q.key == "false")}
}

// number is half a whole number: it has many forms.
func (q *question) number(r *rand.Rand) {
	q.kind = "short-answer"
	halves := 10 + r.IntN(80)
	form := func(halves int) []string {
		whole, five := halves/2, 5*(halves%2)
		return []string{fmt.Sprintf("%d.%d", whole, five), fmt.Sprintf("%d/2", halves), fmt.Sprintf("%d.%d0", whole, five)}
	}
	q.key = form(halves)[0]
	q.rights, q.wrongs = form(halves), append(form(halves+1), form(halves-1)...)
}

func (q *question) word(r *rand.Rand) {
	q.kind = "short-answer"
	words := []string{"Paris", "Lyons", "Tours", "Nîmes", "Brest", "Dijon"}
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	q.key = words[0]
	q.rights, q.wrongs = words[:1], words[1:]
}

// create is what the author sends.
func (q *question) create(i int) schema.QuestionCreateParams {
	return schema.QuestionCreateParams{
		ExamType: "SAT", Subject: "math", Difficulty: "medium", QuestionType: q.kind,
		Stem: fmt.Sprintf("Question %d of a contest of bots. What is the answer?", i+1), Options: q.options,
		CorrectAnswer: q.key, Explanation: "It is " + q.key + ".",
	}
}

// choose picks an answer: right or wrong, in one of its forms.
func (q *question) choose(right bool, r *rand.Rand) string {
	from := q.wrongs
	if right {
		from = q.rights
	}
	return from[r.IntN(len(from))]
}

// other is an answer that differs from one.
func (q *question) other(answer string, r *rand.Rand) string {
	for {
		if o := q.choose(r.IntN(2) == 0, r); o != answer {
			return o
		}
	}
}
