package itembank

import "fmt"

// geo4Families: circles.
var geo4Families = []Family{
	{
		Name: "circle-equation", Title: "Read and use the equation of a circle", Skill: "GEO4", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{{0, 1}, {-9, 9}, {-9, 9}, {2, 12}}, build: circleCenter},
			{Level: 2, Space: []Span{{-9, 9}, {-9, 9}, {2, 16}}, build: circleDiameter},
			{Level: 3, Space: []Span{{-9, 9}, {-9, 9}, {2, 14}}, build: circleExpanded},
			{Level: 4, Space: []Span{{-9, 9}, {-9, 9}, {-9, 9}, {-9, 9}}, build: circleEnds},
		},
	},
	{
		Name: "circle-arc", Title: "Arcs and sectors", Skill: "GEO4", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(rounds)), {2, 36}, {1, 35}}, build: arcLength},
			{Level: 2, Space: []Span{upTo(len(rounds)), {2, 36}, {1, 35}}, build: sectorArea},
			{Level: 3, Space: []Span{upTo(len(rounds)), {3, 36}, {1, 35}}, build: arcAngle},
			{Level: 4, Space: []Span{upTo(len(rounds)), {2, 30}, {1, 11}, {2, 12}}, build: sectorFromArc},
		},
	},
}

// circle writes (x − h)² + (y − k)² = n.
func circle(h, k int, n rat) string {
	square := func(letter string, at int) string {
		if at == 0 {
			return letter + "²"
		}
		return "(" + linear(1, letter, -at) + ")²"
	}
	return fmt.Sprintf("%s + %s = %s", square("x", h), square("y", k), n)
}

// circleCenter: a coordinate of the centre.
func circleCenter(p []int) (draft, bool) {
	which, h, k, r := p[0], p[1], p[2], p[3]
	if h == 0 || k == 0 || abs(h) == abs(k) || r == abs(h) || r == abs(k) {
		return draft{}, false
	}
	letter, key, other := "x", h, k
	if which == 1 {
		letter, key, other = "y", k, h
	}
	onCircle := func(x, y rat) bool { // does the point satisfy the equation?
		dx, dy := x.sub(whole(h)), y.sub(whole(k))
		return dx.mul(dx).add(dy.mul(dy)) == whole(r*r)
	}
	return draft{
		stem: fmt.Sprintf("In the xy-plane, the graph of %s is a circle. What is the %s-coordinate of its center?", circle(h, k, whole(r*r)), letter),
		key:  integer(key),
		right: func(o choice) bool { // both ends of the diameter through the center lie on the circle
			if which == 1 {
				return onCircle(whole(h), o.num.add(whole(r))) && onCircle(whole(h), o.num.sub(whole(r)))
			}
			return onCircle(o.num.add(whole(r)), whole(k)) && onCircle(o.num.sub(whole(r)), whole(k))
		},
		wrong: []wrong{
			not(whole(-key), "reads the sign inside the bracket"),
			not(whole(other), "gives the other coordinate"),
			not(whole(-other), "gives the other coordinate with the sign of the bracket"),
			not(whole(r), "gives the radius"),
			not(whole(2*key), "doubles the coordinate"),
			not(whole(-2*key), "doubles the number in the bracket"),
		},
		explanation: fmt.Sprintf("In (x − h)² + (y − k)² = r² the center is (h, k); here it is (%s, %s).", num(h), num(k)),
		hints: [3]string{
			"The equation says how far a point is from the center, by its two coordinates.",
			"For which value of the letter is its bracket zero?",
			"A plus sign in the bracket means a negative coordinate.",
		},
	}, true
}

// circleDiameter: the diameter from the standard form.
func circleDiameter(p []int) (draft, bool) {
	h, k, r := p[0], p[1], p[2]
	n := r * r
	return draft{
		stem: fmt.Sprintf("In the xy-plane, the graph of %s is a circle. What is the length of its diameter?", circle(h, k, whole(n))),
		key:  integer(2 * r), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.div(whole(2)).pow(2) == whole(n) },
		wrong: []wrong{
			not(whole(r), "gives the radius"),
			not(whole(n), "takes the square of the radius for the diameter"),
			not(whole(2*n), "doubles without taking the root"),
			not(frac(n, 2), "halves instead of taking the root"),
			not(whole(4*r), "doubles twice"),
			not(whole(r+abs(h)), "adds a coordinate of the center"),
		},
		explanation: fmt.Sprintf("The right side is the square of the radius, so the radius is %d and the diameter %d.", r, 2*r),
		hints: [3]string{
			"Which number of the equation tells how large the circle is?",
			"The right side is the square of the radius.",
			"Take the root, and remember what a diameter is.",
		},
	}, r > 2
}

