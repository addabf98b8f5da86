package itembank

import "fmt"

// geo3Families: right triangles and trigonometry.
var geo3Families = []Family{
	{
		Name: "right-side", Title: "Sides of right triangles", Skill: "GEO3", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(walks)), upTo(len(triples)), {1, 24}}, build: rightHypotenuse},
			{Level: 2, Space: []Span{upTo(len(ladders)), upTo(len(triples)), {1, 24}, {0, 1}}, build: rightLeg},
			{Level: 3, Space: []Span{upTo(len(corners)), {2, 120}, upTo(len(special))}, build: rightSpecial},
		},
	},
	{
		Name: "trig-ratio", Title: "Sine, cosine, and tangent", Skill: "GEO3", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 2, Space: []Span{upTo(len(corners)), upTo(len(triples)), {1, 9}, {0, 5}}, build: trigSides},
			{Level: 3, Space: []Span{upTo(len(corners)), upTo(len(triples)), {2, 9}, {0, 3}}, build: trigSimilar},
			{Level: 4, Space: []Span{{1, 9}, {1, 9}, {-25, 25}, {4, 30}}, build: trigComplement},
			{Level: 5, Space: []Span{upTo(len(corners)), upTo(len(triples)), {2, 60}, {0, 1}}, build: trigArea},
		},
	},
}

// triples are the sides of right triangles without a common factor, shortest first.
var triples = [][3]int{{3, 4, 5}, {5, 12, 13}, {8, 15, 17}, {7, 24, 25}, {20, 21, 29}, {12, 35, 37}, {9, 40, 41}, {28, 45, 53}, {11, 60, 61}, {33, 56, 65}, {16, 63, 65}, {48, 55, 73}}

var walks = []struct{ who, goes string }{
	{"A hiker", "walks"}, {"A drone", "flies"}, {"A ship", "sails"}, {"A surveyor", "drives"}, {"A deer", "runs"}, {"A cyclist", "rides"}, {"A robot", "rolls"}, {"A swimmer", "swims"},
}

// rightHypotenuse: two legs, the distance straight back.
func rightHypotenuse(p []int) (draft, bool) {
	w, t, k := walks[p[0]], triples[p[1]], p[2]
	a, b, c := t[0]*k, t[1]*k, t[2]*k
	if c > 999 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s %s %d meters due east and then %d meters due north. How far, in meters, is the end point from the starting point in a straight line?", w.who, w.goes, b, a),
		key:  integer(c), fit: positive, show: bigDecimals, step: whole(k),
		right: func(o choice) bool { return o.num.sub(whole(a)).mul(o.num.add(whole(a))) == whole(b*b) },
		wrong: []wrong{
			not(whole(a+b), "adds the legs"),
			not(whole(b-a), "subtracts the legs"),
			not(frac(a+b, 2), "averages the legs"),
			not(whole(b), "takes the longer leg"),
			not(whole(c*c), "forgets to take the root"),
			not(frac(a*b, 2), "gives the area"),
		},
		explanation: fmt.Sprintf("The legs are perpendicular: %d² + %d² = %s = %d².", a, b, thousands(int64(c*c)), c),
		hints: [3]string{
			"Make a sketch. What kind of triangle do the two stretches and the straight line form?",
			"Square both stretches and add the squares.",
			"Take the square root of the sum.",
		},
	}, true
}

var ladders = []struct{ tilted, up, along string }{
	{"A ladder", "top reaches", "foot stands"}, {"A guy wire of a mast", "upper end is fixed", "lower end is fixed"}, {"A straight slide", "top lies", "lower end lies"},
	{"A ramp for boats", "upper end lies", "lower end lies"}, {"A taut kite string", "upper end is", "lower end is held on the ground"}, {"A leaning plank", "top touches a wall", "foot rests"},
}

