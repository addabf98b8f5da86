package itembank

import "fmt"

// alg4Families: systems of two linear equations.
var alg4Families = []Family{systemSolve, systemCount, systemWord}

// systemSolve: two equations with a whole solution.
var systemSolve = Family{
	Name: "system-solve", Title: "Solve a system of two linear equations", Skill: "ALG4", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{-9, 9}, {-9, 9}, {-6, 6}, {2, 6}, {-6, 6}}, build: systemSubstitute},
		{Level: 3, Space: []Span{{-9, 9}, {-9, 9}, {2, 7}, {-7, 7}, {2, 7}, {-7, 7}}, build: systemEliminate},
		{Level: 4, Space: []Span{{-9, 9}, {-9, 9}, {2, 7}, {-7, 7}, {2, 7}, {-7, 7}}, build: systemCombine},
	},
}

// equation2 is ax + by = c.
type equation2 struct{ a, b, c int }

func (e equation2) String() string {
	return fmt.Sprintf("%s = %s", sum(term(e.a, "x"), term(e.b, "y")), num(e.c))
}

func (e equation2) holds(x, y rat) bool {
	return whole(e.a).mul(x).add(whole(e.b).mul(y)) == whole(e.c)
}

// yAt is the y that belongs to x.
func (e equation2) yAt(x rat) rat {
	return whole(e.c).sub(whole(e.a).mul(x)).div(whole(e.b))
}

// systemSubstitute: y = mx + n and a second equation, asks x.
func systemSubstitute(p []int) (draft, bool) {
	x, y, m, a, b := p[0], p[1], p[2], p[3], p[4]
	n := y - m*x
	if x*y*m*b*n == 0 || x == y || x == -y || m == 1 || m == -1 || b == 1 || b == -1 || a+b*m == 0 {
		return draft{}, false
	}
	second := equation2{a, b, a*x + b*y}
	d := systemAsk(fmt.Sprintf("y = %s\n%s", linear(m, "x", n), second), "x", x, y)
	d.key = number(frac(second.c-b*n, a+b*m))
	d.right = func(c choice) bool { return second.holds(c.num, line{whole(m), whole(n)}.at(c.num)) }
	d.wrong = append(d.wrong, not(frac(second.c+b*n, a+b*m), "moves a term without changing its sign"),
		not(frac(second.c-n, a+b*m), "multiplies only the first term of the bracket"))
	d.hints[1] = "One equation already gives y. Put that expression in place of y in the other equation, in brackets."
	d.explanation = fmt.Sprintf("Putting y into the second equation gives %s = %s, that is %s = %s, so x = %s.",
		sum(term(a, "x"), term(b, "("+linear(m, "x", n)+")")), num(second.c), term(a+b*m, "x"), num(second.c-b*n), d.key.num)
	return d, true
}

// eliminationPair makes two equations in standard form with the solution (x, y).
func eliminationPair(p []int) (first, second equation2, ok bool) {
	x, y := p[0], p[1]
	first, second = equation2{p[2], p[3], p[2]*x + p[3]*y}, equation2{p[4], p[5], p[4]*x + p[5]*y}
	ok = x*y != 0 && x != y && x != -y && first.a*second.b != first.b*second.a &&
		first.b*first.b > 1 && second.b*second.b > 1 && first.a < second.a
	return first, second, ok
}

// systemEliminate: no unit coefficient, asks x.
func systemEliminate(p []int) (draft, bool) {
	first, second, ok := eliminationPair(p)
	if !ok {
		return draft{}, false
	}
	det := first.a*second.b - second.a*first.b
	d := systemAsk(first.String()+"\n"+second.String(), "x", p[0], p[1])
	d.key = number(frac(first.c*second.b-second.c*first.b, det))
	d.right = func(c choice) bool { return second.holds(c.num, first.yAt(c.num)) }
	if slip := first.a*second.b + second.a*first.b; slip != 0 {
		d.wrong = append(d.wrong, not(frac(first.c*second.b+second.c*first.b, slip).floor(), "adds the equations where they must be subtracted"))
	}
	d.explanation = fmt.Sprintf("Multiplying the first equation by %s and the second by %s and subtracting leaves %s = %s, so x = %s.",
		num(second.b), num(first.b), term(det, "x"), num(det*p[0]), d.key.num)
	return d, true
}

