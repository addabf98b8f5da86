package coaching

import (
	"prepwire/rpc/question/vet"
	"prepwire/store"
)

// keyOf is what must not be told of q.
func keyOf(q store.Question) vet.Key {
	k := vet.Key{Kind: q.QuestionType, Stem: q.Stem, Text: q.CorrectAnswer}
	for _, o := range q.Options {
		if o.ID == q.CorrectAnswer {
			k.Letter, k.Text = o.ID, o.Text
		}
	}
	return k
}

// spoils says why students who have yet to answer q must not see a text of the
// model's, empty for no reason. A close one may hold the answer's words or
// value, as long as it does not say that they are the answer.
func spoils(q store.Question, text string, closeOne bool) string {
	switch key := keyOf(q); {
	case key.ToldBy(text):
		return "a text told the answer"
	case q.QuestionType == vet.MultipleChoice && (vet.NamesPlace(text) != "" || vet.NamesOption(text)):
		return "a text named an option by its letter or place"
	case !closeOne && holds(q, key.Text, text):
		return "a text held the words or the value of the answer"
	}
	return ""
}

// smallWord is how long an option may be that every text holds, such as “is”.
const smallWord = 3

// holds says whether a text holds the words or the value of an answer that the
// question itself does not.
func holds(q store.Question, answer, text string) bool {
	number := vet.SameValue(answer, answer)
	switch {
	case answer == "", q.QuestionType == vet.TrueFalse:
		return false
	case q.QuestionType == vet.MultipleChoice && !number && len([]rune(answer)) <= smallWord:
		return false
	}
	return vet.Tells(text, answer) && !vet.Tells(q.Stem, answer)
}
