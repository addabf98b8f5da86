package itembank

import "fmt"

// adv1Families: equivalent expressions.
var adv1Families = []Family{polynomialProduct, rationalSimplify}

// polynomialProduct: a coefficient of a product.
var polynomialProduct = Family{
	Name: "polynomial-product", Title: "A coefficient of a product", Skill: "ADV1", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{1, 9}, {1, 12}, {2, 9}, {1, 12}}, build: productPlain},
		{Level: 3, Space: []Span{{1, 9}, {-12, 12}, {2, 9}, {-12, 12}}, build: productSigned},
		{Level: 4, Space: []Span{{2, 6}, {-7, 7}, {1, 6}, {-7, 7}, {-7, 7}}, build: productCubic},
	},
}

func productPlain(p []int) (draft, bool) { return productLinear(p[0], p[1], p[2], p[3]) }

func productSigned(p []int) (draft, bool) {
	if p[1] > 0 && p[3] > 0 || p[1]*p[3] == 0 {
		return draft{}, false
	}
	return productLinear(p[0], p[1], p[2], p[3])
}

// productLinear asks for the coefficient of x in (ax + b)(cx + d).
func productLinear(a, b, c, d int) (draft, bool) {
	if a > c || a == c && b >= d {
		return draft{}, false
	}
	at := func(x int) rat { return whole(a*x + b).mul(whole(c*x + d)) }
	return draft{
		stem: fmt.Sprintf("The expression (%s)(%s) is equivalent to px² + qx + r, where p, q and r are constants. What is the value of q?",
			linear(a, "x", b), linear(c, "x", d)),
		key: integer(a*d + b*c),
		// The odd part of the product at 1 is the coefficient of x.
		right: equals(at(1).sub(at(-1)).div(whole(2))),
		wrong: []wrong{
			not(whole(a*c), "gives the coefficient of x²"),
			not(whole(b*d), "gives the constant term"),
			not(whole(a*d-b*c), "subtracts the middle terms"),
			not(whole(a*b+c*d), "multiplies inside each bracket"),
			not(whole(b+d), "adds the constants and ignores the coefficients"),
			not(whole((a+c)*(b+d)), "adds before multiplying"),
			not(whole(a*d), "leaves out one middle term"),
		},
		explanation: fmt.Sprintf("Multiplying out, the terms with x are %s and %s. Together they give q = %s.", term(a*d, "x"), term(b*c, "x"), num(a*d+b*c)),
		hints: [3]string{
			"Every term of the first bracket meets every term of the second. Which of the products hold x to the first power?",
			"Write out the four products and mark the two with x.",
			"Add the outer product and the inner product, each with its sign.",
		},
	}, true
}

// productCubic asks for the coefficient of x² in (ax + b)(cx² + dx + e).
func productCubic(p []int) (draft, bool) {
	a, b, c, d, e := p[0], p[1], p[2], p[3], p[4]
	if b*d*e == 0 {
		return draft{}, false
	}
	at := func(x int) rat { return whole(a*x + b).mul(whole(c*x*x + d*x + e)) }
	return draft{
		stem: fmt.Sprintf("The expression (%s)(%s) is equivalent to px³ + qx² + rx + s, where p, q, r and s are constants. What is the value of q?",
			linear(a, "x", b), polynomial("x", c, d, e)),
		key:   integer(a*d + b*c),
		right: equals(at(1).add(at(-1)).div(whole(2)).sub(at(0))),
		wrong: []wrong{
			not(whole(a*e+b*d), "gives the coefficient of x"),
			not(whole(a*d-b*c), "loses the sign of one product"),
			not(whole(a*d), "leaves out the product of the constant with x²"),
			not(whole(b*c), "leaves out the product of the two terms with x"),
			not(whole(a*c), "gives the coefficient of x³"),
			not(whole(b+d), "adds coefficients instead of multiplying them"),
		},
		explanation: fmt.Sprintf("The products with x² are %s·%s = %s and %s·%s = %s. Together they give q = %s.",
			term(a, "x"), inTerm(d, "x"), term(a*d, "x²"), num(b), inTerm(c, "x²"), term(b*c, "x²"), num(a*d+b*c)),
		hints: [3]string{
			"You need not multiply out everything. Which products of one term from each bracket hold the wanted power?",
			"x times x makes that power, and so does a constant times the square.",
			"Add the coefficients of those products, each with its sign.",
		},
	}, true
}

