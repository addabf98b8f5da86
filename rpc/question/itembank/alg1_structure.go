package itembank

import "fmt"

// linearNoSolution: for which constant k has a linear equation no solution.
var linearNoSolution = Family{
	Name: "linear-no-solution", Title: "A constant that leaves an equation without a solution", Skill: "ALG1", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{-20, 20}, {-20, 20}, {-20, 20}}, build: noSolutionPlain},
		{Level: 3, Space: []Span{{-12, 12}, {-9, 9}, {-12, 12}, {-12, 12}}, build: noSolutionBracket},
		{Level: 4, Space: []Span{{-9, 9}, {-9, 9}, {-9, 9}, {-12, 12}}, build: noSolutionCollect},
		{Level: 5, Space: []Span{{2, 9}, {-9, 9}, {-9, 9}, {-12, 12}, {-12, 12}}, build: noSolutionInside},
	},
}

// line is the straight line y = slope·x + start.
type line struct{ slope, start rat }

func (l line) at(x rat) rat { return l.slope.mul(x).add(l.start) }

// parallel reports from values alone that two lines never meet: they keep
// their distance between two places, and it is not zero.
func parallel(f, g func(x rat) rat) bool {
	near, far := f(whole(0)).sub(g(whole(0))), f(whole(7)).sub(g(whole(7)))
	return near == far && near.sign() != 0
}

func noSolutionPlain(p []int) (draft, bool) {
	a, b, e := p[0], p[1], p[2]
	if a*b*e == 0 || a == 1 || a == -1 || b == e {
		return draft{}, false
	}
	d := noSolution(linear(a, "x", b), sum("kx", num(e)), whole(a))
	d.right = func(c choice) bool {
		return parallel(line{whole(a), whole(b)}.at, line{c.num, whole(e)}.at)
	}
	d.wrong = []wrong{
		not(whole(-a), "takes the opposite of the coefficient"),
		not(whole(e), "matches k to a constant term"),
		not(whole(b), "matches k to the constant beside x"),
		not(whole(e-b), "equates the constants instead of the coefficients"),
		not(whole(a+b), "adds coefficient and constant"),
	}
	d.explanation = fmt.Sprintf("The two sides never agree when x has the same coefficient in both and the constants differ. The coefficients are equal for k = %s, and %s differs from %s.", num(a), num(b), num(e))
	return d, true
}

func noSolutionBracket(p []int) (draft, bool) {
	a, b, c, e := p[0], p[1], p[2], p[3]
	if a*b*c*e == 0 || a == 1 || a == -1 || c+a*b == e {
		return draft{}, false
	}
	d := noSolution(sum(term(a, "("+linear(1, "x", b)+")"), num(c)), sum("kx", num(e)), whole(a))
	d.right = func(o choice) bool {
		left := func(x rat) rat { return x.add(whole(b)).mul(whole(a)).add(whole(c)) }
		return parallel(left, line{o.num, whole(e)}.at)
	}
	d.wrong = []wrong{
		not(whole(e), "matches k to a constant term"),
		not(whole(-a), "takes the opposite of the coefficient"),
		not(whole(e-a*b), "equates the constants instead of the coefficients"),
		not(whole(a*b), "matches k to the product in the bracket"),
		not(whole(a+c), "adds the constant to the coefficient"),
	}
	d.explanation = fmt.Sprintf("The left side is %s. There is no solution when x has the same coefficient on both sides and the constants differ: k = %s, and %s differs from %s.",
		linear(a, "x", a*b+c), num(a), num(a*b+c), num(e))
	return d, true
}