// systemCombine: asks x + y or x − y of the solution.
func systemCombine(p []int) (draft, bool) {
	first, second, ok := eliminationPair(p)
	if !ok {
		return draft{}, false
	}
	x, y := p[0], p[1]
	asked, sign, other := "x + y", 1, "x − y"
	if (x+y+first.a)%2 == 0 {
		asked, sign, other = "x − y", -1, "x + y"
	}
	d := systemAsk(first.String()+"\n"+second.String(), asked, x, y)
	det := first.a*second.b - second.a*first.b
	d.key = number(frac(first.c*second.b-second.c*first.b, det).add(whole(sign).mul(frac(first.a*second.c-second.a*first.c, det))))
	// From the sum s, y = s − x (or x − s): one line meets both others in one point.
	d.right = func(c choice) bool {
		if first.a == first.b*sign {
			return c.num == whole(x+sign*y)
		}
		xs := whole(first.c).sub(whole(first.b * sign).mul(c.num)).div(whole(first.a - first.b*sign))
		return second.holds(xs, c.num.sub(xs).mul(whole(sign)))
	}
	d.wrong = []wrong{
		not(whole(x-sign*y), "gives "+other+" instead"),
		not(whole(x), "gives x alone"),
		not(whole(y), "gives y alone"),
		not(whole(-x-sign*y), "loses a sign while eliminating"),
		not(whole(x*y), "multiplies the two values"),
	}
	d.explanation = fmt.Sprintf("Eliminating y gives x = %s, and putting that back gives y = %s. So %s = %s.", num(x), num(y), asked, d.key.num)
	return d, true
}

// systemAsk is what the questions on the solution of a system share.
func systemAsk(equations, asked string, x, y int) draft {
	return draft{
		stem: fmt.Sprintf("%s\n\nThe solution of the system of equations is (x, y). What is the value of %s?", equations, asked),
		fit:  integers,
		wrong: []wrong{
			not(whole(y), "gives the other variable"),
			not(whole(-x), "loses a sign while eliminating"),
			not(whole(x+y), "gives the sum of both variables"),
			not(whole(x-y), "gives the difference of both variables"),
			not(whole(-y), "gives the other variable with the wrong sign"),
		},
		hints: [3]string{
			"Both equations hold for the same x and y. Which variable is easier to remove?",
			"Multiply the equations so that one variable has the same coefficient in both, then subtract.",
			"Solve the equation in one variable that is left, and put the value back if you need the other.",
		},
	}
}

// systemCount: the constant for which a system has no or infinitely many solutions.
var systemCount = Family{
	Name: "system-count", Title: "How many solutions a system has", Skill: "ALG4", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 3, Space: []Span{{1, 9}, {-9, 9}, {-12, 12}, {-6, 6}, {-12, 12}}, build: systemNone},
		{Level: 4, Space: []Span{{1, 9}, {-9, 9}, {-12, 12}, {-9, 9}, {-12, 12}}, build: systemNoneFraction},
		{Level: 5, Space: []Span{{1, 9}, {-9, 9}, {-12, 12}, {-9, 9}, {2, 9}}, build: systemMany},
	},
}

// systemNone: ax + by = c and kx + mby = e, no solution.
func systemNone(p []int) (draft, bool) {
	if p[3] == 0 || p[3] == 1 || p[3] == -1 {
		return draft{}, false
	}
	return systemNoneWith(p[0], p[1], p[2], p[1]*p[3], p[4])
}

// systemNoneFraction: the second coefficient of y is no multiple of the first.
func systemNoneFraction(p []int) (draft, bool) {
	if p[1] == 0 || p[3]%p[1] == 0 || p[0] == 1 {
		return draft{}, false
	}
	return systemNoneWith(p[0], p[1], p[2], p[3], p[4])
}

