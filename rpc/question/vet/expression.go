package vet

import (
	"errors"
	"math/big"
)

// errUnread says that something is no formula, or none that has one meaning.
var errUnread = errors.New("cannot be read")

// node is a formula.
type node struct {
	op      byte     // + - * / ^ n (minus) r (root) = number v variable
	value   *big.Rat // of a number
	name    string   // of a variable
	a, b    *node
	percent bool // a percentage
}

// Bounds of a formula.
const (
	maxFormula = 120  // tokens
	maxDepth   = 24   // brackets in brackets
	maxPower   = 40   // exponent
	maxBits    = 2000 // of a number
)

type parser struct {
	tokens []token
	depth  int
}

// parse reads all of tokens as one formula.
func parse(tokens []token) (*node, error) {
	if len(tokens) == 0 || len(tokens) > maxFormula {
		return nil, errUnread
	}
	p := parser{tokens: tokens}
	n, err := p.sum()
	if err == nil && len(p.tokens) > 0 {
		return nil, errUnread
	}
	return n, err
}

func (p *parser) at(texts ...string) string {
	if len(p.tokens) == 0 || p.tokens[0].kind != operatorToken {
		return ""
	}
	for _, text := range texts {
		if p.tokens[0].text == text {
			return text
		}
	}
	return ""
}

func (p *parser) pass() token {
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

func (p *parser) sum() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, errUnread
	}
	defer func() { p.depth-- }()
	n, err := p.product()
	for err == nil && p.at("+", "-") != "" {
		op := p.pass().text[0]
		var b *node
		if b, err = p.product(); err == nil {
			if n.percent != b.percent { // "50 + 10%" has two meanings
				return nil, errUnread
			}
			n = &node{op: op, a: n, b: b, percent: n.percent}
		}
	}
	return n, err
}

func (p *parser) product() (*node, error) {
	n, err := p.signed()
	divided := false
	for err == nil && len(p.tokens) > 0 {
		var b *node
		switch op := p.at("*", "/"); {
		case op != "":
			p.pass()
			b, err = p.signed()
			n, divided = &node{op: op[0], a: n, b: b}, op == "/"
		case p.tokens[0].kind == letterToken || p.at("(", "√") != "":
			if divided { // 1/2x has two meanings
				return nil, errUnread
			}
			b, err = p.factor()
			n = &node{op: '*', a: n, b: b}
		default:
			return n, nil
		}
	}
	return n, err
}

func (p *parser) signed() (*node, error) {
	if p.at("-") == "" {
		return p.factor()
	}
	p.pass()
	if p.at("-") != "" {
		return nil, errUnread
	}
	n, err := p.factor()
	if err != nil {
		return nil, err
	}
	return &node{op: 'n', a: n, percent: n.percent}, nil
}

// factor is an atom with its powers and percent sign.
func (p *parser) factor() (*node, error) {
	n, err := p.atom()
	for err == nil && len(p.tokens) > 0 {
		switch {
		case p.tokens[0].kind == powerToken && p.tokens[0].glued:
			n = &node{op: '^', a: n, b: &node{op: '=', value: p.pass().value}}
		case p.at("^") != "":
			p.pass()
			var b *node
			if b, err = p.exponent(); err == nil {
				n = &node{op: '^', a: n, b: b}
			}
		case p.at("%") != "" && !n.percent:
			p.pass()
			n = &node{op: '/', a: n, b: &node{op: '=', value: big.NewRat(100, 1)}, percent: true}
		default:
			return n, nil
		}
	}
	return n, err
}

func (p *parser) exponent() (*node, error) {
	if p.at("-") != "" {
		p.pass()
		n, err := p.atom()
		return &node{op: 'n', a: n}, err
	}
	n, err := p.atom()
	if err == nil && p.at("^") != "" {
		return nil, errUnread
	}
	return n, err
}

func (p *parser) atom() (*node, error) {
	if len(p.tokens) == 0 {
		return nil, errUnread
	}
	switch t := p.pass(); {
	case t.kind == numberToken:
		return &node{op: '=', value: t.value}, nil
	case t.kind == letterToken:
		return &node{op: 'v', name: t.text}, nil
	case t.is("√"):
		n, err := p.atom()
		return &node{op: 'r', a: n}, err
	case t.is("("):
		n, err := p.sum()
		if err != nil || p.at(")") == "" {
			return nil, errUnread
		}
		p.pass()
		return n, nil
	}
	return nil, errUnread
}

// values are what variables stand for.
type values map[string]*big.Rat

// eval computes n. It fails where n has no rational value: division by zero,
// roots that are not rational, a variable without value, numbers too large.
func (n *node) eval(at values) (*big.Rat, error) {
	switch n.op {
	case '=':
		return n.value, nil
	case 'v':
		if v, ok := at[n.name]; ok {
			return v, nil
		}
		return nil, errUnread
	}
	a, err := n.a.eval(at)
	if err != nil {
		return nil, err
	}
	var b *big.Rat
	if n.b != nil {
		if b, err = n.b.eval(at); err != nil {
			return nil, err
		}
	}
	return bounded(apply(n.op, a, b))
}

func apply(op byte, a, b *big.Rat) (*big.Rat, error) {
	out := new(big.Rat)
	switch op {
	case '+':
		return out.Add(a, b), nil
	case '-':
		return out.Sub(a, b), nil
	case '*':
		return out.Mul(a, b), nil
	case 'n':
		return out.Neg(a), nil
	case '/':
		if b.Sign() == 0 {
			return nil, errUnread
		}
		return out.Quo(a, b), nil
	case 'r':
		return root(a)
	}
	return power(a, b)
}

func bounded(r *big.Rat, err error) (*big.Rat, error) {
	if err == nil && r.Num().BitLen()+r.Denom().BitLen() > maxBits {
		return nil, errUnread
	}
	return r, err
}

func power(a, b *big.Rat) (*big.Rat, error) {
	if !b.IsInt() || !b.Num().IsInt64() || a.Sign() == 0 && b.Sign() <= 0 {
		return nil, errUnread
	}
	n := b.Num().Int64()
	if n > maxPower || n < -maxPower || a.Num().BitLen()+a.Denom().BitLen() > maxBits/maxPower {
		return nil, errUnread
	}
	e := big.NewInt(max(n, -n))
	over, under := new(big.Int).Exp(a.Num(), e, nil), new(big.Int).Exp(a.Denom(), e, nil)
	if n < 0 {
		over, under = under, over
	}
	return new(big.Rat).SetFrac(over, under), nil
}

func root(a *big.Rat) (*big.Rat, error) {
	if a.Sign() < 0 {
		return nil, errUnread
	}
	over, under := new(big.Int).Sqrt(a.Num()), new(big.Int).Sqrt(a.Denom())
	r := new(big.Rat).SetFrac(over, under)
	if new(big.Rat).Mul(r, r).Cmp(a) != 0 {
		return nil, errUnread
	}
	return r, nil
}

// variables adds the names of the variables of n.
func (n *node) variables(to map[string]bool) {
	if n == nil {
		return
	}
	if n.op == 'v' {
		to[n.name] = true
	}
	n.a.variables(to)
	n.b.variables(to)
}

// isNumber reports whether n is one number as it is written, with a sign or a
// percent sign at most.
func (n *node) isNumber() bool {
	return n.op == '=' || n.op == 'n' && n.a.isNumber() || n.percent && n.op == '/' && n.a.isNumber()
}