// inTerm writes a term inside a product, in brackets when it is negative.
func inTerm(n int, s string) string {
	if n < 0 {
		return "(" + term(n, s) + ")"
	}
	return term(n, s)
}

// rationalSimplify: fractions of polynomials.
var rationalSimplify = Family{
	Name: "rational-simplify", Title: "Simplify a fraction of polynomials", Skill: "ADV1", Subject: Math,
	Levels: []Level{
		{Level: 3, Space: []Span{{2, 12}, {-15, 15}, {-15, 15}}, build: rationalCancel},
		{Level: 4, Space: []Span{{-12, 12}, {-12, 12}, {-12, 12}}, build: rationalCancelBoth},
		{Level: 5, Space: []Span{{1, 9}, {1, 9}, {-12, 12}, {-12, 12}}, build: rationalSum},
	},
}

// places at which expressions are compared.
var places = []rat{whole(101), whole(-203), frac(1, 7), frac(-5, 11)}

// formula is a text choice that stands for a function of x.
func formula(text string, f func(x rat) rat) choice {
	var values []rat
	for _, x := range places {
		values = append(values, f(x))
	}
	return expression(text, values...)
}

// agrees is a check that a choice has the values of f at every place.
func agrees(f func(x rat) rat) func(choice) bool {
	want := formula("f", f)
	return func(c choice) bool { return c.same(want) }
}

// linearOption is ax + b as a choice.
func linearOption(a, b int) choice { return formula(linear(a, "x", b), line{whole(a), whole(b)}.at) }

// rationalCancel: (ax² + bx + c)/(x + q) with x + q a factor.
func rationalCancel(p []int) (draft, bool) {
	a, m, q := p[0], p[1], p[2]
	if m*q == 0 || m == q || m == -q || a*q+m == 0 {
		return draft{}, false
	}
	b, c := a*q+m, m*q
	return draft{
		stem: fmt.Sprintf("Which expression is equivalent to (%s)/(%s), where x ≠ %s?", polynomial("x", a, b, c), linear(1, "x", q), num(-q)),
		key:  linearOption(a, m),
		right: agrees(func(x rat) rat {
			top := whole(a).mul(x).mul(x).add(whole(b).mul(x)).add(whole(c))
			return top.div(x.add(whole(q)))
		}),
		wrong: []wrong{
			{linearOption(a, -m), "loses a sign while factoring"},
			{linearOption(a, q), "keeps the constant of the factor that cancels"},
			{linearOption(a, b), "cancels the constants as if they were factors"},
			{linearOption(1, m), "loses the leading coefficient"},
		},
		explanation: fmt.Sprintf("The numerator factors as (%s)(%s). The common factor cancels and leaves %s.", linear(a, "x", m), linear(1, "x", q), linear(a, "x", m)),
		hints: [3]string{
			"A fraction gets simpler when numerator and denominator share a factor. Does the denominator divide the numerator?",
			"Write the numerator as the denominator times another linear factor.",
			"Cancel the common factor; single terms of a sum must not be cancelled.",
		},
	}, true
}

// fraction is (x + a)/(x + b) as a choice.
func fraction(a, b int) choice {
	return formula(fmt.Sprintf("(%s)/(%s)", linear(1, "x", a), linear(1, "x", b)), func(x rat) rat {
		return x.add(whole(a)).div(x.add(whole(b)))
	})
}