// rightLeg: the hypotenuse and a leg.
func rightLeg(p []int) (draft, bool) {
	l, t, k, asksUp := ladders[p[0]], triples[p[1]], p[2], p[3] == 1
	a, b, c := t[0]*k, t[1]*k, t[2]*k
	known, key := a, b
	if c > 999 {
		return draft{}, false
	}
	stem := fmt.Sprintf("%s is %d inches long. Its %s %d inches from the point on level ground straight below the upper end. How high above the ground, in inches, is the upper end?", l.tilted, c, l.along, known)
	if asksUp {
		known, key = b, a
		stem = fmt.Sprintf("%s is %d inches long. Its %s %d inches above level ground. How far, in inches, is the lower end from the point on the ground straight below the upper end?", l.tilted, c, l.up, known)
	}
	return draft{
		stem: stem, key: integer(key), fit: positive, show: bigDecimals, step: whole(k),
		right: func(o choice) bool { return o.num.pow(2).add(whole(known).pow(2)) == whole(c).pow(2) },
		wrong: []wrong{
			not(whole(c-known), "subtracts the sides instead of their squares"),
			not(whole(c+known), "adds the sides"),
			not(frac(c+known, 2), "averages the sides"),
			not(whole(key*key), "forgets to take the root"),
			not(whole(known), "takes the legs for equal"),
			not(whole(c), "takes the sloping side"),
			not(frac(c, 2), "halves the sloping side"),
		},
		explanation: fmt.Sprintf("The squares of the legs make the square of the sloping side: %d² − %d² = %s = %d².", c, known, thousands(int64(key*key)), key),
		hints: [3]string{
			"The sloping length is the longest side of a right triangle.",
			"The square of the longest side is the sum of the squares of the others.",
			"Subtract the known square and take the root.",
		},
	}, true
}

// special triangles: what is given, and the area as a multiple of the square
// of the given length, times √root. The squares of the sides, as multiples of
// the same square, serve the check.
var special = []struct {
	given string
	area  rat
	root  int
	sides [3]rat
}{
	{"Triangle %s has angles of 30°, 60°, and 90°. Its shortest side is %d inches long.", frac(1, 2), 3, [3]rat{whole(1), whole(3), whole(4)}},
	{"Triangle %s has angles of 30°, 60°, and 90°. Its longest side is %d inches long.", frac(1, 8), 3, [3]rat{frac(1, 4), frac(3, 4), whole(1)}},
	{"Triangle %s is equilateral, with sides %d inches long.", frac(1, 4), 3, [3]rat{whole(1), whole(1), whole(1)}},
	{"Triangle %s has angles of 45°, 45°, and 90°. Its longest side is %d inches long.", frac(1, 4), 1, [3]rat{frac(1, 2), frac(1, 2), whole(1)}},
	{"Triangle %s has angles of 30°, 30°, and 120°. Its two equal sides are %d inches long.", frac(1, 4), 3, [3]rat{whole(1), whole(1), whole(3)}},
}

// rightSpecial: the area of a triangle with well-known angles.
func rightSpecial(p []int) (draft, bool) {
	t, n, s := corners[p[0]], p[1], special[p[2]]
	key := s.area.mul(whole(n * n))
	if key.den() > 2 {
		return draft{}, false
	}
	ask, tail := "What is its area, in square inches?", ""
	if s.root > 1 {
		ask, tail = fmt.Sprintf("Its area is k√%d square inches. What is the value of k?", s.root), fmt.Sprintf("√%d", s.root)
	}
	return draft{
		stem: fmt.Sprintf(s.given, t[0]+t[1]+t[2], n) + " " + ask,
		key:  number(key), fit: positive, show: bigDecimals, step: whole(max(1, n/4)),
		right: func(o choice) bool { // Heron's formula with squared sides: 16·area²
			square := whole(n * n)
			a, b, c := s.sides[0].mul(square), s.sides[1].mul(square), s.sides[2].mul(square)
			lean := a.add(b).sub(c)
			return o.num.sign() > 0 && o.num.pow(2).mul(whole(16*s.root)) == a.mul(b).mul(whole(4)).sub(lean.mul(lean))
		},
		wrong: []wrong{
			not(key.mul(whole(2)), "forgets the one half"),
			not(key.div(whole(2)), "halves once too often"),
			not(whole(n), "takes a length for the area"),
			not(whole(n*n), "squares the given side"),
			not(rounded(frac(n, 2), 1), "takes the height for the area"),
		},
		explanation: fmt.Sprintf("Finding the other sides from the angles and taking half of base times height gives %s%s square inches.", decimals(key), tail),
		hints: [3]string{
			"The angles fix the ratio of the sides. Which well-known triangle is it, or is half of it?",
			"Write a base and the height that belongs to it, as multiples of the given side.",
			"The area is half of base times height.",
		},
	}, true
}