func noSolutionCollect(p []int) (draft, bool) {
	a, b, c, e := p[0], p[1], p[2], p[3]
	if a*b*c*e == 0 || a == 1 || a == -1 || a+c == 0 || a*b == e {
		return draft{}, false
	}
	d := noSolution(sum(term(a, "("+linear(1, "x", b)+")"), term(c, "x")), sum("kx", num(e)), whole(a+c))
	d.right = func(o choice) bool {
		left := func(x rat) rat { return x.add(whole(b)).mul(whole(a)).add(x.mul(whole(c))) }
		return parallel(left, line{o.num, whole(e)}.at)
	}
	d.wrong = []wrong{
		not(whole(a), "overlooks the second term with x"),
		not(whole(a-c), "subtracts the terms with x instead of adding them"),
		not(whole(-a-c), "takes the opposite of the coefficient"),
		not(whole(e), "matches k to a constant term"),
		not(whole(a*b+c), "mixes the constant into the coefficient"),
		not(whole(a*c), "multiplies the coefficients"),
	}
	d.explanation = fmt.Sprintf("The left side is %s. There is no solution when x has the same coefficient on both sides and the constants differ: k = %s, and %s differs from %s.",
		linear(a+c, "x", a*b), num(a+c), num(a*b), num(e))
	return d, true
}

func noSolutionInside(p []int) (draft, bool) {
	a, b, c, m, e := p[0], p[1], p[2], p[3], p[4]
	if b*c*m*e == 0 || a*b == e || m == c || frac(m-c, a).den() > 9 {
		return draft{}, false
	}
	key := frac(m-c, a)
	d := noSolution(sum(term(a, "(kx"+sum("y", num(b))[1:]+")"), term(c, "x")), linear(m, "x", e), key)
	d.right = func(o choice) bool {
		left := func(x rat) rat { return o.num.mul(x).add(whole(b)).mul(whole(a)).add(x.mul(whole(c))) }
		return parallel(left, line{whole(m), whole(e)}.at)
	}
	d.wrong = []wrong{
		not(whole(m-c), "forgets that the bracket multiplies k"),
		not(frac(m+c, a), "moves a term without changing its sign"),
		not(frac(m, a), "overlooks the second term with x"),
		not(key.neg(), "subtracts in the wrong order"),
		not(whole(m-c-a), "subtracts the factor instead of dividing by it"),
	}
	d.explanation = fmt.Sprintf("On the left the coefficient of x is %s, on the right %s. With equal coefficients and the different constants %s and %s there is no solution, so k = %s/%d = %s.",
		sum(num(a)+"k", num(c)), num(m), num(a*b), num(e), bracketed(m-c), a, key)
	if key.isInt() {
		d.logit = -0.1
	}
	return d, true
}

// bracketed writes a negative number in brackets.
func bracketed(n int) string {
	if n < 0 {
		return "(" + num(n) + ")"
	}
	return num(n)
}

func noSolution(left, right string, key rat) draft {
	return draft{
		stem: fmt.Sprintf("%s = %s\n\nIn the equation, k is a constant. For what value of k does the equation have no solution?", left, right),
		key:  number(key),
		hints: [3]string{
			"Think of each side as a line. When do two different lines never meet?",
			"Write both sides as a multiple of x plus a constant.",
			"Make the two multiples of x equal, solve for k, and check that the constants are different.",
		},
	}
}

// linearExpression: given a linear equation, find the value of another
// expression without needing x.
var linearExpression = Family{
	Name: "linear-expression", Title: "The value of an expression from an equation", Skill: "ALG1", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 1, Space: []Span{{2, 9}, {-15, 15}, {-9, 9}, {2, 5}}, build: expressionScaled},
		{Level: 2, Space: []Span{{2, 9}, {-12, 12}, {-9, 9}, {2, 5}, {-12, 12}}, build: expressionWhole},
		{Level: 3, Space: []Span{{2, 9}, {-12, 12}, {-20, 30}, {2, 5}, {-12, 12}}, build: expressionFraction},
		{Level: 4, Space: []Span{{2, 9}, {-9, 9}, {-12, 12}, {-12, 12}, {2, 5}, {-9, 9}}, build: expressionBothSides},
	},
}

