package itembank

import "slices"

// draft is a question before its choices are placed.
type draft struct {
	passage string
	stem    string
	key     choice
	wrong   []wrong // misconceptions, the most telling first

	// right decides by a second route whether a choice answers the question.
	// It must hold for the key and for nothing else.
	right func(choice) bool

	explanation string
	hints       [3]string

	fit   func(rat) bool   // which numbers make sense as an answer here; nil: all
	show  func(rat) string // how a number is written as an option; nil: plainly
	step  rat              // distance of an arithmetic slip; zero: 1, or 1/denominator of the key
	logit float64          // drivers of difficulty beyond the level, small
}

// choice is a possible answer: a number, or a text.
type choice struct {
	num  rat
	text string // empty for a number

	// eval is, for a text that stands for an expression, its values at a few
	// fixed places, so that two ways of writing the same compare equal.
	eval []rat
}

// wrong is a choice a student reaches by a misconception.
type wrong struct {
	choice
	misconception string
}

// number is a numeric choice.
func number(r rat) choice { return choice{num: r} }

// integer is a numeric choice.
func integer(n int) choice { return choice{num: whole(n)} }

// words is a text choice.
func words(s string) choice { return choice{text: s} }

// expression is a text choice that stands for something with values.
func expression(s string, eval ...rat) choice { return choice{text: s, eval: eval} }

// not is a wrong number and its misconception.
func not(r rat, misconception string) wrong { return wrong{number(r), misconception} }

// notText is a wrong text and its misconception.
func notText(s, misconception string) wrong { return wrong{words(s), misconception} }

// equals is a check for families whose second route gives a number.
func equals(r rat) func(choice) bool {
	return func(c choice) bool { return c.isNumber() && c.num == r }
}

// reads is a check for families whose second route gives a text.
func reads(s string) func(choice) bool {
	return func(c choice) bool { return c.text == s }
}

func (c choice) isNumber() bool { return c.text == "" }

// same compares by value.
func (c choice) same(d choice) bool {
	if c.isNumber() != d.isNumber() {
		return false
	}
	if c.isNumber() {
		return c.num == d.num
	}
	return c.text == d.text || len(c.eval) > 0 && slices.Equal(c.eval, d.eval)
}

// written is the choice as an option shows it.
func (d draft) written(c choice) string {
	if !c.isNumber() {
		return c.text
	}
	if d.show != nil {
		return d.show(c.num)
	}
	return c.num.String()
}

// candidates are the wrong choices that may stand beside the key: sensible
// here, wrong by the second computation, different from the key and from each other.
func (d draft) candidates() []wrong {
	var kept []wrong
	for _, w := range d.wrong {
		if d.usable(w.choice) && !holds(kept, w.choice) {
			kept = append(kept, w)
		}
	}
	return kept
}

func (d draft) usable(c choice) bool {
	if c.isNumber() && d.fit != nil && !d.fit(c.num) {
		return false
	}
	return !c.same(d.key) && !d.right(c) && d.written(c) != d.written(d.key)
}

func holds(list []wrong, c choice) bool {
	return slices.ContainsFunc(list, func(w wrong) bool { return w.same(c) })
}

// positive allows numbers above zero.
func positive(r rat) bool { return r.sign() > 0 }

// count allows whole numbers above zero.
func count(r rat) bool { return r.isInt() && r.sign() > 0 }

// integers allows whole numbers.
func integers(r rat) bool { return r.isInt() }
