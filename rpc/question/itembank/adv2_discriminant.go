package itembank

import "fmt"

// quadraticDiscriminant: the constant for which a quadratic equation has exactly one solution.
var quadraticDiscriminant = Family{
	Name: "quadratic-discriminant", Title: "A constant for exactly one solution", Skill: "ADV2", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 3, Space: []Span{{1, 9}, {-24, 24}, {-24, 24}}, build: discriminantConstant},
		{Level: 4, Space: []Span{{1, 12}, {1, 9}, {1, 6}, {-20, 20}}, build: discriminantMiddle},
		{Level: 5, Space: []Span{{1, 9}, {-12, 12}, {-9, 9}, {-15, 15}}, build: discriminantTangent},
	},
}

// touches reports that ax² + bx + c has exactly one zero: the value at the
// place half way between any two places of equal value is zero.
func touches(a, b int, c rat) bool {
	x := frac(-b, 2*a)
	return whole(a).mul(x).mul(x).add(whole(b).mul(x)).add(c).sign() == 0
}

var discriminantHints = [3]string{
	"A quadratic with exactly one solution touches the x-axis once. What does that say about the number under the root of the quadratic formula?",
	"Bring the equation to the form ax² + bx + c = 0 and set b² − 4ac equal to zero.",
	"Put in the coefficients and solve that equation for the constant.",
}

// discriminantConstant: ax² + bx + k = e, asks k.
func discriminantConstant(p []int) (draft, bool) {
	a, b, e := p[0], p[1], p[2]
	key := frac(b*b, 4*a).add(whole(e))
	if b*e == 0 || b*b == 1 || key.den() > 9 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s + k = %s\n\nIn the equation, k is a constant. For what value of k does the equation have exactly one solution?",
			polynomial("x", a, b, 0), num(e)),
		key:   number(key),
		right: func(c choice) bool { return touches(a, b, c.num.sub(whole(e))) },
		wrong: []wrong{
			not(frac(b*b, 4*a), "overlooks the right side of the equation"),
			not(frac(b*b, 4*a).sub(whole(e)), "moves a term without changing its sign"),
			not(frac(b*b, 4*a).neg().add(whole(e)), "takes b² + 4ac"),
			not(frac(b*b, a).add(whole(e)), "forgets the factor 4"),
			not(frac(b*b, 2*a).add(whole(e)), "takes 2ac instead of 4ac"),
			not(whole(b*b+e), "does not divide by the leading coefficient"),
		},
		explanation: fmt.Sprintf("In standard form the constant term is %s. The discriminant %d − 4 · %d · (%s) is zero for k = %s.",
			sum("k", num(-e)), b*b, a, sum("k", num(-e)), key),
		hints: discriminantHints,
	}, true
}

// discriminantMiddle: ms²x² + kx + mt² = e with k > 0, asks k.
func discriminantMiddle(p []int) (draft, bool) {
	m, s, t, e := p[0], p[1], p[2], p[3]
	a, c := m*s*s, m*t*t
	if gcd(int64(s), int64(t)) != 1 || e == 0 || c+e == 0 || a > 200 || s == t {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s = %s\n\nIn the equation, k is a positive constant. For what value of k does the equation have exactly one solution?",
			sum(term(a, "x²"), "kx", num(c+e)), num(e)),
		key: integer(2 * m * s * t),
		right: func(o choice) bool {
			return o.num.sign() > 0 && o.num.mul(o.num) == whole(4).mul(whole(a)).mul(whole(c))
		},
		wrong: []wrong{
			not(whole(4*a*c), "stops at k²"),
			not(whole(a*c), "takes the product of the coefficients"),
			not(whole(m*s*t), "forgets the factor 4 under the root"),
			not(whole(4*m*s*t), "takes the factor 4 out of the root unchanged"),
			not(whole(2*c), "doubles the constant term"),
			not(whole(a+c), "adds the coefficients"),
		},
		fit:  positive,
		step: whole(2),
		explanation: fmt.Sprintf("In standard form the constant term is %d. The discriminant k² − 4 · %d · %d is zero for k² = %d, and the positive root is %d.",
			c, a, c, 4*a*c, 2*m*s*t),
		hints: discriminantHints,
	}, true
}

// discriminantTangent: y = ax² + bx + k touches y = mx + n, asks k.
func discriminantTangent(p []int) (draft, bool) {
	a, b, m, n := p[0], p[1], p[2], p[3]
	d := b - m
	key := frac(d*d, 4*a).add(whole(n))
	if b*m*n*d == 0 || d*d == 1 || key.den() > 9 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("y = %s + k\ny = %s\n\nIn the system of equations, k is a constant. For what value of k do the graphs meet in exactly one point?",
			polynomial("x", a, b, 0), linear(m, "x", n)),
		key:   number(key),
		right: func(c choice) bool { return touches(a, d, c.num.sub(whole(n))) },
		wrong: []wrong{
			not(frac(d*d, 4*a), "overlooks the constant of the line"),
			not(frac(d*d, 4*a).sub(whole(n)), "moves the constant without changing its sign"),
			not(frac(b*b, 4*a).add(whole(n)), "overlooks the slope of the line"),
			not(frac((b+m)*(b+m), 4*a).add(whole(n)), "adds the terms with x instead of subtracting them"),
			not(frac(d*d, 4*a).neg().add(whole(n)), "takes b² + 4ac"),
			not(frac(d*d, a).add(whole(n)), "forgets the factor 4"),
		},
		explanation: fmt.Sprintf("Setting the two equal gives %s = 0. The discriminant %d − 4 · %d · (%s) is zero for k = %s.",
			sum(term(a, "x²"), term(d, "x"), "k", num(-n)), d*d, a, sum("k", num(-n)), key),
		hints: [3]string{
			"Where the graphs meet, both y-values are the same. What kind of equation does that give?",
			"Set the two expressions equal and bring everything to one side; one common point means b² − 4ac is zero.",
			"Put in the coefficients, the constants included, and solve for k.",
		},
	}, true
}
