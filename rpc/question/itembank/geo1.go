package itembank

import "fmt"

// geo1Families: area and volume.
var geo1Families = []Family{
	{
		Name: "scale-factor", Title: "Scale lengths, areas, and volumes", Skill: "GEO1", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(figures)), {2, 12}, {3, 60}}, build: scaleArea},
			{Level: 2, Space: []Span{upTo(len(bodies)), {1, 6}, {2, 7}, {1, 24}}, build: scaleVolume},
			{Level: 3, Space: []Span{upTo(len(bodies)), {2, 9}, {2, 9}, {2, 12}, {1, 12}}, build: scaleLength},
			{Level: 4, Space: []Span{upTo(len(bodies)), {1, 7}, {2, 9}, {2, 12}, {1, 12}}, build: scaleAreaVolume},
		},
	},
	{
		Name: "solid-volume", Title: "Volume of a solid", Skill: "GEO1", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(boxes)), {3, 24}, {3, 24}, {3, 24}}, build: volumePrism},
			{Level: 2, Space: []Span{upTo(len(cylinders)), {2, 30}, {3, 40}}, build: volumeCylinder},
			{Level: 3, Space: []Span{upTo(len(cylinders)), {2, 30}, {3, 40}}, build: volumeHeight},
			{Level: 4, Space: []Span{upTo(len(vessels)), {1, 6}, {2, 12}, {2, 12}, {4, 30}}, build: volumePour},
		},
	},
}

var figures = []string{"logo", "floor plan", "kite pattern", "garden map", "triangle", "hexagon", "rectangle", "parallelogram", "quilt pattern", "window drawing"}

// scaleArea: lengths times k, area asked.
func scaleArea(p []int) (draft, bool) {
	c, k, area := figures[p[0]], p[1], p[2]
	if k == area {
		return draft{}, false
	}
	key := area * k * k
	return draft{
		stem: fmt.Sprintf("A %s has an area of %d square inches. An enlarged copy of it has every length multiplied by %d. What is the area of the copy, in square inches?", c, area, k),
		key:  integer(key), fit: count, show: bigDecimals, step: whole(area),
		right: func(o choice) bool { // a square of the same area grows side by side
			return o.num.div(whole(k)).div(whole(k)) == whole(area)
		},
		wrong: []wrong{
			not(whole(area*k), "scales the area like a length"),
			not(whole(area*k*k*k), "scales the area like a volume"),
			not(whole(area+k), "adds the factor"),
			not(whole(2*area*k), "doubles the factor instead of squaring it"),
			not(whole(area*area*k), "squares the area instead of the factor"),
		},
		explanation: fmt.Sprintf("An area grows by the square of the length factor: %d × %d × %d = %s.", area, k, k, thousands(int64(key))),
		hints: [3]string{
			"Think of a square: what happens to its area when each side is stretched?",
			"An area has two directions, and both are stretched.",
			"Multiply the area by the factor once for each direction.",
		},
	}, true
}

var bodies = []string{"prism", "pyramid", "cone", "statue", "bottle", "cylinder", "model boat", "vase"}

// scaleVolume: lengths times a/b, volume asked.
func scaleVolume(p []int) (draft, bool) {
	c, b, a, v := bodies[p[0]], p[1], p[2], p[3]
	if a == b || gcd(int64(a), int64(b)) > 1 {
		return draft{}, false
	}
	old := v * b * b * b
	f := frac(a, b)
	key := v * a * a * a
	return draft{
		stem: fmt.Sprintf("A %s has a volume of %s cubic centimeters. A similar %s has lengths that are %s times those of the first. What is its volume, in cubic centimeters?", c, thousands(int64(old)), c, f),
		key:  integer(key), fit: positive, show: bigDecimals, step: whole(v * a * a),
		right: func(o choice) bool { return o.num.div(whole(old)) == f.pow(3) },
		wrong: []wrong{
			not(rounded(whole(old).mul(f), 1), "scales the volume like a length"),
			not(rounded(whole(old).mul(f.pow(2)), 1), "scales the volume like an area"),
			not(rounded(whole(old).mul(f).mul(whole(3)), 1), "takes three times the factor instead of its cube"),
			not(rounded(whole(old).div(f.pow(3)), 1), "scales in the wrong direction"),
			not(rounded(whole(old).mul(f.pow(4)), 1), "takes the factor once too often"),
			not(whole(old*a*a*a), "leaves out the denominator of the factor"),
		},
		explanation: fmt.Sprintf("A volume changes by the cube of the length factor, here %s: %s × %s = %s.", f, thousands(int64(old)), f.pow(3), thousands(int64(key))),
		hints: [3]string{
			"A volume has three directions, and all of them are scaled.",
			"Raise the length factor to the power that fits a volume.",
			"Multiply the first volume by that power.",
		},
	}, f.sign() > 0 && old < 20000 && key < 20000
}

