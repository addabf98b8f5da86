package vet

import "math/big"

// figure is a number in a text.
type figure struct {
	value *big.Rat
	half  *big.Rat // half a unit of its last decimal place; nil for a whole number
	at    int      // its token
}

var counted = map[string]int64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12,
}

// numbersOf are the numbers of a text: with their signs, fractions as one,
// number words up to twelve.
func numbersOf(tokens []token) []figure {
	var found []figure
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if n, ok := counted[t.text]; ok && t.kind == wordToken {
			found = append(found, figure{value: big.NewRat(n, 1), at: i})
		}
		if t.kind != numberToken {
			continue
		}
		f := figure{value: t.value, half: halfPlace(tokens[i:i+1], false), at: i}
		if i+2 < len(tokens) && tokens[i+1].is("/") && tokens[i+1].glued && tokens[i+2].kind == numberToken &&
			tokens[i+2].glued && tokens[i+2].value.Sign() != 0 {
			f = figure{value: new(big.Rat).Quo(t.value, tokens[i+2].value), at: i}
			i += 2
		}
		if negative(tokens, f.at) {
			f.value = new(big.Rat).Neg(f.value)
		}
		found = append(found, f)
	}
	return found
}

// negative reports whether the number at i bears a sign of its own.
func negative(tokens []token, i int) bool {
	if i == 0 {
		return false
	}
	before := tokens[i-1]
	if before.kind == wordToken && (before.text == "minus" || before.text == "negative") {
		return true
	}
	if !before.is("-") || !tokens[i].glued {
		return false
	}
	if i == 1 {
		return true
	}
	left := tokens[i-2]
	operand := left.kind == numberToken || left.kind == letterToken || left.kind == powerToken || left.is(")") || left.is("%")
	return !operand || !before.glued
}

// says reports whether one of the numbers is the amount's value: as it is, or
// as a percentage.
func (a amount) saidBy(found []figure) bool {
	hundred := times100(a.value)
	for _, f := range found {
		if f.value.Cmp(a.value) == 0 || a.half != nil && near(f.value, a.value, a.half) {
			return true
		}
		if a.percent && f.value.Cmp(hundred) == 0 || f.half != nil && !a.value.IsInt() && near(f.value, a.value, f.half) {
			return true
		}
	}
	return false
}
