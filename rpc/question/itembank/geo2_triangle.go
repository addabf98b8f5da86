package itembank

import "fmt"

// corners name triangles; one and the third after it share no letter.
var corners = [][3]string{{"A", "B", "C"}, {"D", "E", "F"}, {"J", "K", "L"}, {"P", "Q", "R"}, {"U", "V", "W"}, {"X", "Y", "Z"}, {"L", "M", "N"}, {"R", "S", "T"}}

// angleThird: two angles of a triangle are known.
func angleThird(p []int) (draft, bool) {
	t, a, b := corners[p[0]], p[1], p[2]
	key := 180 - a - b
	if a >= b || key < 15 || key == a || key == b || key == 90 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("In triangle %s%s%s, angle %s measures %d° and angle %s measures %d°. What is the measure, in degrees, of angle %s?", t[0], t[1], t[2], t[0], a, t[1], b, t[2]),
		key:  integer(key), fit: below360, show: decimals,
		right: func(o choice) bool { return whole(a+b).add(o.num) == whole(180) },
		wrong: []wrong{
			not(whole(a+b), "gives the exterior angle"),
			not(whole(360-a-b), "takes a full turn for the sum"),
			not(whole(180-b), "leaves out one angle"),
			not(whole(b-a), "subtracts the angles"),
			not(whole(abs(90-a)), "takes the triangle for a right one"),
			not(frac(180-b, 2), "takes the other two angles for equal"),
		},
		explanation: fmt.Sprintf("The angles of a triangle make 180° together: 180 − %d − %d = %d.", a, b, key),
		hints: [3]string{
			"What do the three angles of any triangle make together?",
			"Add the two angles you know.",
			"Take their sum away from that total.",
		},
	}, true
}

// angleExterior: an exterior angle and one of the far interior angles.
func angleExterior(p []int) (draft, bool) {
	t, a, e := corners[p[0]], p[1], p[2]
	key := e - a
	if key < 15 || key == a || key == 90 || e == 90 || key == 180-e || a == 90 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Side %s%s of triangle %s%s%s is extended beyond %s. The exterior angle formed there measures %d°, and angle %s of the triangle measures %d°. What is the measure, in degrees, of angle %s of the triangle?",
			t[0], t[2], t[0], t[1], t[2], t[2], e, t[0], a, t[1]),
		key: integer(key), fit: below360, show: decimals,
		right: func(o choice) bool { return o.num.add(whole(a)).add(whole(180-e)) == whole(180) },
		wrong: []wrong{
			not(whole(180-e), "gives the angle beside the exterior one"),
			not(whole(abs(180-e-a)), "takes the exterior angle for an interior one"),
			not(whole(180-a), "leaves out the exterior angle"),
			not(whole(e+a), "adds instead of subtracting"),
			not(frac(e, 2), "splits the exterior angle evenly"),
			not(whole(e), "takes the angle for the exterior one"),
		},
		explanation: fmt.Sprintf("The exterior angle equals the two far interior angles together: %d − %d = %d.", e, a, key),
		hints: [3]string{
			"The exterior angle and the interior one beside it form a straight angle.",
			"The two interior angles that are not beside it make the exterior angle together.",
			"Take the known one of these two away from the exterior angle.",
		},
	}, true
}

// angleExpressions: x°, (ax + b)° and (cx + d)°.
func angleExpressions(p []int) (draft, bool) {
	t, a, c, b, d := corners[p[0]], p[1], p[2], p[3], p[4]
	x := frac(180-b-d, 1+a+c)
	if !x.isInt() || b == 0 || d == 0 || a > c || a == c && b >= d {
		return draft{}, false
	}
	n := int(x.num)
	second, third := a*n+b, c*n+d
	if n < 12 || second < 12 || third < 12 || third == n || second == third || third == 90 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("The angles of triangle %s%s%s measure x°, (%s)°, and (%s)°. What is the measure, in degrees, of the last of these angles?", t[0], t[1], t[2], linear(a, "x", b), linear(c, "x", d)),
		key:  integer(third), fit: below360, show: decimals,
		right: func(o choice) bool {
			back := o.num.sub(whole(d)).div(whole(c))
			return back.add(whole(a).mul(back).add(whole(b))).add(o.num) == whole(180)
		},
		wrong: []wrong{
			not(x, "gives x instead of the angle"),
			not(whole(second), "gives another angle"),
			not(whole(c*n), "leaves out the constant term of the angle"),
			not(whole(180-third), "gives the other two angles together"),
			not(rounded(frac(c*(180+b+d), 1+a+c).add(whole(d)), 1), "moves the constants without changing their signs"),
			not(rounded(frac(c*(180-b-d), a+c).add(whole(d)), 1), "counts the single x as none"),
			not(rounded(frac(c*(360-b-d), 1+a+c).add(whole(d)), 1), "takes a full turn for the sum"),
		},
		explanation: fmt.Sprintf("Together %s = 180, so x = %d and the last angle is %s = %d degrees.", linear(1+a+c, "x", b+d), n, sum(num(c*n), num(d)), third),
		hints: [3]string{
			"The three expressions together make the angle sum of a triangle.",
			"Collect the terms with x and the numbers, and solve for x.",
			"Put x into the last expression.",
		},
		logit: 0.05,
	}, true
}

// angleIsosceles: AB = AC, D on the ray beyond C, with the angle BCD or its like.
func angleIsosceles(p []int) (draft, bool) {
	t, base, split := corners[p[0]], p[1], p[2]
	// Triangle with AB = AC and base angles `base`; E on AC with angle EBC = split.
	if split >= base || base == 45 || base == 60 || 2*split == base {
		return draft{}, false
	}
	apex := 180 - 2*base
	key := 180 - base - split // angle BEC in triangle BEC
	if key == 90 || apex < 8 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("In triangle %s%s%s, sides %s%s and %s%s have equal lengths and angle %s measures %d°. Point G lies on side %s%s so that angle G%s%s measures %d°. What is the measure, in degrees, of angle %sG%s?",
			t[0], t[1], t[2], t[0], t[1], t[0], t[2], t[0], apex, t[0], t[2], t[1], t[2], split, t[1], t[2]),
		key: integer(key), fit: below360, show: decimals,
		right: func(o choice) bool { // the exterior angle of triangle ABG at G
			return o.num == whole(apex+base-split)
		},
		wrong: []wrong{
			not(whole(180-apex-split), "takes the apex angle for a base angle"),
			not(whole(180-key), "gives the angle on the other side of the point"),
			not(whole(base), "gives the base angle"),
			not(whole(base-split), "gives the rest of the base angle"),
			not(whole(180-base), "leaves out the given part of the base angle"),
			not(whole(apex+split), "adds the two given angles"),
		},
		explanation: fmt.Sprintf("The base angles are (180° − %d°) ÷ 2 = %d° each. In triangle %sG%s the angles are %d°, %d°, and so 180° − %d° − %d° = %d°.", apex, base, t[1], t[2], split, base, split, base, key),
		hints: [3]string{
			"Equal sides have equal angles opposite them. Make a sketch.",
			"Find the two base angles from the angle between the equal sides.",
			fmt.Sprintf("Now look only at the small triangle %sG%s: two of its angles are known.", t[1], t[2]),
		},
		logit: 0.1,
	}, true
}
