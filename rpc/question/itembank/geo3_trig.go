package itembank

import "fmt"

// rightAt names the vertices of a right triangle, the right angle at the third,
// and its sides: legs opposite the first and the second vertex, and the longest side.
type rightAt struct {
	v       [3]string
	a, b, c int
}

// ratio is the sine, cosine or tangent of the angle at the first or second vertex.
func (t rightAt) ratio(f int, second bool) rat {
	opposite, adjacent := t.a, t.b
	if second {
		opposite, adjacent = adjacent, opposite
	}
	return [3]rat{frac(opposite, t.c), frac(adjacent, t.c), frac(opposite, adjacent)}[f]
}

// agrees checks a sine, cosine or tangent by the identities that tie the three,
// starting from the cosine law at the vertex instead of from the definition.
func (t rightAt) agrees(r rat, f int, second bool) bool {
	near, far := t.b, t.a
	if second {
		near, far = far, near
	}
	cos := frac(near*near+t.c*t.c-far*far, 2*near*t.c)
	square := whole(1).sub(cos.mul(cos)) // of the sine
	switch f {
	case 0:
		return r.sign() > 0 && r.mul(r) == square
	case 1:
		return r == cos
	}
	return r.sign() > 0 && r.mul(r) == square.div(cos.mul(cos))
}

var functions = [3]string{"sin", "cos", "tan"}

// ratioWrong lists the usual mix-ups of the three ratios.
func (t rightAt) ratioWrong(f int, second bool) []wrong {
	key := t.ratio(f, second)
	return []wrong{
		not(t.ratio(f, !second), "takes the other acute angle"),
		not(whole(1).div(key), "turns the ratio upside down"),
		not(t.ratio((f+2)%3, second), "mixes up the ratios"),
		not(t.ratio((f+1)%3, second), "mixes up the ratios"),
		not(whole(1).div(t.ratio((f+2)%3, second)), "mixes up the ratios and turns one upside down"),
		not(frac(min(t.a, t.b), t.a+t.b), "divides by the sum of the legs"),
	}
}

var hintsRatio = [3]string{
	"Sketch the triangle and mark the angle that is asked about.",
	"Which side lies opposite that angle, which beside it, and which is the longest?",
	"Sine, cosine, and tangent are the three ratios opposite to longest, beside to longest, and opposite to beside.",
}

// trigSides: two legs; a ratio of one of the acute angles.
func trigSides(p []int) (draft, bool) {
	v, s, k, f, second := corners[p[0]], triples[p[1]], p[2], p[3]%3, p[3] >= 3
	t := rightAt{v, s[0] * k, s[1] * k, s[2] * k}
	at := pick(second, v[1], v[0])
	d := draft{
		stem: fmt.Sprintf("In triangle %s%s%s, angle %s is a right angle, %s%s = %d, and %s%s = %d. What is the value of %s %s?",
			v[0], v[1], v[2], v[2], v[1], v[2], t.a, v[0], v[2], t.b, functions[f], at),
		key: number(t.ratio(f, second)), fit: positive,
		right:       func(o choice) bool { return t.agrees(o.num, f, second) },
		wrong:       t.ratioWrong(f, second),
		explanation: fmt.Sprintf("The longest side is %d, since %d² + %d² = %d². So %s %s = %s.", t.c, t.a, t.b, t.c, functions[f], at, t.ratio(f, second)),
		hints:       hintsRatio,
	}
	if f == 2 {
		d.explanation = fmt.Sprintf("The tangent is opposite over beside: %s %s = %s.", functions[f], at, t.ratio(f, second))
		d.logit = -0.2
	}
	return d, true
}

// trigSimilar: a similar triangle, larger by k; the ratio does not change.
func trigSimilar(p []int) (draft, bool) {
	v, s, k, f, second := corners[p[0]], triples[p[1]], p[2], p[3]%2, p[3] >= 2
	u := corners[(p[0]+3)%len(corners)]
	t := rightAt{v, s[0], s[1], s[2]}
	key := t.ratio(f, second)
	at := pick(second, u[1], u[0])
	wrongs := append([]wrong{
		not(key.mul(whole(k)), "scales the ratio with the sides"),
		not(key.div(whole(k)), "scales the ratio down with the sides"),
	}, t.ratioWrong(f, second)...)
	return draft{
		stem: fmt.Sprintf("Triangle %s%s%s is similar to triangle %s%s%s, with corresponding vertices in this order, and each side of %s%s%s is %d times as long as its partner. Angle %s is a right angle, %s%s = %d, and %s%s = %d. What is the value of %s %s?",
			u[0], u[1], u[2], v[0], v[1], v[2], u[0], u[1], u[2], k, v[2], v[0], v[1], t.c, v[1], v[2], t.a, functions[f], at),
		key: number(key), fit: positive, step: frac(1, t.c),
		right: func(o choice) bool {
			large := rightAt{u, k * t.a, k * t.b, k * t.c}
			return large.agrees(o.num, f, second)
		},
		wrong:       wrongs,
		explanation: fmt.Sprintf("Similar triangles have equal angles, so the value is that of the partner in %s%s%s, whose legs are %d and %d: %s.", v[0], v[1], v[2], t.a, t.b, key),
		hints: [3]string{
			"What stays the same in similar triangles, and what changes?",
			"Find the partner of the angle in the triangle whose sides you know, and its third side.",
			"Take the ratio of sides there; the scale factor cancels.",
		},
		logit: 0.1,
	}, true
}

