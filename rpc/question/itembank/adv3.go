package itembank

import "fmt"

// adv3Families: nonlinear functions.
var adv3Families = []Family{quadraticVertex, quadraticContext, exponentialModel, exponentialInterpret, functionTransform}

// quadraticVertex: the least value of a quadratic function and where it is.
var quadraticVertex = Family{
	Name: "quadratic-vertex", Title: "The vertex of a parabola", Skill: "ADV3", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{2, 9}, {-20, 20}, {-30, 30}, {0, 1}}, build: vertexForm},
		{Level: 3, Space: []Span{{1, 1}, {-20, 20}, {-60, 60}, {0, 1}}, build: vertexExpanded},
		{Level: 4, Space: []Span{{2, 8}, {-12, 12}, {-40, 40}, {0, 1}}, build: vertexExpanded},
	},
}

// vertexForm: f(x) = a(x − h)² + k.
func vertexForm(p []int) (draft, bool) {
	a, h, k := p[0], p[1], p[2]
	if h*k == 0 || h == k || h == -k {
		return draft{}, false
	}
	d := vertex(a, h, k, p[3] == 1, sum(term(a, "("+linear(1, "x", -h)+")²"), num(k)))
	d.explanation = fmt.Sprintf("The square is never negative and is zero for x = %s. There the function has its least value %s.", num(h), num(k))
	d.hints[1] = "The function is written as a multiple of a square plus a number. A square cannot be negative."
	d.hints[2] = "Find the x for which the bracket is zero; what is left of the function there?"
	return d, true
}

// vertexExpanded: the same multiplied out.
func vertexExpanded(p []int) (draft, bool) {
	a, h, k := p[0], p[1], p[2]
	b, c := -2*a*h, a*h*h+k
	if h*k*c == 0 || h == k || h == -k {
		return draft{}, false
	}
	d := vertex(a, h, k, p[3] == 1, polynomial("x", a, b, c))
	d.wrong = append(d.wrong, not(whole(2*h), "forgets the 2 in the denominator of −b/(2a)"), not(whole(b), "gives the coefficient of x"))
	d.explanation = fmt.Sprintf("The vertex is at x = −b/(2a) = %s, and f(%s) = %s. The function has its least value %s for x = %s.", num(h), num(h), num(k), num(k), num(h))
	return d, true
}

// vertex asks for the least value k of f, or for the place h where it is.
func vertex(a, h, k int, place bool, formula string) draft {
	f := func(x rat) rat { s := x.sub(whole(h)); return s.mul(s).mul(whole(a)).add(whole(k)) }
	d := draft{
		wrong: []wrong{
			not(whole(-h), "reads the sign of h the wrong way round"),
			not(f(whole(0)), "gives the value at zero"),
			not(whole(-k), "loses the sign of the least value"),
			not(whole(a), "gives the leading coefficient"),
			not(whole(h+k), "adds the coordinates of the vertex"),
		},
		hints: [3]string{
			"The graph is a parabola that opens upward. Where is its lowest point, and what do x and f(x) mean there?",
			"The axis of symmetry is x = −b/(2a).",
			"Put that x into the function if the value is asked for.",
		},
	}
	// The least value is the one that is smaller than those a step away on both sides, equal on both.
	lowest := func(x rat) bool {
		left, right := f(x.sub(frac(1, 3))), f(x.add(frac(1, 3)))
		return left == right && f(x).cmp(left) < 0
	}
	if place {
		d.stem = fmt.Sprintf("The function f is defined by f(x) = %s. For what value of x does f(x) reach its minimum?", formula)
		d.key = integer(h)
		d.right = func(c choice) bool { return lowest(c.num) }
		d.wrong = append(d.wrong, not(whole(k), "gives the least value instead of the place"))
		return d
	}
	d.stem = fmt.Sprintf("The function f is defined by f(x) = %s. What is the minimum value of f(x)?", formula)
	d.key = integer(k)
	d.right = func(c choice) bool {
		for x := -25; x <= 25; x++ {
			if lowest(whole(x)) {
				return c.num == f(whole(x))
			}
		}
		return false
	}
	d.wrong = append(d.wrong, not(whole(h), "gives the place instead of the least value"))
	return d
}

// functionTransform: shifted functions.
var functionTransform = Family{
	Name: "function-transform", Title: "Shift a function", Skill: "ADV3", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{-9, 9}, {-12, 12}, {-9, 9}, {-12, 12}, {1, 3}, {0, 1}}, build: transformVertex},
		{Level: 3, Space: []Span{{1, 4}, {-9, 9}, {-6, 6}, {-12, 12}, {-5, 9}}, build: transformValue},
		{Level: 4, Space: []Span{{2, 6}, {-9, 9}, {1, 4}, {-12, 12}, {-4, 6}}, build: transformCompose},
	},
}

