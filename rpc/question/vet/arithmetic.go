package vet

import "math/big"

// checkArithmetic computes both sides of every equals sign of the explanation
// that has numbers alone on both sides.
func checkArithmetic(p *paper) string {
	if falseSum(p.proof()) {
		return "a sum in the explanation is wrong"
	}
	return ""
}

// A number behind one of these words is but a part of what is meant: "half of
// 12 + 2 = 8".
var bound = map[string]bool{
	"of": true, "by": true, "than": true, "times": true, "plus": true, "minus": true, "twice": true, "half": true,
	"double": true, "triple": true, "squared": true, "cubed": true, "per": true, "sin": true, "cos": true, "tan": true,
	"log": true, "ln": true, "root": true, "and": true, "to": true, "mod": true, "over": true, "negative": true,
}

func falseSum(tokens []token) bool {
	for _, f := range formulas(tokens) {
		if len(f.sides) < 2 || f.torn {
			continue
		}
		// The first side may go on in the words before it.
		open := f.from > 0 && (bound[tokens[f.from-1].text] || tokens[f.from-1].kind == otherToken)
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

// unequal reports whether two sides are numbers that differ, and not by
// rounding alone. A single number first is a label more often than a sum.
func unequal(a, b side, first bool) bool {
	if a.node == nil || b.node == nil || first && a.isNumber() || a.isNumber() && b.isNumber() {
		return false
	}
	left, err := a.eval(nil)
	if err != nil {
		return false
	}
	right, err := b.eval(nil)
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
