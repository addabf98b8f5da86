package itembank

import "fmt"

// alg3Families: linear equations in two variables.
var alg3Families = []Family{linearPerpendicular}

// linearPerpendicular: slopes and intercepts of perpendicular lines.
var linearPerpendicular = Family{
	Name: "linear-perpendicular", Title: "Perpendicular lines", Skill: "ALG3", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{-12, 12}, {1, 12}, {-20, 20}}, build: perpendicularSlope},
		{Level: 3, Space: []Span{{-12, 12}, {-12, 12}, {-20, 20}}, build: perpendicularStandard},
		{Level: 4, Space: []Span{{-6, 6}, {-6, 6}, {-12, 12}, {-6, 6}, {-9, 9}}, build: perpendicularThrough},
	},
}

// perpendicularSlope: from y = (p/q)x + c to the slope of a perpendicular line.
func perpendicularSlope(p []int) (draft, bool) {
	m := frac(1, 2)
	if p[0] != 0 {
		m = frac(p[0], p[1])
	}
	if p[0] == 0 || p[2] == 0 || gcd(int64(p[0]), int64(p[1])) != 1 || m.abs() == whole(1) {
		return draft{}, false
	}
	d := perpendicular(m, "y = "+linearRat(m, "x", whole(p[2])))
	d.wrong = append(d.wrong, not(whole(p[2]), "gives the y-intercept of the given line"),
		not(whole(1).sub(m), "subtracts from one instead of taking the reciprocal"),
		not(whole(-1).sub(m), "takes slopes that add up to −1"))
	d.explanation = fmt.Sprintf("The slope of the given line is %s. A perpendicular line has the negative reciprocal, %s, because %s · %s = −1.",
		m, d.key.num, inBrackets(m), inBrackets(d.key.num))
	return d, true
}

// perpendicularStandard: from ax + by = c.
func perpendicularStandard(p []int) (draft, bool) {
	a, b, c := p[0], p[1], p[2]
	if a*b*c == 0 || a == b || a == -b || a < 0 && b < 0 {
		return draft{}, false
	}
	m := frac(-a, b)
	d := perpendicular(m, fmt.Sprintf("%s = %s", sum(term(a, "x"), term(b, "y")), num(c)))
	d.wrong = append(d.wrong, not(frac(-1, a), "takes the coefficient of x as the slope"),
		not(frac(c, b), "gives the y-intercept of the given line"),
		not(frac(1, a), "takes the coefficient of x as the slope and forgets the sign"),
		not(whole(-1).sub(m), "takes slopes that add up to −1"))
	d.explanation = fmt.Sprintf("Solved for y, the given line has slope %s. A perpendicular line has the negative reciprocal, %s.", m, d.key.num)
	return d, true
}

func perpendicular(m rat, equation string) draft {
	return draft{
		stem: fmt.Sprintf("In the xy-plane, line k is perpendicular to the line with equation %s. What is the slope of line k?", equation),
		key:  number(whole(-1).div(m)),
		// Turned by a quarter, the direction (1, m) is at right angles to (1, s).
		right: func(c choice) bool { return whole(1).add(m.mul(c.num)).sign() == 0 },
		wrong: []wrong{
			not(m, "takes the slope of a parallel line"),
			not(whole(1).div(m), "takes the reciprocal and forgets the sign"),
			not(m.neg(), "changes the sign and forgets the reciprocal"),
		},
		hints: [3]string{
			"Which number in the equation of a line tells how steep it is, and in which form can you read it?",
			"Write the given line as y = mx + b. The slopes of perpendicular lines multiply to negative one.",
			"Flip the fraction m over and change its sign.",
		},
	}
}

// inBrackets writes a negative fraction in brackets, for use inside a product.
func inBrackets(r rat) string {
	if r.sign() < 0 {
		return "(" + r.String() + ")"
	}
	return r.String()
}

// perpendicularThrough: a perpendicular line through a point, asks where it
// meets the y-axis.
func perpendicularThrough(p []int) (draft, bool) {
	a, b, c, x, y := p[0], p[1], p[2], p[3], p[4]
	if a < 1 || b == 0 || c == 0 || x == 0 || y == 0 || a == b || a == -b || gcd(int64(a), int64(b)) != 1 {
		return draft{}, false
	}
	slope := frac(b, a)
	start := func(m rat) rat { return whole(y).sub(m.mul(whole(x))) }
	key := start(slope)
	return draft{
		stem: fmt.Sprintf("In the xy-plane, line k passes through the point %s and is perpendicular to the line with equation %s = %s. What is the y-coordinate of the y-intercept of line k?",
			pair(whole(x), whole(y)), sum(term(a, "x"), term(b, "y")), num(c)),
		key: number(key),
		// The direction from the intercept to the point is at right angles to (b, −a).
		right: func(o choice) bool {
			return whole(x).mul(whole(b)).sub(whole(y).sub(o.num).mul(whole(a))).sign() == 0
		},
		wrong: []wrong{
			not(start(slope.neg()), "takes the reciprocal and forgets the sign"),
			not(start(frac(-a, b)), "takes the slope of a parallel line"),
			not(start(frac(a, b)), "changes the sign and forgets the reciprocal"),
			not(frac(c, b), "takes the intercept of the given line"),
			not(whole(x).sub(slope.mul(whole(y))), "swaps the coordinates of the point"),
			not(slope, "gives the slope instead of the intercept"),
		},
		explanation: fmt.Sprintf("The given line has slope %s, so line k has slope %s. From y = %s + b at the point %s: b = %s = %s.",
			frac(-a, b), slope, product(slope, "x"), pair(whole(x), whole(y)), sum(num(y), slope.mul(whole(x)).neg().String()), key),
		hints: [3]string{
			"A line is known by its slope and one point. Which of them does the equation give you?",
			"Find the slope of the given line; the slopes of perpendicular lines multiply to negative one.",
			"Put the slope and the point into y = mx + b and solve for b.",
		},
	}, true
}
