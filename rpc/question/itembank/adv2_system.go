package itembank

import "fmt"

// systemNonlinear: a line and a parabola.
var systemNonlinear = Family{
	Name: "system-nonlinear", Title: "A line meets a parabola", Skill: "ADV2", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 3, Space: []Span{{-9, 9}, {-9, 9}, {-6, 6}, {-9, 9}}, build: meetGreaterX},
		{Level: 4, Space: []Span{{-7, 7}, {-7, 7}, {-6, 6}, {-9, 9}, {1, 3}}, build: meetGreaterXLeading},
		{Level: 5, Space: []Span{{-7, 7}, {-7, 7}, {-6, 6}, {-9, 9}, {1, 3}}, build: meetSumOfY},
	},
}

// secant is a parabola y = ax² + bx + c and a line y = mx + n that meet at
// the two places r < s.
type secant struct{ a, b, c, m, n, r, s int }

func newSecant(p []int, a int) (secant, bool) {
	r, s, m, n := p[0], p[1], p[2], p[3]
	k := secant{a, m - a*(r+s), n + a*r*s, m, n, r, s}
	return k, r < s && r*s*m*n*k.b*k.c != 0 && r+s != 0
}

func (k secant) equations() string {
	return fmt.Sprintf("y = %s\ny = %s", polynomial("x", k.a, k.b, k.c), linear(k.m, "x", k.n))
}

// meets reports that both graphs have the same y at x.
func (k secant) meets(x rat) bool {
	return rootOf(k.a, k.b, k.c, x) == line{whole(k.m), whole(k.n)}.at(x)
}

func (k secant) lineAt(x int) int { return k.m*x + k.n }

var secantHints = [3]string{
	"At a common point both equations give the same y. Which equation in x alone does that make?",
	"Set the two expressions equal and bring everything to one side.",
	"Factor the quadratic; each factor gives the x of one common point.",
}

func meetGreaterX(p []int) (draft, bool) { return meetX(p, 1) }

func meetGreaterXLeading(p []int) (draft, bool) {
	if p[4] == 1 {
		return draft{}, false
	}
	return meetX(p, p[4])
}

func meetX(p []int, a int) (draft, bool) {
	k, ok := newSecant(p, a)
	if !ok {
		return draft{}, false
	}
	return draft{
		stem:  k.equations() + "\n\nThe graphs of the equations meet at two points in the xy-plane. What is the greater of the two x-coordinates?",
		key:   integer(k.s),
		right: func(c choice) bool { return k.meets(c.num) && c.num.cmp(frac(k.m-k.b, 2*k.a)) > 0 },
		wrong: []wrong{
			not(whole(k.r), "gives the other common point"),
			not(whole(k.lineAt(k.s)), "gives the y-coordinate"),
			not(whole(-k.r), "loses a sign while factoring"),
			not(whole(-k.s), "loses the sign of the solution"),
			not(whole(k.r+k.s), "gives the sum of the x-coordinates"),
			not(whole(k.s-k.r), "gives the distance between the x-coordinates"),
		},
		explanation: fmt.Sprintf("Setting the two equal gives %s = 0, which holds for x = %s and x = %s. The greater is %s.",
			polynomial("x", k.a, -k.a*(k.r+k.s), k.a*k.r*k.s), num(k.r), num(k.s), num(k.s)),
		hints: secantHints,
	}, true
}

// meetSumOfY asks for the sum of the y-coordinates of both common points.
func meetSumOfY(p []int) (draft, bool) {
	k, ok := newSecant(p, p[4])
	if !ok {
		return draft{}, false
	}
	y1, y2 := k.lineAt(k.r), k.lineAt(k.s)
	return draft{
		stem: k.equations() + "\n\nThe graphs of the equations meet at two points in the xy-plane. What is the sum of their y-coordinates?",
		key:  integer(y1 + y2),
		// From the parabola instead of the line, at the places a search finds.
		right: func(c choice) bool {
			total := whole(0)
			for x := -10; x <= 10; x++ {
				if k.meets(whole(x)) {
					total = total.add(rootOf(k.a, k.b, k.c, whole(x)))
				}
			}
			return c.num == total
		},
		wrong: []wrong{
			not(whole(k.r+k.s), "gives the sum of the x-coordinates"),
			not(whole(y1), "gives one y-coordinate only"),
			not(whole(y2), "gives one y-coordinate only"),
			not(whole(k.m*(k.r+k.s)+k.n), "counts the constant of the line once instead of twice"),
			not(whole(-k.m*(k.r+k.s)+2*k.n), "loses the sign of the x-coordinates"),
			not(whole(k.m*(k.r+k.s)), "leaves out the constant of the line"),
		},
		explanation: fmt.Sprintf("Setting the two equal gives %s = 0, so x is %s or %s. On the line these give y = %s and y = %s, with the sum %s.",
			polynomial("x", k.a, -k.a*(k.r+k.s), k.a*k.r*k.s), num(k.r), num(k.s), num(y1), num(y2), num(y1+y2)),
		hints: [3]string{
			secantHints[0],
			"Set the two expressions equal, bring everything to one side and find both x-coordinates.",
			"Put each x-coordinate into the equation of the line, which is the easier one, and add the results.",
		},
	}, true
}
