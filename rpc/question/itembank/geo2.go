package itembank

import "fmt"

// geo2Families: lines, angles and triangles.
var geo2Families = []Family{
	{
		Name: "parallel-angles", Title: "Angles at parallel lines", Skill: "GEO2", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(lineNames)), upTo(len(pairsOfAngles)), {25, 155}}, build: parallelGiven},
			{Level: 2, Space: []Span{upTo(len(pairsOfAngles)), {2, 9}, {-30, 40}, {4, 30}}, build: parallelOne},
			{Level: 3, Space: []Span{upTo(len(pairsOfAngles)), {2, 7}, {2, 8}, {-30, 40}, {5, 24}}, build: parallelTwo},
			{Level: 4, Space: []Span{{25, 80}, {25, 80}, {2, 6}, {0, 1}}, build: parallelBend},
		},
	},
	{
		Name: "triangle-angles", Title: "Chase angles in triangles", Skill: "GEO2", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(corners)), {20, 120}, {20, 120}}, build: angleThird},
			{Level: 2, Space: []Span{upTo(len(corners)), {20, 110}, {70, 160}}, build: angleExterior},
			{Level: 3, Space: []Span{upTo(len(corners)), {1, 5}, {1, 6}, {-20, 30}, {-20, 30}}, build: angleExpressions},
			{Level: 4, Space: []Span{upTo(len(corners)), {10, 85}, {5, 80}}, build: angleIsosceles},
		},
	},
	{
		Name: "triangle-similar", Title: "Sides of similar triangles", Skill: "GEO2", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 2, Space: []Span{upTo(len(corners)), {3, 15}, {4, 20}, {2, 9}, {1, 6}}, build: similarSide},
			{Level: 3, Space: []Span{upTo(len(corners)), {2, 20}, {2, 20}, {2, 24}}, build: similarCut},
			{Level: 4, Space: []Span{upTo(len(shadows)), {4, 30}, {2, 20}, {2, 12}}, build: similarShadow},
		},
	},
}

// lineNames are two parallel lines and the line that crosses them.
var lineNames = [][3]string{{"k", "m", "t"}, {"p", "q", "r"}, {"a", "b", "c"}, {"m", "n", "s"}, {"d", "e", "f"}, {"u", "v", "w"}}

// pairsOfAngles at two parallel lines: equal, or together a straight angle.
var pairsOfAngles = []struct {
	name  string
	equal bool
}{
	{"corresponding angles", true}, {"alternate interior angles", true}, {"alternate exterior angles", true},
	{"same-side interior angles", false}, {"same-side exterior angles", false},
}

// tie checks that two angles, in degrees, fit their kind of pair.
func tie(equal bool, a, b rat) bool {
	if equal {
		return a == b
	}
	return a.add(b) == whole(180)
}

func ruleOf(equal bool) string {
	return pick(equal, "equal", "together a straight angle")
}

// below360 allows sizes of angles.
func below360(r rat) bool { return r.sign() > 0 && r.cmp(whole(360)) < 0 }

// parallelGiven: one angle of a pair is known.
func parallelGiven(p []int) (draft, bool) {
	l, k, a := lineNames[p[0]], pairsOfAngles[p[1]], p[2]
	key := a
	if !k.equal {
		key = 180 - a
	}
	if a == 90 || abs(a-90) < 5 || a == 45 || a == 135 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Parallel lines %s and %s are crossed by line %s. Angle 1 and angle 2 are %s. If angle 1 measures %d°, what is the measure, in degrees, of angle 2?", l[0], l[1], l[2], k.name, a),
		key:  integer(key), fit: below360,
		right: func(o choice) bool { return tie(k.equal, o.num, whole(a)) },
		wrong: []wrong{
			not(whole(180-key), pick(k.equal, "takes equal angles for supplementary ones", "takes supplementary angles for equal ones")),
			not(whole(abs(90-a)), "takes the angles for complementary ones"),
			not(whole(360-a), "completes a full turn"),
			not(whole(a+90), "adds a right angle"),
			not(frac(a, 2), "halves the angle"),
		},
		explanation: fmt.Sprintf("At parallel lines, %s are %s. So angle 2 measures %d°.", k.name, ruleOf(k.equal), key),
		hints: [3]string{
			"Draw two parallel lines and a third across them, and mark the two angles.",
			"Which turns of the crossing line bring one angle onto the other? Are both sharp, or one sharp and one blunt?",
			"Angles at parallel lines are either equal or make a straight angle together.",
		},
	}, true
}

// parallelOne: one angle is a number, the other an expression.
func parallelOne(p []int) (draft, bool) {
	k, a, b, x := pairsOfAngles[p[0]], p[1], p[2], p[3]
	other := a*x + b
	given := other
	if !k.equal {
		given = 180 - other
	}
	if other < 20 || other > 160 || other == 90 || b == 0 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Two parallel lines are crossed by a third line. Two %s measure %d° and (%s)°. What is the value of x?", k.name, given, linear(a, "x", b)),
		key:  integer(x), fit: positive, show: decimals,
		right: func(o choice) bool {
			return tie(k.equal, whole(given), whole(a).mul(o.num).add(whole(b)))
		},
		wrong: []wrong{
			not(rounded(frac(180-given-b, a), 1), pick(k.equal, "takes equal angles for supplementary ones", "")),
			not(rounded(frac(given-b, a), 1), "takes supplementary angles for equal ones"),
			not(whole(given), "gives the angle instead of x"),
			not(rounded(frac(other+b, a), 1), "moves a term without changing its sign"),
			not(whole(other-b), "does not divide by the coefficient"),
			not(rounded(frac(abs(90-given-b), a), 1), "takes the angles for complementary ones"),
			not(rounded(frac(other, a), 1), "leaves out the constant term"),
		},
		explanation: fmt.Sprintf("Such angles are %s: %s, so x = %d.", ruleOf(k.equal), equationOf(k.equal, linear(a, "x", b), num(given)), x),
		hints: [3]string{
			"First decide how the two angles are tied to each other.",
			"Write the tie as an equation with the expression and the number.",
			"Solve it: constant term first, then the coefficient of x.",
		},
	}, true
}

