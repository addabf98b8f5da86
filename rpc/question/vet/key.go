package vet

import (
	"regexp"
	"strings"
)

var (
	// verdict, shortly before a value, says that the value is the answer.
	verdict = regexp.MustCompile(`\b(answer|correct|right|choose|select|pick)\b[^.!?\n]{0,40}$`)

	// result, directly before a value, says that it comes out.
	result = regexp.MustCompile(`(=|\b(is|are|equals|gives|get|makes|leaves|so|thus|hence|therefore|yields))\s*[$(]?\s*$`)

	// conclusion before true or false; doubt takes it back.
	conclusion = regexp.MustCompile(`\b(answer|so|thus|hence|therefore|conclude|conclusion)\b[^.!?\n]{0,60}$`)
	doubt      = regexp.MustCompile(`\b(whether|if|or)\b[^.!?\n]{0,60}$`)

	lettersNamed = regexp.MustCompile(`\b(?:[Oo]ption|[Cc]hoice|[Aa]nswer)(?: is)?:? \(?([A-Z])\b|\(([A-Z])\)`)
)

// keyContext is how many bytes around a value are looked at. The text may be
// long and the value stand in it everywhere.
const keyContext = 120

// Key is what must not be told of a question, and what it takes to see that it is.
type Key struct {
	Kind   string // of the question
	Stem   string
	Letter string // of the right option; empty unless there are options
	Text   string // the right answer itself
}

// ToldBy says whether a text plainly tells the key: by the letter of the
// option, or by its value as an answer or a result. It reads English; a model
// that is asked not to tell and does so in riddles is not found out.
func (k Key) ToldBy(text string) bool {
	if k.Letter != "" {
		for _, m := range lettersNamed.FindAllStringSubmatch(text, -1) {
			if m[1]+m[2] == k.Letter {
				return true
			}
		}
	}
	key := k.Text
	text, key = evened(text), strings.TrimRight(evened(key), ".")
	bare := strings.Contains(evened(k.Stem), key) // a number that the question names itself may be a result on the way
	for from := 0; key != ""; {
		i := strings.Index(text[from:], key)
		if i < 0 {
			return false
		}
		at := from + i
		from = at + len(key)
		before, after := text[max(0, at-keyContext):at], text[from:min(len(text), from+keyContext)]
		if partOfWord(before, after) {
			continue
		}
		if k.Kind == TrueFalse {
			if conclusion.MatchString(before) && !doubt.MatchString(before) {
				return true
			}
		} else if verdict.MatchString(before) || !bare && result.MatchString(before) {
			return true
		}
	}
	return false
}

// partOfWord says whether what stands between is part of a longer word or
// number.
func partOfWord(before, after string) bool {
	return insideBefore.MatchString(before) || insideAfter.MatchString(after)
}

var (
	insideBefore = regexp.MustCompile(`([\pL\pN]|\d[.,/]|(^|[^\pL\pN\s)])\s*-)$`)
	insideAfter  = regexp.MustCompile(`^([\pL\pN]|[.,/]\d)`)
)

// evened is a text as texts are compared: in lower case, with plain minus signs
// and single spaces.
func evened(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, "−", "-")), " "))
}
