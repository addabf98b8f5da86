package itembank

import "fmt"

// psd4Families: two-variable data and lines of best fit.
var psd4Families = []Family{
	{
		Name: "fit-predict", Title: "Use a line of best fit", Skill: "PSD4", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(plots)), {2, 18}, {5, 40}, {3, 15}}, build: fitPredict},
			{Level: 2, Space: []Span{upTo(len(plots)), {2, 18}, {5, 40}, {3, 15}, {-9, 9}}, build: fitResidual},
			{Level: 3, Space: []Span{upTo(len(plots)), {1, 14}, {3, 40}, {1, 6}, {2, 8}, {9, 20}}, build: fitPoints},
			{Level: 4, Space: []Span{upTo(len(plots)), {1, 14}, {3, 40}, {1, 6}, {2, 8}, {9, 20}}, build: fitInverse},
		},
	},
	{
		Name: "fit-interpret", Title: "Interpret a line of best fit", Skill: "PSD4", Subject: Math,
		Levels: []Level{
			{Level: 2, Space: []Span{upTo(len(plots)), {2, 24}, {5, 60}}, build: fitSlope},
			{Level: 3, Space: []Span{upTo(len(plots)), {2, 24}, {5, 60}}, build: fitIntercept},
			{Level: 4, Space: []Span{upTo(len(declines)), {2, 14}, {150, 240}, {2, 6}}, build: fitDecline},
		},
	},
}

// plot is a scatterplot's story: what x and y are and how one step of each is called.
type plot struct {
	of     string // the things the points stand for
	x, y   string // the two quantities
	xs, x1 string // units of x, many and one
	ys, y1 string // units of y, many and one
}

var plots = []plot{
	{"sunflowers", "age", "height", "days", "day", "centimeters", "centimeter"},
	{"delivery rides", "distance", "duration", "kilometers", "kilometer", "minutes", "minute"},
	{"apartments", "floor area", "monthly rent", "square meters", "square meter", "dollars", "dollar"},
	{"trout", "length", "mass", "inches", "inch", "ounces", "ounce"},
	{"candles", "mass", "burning time", "ounces", "ounce", "minutes", "minute"},
	{"concerts", "advertising time", "audience", "hours", "hour", "people", "person"},
	{"wells", "depth", "drilling time", "meters", "meter", "minutes", "minute"},
	{"reports", "length", "reading time", "pages", "page", "minutes", "minute"},
	{"greenhouses", "temperature", "weekly growth of the vines", "degrees", "degree", "millimeters", "millimeter"},
	{"bakeries", "use of flour", "daily output", "sacks", "sack", "loaves", "loaf"},
}

// intro tells of the plot and its line ax + b.
func (c plot) intro(a rat, b int) string {
	return fmt.Sprintf("A scatterplot shows the %s x, in %s, and the %s y, in %s, of several %s. The line of best fit has the equation y = %s.",
		c.x, c.xs, c.y, c.ys, c.of, sum(decimalTerm(a, "x"), num(b)))
}

// decimalTerm writes a·letter with a as a decimal.
func decimalTerm(a rat, letter string) string {
	if a == whole(1) {
		return letter
	}
	return decimals(a) + letter
}

// on is the height of the line at x.
func on(a rat, b int, x rat) rat { return a.mul(x).add(whole(b)) }

// fitPredict: the predicted y at x.
func fitPredict(p []int) (draft, bool) {
	c, a, b, x := plots[p[0]], frac(p[1], 2), p[2], p[3]
	key := on(a, b, whole(x))
	if !key.isInt() || a == whole(1) || a == whole(b) {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s What value of y does the line predict for x = %d?", c.intro(a, b), x),
		key:  number(key), fit: positive, show: decimals, step: a,
		right: func(o choice) bool { return o.num.sub(whole(b)).div(whole(x)) == a },
		wrong: []wrong{
			not(a.mul(whole(x)), "leaves out the constant term"),
			not(on(whole(b), 0, whole(x)).add(a), "swaps the slope and the constant term"),
			not(a.add(whole(b+x)), "adds the slope instead of multiplying"),
			not(a.add(whole(b)).mul(whole(x)), "multiplies the constant term too"),
			not(a.mul(whole(x)).sub(whole(b)).abs(), "subtracts the constant term"),
		},
		explanation: fmt.Sprintf("%s × %d + %d = %s.", decimals(a), x, b, key),
		hints: [3]string{
			"A prediction is the y-value of the line, not of a single point.",
			"Put the given x into the equation of the line.",
			"Multiply first, then add the constant term.",
		},
	}, true
}

