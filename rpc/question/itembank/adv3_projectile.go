package itembank

import "fmt"

// quadraticContext: a thing thrown upward.
var quadraticContext = Family{
	Name: "quadratic-context", Title: "The height of something thrown upward", Skill: "ADV3", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(thrown)), {2, 8}, {1, 40}, {1, 6}, {0, 15}}, build: heightAt},
		{Level: 3, Space: []Span{upTo(len(thrown)), {2, 40}, {1, 60}}, build: timeOfTop},
		{Level: 4, Space: []Span{upTo(len(thrown)), {2, 20}, {1, 60}}, build: greatestHeight},
		{Level: 5, Space: []Span{upTo(len(thrown)), {2, 20}, {2, 39}}, build: timeOfLanding},
	},
}

var thrown = []string{"ball", "stone", "model rocket", "water balloon", "tennis ball", "toy drone", "flare", "signal light", "juggling club", "beanbag"}

// flight is the height −16t² + vt + s in feet after t seconds.
type flight struct{ what, v, s int }

func (f flight) at(t rat) rat { return rootOf(-16, f.v, f.s, t) }

// describe begins a stem.
func (f flight) describe() string {
	return fmt.Sprintf("The function h(t) = %s gives the height, in feet, of a %s t seconds after it is thrown straight up.",
		polynomial("t", -16, f.v, f.s), thrown[f.what])
}

// top is the time at which the flight is as high a moment before as a moment after.
func (f flight) top(t rat) bool {
	return f.at(t.add(frac(1, 5))) == f.at(t.sub(frac(1, 5))) && f.at(t).cmp(f.at(t.add(frac(1, 5)))) > 0
}

// heightAt asks for the height after a whole number of seconds.
func heightAt(p []int) (draft, bool) {
	f, t := flight{p[0], 16*p[1] + p[4], p[2]}, p[3]
	key := f.at(whole(t))
	if key.sign() <= 0 || t == 1 && p[4]%2 == 0 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s What is the height of the %s, in feet, %s after it is thrown?", f.describe(), thrown[f.what], plural(t, "second", "seconds")),
		key:  number(key),
		// The second route adds up what each second brings.
		right: func(c choice) bool {
			h, climb := f.s, f.v-16
			for range t {
				h, climb = h+climb, climb-32
			}
			return c.num == whole(h)
		},
		wrong: []wrong{
			not(whole(16*t*t+f.v*t+f.s), "overlooks the minus sign"),
			not(whole(-16*t*t+f.v*t), "leaves out the height at the start"),
			not(whole(-16*2*t+f.v*t+f.s), "doubles t instead of squaring it"),
			not(whole(-16*t+f.v*t+f.s), "does not square t"),
			not(whole(-16*t*t+f.v+f.s), "does not multiply the speed by t"),
			not(whole(f.v*t+f.s), "leaves out the fall"),
		},
		fit: positive,
		explanation: fmt.Sprintf("h(%d) = −16·%d + %d·%d + %d = %s, so the height is %s feet.",
			t, t*t, f.v, t, f.s, key, key),
		hints: [3]string{
			"The function turns a time into a height. Which of the two is given?",
			"Put the time into the function in place of t, in brackets.",
			"Square first, then multiply, then add the three terms with their signs.",
		},
	}, true
}