// expressionScaled: ax + b = c, asks kax.
func expressionScaled(p []int) (draft, bool) {
	a, b, x, k := p[0], p[1], p[2], p[3]
	if b == 0 || x == 0 {
		return draft{}, false
	}
	return expressionFrom(a, b, a*x+b, k, 0, fmt.Sprintf("%s = %s", linear(a, "x", b), num(a*x+b))), true
}

// expressionWhole: ax + b = c with a whole x, asks kax + m.
func expressionWhole(p []int) (draft, bool) {
	a, b, x, k, m := p[0], p[1], p[2], p[3], p[4]
	if b*x*m == 0 {
		return draft{}, false
	}
	return expressionFrom(a, b, a*x+b, k, m, fmt.Sprintf("%s = %s", linear(a, "x", b), num(a*x+b))), true
}

// expressionFraction: the same where x is a fraction.
func expressionFraction(p []int) (draft, bool) {
	a, b, c, k, m := p[0], p[1], p[2], p[3], p[4]
	if b*c*m == 0 || b == c || frac(c-b, a).isInt() {
		return draft{}, false
	}
	d := expressionFrom(a, b, c, k, m, fmt.Sprintf("%s = %s", linear(a, "x", b), num(c)))
	return d, true
}

// expressionBothSides: ax + b = ex + c, asks k(a-e)x + m.
func expressionBothSides(p []int) (draft, bool) {
	a, e, b, c, k, m := p[0], p[1], p[2], p[3], p[4], p[5]
	if e*b*c*m == 0 || a-e < 2 || b == c || frac(c-b, a-e).isInt() {
		return draft{}, false
	}
	d := expressionFrom(a-e, b, c, k, m, fmt.Sprintf("%s = %s", linear(a, "x", b), linear(e, "x", c)))
	move := "Taking " + term(e, "x") + " from both sides"
	if e < 0 {
		move = "Adding " + term(-e, "x") + " to both sides"
	}
	d.explanation = fmt.Sprintf("%s gives %s = %s. ", move, linear(a-e, "x", b), num(c)) + d.explanation
	return d, true
}

// expressionFrom asks for kax + m, given that ax + b = c.
func expressionFrom(a, b, c, k, m int, given string) draft {
	key, x := whole(k*(c-b)+m), frac(c-b, a)
	asked := linear(k*a, "x", m)
	d := draft{
		stem:  fmt.Sprintf("If %s, what is the value of %s?", given, asked),
		key:   number(key),
		right: equals(x.mul(whole(k * a)).add(whole(m))),
		wrong: []wrong{
			not(whole(k*c+m), "scales the right side and forgets the constant on the left"),
			not(x, "gives x instead of the expression"),
			not(whole(k*(c+b)+m), "moves the constant without changing its sign"),
			not(whole(c-b+m), "does not scale the equation"),
			not(whole(k*(b-c)+m), "subtracts in the wrong order"),
			not(whole(k*(c-b)-m), "subtracts the last constant instead of adding it"),
		},
		hints: [3]string{
			"Compare the terms with x in the equation and in the expression. Do you need x itself?",
			"Bring the constant of the equation to the other side, so that a multiple of x stands alone.",
			"Scale that equation until its left side is the term with x that is asked for, then put in the last constant.",
		},
	}
	d.explanation = fmt.Sprintf("From the equation %s = %s. Multiplying by %d gives %s = %s", term(a, "x"), num(c-b), k, term(k*a, "x"), num(k*(c-b)))
	if m == 0 {
		d.wrong = append(d.wrong, not(whole(c-b), "does not scale the equation"), not(whole(c-b+k), "adds the factor instead of multiplying by it"))
		d.explanation += fmt.Sprintf(", so the value is %s.", key)
		d.hints[2] = "Scale that equation until its left side is what is asked for."
		return d
	}
	d.wrong = append(d.wrong, not(whole(k*(c-b)), "leaves out the last constant"))
	d.explanation += fmt.Sprintf(", so %s = %s.", asked, key)
	return d
}
