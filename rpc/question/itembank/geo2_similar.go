package itembank

import "fmt"

// similarSide: two similar triangles, three sides known.
func similarSide(p []int) (draft, bool) {
	t, a, b, n, m := corners[p[0]], p[1], p[2], p[3], p[4]
	u := corners[(p[0]+3)%len(corners)]
	k := frac(n, m)
	if a >= b || n == m || gcd(int64(n), int64(m)) > 1 || a%m != 0 || b%m != 0 {
		return draft{}, false
	}
	da, key := k.mul(whole(a)), k.mul(whole(b))
	return draft{
		stem: fmt.Sprintf("Triangles %s%s%s and %s%s%s are similar, with corresponding vertices in this order. If %s%s = %d, %s%s = %d, and %s%s = %s, what is the length of %s%s?",
			t[0], t[1], t[2], u[0], u[1], u[2], t[0], t[1], a, t[1], t[2], b, u[0], u[1], da, u[1], u[2]),
		key: number(key), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.mul(whole(a)) == da.mul(whole(b)) },
		wrong: []wrong{
			not(da.add(whole(b-a)), "keeps the difference instead of the ratio"),
			not(rounded(whole(b).div(k), 1), "scales in the wrong direction"),
			not(rounded(whole(b).mul(k).mul(k), 1), "scales the side like an area"),
			not(rounded(da.mul(frac(a, b)), 1), "turns the ratio of the sides upside down"),
			not(whole(b), "takes the triangles for equal in size"),
			not(da.add(whole(b)), "adds the sides"),
		},
		explanation: fmt.Sprintf("The scale factor is %s/%d = %s, so the side is %d × %s = %s.", da, a, k, b, k, key),
		hints: [3]string{
			"The order of the letters tells which sides correspond.",
			"Find the scale factor from the pair of sides that are both known.",
			"Multiply the partner of the asked side by that factor.",
		},
	}, true
}

// similarCut: a line parallel to a side cuts a smaller triangle off.
func similarCut(p []int) (draft, bool) {
	t, top, rest, small := corners[p[0]], p[1], p[2], p[3]
	key := frac(small*(top+rest), top)
	if top == rest || !key.isInt() || top == small {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("In triangle %s%s%s, point G lies on side %s%s and point H on side %s%s so that GH is parallel to %s%s. If %sG = %d, G%s = %d, and GH = %d, what is the length of %s%s?",
			t[0], t[1], t[2], t[0], t[1], t[0], t[2], t[1], t[2], t[0], top, t[1], rest, small, t[1], t[2]),
		key: number(key), fit: positive, show: decimals,
		right: func(o choice) bool { return whole(top).div(whole(top+rest)) == whole(small).div(o.num) },
		wrong: []wrong{
			not(rounded(frac(small*rest, top), 1), "compares with the rest of the side instead of the whole"),
			not(rounded(frac(small*(top+rest), rest), 1), "divides by the wrong part of the side"),
			not(whole(small+rest), "keeps the difference instead of the ratio"),
			not(rounded(frac(small*top, rest), 1), "turns the ratio upside down"),
			not(rounded(frac(small*top, top+rest), 1), "scales in the wrong direction"),
			not(rounded(frac(small*(top+2*rest), top), 1), "counts the rest of the side twice"),
			not(whole(top+rest), "gives the whole of the other side"),
		},
		explanation: fmt.Sprintf("The small triangle is similar to the whole one. The whole side is %d + %d = %d, so the length is %d × %d/%d = %s.", top, rest, top+rest, small, top+rest, top, key),
		hints: [3]string{
			"A line parallel to one side cuts off a triangle similar to the whole.",
			"Which side of the whole triangle belongs to the first given length? It has two parts.",
			"Set up the ratio of the whole to the small triangle and apply it to GH.",
		},
		logit: 0.05,
	}, true
}

var shadows = []struct{ tall, small string }{
	{"flagpole", "walking stick"}, {"lighthouse", "post"}, {"pine tree", "sapling"}, {"radio mast", "ladder"}, {"statue", "lamp"}, {"crane", "fence post"}, {"obelisk", "sign"}, {"windmill", "scarecrow"},
}

// similarShadow: heights from shadows; the tip-to-tip distance is given, not the long shadow.
func similarShadow(p []int) (draft, bool) {
	c, near, extra, h := shadows[p[0]], p[1], p[2], p[3]
	// The small thing, h feet high, stands `near` feet from the tall one; its own shadow is `extra` feet,
	// and the tips of both shadows fall together.
	key := frac(h*(near+extra), extra)
	if !key.isInt() || h >= near || key.cmp(whole(3*h)) < 0 || key.cmp(whole(150)) > 0 || near == extra {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A %s and a %s stand upright on level ground, %d feet apart. The %s is %d feet high and its shadow is %d feet long. The shadow of the %s ends at the same point as that of the %s. How high, in feet, is the %s?",
			c.tall, c.small, near, c.small, h, extra, c.tall, c.small, c.tall),
		key: number(key), fit: positive, show: decimals,
		right: func(o choice) bool { // equal slopes from the common tip
			return o.num.sub(whole(h)).div(whole(near)) == frac(h, extra)
		},
		wrong: []wrong{
			not(rounded(frac(h*near, extra), 1), "takes the distance apart for the long shadow"),
			not(rounded(frac(near*extra, h), 1), "turns the ratio upside down"),
			not(whole(h+near), "keeps the difference instead of the ratio"),
			not(rounded(frac((near+extra)*extra, h), 1), "swaps height and shadow"),
			not(rounded(frac(h*(near+2*extra), extra), 1), "counts the short shadow twice"),
			not(rounded(frac(h*(near+extra), near), 1), "divides by the distance apart"),
		},
		explanation: fmt.Sprintf("The long shadow is %d + %d = %d feet. The triangles are similar, so the height is %d × %d/%d = %s feet.", near, extra, near+extra, h, near+extra, extra, key),
		hints: [3]string{
			"Both things, with their shadows, make right triangles that share an angle at the tip.",
			"How long is the shadow of the tall one, from its foot to the common tip?",
			"Heights stand in the same ratio as shadows.",
		},
		logit: 0.1,
	}, true
}
