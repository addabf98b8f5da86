package itembank

import "fmt"

// adv2Families: nonlinear equations and systems.
var adv2Families = []Family{quadraticFactor, quadraticDiscriminant, radicalSolve, systemNonlinear}

// quadraticFactor: quadratic equations with rational solutions.
var quadraticFactor = Family{
	Name: "quadratic-factor", Title: "Solve a quadratic equation by factoring", Skill: "ADV2", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{1, 20}, {1, 20}, {-20, 20}}, build: factorPositive},
		{Level: 3, Space: []Span{{-16, 16}, {-16, 16}, {-15, 15}}, build: factorGreater},
		{Level: 4, Space: []Span{{2, 9}, {-20, 20}, {-12, 12}, {-8, 8}}, build: factorLeading},
	},
}

// rootOf is the value of ax² + bx + c at x, zero for a solution.
func rootOf(a, b, c int, x rat) rat {
	return whole(a).mul(x).mul(x).add(whole(b).mul(x)).add(whole(c))
}

// factorPositive: (x − p)(x + q) = 0, written with a number on the right.
func factorPositive(p []int) (draft, bool) {
	r, s, extra := p[0], p[1], p[2]
	b, c := s-r, -r*s
	if r == s || extra == 0 || extra+c == 0 {
		return draft{}, false
	}
	return draft{
		stem:  fmt.Sprintf("%s = %s\n\nWhat is the positive solution of the equation?", polynomial("x", 1, b, c+extra), num(extra)),
		key:   integer(r),
		right: func(o choice) bool { return o.num.sign() > 0 && rootOf(1, b, c+extra, o.num) == whole(extra) },
		wrong: []wrong{
			not(whole(s), "takes the number in the factor with its sign unchanged"),
			not(whole(b).abs(), "gives the coefficient of x"),
			not(whole(c).abs(), "gives the constant term"),
			not(whole(r+s), "gives the distance between the solutions"),
			not(whole(extra).abs(), "gives the right side of the equation"),
			not(frac(r+s, 2), "takes half of the distance between the solutions"),
		},
		fit: positive,
		explanation: fmt.Sprintf("With everything on one side the equation is %s = 0, which factors as (%s)(%s) = 0. The positive solution is %d.",
			polynomial("x", 1, b, c), linear(1, "x", -r), linear(1, "x", s), r),
		hints: factorHints,
	}, true
}

// factorGreater: both solutions have the same sign; asks the greater.
func factorGreater(p []int) (draft, bool) {
	r, s, extra := p[0], p[1], p[2]
	b, c := -r-s, r*s
	if r*s <= 0 || r >= s || extra == 0 || extra+c == 0 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s = %s\n\nWhat is the greater of the two solutions of the equation?", polynomial("x", 1, b, c+extra), num(extra)),
		key:  integer(s),
		right: func(o choice) bool {
			// The greater solution is a solution to the right of the axis of symmetry.
			return rootOf(1, b, c+extra, o.num) == whole(extra) && o.num.cmp(frac(-b, 2)) > 0
		},
		wrong: []wrong{
			not(whole(r), "gives the lesser solution"),
			not(whole(-r), "takes the number in the factor with its sign unchanged"),
			not(whole(-s), "loses the sign of the solution"),
			not(whole(-b), "gives the sum of the solutions"),
			not(whole(b), "gives the coefficient of x"),
			not(whole(c), "gives the product of the solutions"),
		},
		explanation: fmt.Sprintf("With everything on one side the equation is %s = 0, which factors as (%s)(%s) = 0. The solutions are %s and %s; the greater is %s.",
			polynomial("x", 1, b, c), linear(1, "x", -r), linear(1, "x", -s), num(r), num(s), num(s)),
		hints: factorHints,
	}, true
}

var factorHints = [3]string{
	"A product is zero only when one of its factors is. What must stand on one side for that to help?",
	"Bring everything to one side and look for two numbers with the right product and the right sum.",
	"Set each factor equal to zero and keep the solution that is asked for.",
}

// factorLeading: (ax − p)(x − q) = 0 with a fraction, asks the solution that is not whole.
func factorLeading(p []int) (draft, bool) {
	a, m, q, extra := p[0], p[1], p[2], p[3]
	b, c := -a*q-m, m*q
	if m*q*b*extra == 0 || gcd(int64(a), int64(m)) != 1 || extra+c == 0 {
		return draft{}, false
	}
	return draft{
		stem:  fmt.Sprintf("%s = %s\n\nOne solution of the equation is %s. What is the other solution?", polynomial("x", a, b, c+extra), num(extra), num(q)),
		key:   number(frac(m, a)),
		right: func(o choice) bool { return o.num != whole(q) && rootOf(a, b, c+extra, o.num) == whole(extra) },
		wrong: []wrong{
			not(frac(-m, a), "loses the sign of the number in the factor"),
			not(whole(m), "forgets the leading coefficient"),
			not(frac(a, m), "turns the solution upside down"),
			not(frac(-b, a), "gives the sum of the solutions"),
			not(frac(c, a), "gives the product of the solutions"),
			not(whole(-b-q), "subtracts from the coefficient of x without dividing"),
		},
		logit: 0.1,
		explanation: fmt.Sprintf("With everything on one side the equation is %s = 0, which factors as (%s)(%s) = 0. The factor that does not belong to %s gives %s.",
			polynomial("x", a, b, c), linear(a, "x", -m), linear(1, "x", -q), num(q), frac(m, a)),
		hints: [3]string{
			"A known solution gives you one factor. What does that say about the other?",
			"Bring everything to one side and divide out the known factor, or use that the product of the solutions is the constant over the leading coefficient.",
			"Set the remaining linear factor equal to zero and solve it.",
		},
	}, true
}