// scaleLength: two surface areas and a length of the first; the length of the second asked.
func scaleLength(p []int) (draft, bool) {
	c, a, b, e, m := bodies[p[0]], p[1], p[2], p[3], p[4]
	if a == b || gcd(int64(a), int64(b)) > 1 {
		return draft{}, false
	}
	first, second, edge := a*a*m, b*b*m, a*e
	key := b * e
	if first < 20 || key == m {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Two similar %ss have surface areas of %d and %d square inches. The height of the first is %d inches. What is the height of the second, in inches?", c, first, second, edge),
		key:  integer(key), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.mul(o.num).mul(whole(first)) == whole(edge*edge*second) },
		wrong: []wrong{
			not(rounded(frac(edge*second, first), 1), "scales the height like an area"),
			not(rounded(frac(a*edge, b), 1), "scales in the wrong direction"),
			not(whole(abs(edge+second-first)), "adds the difference of the areas"),
			not(rounded(frac(edge*(first+second), 2*first), 1), "takes half of the change of the areas"),
			not(whole(abs(edge+b-a)), "adds the difference of the roots"),
			not(rounded(frac(edge*b*b*b, a*a*a), 1), "scales the height like a volume"),
		},
		explanation: fmt.Sprintf("The areas stand as %d to %d, so the lengths stand as the roots, %d to %d: the height is %d × %d/%d = %d.", a*a, b*b, a, b, edge, b, a, key),
		hints: [3]string{
			"The ratio of the areas is the square of the ratio of the lengths.",
			"Simplify the ratio of the areas and take the square root.",
			"Multiply the known height by that ratio of lengths.",
		},
		logit: 0.05,
	}, true
}

// scaleAreaVolume: two surface areas and the first volume; the second volume asked.
func scaleAreaVolume(p []int) (draft, bool) {
	c, a, b, v, m := bodies[p[0]], p[1], p[2], p[3], p[4]
	if a == b || gcd(int64(a), int64(b)) > 1 {
		return draft{}, false
	}
	first, second, old := a*a*m, b*b*m, v*a*a*a
	key := v * b * b * b
	if first < 10 || old < 10 || key > 9999 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Two similar %ss have surface areas of %d and %d square feet. The volume of the first is %s cubic feet. What is the volume of the second, in cubic feet?", c, first, second, thousands(int64(old))),
		key:  integer(key), fit: positive, show: bigDecimals, step: whole(v * b),
		right: func(o choice) bool { // (V2/V1)² = (S2/S1)³
			return o.num.div(whole(old)).pow(2) == frac(second, first).pow(3)
		},
		wrong: []wrong{
			not(rounded(frac(old*b*b, a*a), 1), "scales the volume like an area"),
			not(rounded(frac(old*b, a), 1), "scales the volume like a length"),
			not(rounded(whole(old).mul(frac(b, a).pow(4)), 1), "squares the ratio of the areas"),
			not(rounded(whole(old).mul(frac(a, b).pow(3)), 1), "scales in the wrong direction"),
			not(rounded(whole(old).mul(frac(b, a).pow(6)), 1), "cubes the ratio of the areas"),
			not(whole(abs(old+second-first)), "adds the difference of the areas"),
		},
		explanation: fmt.Sprintf("The areas stand as %d to %d, so lengths stand as %d to %d and volumes as %d to %d. That makes the second %s.", a*a, b*b, a, b, a*a*a, b*b*b, thousands(int64(key))),
		hints: [3]string{
			"Go from areas to lengths first, and from lengths to volumes then.",
			"Take the square root of the ratio of the areas.",
			"Cube that ratio and multiply the first volume by it.",
		},
		logit: 0.15,
	}, true
}
