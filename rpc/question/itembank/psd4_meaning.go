package itembank

import (
	"fmt"
	"strings"
)

// lineClaim is a statement about a line that can be put to the test.
type lineClaim struct {
	text  string
	holds func(line func(rat) rat) bool
}

// testClaims joins a true claim and false ones, each tested on the line itself.
func testClaims(d *draft, line func(rat) rat, key lineClaim, others []lineClaim, names []string) {
	tests := map[string]func(func(rat) rat) bool{key.text: key.holds}
	d.key = words(key.text)
	for i, c := range others {
		tests[c.text] = c.holds
		d.wrong = append(d.wrong, notText(c.text, names[i]))
	}
	d.right = func(o choice) bool { return tests[o.text] != nil && tests[o.text](line) }
}

// grows claims that y changes by dy whenever x grows by dx.
func grows(dx, dy rat) func(func(rat) rat) bool {
	return func(line func(rat) rat) bool {
		for _, x := range []rat{whole(0), whole(3), frac(17, 2)} {
			if line(x.add(dx)).sub(line(x)) != dy {
				return false
			}
		}
		return true
	}
}

// starts claims that y is b at x = 0.
func starts(b rat) func(func(rat) rat) bool {
	return func(line func(rat) rat) bool { return line(whole(0)) == b }
}

// crosses claims that y is 0 at x = a.
func crosses(a rat) func(func(rat) rat) bool {
	return func(line func(rat) rat) bool { return line(a).isZero() }
}

// unitsOf writes an amount with its unit, "1 day" or "2.5 days".
func (c plot) unitsOf(r rat) string {
	if r == whole(1) {
		return "1 " + c.x1
	}
	return decimals(r) + " " + c.xs
}

// valueOf is the same for y.
func (c plot) valueOf(r rat) string {
	if r == whole(1) {
		return "1 " + c.y1
	}
	return decimals(r) + " " + c.ys
}

func (c plot) rise(verb string, dx, dy rat) string {
	return fmt.Sprintf("For each increase of %s in the %s, the predicted %s %s by %s.", c.unitsOf(dx), c.x, c.y, verb, c.valueOf(dy))
}

func (c plot) turned(verb string, dy, dx rat) string {
	return fmt.Sprintf("For each increase of %s in the %s, the predicted %s %s by %s.", c.valueOf(dy), c.y, c.x, verb, c.unitsOf(dx))
}

func (c plot) start(b rat) string {
	return fmt.Sprintf("At %s %s of 0 %s, the predicted %s is %s.", article(c.x), c.x, c.xs, c.y, c.valueOf(b))
}

// article is "a" or "an" before a word, by its first letter.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an"
	}
	return "a"
}

// fitSlope: what the slope means.
func fitSlope(p []int) (draft, bool) {
	c, a, b := plots[p[0]], frac(p[1], 4), p[2]
	if a == whole(1) || a == whole(b) {
		return draft{}, false
	}
	line := func(x rat) rat { return on(a, b, x) }
	one := whole(1)
	d := draft{
		stem:        fmt.Sprintf("%s Which statement is the best interpretation of the number %s in the equation?", c.intro(a, b), decimals(a)),
		explanation: fmt.Sprintf("The slope is the change of y for one more unit of x: %s", c.rise("rises", one, a)),
		hints: [3]string{
			"The number is multiplied by x. What does such a number tell?",
			"Compare the values of y at some x and at the next whole x.",
			"Say it with the units: how many of y for how many of x?",
		},
	}
	testClaims(&d, line, lineClaim{c.rise("rises", one, a), grows(one, a)}, []lineClaim{
		{c.start(a), starts(a)},
		{c.turned("rises", one, a), grows(a, one)},
		{c.rise("rises", one, a.add(whole(b))), grows(one, a.add(whole(b)))},
		{c.rise("falls", one, a), grows(one, a.neg())},
	}, []string{
		"takes the slope for the starting value", "turns the rate around", "adds the starting value to the rate", "takes a rise for a fall",
	})
	return d, true
}

