package vet

import (
	"math/big"
	"slices"
)

// formula is a maximal run of tokens that belong to arithmetic, with one or
// more sides joined by equals signs.
type formula struct {
	sides    []side
	from, to int  // tokens[from:to]
	torn     bool // it touches something that cannot be read
	function bool // it calls a function, such as f(3): f is no number then
}

// side is what stands on one side of an equals sign.
type side struct {
	tokens []token
	*node  // nil: cannot be read
}

func (t token) isMath() bool {
	return t.kind == numberToken || t.kind == letterToken || t.kind == operatorToken || t.kind == powerToken || t.kind == equalsToken
}

// formulas finds the formulas of a text.
func formulas(tokens []token) []formula {
	var found []formula
	for i := 0; i < len(tokens); {
		if !tokens[i].isMath() {
			i++
			continue
		}
		j := i
		for j < len(tokens) && tokens[j].isMath() {
			j++
		}
		found = append(found, readFormula(tokens, i, j))
		i = j
	}
	return found
}

func readFormula(tokens []token, from, to int) formula {
	// A bracket around the whole belongs to the sentence: "(so 3 + 4 = 7)".
	from, to = outerBrackets(tokens, from, to)
	f := formula{from: from, to: to}
	f.torn = to < len(tokens) && tokens[to].glued && spoils(tokens[to]) ||
		from > 0 && from < len(tokens) && tokens[from].glued && spoils(tokens[from-1]) ||
		from+1 < to && from > 0 && tokens[from].is("-") && !tokens[from+1].glued && tokens[from-1].kind != stopToken
	start := from
	for i := from; i <= to; i++ {
		if i == to || tokens[i].kind == equalsToken {
			s := side{tokens: tokens[start:i]}
			if n, err := parse(s.tokens); err == nil {
				s.node = n
			}
			f.sides = append(f.sides, s)
			start = i + 1
		}
	}
	f.function = calls(tokens[from:to])
	return f
}

// outerBrackets cuts a bracket that is not closed, or not opened, within.
func outerBrackets(tokens []token, from, to int) (int, int) {
	open, lone := 0, 0
	for _, t := range tokens[from:to] {
		if t.is("(") {
			open++
		} else if t.is(")") {
			if open == 0 {
				lone++
			} else {
				open--
			}
		}
	}
	for open > 0 && from < to && tokens[from].is("(") {
		from, open = from+1, open-1
	}
	for lone > 0 && from < to && tokens[to-1].is(")") {
		to, lone = to-1, lone-1
	}
	return from, to
}

func spoils(t token) bool {
	return t.kind == otherToken || t.kind == wordToken || t.is("|") || t.is("[") || t.is("]")
}

// calls finds a letter right before a bracket that holds one number or letter.
func calls(tokens []token) bool {
	for i := 0; i+3 < len(tokens); i++ {
		if tokens[i].kind != letterToken || !tokens[i+1].is("(") || !tokens[i+1].glued {
			continue
		}
		j := i + 2
		if tokens[j].is("-") {
			j++
		}
		if j+1 < len(tokens) && (tokens[j].kind == numberToken || tokens[j].kind == letterToken) && tokens[j+1].is(")") {
			return true
		}
	}
	return false
}

// amount is a text that is one number, with a sign or unit at most.
type amount struct {
	value   *big.Rat // nil: it is not
	half    *big.Rat // half a unit of the last decimal place; nil for what is written exactly
	percent bool
	written bool   // as one number, not as something to compute
	unit    string // in words
}

// readAmount reads "12", "−3/4", "$1,200", "5 cm", "x = 7", "2³".
func readAmount(text string) amount {
	tokens := tokenize(text)
	if len(tokens) > 2 && tokens[0].kind == letterToken && tokens[1].kind == equalsToken {
		tokens = tokens[2:]
	}
	end := len(tokens)
	for end > 0 && tokens[end-1].is(".") {
		end--
	}
	math := 0
	for math < end && tokens[math].isMath() {
		math++
	}
	a := amount{}
	for _, t := range tokens[math:end] {
		if t.kind != wordToken || len(tokens[math:end]) > 3 {
			return amount{}
		}
		a.unit += t.text + " "
	}
	n, err := parse(tokens[:math])
	if err != nil {
		return amount{}
	}
	if a.value, err = n.eval(nil); err != nil {
		return amount{}
	}
	a.percent = n.percent
	a.written = n.isNumber() || isFraction(n)
	if n.isNumber() {
		a.half = halfPlace(tokens[:math], n.percent)
	}
	return a
}

// isFraction reports whether n is written as one number over another.
func isFraction(n *node) bool {
	return n.op == 'n' && isFraction(n.a) || n.op == '/' && n.a.isNumber() && n.b.op == '='
}

// halfPlace is half a unit of the last decimal place of the one number among
// tokens, nil when it has none.
func halfPlace(tokens []token, percent bool) *big.Rat {
	i := slices.IndexFunc(tokens, func(t token) bool { return t.kind == numberToken })
	if i < 0 || tokens[i].places == 0 {
		return nil
	}
	under := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(tokens[i].places)), nil)
	half := new(big.Rat).SetFrac(big.NewInt(1), under.Mul(under, big.NewInt(2)))
	if percent {
		half.Quo(half, big.NewRat(100, 1))
	}
	return half
}

// means reports whether a says v: exactly, or rounded to its places. Percents
// may be said of a hundred or of one.
func (a amount) means(v *big.Rat) bool {
	if a.value == nil {
		return false
	}
	return near(a.value, v, a.half) || a.percent && near(times100(a.value), v, times100(a.half))
}

func times100(r *big.Rat) *big.Rat {
	if r == nil {
		return nil
	}
	return new(big.Rat).Mul(r, big.NewRat(100, 1))
}

// near reports whether a and b are equal, or differ by half at most.
func near(a, b, half *big.Rat) bool {
	if half == nil {
		return a.Cmp(b) == 0
	}
	d := new(big.Rat).Sub(a, b)
	return d.Abs(d).Cmp(half) <= 0
}