// equationOf ties two expressions.
func equationOf(equal bool, a, b string) string {
	if equal {
		return a + " = " + b
	}
	return fmt.Sprintf("%s + %s = 180", a, b)
}

// parallelTwo: both angles are expressions and the size of one is asked.
func parallelTwo(p []int) (draft, bool) {
	k, a, c, b, x := pairsOfAngles[p[0]], p[1], p[2], p[3], p[4]
	first := a*x + b
	second := first
	if !k.equal {
		second = 180 - first
	}
	d := second - c*x
	if a == c || first < 20 || first > 160 || first == 90 || b == 0 || d == 0 || abs(d) > 99 {
		return draft{}, false
	}
	left, right := linear(a, "x", b), linear(c, "x", d)
	t := draft{
		stem: fmt.Sprintf("Two parallel lines are crossed by a third line. Two %s measure (%s)° and (%s)°. What is the measure, in degrees, of the first of these angles?", k.name, left, right),
		key:  integer(first), fit: below360, show: decimals,
		right: func(o choice) bool { // take x back out of the first angle and look at the second
			back := o.num.sub(whole(b)).div(whole(a))
			return tie(k.equal, o.num, whole(c).mul(back).add(whole(d)))
		},
		wrong: []wrong{
			not(whole(x), "gives x instead of the angle"),
			not(whole(180-first), pick(k.equal, "gives the angle beside it", "gives the second angle")),
			not(whole(a*x), "leaves out the constant term of the angle"),
			not(whole(first+abs(b)), "adds the constant term twice"),
		},
		explanation: fmt.Sprintf("Such angles are %s: %s, so x = %d and the first angle measures %d × %d %s %d = %d degrees.",
			ruleOf(k.equal), equationOf(k.equal, left, right), x, a, x, pick(b < 0, "−", "+"), abs(b), first),
		hints: [3]string{
			"First decide how the two angles are tied to each other.",
			"Write the tie as an equation and solve it for x.",
			"The question asks for an angle: put x back into its expression.",
		},
		logit: 0.05,
	}
	if k.equal {
		t.wrong = append(t.wrong, not(rounded(frac(a*(180-b-d), a+c).add(whole(b)), 1), "takes equal angles for supplementary ones"))
	} else {
		t.wrong = append(t.wrong, not(rounded(frac(a*(d-b), a-c).add(whole(b)), 1), "takes supplementary angles for equal ones"))
	}
	return t, true
}

// parallelBend: a bent path between two parallel lines.
func parallelBend(p []int) (draft, bool) {
	a, b, k, asked := p[0], p[1], p[2], p[3]
	if a == b || (a+b)%k != 0 || a+b == 90 {
		return draft{}, false
	}
	bend := a + b
	stem := fmt.Sprintf("Point C lies between two parallel lines. Point A is on the upper line and point B on the lower one, both to the left of C. Segment AC makes an angle of %d° with the upper line and segment BC an angle of %d° with the lower line; both angles open to the right.", a, b)
	d := draft{
		key: integer(bend), fit: below360, show: decimals,
		right: func(o choice) bool { // the pentagon cut off by an upright line right of C: 540° in all
			return whole(540).sub(whole(180)).sub(whole(a + b)).sub(whole(360).sub(o.num)).isZero()
		},
		wrong: []wrong{
			not(whole(180-bend), "takes the angle that completes a triangle"),
			not(whole(360-bend), "takes the outer angle at the bend"),
			not(whole(abs(a-b)), "subtracts the angles"),
			not(whole(180-a), "uses one of the angles only"),
			not(whole(90+min(a, b)), "adds a right angle"),
		},
		explanation: fmt.Sprintf("A third parallel through C splits the angle into two parts, each equal to one of the given angles: %d° + %d° = %d°.", a, b, bend),
		hints: [3]string{
			"Draw one more line that helps: parallel to the two, through the bend.",
			"It splits the angle at the bend into two parts. To which given angle is each part equal?",
			"Alternate interior angles are equal; then put the two parts together.",
		},
		logit: 0.1,
	}
	if asked == 0 {
		if k != 2 {
			return draft{}, false
		}
		d.stem = stem + " What is the measure, in degrees, of angle ACB?"
		return d, true
	}
	return expressed(d, stem, bend, k), true
}

// expressed asks for x where the angle at the bend is kx°.
func expressed(d draft, stem string, bend, k int) draft {
	d.stem = fmt.Sprintf("%s Angle ACB measures (%dx)°. What is the value of x?", stem, k)
	d.key = integer(bend / k)
	angle := d.right
	d.right = func(o choice) bool { return angle(number(o.num.mul(whole(k)))) }
	for i := range d.wrong {
		d.wrong[i].num = rounded(d.wrong[i].num.div(whole(k)), 1)
	}
	d.wrong = append([]wrong{not(whole(bend), "gives the angle instead of x")}, d.wrong...)
	d.explanation += fmt.Sprintf(" Dividing by %d gives x = %d.", k, bend/k)
	return d
}