// circleExpanded: the radius after completing two squares.
func circleExpanded(p []int) (draft, bool) {
	h, k, r := p[0], p[1], p[2]
	f := h*h + k*k - r*r
	if h == 0 || k == 0 || f == 0 || r == abs(h) && r == abs(k) {
		return draft{}, false
	}
	equation := sum("x²", "y²", term(-2*h, "x"), term(-2*k, "y"), num(f)) + " = 0"
	d := draft{
		stem: fmt.Sprintf("In the xy-plane, the graph of %s is a circle. What is its radius?", equation),
		key:  integer(r), fit: positive, show: decimals,
		right: func(o choice) bool { // the point right of the center satisfies the equation as written
			x, y := whole(h).add(o.num), whole(k)
			return o.num.sign() > 0 && x.mul(x).add(y.mul(y)).sub(x.mul(whole(2*h))).sub(y.mul(whole(2*k))).add(whole(f)).isZero()
		},
		wrong: []wrong{
			not(whole(r*r), "forgets to take the root"),
			not(whole(2*r), "gives the diameter"),
			not(whole(abs(f)), "takes the constant term for the square of the radius and stops there"),
			not(whole(abs(h)), "gives a coordinate of the center"),
			not(whole(abs(k)), "gives a coordinate of the center"),
			not(frac(r*r, 2), "halves instead of taking the root"),
		},
		explanation: fmt.Sprintf("Completing both squares gives %s, so the radius is %d.", circle(h, k, whole(r*r)), r),
		hints: [3]string{
			"The radius shows when the equation has the form of two squared brackets and a number.",
			"Group the terms by letter and complete the square for each; what you add on the left you add on the right too.",
			"The number on the right is then the square of the radius.",
		},
		logit: 0.1,
	}
	if s, ok := whole(abs(f)).sqrt(); ok {
		d.wrong = append([]wrong{not(s, "takes the root of the constant term")}, d.wrong...)
	}
	if s, ok := whole(h*h + k*k + f).sqrt(); ok {
		d.wrong = append([]wrong{not(s, "moves the constant term without changing its sign")}, d.wrong...)
	}
	return d, true
}

// circleEnds: the right side of the equation from the ends of a diameter.
func circleEnds(p []int) (draft, bool) {
	x1, y1, x2, y2 := p[0], p[1], p[2], p[3]
	dx, dy := x2-x1, y2-y1
	square := dx*dx + dy*dy
	if dx <= 1 || dy == 0 || dx%2 != 0 || dy%2 != 0 || square < 20 || abs(dx) == abs(dy) {
		return draft{}, false
	}
	h, k := (x1+x2)/2, (y1+y2)/2
	key := frac(square, 4)
	return draft{
		stem: fmt.Sprintf("In the xy-plane, %s and %s are the ends of a diameter of a circle. The equation of the circle can be written as (x − h)² + (y − k)² = n, where h, k, and n are constants. What is the value of n?",
			pair(whole(x1), whole(y1)), pair(whole(x2), whole(y2))),
		key: number(key), fit: positive, show: decimals,
		right: func(o choice) bool { // either end lies as far from the middle
			return o.num == whole((x1-h)*(x1-h)+(y1-k)*(y1-k)) && o.num == whole((x2-h)*(x2-h)+(y2-k)*(y2-k))
		},
		wrong: []wrong{
			not(whole(square), "takes the diameter for the radius"),
			not(frac(square, 2), "halves the square of the diameter"),
			not(frac(abs(dx)+abs(dy), 2), "adds the distances instead of their squares"),
			not(whole(abs(dx)+abs(dy)), "adds the distances along the axes"),
			not(whole(h*h+k*k), "measures from the origin"),
			not(frac(abs(dx*dx-dy*dy), 4), "subtracts the squares"),
		},
		explanation: fmt.Sprintf("The center is the middle, (%s, %s). It is %d across and %d up or down from either end, so n = %d + %d = %s.", num(h), num(k), abs(dx)/2, abs(dy)/2, dx*dx/4, dy*dy/4, key),
		hints: [3]string{
			"The constant n is the square of the radius.",
			"The center lies halfway between the ends of the diameter.",
			"Square the distances along x and y from the center to one end, and add them.",
		},
		logit: 0.1,
	}, true
}