// trigComplement: sin(ax + b)° = cos(cx + d)°.
func trigComplement(p []int) (draft, bool) {
	a, c, b, x := p[0], p[1], p[2], p[3]
	first := a*x + b
	d := 90 - first - c*x
	if first < 8 || first > 82 || first == 45 || b == 0 || d == 0 || abs(d) > 90 {
		return draft{}, false
	}
	t := draft{
		stem: fmt.Sprintf("The angles (%s)° and (%s)° are both acute, and sin (%s)° = cos (%s)°. What is the value of x?", linear(a, "x", b), linear(c, "x", d), linear(a, "x", b), linear(c, "x", d)),
		key:  integer(x), fit: positive, show: decimals,
		right: func(o choice) bool { // the second angle is what the first lacks to a right angle
			return whole(90).sub(whole(a).mul(o.num)).sub(whole(b)) == whole(c).mul(o.num).add(whole(d))
		},
		wrong: []wrong{
			not(rounded(frac(180-b-d, a+c), 1), "takes the angles for supplementary ones"),
			not(whole(first), "gives the first angle instead of x"),
			not(rounded(frac(90+b+d, a+c), 1), "moves the constants without changing their signs"),
			not(rounded(frac(90, a+c), 1), "leaves out the constants"),
			not(whole(90-first), "gives the second angle instead of x"),
			not(whole(90-b-d), "does not divide by the coefficient"),
		},
		explanation: fmt.Sprintf("A sine equals a cosine when the acute angles make 90° together: %s = 90, so x = %d.", linear(a+c, "x", b+d), x),
		hints: [3]string{
			"The sine of one acute angle of a right triangle is the cosine of the other.",
			"So the two angles make a right angle together. Write that as an equation.",
			"Collect the terms with x and the numbers, and solve.",
		},
		logit: 0.1,
	}
	if a != c {
		t.wrong = append([]wrong{not(rounded(frac(d-b, a-c), 1), "takes the angles for equal")}, t.wrong...)
	}
	return t, true
}

// trigArea: a tangent and the longest side; area or perimeter.
func trigArea(p []int) (draft, bool) {
	v, s, k, area := corners[p[0]], triples[p[1]], p[2], p[3] == 1
	t := rightAt{v, s[0] * k, s[1] * k, s[2] * k}
	if t.c > 700 {
		return draft{}, false
	}
	what, key := "perimeter", t.a+t.b+t.c
	right := func(o choice) bool { // (P − c)² = c² + 4·area
		rest := o.num.sub(whole(t.c))
		return rest.sign() > 0 && rest.mul(rest) == whole(t.c*t.c).add(whole(2*t.a*t.b))
	}
	wrongs := []wrong{
		not(whole(t.a+t.b), "leaves out the longest side"),
		not(whole(t.c+s[0]+s[1]), "takes the numbers of the ratio for the legs"),
		not(frac(t.a*t.b, 2), "gives the area"),
		not(whole(2*(t.a+t.b)), "uses the formula of a rectangle"),
		not(whole(s[0]+s[1]+s[2]), "takes the numbers of the ratio for the sides"),
		not(whole(3*t.c), "takes all sides for equal"),
	}
	if area {
		what, key = "area", t.a*t.b/2
		right = func(o choice) bool { // the height on the longest side is a·b/c
			return o.num.mul(whole(2)).div(whole(t.c)).mul(whole(t.c)) == whole(s[0]*s[1]*k*k)
		}
		wrongs = []wrong{
			not(whole(t.a*t.b), "forgets the one half"),
			not(frac(s[0]*s[1]*k, 2), "scales the area like a length"),
			not(frac(t.a*t.c, 2), "takes the longest side for a leg"),
			not(frac(t.b*t.c, 2), "takes the longest side for the other leg"),
			not(frac(s[0]*s[1], 2), "takes the numbers of the ratio for the legs"),
			not(whole(t.a+t.b+t.c), "gives the perimeter"),
		}
	}
	return draft{
		stem: fmt.Sprintf("In triangle %s%s%s, angle %s is a right angle, tan %s = %s, and %s%s = %d. What is the %s of the triangle?", v[0], v[1], v[2], v[2], v[0], frac(s[0], s[1]), v[0], v[1], t.c, what),
		key:  integer(key), fit: positive, show: bigDecimals, step: whole(max(1, key/40)), right: right, wrong: wrongs,
		explanation: fmt.Sprintf("Legs of %d and %d go with a longest side of %d; here everything is %d times as large, with legs of %d and %d. The %s is %s.", s[0], s[1], s[2], k, t.a, t.b, what, thousands(int64(key))),
		hints: [3]string{
			"The tangent gives the ratio of the legs, not their lengths.",
			"Take legs with that ratio and find the longest side that would go with them.",
			"Compare it with the real longest side to get the scale, and then the real legs.",
		},
		logit: 0.1,
	}, true
}