// timeOfTop asks when the height is greatest.
func timeOfTop(p []int) (draft, bool) {
	f := flight{p[0], 8 * p[1], p[2]}
	key := frac(f.v, 32)
	return draft{
		stem:  fmt.Sprintf("%s After how many seconds does the %s reach its greatest height?", f.describe(), thrown[f.what]),
		key:   number(key),
		right: func(c choice) bool { return f.top(c.num) },
		wrong: []wrong{
			not(frac(f.v, 16), "forgets the 2 in −b/(2a)"),
			not(whole(f.s), "gives the height at the start"),
			not(frac(f.v, 64), "halves twice"),
			not(frac(f.s, 16), "uses the height at the start instead of the speed"),
			not(frac(f.v-f.s, 32), "mixes the height at the start into the speed"),
			not(frac(f.v+f.s, 32), "adds the height at the start to the speed"),
			not(frac(32, f.v), "turns the fraction upside down"),
		},
		fit:  positive,
		show: decimals,
		explanation: fmt.Sprintf("The parabola is highest on its axis of symmetry, at t = −b/(2a) = %d/32 = %s.",
			f.v, decimals(key)),
		hints: [3]string{
			"The graph of the height is a parabola. Which of its features is the question about?",
			"The highest point lies on the axis of symmetry, t = −b/(2a).",
			"Put in the coefficient of t² for a and the coefficient of t for b, with their signs.",
		},
	}, true
}

// greatestHeight asks for the height at the top.
func greatestHeight(p []int) (draft, bool) {
	f := flight{p[0], 16 * p[1], p[2]}
	top := frac(f.v, 32)
	key := f.at(top)
	return draft{
		stem: fmt.Sprintf("%s What is the greatest height, in feet, that the %s reaches?", f.describe(), thrown[f.what]),
		key:  number(key),
		// The second route searches the halves of seconds.
		right: func(c choice) bool {
			best := whole(0)
			for i := range 60 {
				if h := f.at(frac(i, 2)); h.cmp(best) > 0 {
					best = h
				}
			}
			return c.num == best
		},
		wrong: []wrong{
			not(top, "gives the time instead of the height"),
			not(key.sub(whole(f.s)), "leaves out the height at the start"),
			not(f.at(top.div(whole(2))), "takes half of the time to the top"),
			not(key.sub(whole(f.s)).mul(whole(2)).add(whole(f.s)), "leaves out the fall"),
			not(key.add(whole(f.s)), "adds the height at the start twice"),
			not(whole(f.v+f.s), "adds the coefficients"),
		},
		fit:  positive,
		show: decimals,
		explanation: fmt.Sprintf("The top is reached at t = −b/(2a) = %s. The height there is h(%s) = %s feet.",
			decimals(top), decimals(top), key),
		hints: [3]string{
			"The graph of the height is a parabola that opens downward. Which coordinate of its vertex is asked for?",
			"Find the time of the vertex first: t = −b/(2a).",
			"Put that time into the function.",
		},
	}, true
}

// timeOfLanding: −16(t − r)(t + q) with r = n/4; asks when the height is zero.
func timeOfLanding(p []int) (draft, bool) {
	r, q := frac(p[2], 4), frac(p[1], 4)
	f := flight{p[0], 4 * (p[2] - p[1]), p[1] * p[2]}
	if f.v <= 0 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s After how many seconds does the %s hit the ground?", f.describe(), thrown[f.what]),
		key:  number(r),
		right: func(c choice) bool {
			return c.num.sign() > 0 && f.at(c.num).sign() == 0
		},
		wrong: []wrong{
			not(q, "takes the solution before the throw without its sign"),
			not(frac(f.v, 16), "leaves out the height at the start"),
			not(frac(f.v, 32), "gives the time of the greatest height"),
			not(r.add(q), "adds the two solutions without their signs"),
			not(r.mul(whole(2)), "forgets the 2 in the quadratic formula"),
			not(r.add(r).sub(frac(f.v, 32)), "counts the way up once too often"),
			not(frac(f.v, 8), "doubles the time without the height at the start"),
		},
		fit:  positive,
		show: decimals,
		explanation: fmt.Sprintf("On the ground the height is zero: %s = 0 has the solutions %s and −%s. Only the positive one is a time after the throw: t = %s.",
			polynomial("t", -16, f.v, f.s), decimals(r), decimals(q), decimals(r)),
		hints: [3]string{
			"What is the height when something is on the ground?",
			"Set the function equal to zero and divide by a common factor, or use the quadratic formula.",
			"Keep the solution that is a time after the throw.",
		},
	}, true
}
