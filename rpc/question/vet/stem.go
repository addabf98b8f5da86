package vet

import (
	"math/big"
	"regexp"
)

// rounds finds stems whose answer is not exact.
var rounds = regexp.MustCompile(`(?i)\b(?:nearest|about|approximat\w*|estimat\w*|round\w*|closest|roughly|decimal places?|base|modul\w*|remainder)\b`)

// checkStem computes what the stem asks for, where it can be read without doubt: a sum,
// the solution of linear equations, a value of a function, or the expression
// that another one is equivalent to. The key must be that, and no other option
// may be it.
func checkStem(p *paper) string {
	if p.Kind == TrueFalse {
		return ""
	}
	tokens := p.stem()
	found := formulas(tokens)
	if want, ok := equivalentTo(tokens, found); ok {
		return p.judgeForms(want)
	}
	ask, ok := asked(tokens, found)
	if !ok || rounds.MatchString(p.Stem) {
		return ""
	}
	if v, ok := solve(found, ask); ok {
		return p.judgeValue(v)
	}
	return p.substitute(found, ask)
}

// judgeValue compares the options with the value that the stem has.
func (p *paper) judgeValue(v *big.Rat) string {
	key := p.values()[p.Key]
	if key.value == nil {
		return ""
	}
	if !key.means(v) {
		return "the right option is not what the stem computes to"
	}
	for i, a := range p.values() {
		if i != p.Key && a.written && a.value.Cmp(v) == 0 {
			return "a wrong option is what the stem computes to, too"
		}
	}
	return ""
}

// asks are the words right before what is asked for.
var asks = map[string]bool{"is": true, "of": true, "find": true, "evaluate": true, "compute": true, "calculate": true, "for": true, "simplify": true}

// asked finds the formula that the stem asks for: "What is …?", "the value of
// …", "solve for …". The last one counts. There must be no doubt that all of
// it is meant.
func asked(tokens []token, found []formula) (formula, bool) {
	for i := len(found) - 1; i >= 0; i-- {
		f := found[i]
		if len(f.sides) != 1 || f.torn || f.from == 0 || f.sides[0].node == nil {
			continue
		}
		before, ahead := tokens[f.from-1].text, ""
		if f.from > 1 {
			ahead = tokens[f.from-2].text
		}
		ok := before == "of" && ahead == "value" || before == "for" && ahead == "solve" || before == "is" && ahead == "what" ||
			before != "is" && before != "of" && before != "for" && asks[before]
		if ok && closes(tokens, f.to) {
			return f, true
		}
	}
	return formula{}, false
}

// closes reports whether nothing behind a formula changes what it means.
func closes(tokens []token, to int) bool {
	if to >= len(tokens) {
		return true
	}
	switch t := tokens[to]; t.text {
	case "?", ".", "\n", ",", "is", "if", "that", "satisfies", "makes", "when", "in":
		return true
	}
	return false
}

// solve computes what is asked, from the equations of the stem where it has
// variables. It is false where that has no single value or cannot be told.
func solve(found []formula, ask formula) (*big.Rat, bool) {
	if ask.function {
		return call(found, ask)
	}
	names := map[string]bool{}
	ask.sides[0].variables(names)
	if len(names) == 0 {
		v, err := ask.sides[0].eval(nil)
		// A number that is asked for is a name: "What is 7?".
		return v, err == nil && !ask.sides[0].isNumber()
	}
	equations, ok := equationsOf(found, names)
	if !ok || len(equations) != len(names) {
		return nil, false
	}
	at, ok := solveLinear(equations, names)
	if !ok {
		return nil, false
	}
	v, err := ask.sides[0].eval(at)
	return v, err == nil
}

// equationsOf are the equations of the stem as differences that are zero. It
// adds their variables to names. It is false when one cannot be read: what it
// says might matter.
func equationsOf(found []formula, names map[string]bool) ([]*node, bool) {
	var out []*node
	for _, f := range found {
		if len(f.sides) == 1 {
			continue
		}
		if len(f.sides) > 2 || f.torn || f.function || f.sides[0].node == nil || f.sides[1].node == nil {
			return nil, false
		}
		n := &node{op: '-', a: f.sides[0].node, b: f.sides[1].node}
		n.variables(names)
		out = append(out, n)
	}
	return out, true
}

// judgeForms compares the options with an expression, at several points.
func (p *paper) judgeForms(want *node) string {
	same := make([]bool, len(p.Options))
	for i, o := range p.Options {
		n, err := parse(tokenize(o))
		if err != nil {
			if i == p.Key {
				return ""
			}
			continue
		}
		equal, ok := equivalent(want, n)
		if !ok && i == p.Key {
			return ""
		}
		same[i] = ok && equal
	}
	if !same[p.Key] {
		return "the right option is not equivalent to the expression"
	}
	for i := range p.Options {
		if i != p.Key && same[i] {
			return "a wrong option is equivalent to the expression, too"
		}
	}
	return ""
}

// equivalentTo finds the expression that a stem asks an equivalent one for.
func equivalentTo(tokens []token, found []formula) (*node, bool) {
	for _, f := range found {
		if f.from < 2 || tokens[f.from-1].text != "to" || tokens[f.from-2].text != "equivalent" ||
			len(f.sides) != 1 || f.torn || f.function || f.sides[0].node == nil || !closes(tokens, f.to) {
			continue
		}
		names := map[string]bool{}
		f.sides[0].variables(names)
		if len(names) == 0 || names["i"] || names["e"] {
			return nil, false
		}
		return f.sides[0].node, true
	}
	return nil, false
}

// points are where expressions are compared: fractions that no question makes
// a denominator vanish at.
var points = []*big.Rat{big.NewRat(17, 7), big.NewRat(-23, 11), big.NewRat(31, 13), big.NewRat(-37, 19)}

// equivalent compares two expressions at points. ok is false where too few of
// these can be computed.
func equivalent(a, b *node) (equal, ok bool) {
	names := map[string]bool{}
	a.variables(names)
	b.variables(names)
	computed := 0
	for i := range points {
		at, j := values{}, i
		for _, name := range sorted(names) {
			at[name] = points[j%len(points)]
			j++
		}
		left, errA := a.eval(at)
		right, errB := b.eval(at)
		if errA != nil || errB != nil {
			continue
		}
		if left.Cmp(right) != 0 {
			return false, true
		}
		computed++
	}
	return true, computed >= 2
}