// rationalCancelBoth: two quadratics with a common factor x + c.
func rationalCancelBoth(p []int) (draft, bool) {
	a, b, c := p[0], p[1], p[2]
	if a*b*c == 0 || a == b || a == c || b == c || a+c == 0 || b+c == 0 || a+b == 0 {
		return draft{}, false
	}
	top, bottom := polynomial("x", 1, a+c, a*c), polynomial("x", 1, b+c, b*c)
	return draft{
		stem: fmt.Sprintf("Which expression is equivalent to (%s)/(%s) for all x for which both are defined?", top, bottom),
		key:  fraction(a, b),
		right: agrees(func(x rat) rat {
			square := x.mul(x)
			return square.add(whole(a + c).mul(x)).add(whole(a * c)).div(square.add(whole(b + c).mul(x)).add(whole(b * c)))
		}),
		wrong: []wrong{
			{fraction(-a, -b), "loses the signs while factoring"},
			{fraction(b, a), "turns the fraction upside down"},
			{fraction(c, b), "cancels the wrong factor"},
			{fraction(a, c), "cancels the wrong factor in the denominator"},
			{fraction(a+c, b+c), "cancels single terms instead of factors"},
		},
		explanation: fmt.Sprintf("Numerator and denominator factor as (%s)(%s) and (%s)(%s). The common factor %s cancels and leaves %s.",
			linear(1, "x", a), linear(1, "x", c), linear(1, "x", b), linear(1, "x", c), linear(1, "x", c), fraction(a, b).text),
		hints: [3]string{
			"Terms of a sum cannot be cancelled, factors can. What are the factors above and below?",
			"For each quadratic look for two numbers with the right product and the right sum.",
			"Cancel the factor that both have in common and write what is left as one fraction.",
		},
	}, true
}

// over is (ax + b)/((x + p)(x + q)) as a choice.
func over(a, b, p, q int) choice {
	top := "(" + linear(a, "x", b) + ")"
	if a == 0 {
		top = num(b)
	}
	return formula(fmt.Sprintf("%s/((%s)(%s))", top, linear(1, "x", p), linear(1, "x", q)), func(x rat) rat {
		return line{whole(a), whole(b)}.at(x).div(x.add(whole(p)).mul(x.add(whole(q))))
	})
}

// rationalSum: a/(x + p) + b/(x + q) as one fraction.
func rationalSum(p []int) (draft, bool) {
	a, b, m, n := p[0], p[1], p[2], p[3]
	if m*n == 0 || m >= n || a == b || a*n+b*m == 0 {
		return draft{}, false
	}
	bad := formula(fmt.Sprintf("%d/(%s)", a+b, linear(2, "x", m+n)), func(x rat) rat {
		return whole(a + b).div(x.mul(whole(2)).add(whole(m + n)))
	})
	return draft{
		stem: fmt.Sprintf("Which expression is equivalent to %d/(%s) + %d/(%s), where x ≠ %s and x ≠ %s?",
			a, linear(1, "x", m), b, linear(1, "x", n), num(-m), num(-n)),
		key: over(a+b, a*n+b*m, m, n),
		right: agrees(func(x rat) rat {
			return whole(a).div(x.add(whole(m))).add(whole(b).div(x.add(whole(n))))
		}),
		wrong: []wrong{
			{bad, "adds the numerators and the denominators"},
			{over(a+b, a*m+b*n, m, n), "multiplies each numerator by its own denominator"},
			{over(0, a+b, m, n), "adds the numerators without extending the fractions"},
			{over(a+b, -(a*n + b*m), m, n), "loses a sign while multiplying out"},
			{over(a+b, m+n, m, n), "adds the constants without multiplying them"},
		},
		explanation: fmt.Sprintf("Extended to the common denominator, the numerator is %s + %s = %s.",
			term(a, "("+linear(1, "x", n)+")"), term(b, "("+linear(1, "x", m)+")"), linear(a+b, "x", a*n+b*m)),
		hints: [3]string{
			"Fractions can be added once they have the same denominator. What is the simplest one here?",
			"The common denominator is the product of both; extend each fraction by the factor it lacks.",
			"Multiply out the two numerators and add them over the common denominator.",
		},
	}, true
}
