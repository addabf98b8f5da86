package itembank

import "fmt"

// radicalSolve: equations with a square root, where squaring may bring in a
// value that is no solution.
var radicalSolve = Family{
	Name: "radical-solve", Title: "Equations with a square root", Skill: "ADV2", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{{2, 9}, {1, 12}, {-12, 12}, {-12, 20}}, build: radicalPlain},
		{Level: 3, Space: []Span{{-12, 25}, {-20, 20}, {-20, 15}}, build: radicalExtraneous},
		{Level: 4, Space: []Span{{-12, 15}, {-9, 20}, {-15, 12}}, build: radicalSum},
	},
}

// solvesRoot reports that √(ax + b) = x − c holds at x.
func solvesRoot(a, b, c int, x rat) bool {
	inside := line{whole(a), whole(b)}.at(x)
	right := x.sub(whole(c))
	return right.sign() >= 0 && right.mul(right) == inside
}

// radicalPlain: √(ax + b) + e = f, asks x.
func radicalPlain(p []int) (draft, bool) {
	a, root, e, x := p[0], p[1], p[2], p[3]
	b := root*root - a*x
	if b == 0 || e == 0 || x == 0 || root < 2 {
		return draft{}, false
	}
	f := root + e
	return draft{
		stem: fmt.Sprintf("%s = %s\n\nWhat value of x is the solution of the equation?", sum("√("+linear(a, "x", b)+")", num(e)), num(f)),
		key:  number(frac((f-e)*(f-e)-b, a)),
		right: func(c choice) bool {
			r, ok := line{whole(a), whole(b)}.at(c.num).sqrt()
			return ok && r.add(whole(e)) == whole(f)
		},
		wrong: []wrong{
			not(frac(root-b, a), "drops the root without squaring the other side"),
			not(frac(f*f-b, a), "squares before the root stands alone"),
			not(frac((f+e)*(f+e)-b, a), "moves a term without changing its sign"),
			not(frac(root*root+b, a), "moves the constant inside the root without changing its sign"),
			not(frac(2*root-b, a), "doubles instead of squaring"),
			not(whole(root*root-b), "does not divide by the coefficient"),
		},
		explanation: fmt.Sprintf("The root alone is %d. Squaring gives %s = %d, so %s = %s and x = %s.", root, linear(a, "x", b), root*root, term(a, "x"), num(root*root-b), num(x)),
		hints: [3]string{
			"A root is undone by squaring. What must happen before you square?",
			"Bring the number outside the root to the other side, so that the root stands alone.",
			"Square both sides and solve the linear equation that is left.",
		},
	}, true
}

// radicalExtraneous: √(ax + b) = x − c with one solution r and one false one s.
func radicalExtraneous(p []int) (draft, bool) {
	r, s, c := p[0], p[1], p[2]
	a, b := r+s-2*c, c*c-r*s
	if r*s*c == 0 || r < c || s >= c || a == 0 || b == 0 || r+s == 0 || a > 30 || b > 250 || b < -250 {
		return draft{}, false
	}
	return draft{
		stem:  fmt.Sprintf("√(%s) = %s\n\nWhat is the solution of the equation?", linear(a, "x", b), linear(1, "x", -c)),
		key:   integer(r),
		right: func(o choice) bool { return solvesRoot(a, b, c, o.num) },
		wrong: []wrong{
			not(whole(s), "keeps the value that squaring brought in and drops the true one"),
			not(whole(r+s), "adds both values that come from squaring"),
			not(whole(-s), "loses a sign while factoring"),
			not(whole(-r), "loses the sign of the solution"),
			not(whole(r-c), "gives the value of the right side"),
			not(frac(c*c-b, a), "squares the right side term by term"),
			not(frac(-b, a), "sets the number under the root to zero"),
		},
		fit: func(v rat) bool { return v.den() <= 9 },
		explanation: fmt.Sprintf("Squaring gives %s = 0, so x is %s or %s. For x = %s the right side is %s, which no root can be. Only %s is a solution.",
			polynomial("x", 1, -r-s, r*s), num(r), num(s), num(s), num(s-c), num(r)),
		hints: radicalHints,
	}, true
}

var radicalHints = [3]string{
	"A root is never negative. What does that ask of the right side?",
	"Square both sides, the right side as a whole, and bring everything to one side.",
	"Solve the quadratic equation and put each value into the original equation to see which ones hold.",
}

// radicalSum: one or two of the values are solutions; asks their sum.
func radicalSum(p []int) (draft, bool) {
	r, s, c := p[0], p[1], p[2]
	a, b := r+s-2*c, c*c-r*s
	if s <= r || r*s*c == 0 || s < c || a == 0 || b == 0 || r+s == 0 || a > 30 || b > 250 || b < -250 {
		return draft{}, false
	}
	key, both := whole(s), r >= c
	if both {
		key = whole(r + s)
	}
	why := fmt.Sprintf("Only %s makes the right side at least zero, so the sum is %s.", num(s), key)
	if both {
		why = fmt.Sprintf("Both make the right side at least zero, so both are solutions and the sum is %s.", key)
	}
	return draft{
		stem: fmt.Sprintf("√(%s) = %s\n\nWhat is the sum of all solutions of the equation?", linear(a, "x", b), linear(1, "x", -c)),
		key:  number(key),
		right: func(o choice) bool {
			total := whole(0)
			for x := -60; x <= 60; x++ {
				if solvesRoot(a, b, c, whole(x)) {
					total = total.add(whole(x))
				}
			}
			return o.num == total
		},
		wrong: []wrong{
			not(whole(r+s), "adds a value that squaring brought in"),
			not(whole(s), "throws out a value that is a solution"),
			not(whole(r), "keeps the wrong one of the two values"),
			not(whole(-r-s), "reads the sum with the wrong sign"),
			not(whole(r*s), "gives the product of the values"),
			not(whole(s-r), "takes the difference of the values"),
			not(whole(r+s-2*c), "adds the values of the right side"),
		},
		explanation: fmt.Sprintf("Squaring gives %s = 0, so x is %s or %s. %s", polynomial("x", 1, -r-s, r*s), num(r), num(s), why),
		hints:       radicalHints,
	}, true
}