// fitResidual: how far a point lies from the line.
func fitResidual(p []int) (draft, bool) {
	c, a, b, x, off := plots[p[0]], frac(p[1], 2), p[2], p[3], p[4]
	at := on(a, b, whole(x))
	seen := at.add(whole(off)).add(frac(1, 2))
	gap := seen.sub(at)
	if a == whole(1) || seen.sign() <= 0 || !seen.isInt() {
		return draft{}, false
	}
	more := "greater"
	if gap.sign() < 0 {
		more = "less"
	}
	return draft{
		stem: fmt.Sprintf("%s One point of the plot is %s. By how much is its y-value %s than the value the line predicts?", c.intro(a, b), pair(whole(x), seen), more),
		key:  number(gap.abs()), fit: positive, show: decimals,
		right: func(o choice) bool { return at.add(o.num) == seen || at.sub(o.num) == seen },
		wrong: []wrong{
			not(seen.sub(a.mul(whole(x))).abs(), "leaves out the constant term"),
			not(at, "gives the predicted value itself"),
			not(gap.abs().div(a), "measures across instead of up"),
			not(seen.sub(whole(x)).abs(), "subtracts the x-value of the point"),
			not(seen.sub(whole(b)).abs(), "compares with the constant term only"),
			not(gap.abs().sub(frac(1, 2)), "rounds the prediction up"),
			not(gap.abs().div(whole(2)), "halves the distance"),
		},
		explanation: fmt.Sprintf("The line predicts %s × %d + %d = %s. The point has %s, so the difference is %s.", decimals(a), x, b, decimals(at), decimals(seen), decimals(gap.abs())),
		hints: [3]string{
			"Two y-values belong to this x: one of the point and one of the line.",
			"Put the x-value of the point into the equation to get the predicted one.",
			"Subtract the smaller y-value from the larger.",
		},
	}, true
}

// fitPoints: the line is given by two of its points.
func fitPoints(p []int) (draft, bool) {
	c, a, b, x1, gap, x3 := plots[p[0]], p[1], p[2], p[3], p[4], p[5]
	x2 := x1 + gap
	y1, y2, key := a*x1+b, a*x2+b, a*x3+b
	if a == 1 || x2 >= x3 || a == b {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A scatterplot shows the %s x, in %s, and the %s y, in %s, of several %s. The line of best fit passes through the points (%d, %d) and (%d, %d). What value of y does it predict for x = %d?",
			c.x, c.xs, c.y, c.ys, c.of, x1, y1, x2, y2, x3),
		key: integer(key), fit: positive, show: decimals, step: whole(a),
		right: func(o choice) bool { // equal slopes from either point
			return frac(y2-y1, gap) == o.num.sub(whole(y2)).div(whole(x3-x2))
		},
		wrong: []wrong{
			not(rounded(frac(y2*x3, x2), 1), "takes y to be proportional to x"),
			not(whole(a*x3), "leaves out the constant term"),
			not(whole(y1+a*x3), "counts the steps from zero instead of from the point"),
			not(whole(y2+y1), "adds the two heights"),
			not(rounded(frac(gap*(x3-x1), y2-y1).add(whole(y1)), 1), "turns the slope upside down"),
			not(whole(y2+(y2-y1)), "goes on by one more step of the same size"),
		},
		explanation: fmt.Sprintf("The slope is (%d − %d)/(%d − %d) = %d. From the second point, %d + %d × %d = %d.", y2, y1, x2, x1, a, y2, a, x3-x2, key),
		hints: [3]string{
			"Two points are enough to know the whole line.",
			"Find by how much y changes for one unit of x.",
			"Start at one of the points and go on by as many units of x as needed.",
		},
	}, true
}

// fitInverse: the x for which the line through two points predicts y.
func fitInverse(p []int) (draft, bool) {
	c, a, b, x1, gap, x3 := plots[p[0]], p[1], p[2], p[3], p[4], p[5]
	x2 := x1 + gap
	y1, y2, y3 := a*x1+b, a*x2+b, a*x3+b
	if a == 1 || x2 >= x3 || a == b {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A scatterplot shows the %s x, in %s, and the %s y, in %s, of several %s. The line of best fit passes through the points (%d, %d) and (%d, %d). For which value of x does it predict y = %d?",
			c.x, c.xs, c.y, c.ys, c.of, x1, y1, x2, y2, y3),
		key: integer(x3), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.sub(whole(x1)).mul(whole(y2-y1)) == whole((y3-y1)*gap) },
		wrong: []wrong{
			not(rounded(frac(y3*x2, y2), 1), "takes y to be proportional to x"),
			not(rounded(frac(y3, a), 1), "leaves out the constant term"),
			not(rounded(frac(y3-y1, a), 1), "counts from the first point and forgets to add its x"),
			not(rounded(frac(y3-y2, a), 1), "counts from the second point and forgets to add its x"),
			not(rounded(frac(y3-y1, a), 1).add(whole(x2)), "counts from one point and adds the x of the other"),
			not(rounded(frac(y3+b, a), 1), "adds the constant term instead of subtracting it"),
		},
		explanation: fmt.Sprintf("The slope is (%d − %d)/(%d − %d) = %d. From y = %d to y = %d are %d steps up, so x = %d + %d/%d = %d.", y2, y1, x2, x1, a, y1, y3, y3-y1, x1, y3-y1, a, x3),
		hints: [3]string{
			"This time y is known and x is asked.",
			"Find by how much y changes for one unit of x, from the two points.",
			"Divide the rise still to go by that slope, and start from the x of the point you measured from.",
		},
		logit: 0.1,
	}, true
}
