package itembank

import "fmt"

// alg1Families: linear equations in one variable.
var alg1Families = []Family{linearSolveFamily, linearNoSolution, linearExpression}

var linearSolveFamily = Family{
	Name: "linear-solve", Title: "Solve a linear equation", Skill: "ALG1", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 1, Space: []Span{{2, 12}, {-12, 12}, {-15, 15}}, build: linearSolveOneSide},
		{Level: 2, Space: []Span{{-9, 12}, {-9, 12}, {-12, 12}, {-12, 12}}, build: linearSolveInteger},
		{Level: 3, Space: []Span{{-9, 12}, {-9, 12}, {-12, 12}, {-12, 12}}, build: linearSolveFraction},
		{Level: 4, Space: []Span{{-7, 9}, {-9, 9}, {-9, 9}, {-12, 12}, {-12, 12}}, build: linearSolveBrackets},
	},
}

// linearSolveOneSide: ax + b = d with a whole solution.
func linearSolveOneSide(p []int) (draft, bool) {
	a, x, b := p[0], p[1], p[2]
	if x == 0 || b == 0 {
		return draft{}, false
	}
	return linearSolve(a, b, 0, a*x+b, linear(a, "x", b), num(a*x+b))
}

// linearSolveInteger: ax + b = cx + d with a whole solution.
func linearSolveInteger(p []int) (draft, bool) {
	a, c, b, x := p[0], p[1], p[2], p[3]
	d := (a-c)*x + b
	if a*b*c*d*x == 0 || a == c || d < -40 || d > 40 {
		return draft{}, false
	}
	return linearSolve(a, b, c, d, linear(a, "x", b), linear(c, "x", d))
}

// linearSolveFraction: ax + b = cx + d with a fraction as the solution.
func linearSolveFraction(p []int) (draft, bool) {
	a, c, b, d := p[0], p[1], p[2], p[3]
	if a*b*c*d == 0 || a == c || b == d || frac(d-b, a-c).isInt() {
		return draft{}, false
	}
	return linearSolve(a, b, c, d, linear(a, "x", b), linear(c, "x", d))
}

// linearSolveBrackets: m(x + n) + b = cx + d.
func linearSolveBrackets(p []int) (draft, bool) {
	m, n, c, b, d := p[0], p[1], p[2], p[3], p[4]
	if m == c || m*n*c*b*d == 0 || m == 1 || m == -1 || m*n+b == d || m*n+b == 0 {
		return draft{}, false
	}
	left := sum(term(m, "("+linear(1, "x", n)+")"), num(b))
	t, ok := linearSolve(m, m*n+b, c, d, left, linear(c, "x", d))
	t.wrong = append([]wrong{not(frac(d-b-n, m-c), "multiplies only the first term of the bracket")}, t.wrong...)
	t.hints[1] = "Multiply out the bracket, both terms of it, before you move anything."
	t.explanation = fmt.Sprintf("Multiplying out gives %s = %s. ", linear(m, "x", m*n+b), linear(c, "x", d)) + t.explanation
	t.logit += 0.1
	return t, ok && t.key.num.den() <= 12
}

// linearSolve asks for the solution of ax + b = cx + d, shown as left = right.
func linearSolve(a, b, c, d int, left, right string) (draft, bool) {
	key := frac(d-b, a-c)
	t := draft{
		stem: fmt.Sprintf("%s = %s\n\nWhat value of x is the solution of the equation?", left, right),
		key:  number(key),
		right: func(o choice) bool {
			at := o.num
			return whole(a).mul(at).add(whole(b)) == whole(c).mul(at).add(whole(d))
		},
		wrong: []wrong{
			not(frac(d+b, a-c), "moves a term without changing its sign"),
			not(key.neg(), "subtracts in the wrong order"),
			not(whole(d-b), "does not divide by the coefficient"),
		},
		explanation: fmt.Sprintf("Collecting the terms gives %s = %s, so x = %s.", term(a-c, "x"), num(d-b), key),
		hints: [3]string{
			"You want x alone on one side. Which terms hold x, and which do not?",
			"Collect the terms with x on one side and the plain numbers on the other; a term changes its sign when it changes sides.",
			"Now one multiple of x equals one number: divide both sides by the coefficient of x.",
		},
	}
	if a-c == 1 {
		t.explanation = fmt.Sprintf("Collecting the terms gives x = %s = %s.", sum(num(d), num(-b)), key)
	}
	if a+c != 0 && c != 0 {
		t.wrong = append(t.wrong, not(frac(d-b, a+c), "adds the coefficients of x instead of subtracting"))
	}
	t.wrong = append(t.wrong, not(whole(d+b), "moves a term without changing its sign and does not divide"))
	if c == 0 {
		t.wrong = append(t.wrong, not(whole(d-b-a), "subtracts the coefficient instead of dividing by it"))
		t.hints[1] = "Move the plain number next to the x-term to the other side; it changes its sign."
	}
	if a < 0 || c < 0 {
		t.logit += 0.15
	}
	return t, true
}