// transformVertex: the vertex of f is known, g(x) = f(x − h) + k; asks one
// coordinate of the vertex of g.
func transformVertex(p []int) (draft, bool) {
	x, y, h, k, a := p[0], p[1], p[2], p[3], p[4]
	if x*y*h*k == 0 || x == y {
		return draft{}, false
	}
	d := draft{
		stem: fmt.Sprintf("The graph of f(x) = %s in the xy-plane has its vertex at %s. The function g is defined by g(x) = %s. What is the %%s-coordinate of the vertex of the graph of g?",
			sum(term(a, "("+linear(1, "x", -x)+")²"), num(y)), pair(whole(x), whole(y)), sum("f("+linear(1, "x", -h)+")", num(k))),
		hints: [3]string{
			"A number inside the brackets of f moves the graph sideways, a number outside moves it up or down.",
			"A sideways move goes against the sign: subtracting inside moves the graph to the right.",
			"Apply both moves to the vertex of f.",
		},
		explanation: fmt.Sprintf("g moves the graph of f by %s in x and by %s in y. The vertex moves from %s to %s.",
			num(h), num(k), pair(whole(x), whole(y)), pair(whole(x+h), whole(y+k))),
	}
	g := func(at rat) rat {
		s := at.sub(whole(h)).sub(whole(x))
		return s.mul(s).mul(whole(a)).add(whole(y)).add(whole(k))
	}
	flat := func(at rat) bool { return g(at.add(whole(1))) == g(at.sub(whole(1))) }
	if p[5] == 1 {
		d.stem = fmt.Sprintf(d.stem, "x")
		d.key = integer(x + h)
		d.right = func(c choice) bool { return flat(c.num) }
		d.wrong = []wrong{
			not(whole(x-h), "moves the graph the wrong way sideways"),
			not(whole(x+k), "swaps the two moves"),
			not(whole(y+k), "gives the other coordinate"),
			not(whole(-x+h), "reads the x of the vertex with the wrong sign"),
			not(whole(x), "does not move the vertex"),
			not(whole(h), "gives the move instead of the place"),
		}
		return d, true
	}
	d.stem = fmt.Sprintf(d.stem, "y")
	d.key = integer(y + k)
	d.right = func(c choice) bool {
		for at := -30; at <= 30; at++ {
			if flat(whole(at)) {
				return c.num == g(whole(at))
			}
		}
		return false
	}
	d.wrong = []wrong{
		not(whole(y-k), "moves the graph the wrong way up or down"),
		not(whole(y+h), "swaps the two moves"),
		not(whole(x+h), "gives the other coordinate"),
		not(whole(y-h), "takes the sideways move for one up or down"),
		not(whole(y), "does not move the vertex"),
		not(whole(k), "gives the move instead of the place"),
	}
	return d, true
}

// transformValue: f(x) = ax² + b, g(x) = f(x − h) + k; asks g(n).
func transformValue(p []int) (draft, bool) {
	a, b, h, k, n := p[0], p[1], p[2], p[3], p[4]
	f := func(x int) int { return a*x*x + b }
	if b*h*k*n == 0 || n == h || f(n-h) > 200 {
		return draft{}, false
	}
	key := f(n-h) + k
	return draft{
		stem: fmt.Sprintf("The function f is defined by f(x) = %s, and the function g by g(x) = %s. What is the value of g(%s)?",
			polynomial("x", a, 0, b), sum("f("+linear(1, "x", -h)+")", num(k)), num(n)),
		key: integer(key),
		// The second route multiplies g out first.
		right: equals(rootOf(a, -2*a*h, a*h*h+b+k, whole(n))),
		wrong: []wrong{
			not(whole(f(n+h)+k), "shifts the wrong way"),
			not(whole(f(n)-h+k), "subtracts the shift from the value instead of from x"),
			not(whole(f(n-h)), "leaves out the number outside"),
			not(whole(f(n-h)-k), "subtracts the number outside instead of adding it"),
			not(whole(f(n)+k), "leaves out the shift inside"),
			not(whole(a*a*(n-h)*(n-h)+b+k), "squares the coefficient as well"),
		},
		explanation: fmt.Sprintf("g(%s) = f(%s) %s. Since f(%s) = %d·%d %s = %s, the value is %s.",
			num(n), num(n-h), signed(k), num(n-h), a, (n-h)*(n-h), signed(b), num(f(n-h)), num(key)),
		hints: transformHints,
	}, true
}

// signed writes n as something added: "+ 3", "− 3".
func signed(n int) string {
	if n < 0 {
		return "− " + num(-n)
	}
	return "+ " + num(n)
}

var transformHints = [3]string{
	"Two things happen to x, one after the other. Which comes first?",
	"Work from the inside out: first find what goes into f.",
	"Evaluate f there, and only then do what stands outside.",
}

// transformCompose: f(x) = ax + b, g(x) = cx² + d; asks f(g(n)).
func transformCompose(p []int) (draft, bool) {
	a, b, c, d, n := p[0], p[1], p[2], p[3], p[4]
	if b*d*n == 0 || c == 1 && n == 1 {
		return draft{}, false
	}
	f, g := func(x int) int { return a*x + b }, func(x int) int { return c*x*x + d }
	key := f(g(n))
	return draft{
		stem: fmt.Sprintf("The functions f and g are defined by f(x) = %s and g(x) = %s. What is the value of f(g(%s))?",
			linear(a, "x", b), polynomial("x", c, 0, d), num(n)),
		key: integer(key),
		// The second route multiplies the composition out first.
		right: equals(rootOf(a*c, 0, a*d+b, whole(n))),
		wrong: []wrong{
			not(whole(g(f(n))), "applies the functions in the wrong order"),
			not(whole(f(n)*g(n)), "multiplies the two values"),
			not(whole(f(n)+g(n)), "adds the two values"),
			not(whole(g(n)), "stops after the inner function"),
			not(whole(f(n)), "applies only the outer function"),
			not(whole(a*(c*n*2+d)+b), "doubles instead of squaring"),
			not(whole(a*(c*c*n*n+d)+b), "squares the coefficient as well"),
		},
		explanation: fmt.Sprintf("From the inside out: g(%s) = %s, and f(%s) = %s.", num(n), num(g(n)), num(g(n)), num(key)),
		hints:       transformHints,
	}, true
}