func systemNoneWith(a, b, c, b2, e int) (draft, bool) {
	if b*c*b2*e == 0 || c*b2 == e*b || b == 1 || b == -1 {
		return draft{}, false
	}
	key := frac(a*b2, b)
	d := draft{
		stem: fmt.Sprintf("%s\n%s = %s\n\nIn the system of equations, k is a constant. For what value of k does the system have no solution?",
			equation2{a, b, c}, sum("kx", term(b2, "y")), num(e)),
		key: number(key),
		// With y taken from the first equation, the second must not depend on x and must fail.
		right: func(o choice) bool {
			left := func(x int) rat {
				return o.num.mul(whole(x)).add(whole(b2).mul(equation2{a, b, c}.yAt(whole(x))))
			}
			return left(0) == left(5) && left(0) != whole(e)
		},
		wrong: []wrong{
			not(frac(a*b, b2), "inverts the ratio"),
			not(frac(a*e, c), "takes the ratio of the constants"),
			not(key.neg(), "loses the sign of the ratio"),
			not(whole(a), "keeps the coefficient of x from the other equation"),
			not(whole(b2), "copies the coefficient of y"),
			not(frac(-a*b, b2), "inverts the ratio and loses its sign"),
			not(whole(a+b2-b), "adds the difference of the coefficients instead of using their ratio"),
		},
		explanation: fmt.Sprintf("There is no solution when the lines are parallel: the coefficients of x and y have the same ratio in both equations. From y, the ratio is %s; so k = %s · %d = %s, and the constants do not have this ratio.",
			frac(b2, b), inBrackets(frac(b2, b)), a, key),
		hints: [3]string{
			"A system without a solution is two lines that never meet. What do they have in common?",
			"Compare the coefficients of y: by which factor does the second equation differ from the first?",
			"Use the same factor for the coefficients of x, and check that the constants do not follow it.",
		},
	}
	return d, key.den() <= 9
}

// systemMany: ax + by = c and its multiple with k in place of one coefficient.
func systemMany(p []int) (draft, bool) {
	a, b, c, n, m := p[0], p[1], p[2], p[3], p[4]
	if b*c*n == 0 || n%m == 0 || c*n%m != 0 || a*n%m != 0 || b == 1 || b == -1 || gcd(int64(n), int64(m)) != 1 {
		return draft{}, false
	}
	factor := frac(n, m)
	a2, c2 := a*n/m, c*n/m
	key := factor.mul(whole(b))
	return draft{
		stem: fmt.Sprintf("%s\n%s = %s\n\nIn the system of equations, k is a constant. For what value of k does the system have infinitely many solutions?",
			equation2{a, b, c}, sum(term(a2, "x"), "ky"), num(c2)),
		key: number(key),
		// Two different points of the first line must lie on the second.
		right: func(o choice) bool {
			on := func(x rat) bool {
				y := equation2{a, b, c}.yAt(x)
				return whole(a2).mul(x).add(o.num.mul(y)) == whole(c2)
			}
			return on(whole(101)) && on(frac(-307, 3))
		},
		wrong: []wrong{
			not(whole(b).div(factor), "inverts the ratio"),
			not(key.neg(), "loses the sign of the ratio"),
			not(whole(b), "keeps the coefficient of y from the other equation"),
			not(whole(b+a2-a), "adds the difference of the coefficients instead of using their ratio"),
			not(frac(a*c2, c), "matches k to x instead of y"),
			not(factor, "gives the ratio instead of the coefficient"),
		},
		explanation: fmt.Sprintf("There are infinitely many solutions when one equation is a multiple of the other. From x and from the constants the factor is %s, so k = %s · %s = %s.",
			factor, inBrackets(factor), bracketed(b), key),
		hints: [3]string{
			"A system with infinitely many solutions is the same line written twice.",
			"Find the factor that turns the first equation into the second: compare the coefficients of x, then the constants.",
			"Apply that factor to the coefficient of y.",
		},
	}, true
}
