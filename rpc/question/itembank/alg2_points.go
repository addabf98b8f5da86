package itembank

import "fmt"

// linearTwoPoints: two values of a linear function, asks a third.
var linearTwoPoints = Family{
	Name: "linear-two-points", Title: "A linear function through two points", Skill: "ALG2", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{1, 6}, {2, 6}, {2, 9}, {1, 12}, {-8, 12}}, build: twoPointsSimple},
		{Level: 3, Space: []Span{{-6, 6}, {2, 6}, {-9, 9}, {-12, 12}, {-8, 12}}, build: twoPointsSigned},
		{Level: 4, Space: []Span{{-6, 6}, {2, 6}, {-9, 9}, {-12, 12}, {-8, 12}}, build: twoPointsFraction},
	},
}

func twoPointsSimple(p []int) (draft, bool) {
	x1, run, slope, y1, k := p[0], p[1], p[2], p[3], p[4]
	return twoPoints(x1, y1, x1+run, y1+slope*run, k)
}

func twoPointsSigned(p []int) (draft, bool) {
	x1, run, slope, y1, k := p[0], p[1], p[2], p[3], p[4]
	if slope == 0 || x1 > 0 && y1 > 0 && slope > 0 {
		return draft{}, false
	}
	return twoPoints(x1, y1, x1+run, y1+slope*run, k)
}

func twoPointsFraction(p []int) (draft, bool) {
	x1, run, rise, y1, k := p[0], p[1], p[2], p[3], p[4]
	if rise%run == 0 {
		return draft{}, false
	}
	d, ok := twoPoints(x1, y1, x1+run, y1+rise, k)
	if d.key.num.isInt() {
		d.logit = -0.1
	}
	return d, ok
}

// twoPoints asks f(k) for the line through (x1, y1) and (x2, y2).
func twoPoints(x1, y1, x2, y2, k int) (draft, bool) {
	slope := frac(y2-y1, x2-x1)
	if k == x1 || k == x2 || slope.sign() == 0 || slope.abs() == whole(1) {
		return draft{}, false
	}
	from := func(m rat, x, y int) rat { return m.mul(whole(k - x)).add(whole(y)) }
	key := from(slope, x1, y1)
	start := whole(y1).sub(slope.mul(whole(x1)))
	return draft{
		stem: fmt.Sprintf("For the linear function f, f(%s) = %s and f(%s) = %s. What is the value of f(%s)?", num(x1), num(y1), num(x2), num(y2), num(k)),
		key:  number(key),
		// The second route interpolates between the two points by weights.
		right: equals(whole(y1).mul(frac(x2-k, x2-x1)).add(whole(y2).mul(frac(k-x1, x2-x1)))),
		wrong: []wrong{
			not(from(whole(1).div(slope), x1, y1), "takes run over rise as the slope"),
			not(from(slope.neg(), x1, y1), "gets the sign of the slope wrong"),
			not(slope.mul(whole(k)), "leaves out the value at zero"),
			not(slope.mul(whole(k)).add(whole(y1)), "takes the first value as the value at zero"),
			not(from(slope, x1, y2), "mixes the coordinates of the two points"),
			not(from(slope, x2, y1), "mixes the coordinates of the two points"),
			not(slope, "gives the slope instead of the value"),
		},
		explanation: fmt.Sprintf("The slope is (%s)/(%s) = %s and the value at zero is %s, so f(x) = %s and f(%s) = %s.",
			sum(num(y2), num(-y1)), sum(num(x2), num(-x1)), slope, start, linearRat(slope, "x", start), num(k), key),
		hints: [3]string{
			"A linear function changes at a steady rate. What do the two known values say about it?",
			"Find the slope: the change in f over the change in x.",
			"Start from one known value and go on by the slope times the distance in x to the value that is asked.",
		},
	}, true
}
