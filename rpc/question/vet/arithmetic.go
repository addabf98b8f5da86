package vet

import (
	"math/big"
	"regexp"
)

// checkArithmetic computes both sides of every equals sign of the explanation
// that has numbers alone on both sides.
func checkArithmetic(p *paper) string {
	if falseSum(p.proof()) {
		return "a sum in the explanation is wrong"
	}
	return ""
}

// Behind one of these words a number is but a part of what is meant.
var bound = map[string]bool{
	"than": true, "times": true, "plus": true, "minus": true, "twice": true, "half": true, "double": true, "triple": true,
	"squared": true, "cubed": true, "per": true, "sin": true, "cos": true, "tan": true, "log": true, "ln": true, "root": true,
	"and": true, "mod": true, "over": true, "negative": true,
}

// parts are what makes "of" bind: "half of 12 + 2 = 8", but not "an area of
// 3 × 4 = 12". acts do so with "by" and "to": "add 3 to 4 × 2 = 11".
var (
	parts = regexp.MustCompile(`^(?:half|halves|thirds?|quarters?|fourths?|fifths?|tenths?|sum|product|difference|quotient|multiples?|square|cube|root|percent|out|power)$`)
	acts  = regexp.MustCompile(`^(?:multipl|divid|add|increas|decreas|rais|reduc|chang|rais|ratio|clos|round)`)
)

// actWords is how far before "by" and "to" the act may stand.
const actWords = 6

// opens reports whether the words before a formula go on in its first number.
func opens(tokens []token, from int) bool {
	if from == 0 {
		return false
	}
	before := tokens[from-1]
	switch {
	case before.kind == otherToken || bound[before.text]:
		return true
	case before.text == "of":
		return from > 1 && (tokens[from-2].kind == numberToken || parts.MatchString(tokens[from-2].text))
	case before.text == "by" || before.text == "to":
		for i := from - 2; i >= max(0, from-1-actWords); i-- {
			if acts.MatchString(tokens[i].text) {
				// "adds up to" is no act.
				return !(before.text == "to" && tokens[from-2].text == "up")
			}
		}
	}
	return false
}

func falseSum(tokens []token) bool {
	for _, f := range formulas(tokens) {
		if len(f.sides) < 2 || f.torn {
			continue
		}
		open := opens(tokens, f.from)
		for i := 1; i < len(f.sides); i++ {
			if i == 1 && open || i == len(f.sides)-1 && goesOn(tokens, f.to) {
				continue
			}
			if unequal(f.sides[i-1], f.sides[i], i == 1) {
				return true
			}
		}
	}
	return false
}

// goesOn reports whether the words behind a formula change its last number.
func goesOn(tokens []token, to int) bool {
	if to >= len(tokens) {
		return false
	}
	switch tokens[to].text {
	case "thousand", "million", "billion", "hundred", "dozen", "percent", "squared", "cubed", "times", "plus", "minus", "mod", "remainder", "…", "!", ":", "|":
		return true
	}
	return false
}

// circle lets multiples of π be compared: any value does that no whole numbers
// come to. Where π stands on one side alone, nothing is compared.
var circle = values{"π": big.NewRat(1_000_003, 318_313)}

func (s side) hasCircle() bool {
	names := map[string]bool{}
	s.variables(names)
	return names["π"]
}

// unequal reports whether two sides are numbers that differ, and not by
// rounding alone. A single number first is a label more often than a sum.
func unequal(a, b side, first bool) bool {
	if a.node == nil || b.node == nil || first && a.isNumber() || a.isNumber() && b.isNumber() || a.hasCircle() != b.hasCircle() {
		return false
	}
	left, err := a.eval(circle)
	if err != nil {
		return false
	}
	right, err := b.eval(circle)
	if err != nil {
		return false
	}
	if near(left, right, halfOf(a)) || near(left, right, halfOf(b)) {
		return false
	}
	// "1/4 × 100 = 25%" is what people write.
	return !(b.percent && near(left, times100(right), times100(halfOf(b))))
}

// halfOf is the tolerance of a side that is one rounded number.
func halfOf(s side) *big.Rat {
	if !s.isNumber() {
		return nil
	}
	return halfPlace(s.tokens, s.percent)
}
