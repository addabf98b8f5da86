package itembank

import (
	"fmt"
	"strings"
	"unicode"
)

// start fills what all types of question share.
func (f Family) start(l Level, d draft) Item {
	return Item{
		Family: f.Name, Skill: f.Skill, Subject: f.Subject, Level: l.Level,
		Passage: d.passage, Stem: d.stem, Key: -1,
		Explanation: d.explanation, Hints: d.hints,
		DifficultyLogit: logit(l.Level, d.logit), ExpectedTimeMs: f.expectedMs(l),
	}
}

// finish turns a draft into a question of one type. It answers false when this
// variant cannot be asked that way.
func (i *Item) finish(d draft, t Type, roll *dice) bool {
	i.Type = t
	placed, key, ok := d.arrange(roll)
	if !ok {
		return false
	}
	switch t {
	case MultipleChoice:
		i.asMultipleChoice(d, placed, key)
	case ShortAnswer:
		return i.asShortAnswer(d)
	case TrueFalse:
		i.asTrueFalse(d, placed, key, roll)
	}
	return true
}

func (i *Item) asMultipleChoice(d draft, placed []wrong, key int) {
	for _, w := range placed {
		i.Options = append(i.Options, d.written(w.choice))
		i.Misconceptions = append(i.Misconceptions, w.misconception)
	}
	i.Key = key
	i.Answer = letters[key : key+1]
}

// asShortAnswer takes only keys that fit the five places of the exam's answer
// grid, six with a minus sign.
func (i *Item) asShortAnswer(d draft) bool {
	i.Answer = d.key.num.ascii()
	return d.key.isNumber() && len(strings.TrimPrefix(i.Answer, "-")) <= 5
}

// asTrueFalse shows the key half of the time, else one of the wrong answers.
func (i *Item) asTrueFalse(d draft, placed []wrong, key int, roll *dice) {
	shown := key
	if roll.below(2) == 1 {
		shown = (key + 1 + roll.below(3)) % 4
	}
	w := placed[shown]
	i.Stem = fmt.Sprintf("%s\n\nA student answers: %s\nIs the student right?", i.Stem, d.written(w.choice))
	i.Misconceptions = []string{w.misconception}
	i.Answer = "true"
	if shown != key {
		i.Answer = "false"
		i.Explanation = fmt.Sprintf("The student is not right (%s). %s", w.misconception, i.Explanation)
	}
}

// hintsTell reports whether a hint holds the key: a number of the key's size,
// or the words of its text.
func (d draft) hintsTell() bool {
	for _, h := range d.hints {
		if d.key.isNumber() && holdsNumber(h, d.key.num.abs()) || !d.key.isNumber() && holdsWords(h, d.key.text) {
			return true
		}
	}
	return false
}

// holdsNumber looks for a number of that value among the runs of digits, with
// their points and fraction bars.
func holdsNumber(text string, want rat) bool {
	for _, run := range strings.FieldsFunc(text, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r == '.' || r == '/')
	}) {
		if v, ok := parse(strings.Trim(run, "./")); ok && v == want {
			return true
		}
	}
	return false
}

// parse reads an unsigned "12", "3/4" or "0.75".
func parse(s string) (rat, bool) {
	if over, under, ok := strings.Cut(s, "/"); ok {
		n, okN := parse(over)
		m, okM := parse(under)
		if !okN || !okM || m.sign() == 0 {
			return rat{}, false
		}
		return n.div(m), true
	}
	v, scale, seen := whole(0), whole(1), false
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9' && i < 15:
			v = v.mul(whole(10)).add(whole(int(r - '0')))
			if seen {
				scale = scale.mul(whole(10))
			}
		case r == '.' && !seen:
			seen = true
		default:
			return rat{}, false
		}
	}
	return v.div(scale), s != ""
}

// holdsWords looks for want inside text, ignoring case, at word boundaries.
func holdsWords(text, want string) bool {
	text, want = strings.ToLower(text), strings.ToLower(want)
	for from := 0; ; {
		at := strings.Index(text[from:], want)
		if at < 0 {
			return false
		}
		at += from
		if !letterEnds(text[:at]) && !letterStarts(text[at+len(want):]) {
			return true
		}
		from = at + len(want)
	}
}

func letterEnds(s string) bool {
	last := ' '
	for _, r := range s {
		last = r
	}
	return unicode.IsLetter(last) || unicode.IsDigit(last)
}

func letterStarts(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}
