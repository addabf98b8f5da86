package vet

import (
	"maps"
	"math/big"
	"regexp"
	"slices"
)

// maxUnknowns bounds the systems that are solved.
const maxUnknowns = 3

func sorted(names map[string]bool) []string { return slices.Sorted(maps.Keys(names)) }

// solveLinear finds the one point at which as many linear equations as names
// are zero.
func solveLinear(equations []*node, names map[string]bool) (values, bool) {
	order := sorted(names)
	if len(order) > maxUnknowns {
		return nil, false
	}
	rows := make([][]*big.Rat, len(equations))
	for i, e := range equations {
		row, ok := affine(e, order)
		if !ok {
			return nil, false
		}
		rows[i] = row
	}
	if !eliminate(rows) {
		return nil, false
	}
	at := values{}
	for i, name := range order {
		at[name] = new(big.Rat).Neg(rows[i][len(order)])
	}
	return at, true
}

// affine answers the coefficients of e and, last, its constant. It is false
// when e is not linear: that shows at two further points.
func affine(e *node, order []string) ([]*big.Rat, bool) {
	at := values{}
	for _, name := range order {
		at[name] = new(big.Rat)
	}
	constant, err := e.eval(at)
	if err != nil {
		return nil, false
	}
	var row []*big.Rat
	for _, name := range order {
		at[name] = big.NewRat(1, 1)
		v, err := e.eval(at)
		if err != nil {
			return nil, false
		}
		row = append(row, v.Sub(v, constant))
		at[name] = new(big.Rat)
	}
	row = append(row, constant)
	for i := range 2 {
		want := new(big.Rat).Set(constant)
		for j, name := range order {
			at[name] = points[(i+j)%len(points)]
			want.Add(want, new(big.Rat).Mul(row[j], at[name]))
		}
		if v, err := e.eval(at); err != nil || v.Cmp(want) != 0 {
			return nil, false
		}
	}
	return row, true
}

// eliminate brings the rows to the identity, and the last column with them.
func eliminate(rows [][]*big.Rat) bool {
	for i := range rows {
		pivot := slices.IndexFunc(rows[i:], func(r []*big.Rat) bool { return r[i].Sign() != 0 })
		if pivot < 0 {
			return false
		}
		rows[i], rows[i+pivot] = rows[i+pivot], rows[i]
		by := new(big.Rat).Inv(rows[i][i])
		for k := range rows[i] {
			rows[i][k] = new(big.Rat).Mul(rows[i][k], by)
		}
		for j := range rows {
			if j == i || rows[j][i].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Set(rows[j][i])
			for k := range rows[j] {
				rows[j][k] = new(big.Rat).Sub(rows[j][k], new(big.Rat).Mul(factor, rows[i][k]))
			}
		}
	}
	return true
}

// call computes f(3) where the stem defines f(x) and says nothing else of it.
func call(found []formula, ask formula) (*big.Rat, bool) {
	tokens := ask.sides[0].tokens
	if len(tokens) < 4 || len(tokens) > 5 || tokens[0].kind != letterToken || !tokens[1].is("(") {
		return nil, false
	}
	argument, err := parse(tokens[2 : len(tokens)-1])
	if err != nil || !argument.isNumber() {
		return nil, false
	}
	var body *node
	var name string
	for _, f := range found {
		if len(f.sides) == 1 {
			continue
		}
		left := f.sides[0].tokens
		if body != nil || len(f.sides) != 2 || f.torn || len(left) != 4 || left[0].text != tokens[0].text || !left[1].is("(") ||
			left[2].kind != letterToken || !left[3].is(")") || f.sides[1].node == nil || calls(f.sides[1].tokens) {
			return nil, false
		}
		body, name = f.sides[1].node, left[2].text
	}
	if body == nil {
		return nil, false
	}
	v, err := argument.eval(nil)
	if err != nil {
		return nil, false
	}
	v, err = body.eval(values{name: v})
	return v, err == nil
}

// narrows finds words that choose among the solutions of an equation.
var narrows = regexp.MustCompile(`(?i)\b(?:positive|negative|great\w*|small\w*|least|larg\w*|integer|whole|prime|between|more|less|other|another|nonzero|sum|product|[a-z] [<>≤≥≠])|[<>≤≥≠]`)

// substitute puts the options into the one equation of the stem, which need
// not be linear, where its one variable is asked for.
func (p *paper) substitute(found []formula, ask formula) string {
	n := ask.sides[0].node
	if n.op != 'v' {
		return ""
	}
	names := map[string]bool{n.name: true}
	equations, ok := equationsOf(found, names)
	if !ok || len(equations) != 1 || len(names) != 1 {
		return ""
	}
	holds := func(a amount) (bool, bool) {
		if a.value == nil || a.half != nil || a.percent {
			return false, false
		}
		v, err := equations[0].eval(values{n.name: a.value})
		return err == nil && v.Sign() == 0, err == nil
	}
	if yes, known := holds(p.values()[p.Key]); known && !yes {
		return "the right option does not solve the equation"
	}
	if narrows.MatchString(p.Stem) {
		return ""
	}
	fault := ""
	p.wrong(func(i int) bool {
		if yes, _ := holds(p.values()[i]); yes {
			fault = "a wrong option solves the equation, too"
		}
		return fault == ""
	})
	return fault
}