// fitIntercept: what the constant term means.
func fitIntercept(p []int) (draft, bool) {
	c, a, b := plots[p[0]], frac(p[1], 4), p[2]
	if a == whole(1) || a == whole(b) || b%4 == 0 && p[1] == b {
		return draft{}, false
	}
	line := func(x rat) rat { return on(a, b, x) }
	one, start := whole(1), whole(b)
	d := draft{
		stem:        fmt.Sprintf("%s Which statement is the best interpretation of the number %d in the equation?", c.intro(a, b), b),
		explanation: "The constant term is the value of the line where x is 0: " + c.start(start),
		hints: [3]string{
			"The number stands alone, without x. Where on the line does it show by itself?",
			"For which x does the other term vanish?",
			"Say what x and y are at that place, with their units.",
		},
	}
	testClaims(&d, line, lineClaim{c.start(start), starts(start)}, []lineClaim{
		{c.rise("rises", one, start), grows(one, start)},
		{fmt.Sprintf("At %s %s of %s, the predicted %s is 0 %s.", article(c.x), c.x, c.unitsOf(start), c.y, c.ys), crosses(start)},
		{c.start(a), starts(a)},
		{c.turned("rises", start, one), grows(one, start)},
	}, []string{
		"takes the starting value for the slope", "swaps x and y", "takes the slope for the starting value", "takes the starting value for a turned rate",
	})
	return d, true
}

var declines = []plot{
	{"tunnels", "depth", "signal strength", "meters", "meter", "units", "unit"},
	{"used scooters", "age", "price", "months", "month", "dollars", "dollar"},
	{"hikers", "walking time", "distance to the camp", "minutes", "minute", "steps", "step"},
	{"batteries", "running time", "charge", "hours", "hour", "units", "unit"},
	{"villages", "altitude", "yearly number of bird species", "yards", "yard", "species", "species"},
	{"ice blocks", "melting time", "mass", "minutes", "minute", "grams", "gram"},
	{"cell cultures", "age", "growth rate", "weeks", "week", "cells an hour", "cell an hour"},
	{"bridges", "age", "safety score", "years", "year", "points", "point"},
}

// fitDecline: what a falling line says about several units of x at once.
func fitDecline(p []int) (draft, bool) {
	c, a, b, k := declines[p[0]], frac(p[1], 2), p[2], p[3]
	if a == whole(1) || a == whole(k) {
		return draft{}, false
	}
	line := func(x rat) rat { return on(a.neg(), b, x) }
	steps := whole(k)
	d := draft{
		stem: fmt.Sprintf("A scatterplot shows the %s x, in %s, and the %s y, in %s, of several %s. The line of best fit has the equation y = %d − %s. Which statement about increases of %s in the %s does the line support?",
			c.x, c.xs, c.y, c.ys, c.of, b, decimalTerm(a, "x"), c.unitsOf(steps), c.x),
		explanation: fmt.Sprintf("For one more %s y changes by −%s, so for %d it falls by %d × %s = %s.", c.x1, decimals(a), k, k, decimals(a), decimals(a.mul(steps))),
		hints: [3]string{
			"Which way does the line go as x grows?",
			"The number before x is the change for a single unit of x.",
			"Scale that change to the number of units each statement speaks of.",
		},
		logit: 0.1,
	}
	testClaims(&d, line, lineClaim{c.rise("falls", steps, a.mul(steps)), grows(steps, a.mul(steps).neg())}, []lineClaim{
		{c.rise("falls", steps, a), grows(steps, a.neg())},
		{c.rise("rises", steps, a.mul(steps)), grows(steps, a.mul(steps))},
		{c.rise("falls", steps, a.div(steps)), grows(steps, a.div(steps).neg())},
		{c.rise("falls", steps, a.add(steps)), grows(steps, a.add(steps).neg())},
	}, []string{
		"takes the change for one unit as the change for several", "takes a fall for a rise", "divides instead of multiplying", "adds instead of multiplying",
	})
	return d, true
}
