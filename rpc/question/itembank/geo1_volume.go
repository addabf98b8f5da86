package itembank

import "fmt"

var boxes = []string{"tent", "wedge of cheese", "glass prism", "feeding trough", "roof space", "gift box"}

// volumePrism: a right prism over a right triangle.
func volumePrism(p []int) (draft, bool) {
	c, a, b, l := boxes[p[0]], p[1], p[2], p[3]
	if a >= b || a*b%2 == 1 {
		return draft{}, false
	}
	key := a * b / 2 * l
	layers := 0
	for range l {
		layers += a * b
	}
	return draft{
		stem: fmt.Sprintf("A %s has the shape of a right prism with a length of %d inches. Its base is a right triangle with legs of %d inches and %d inches. What is its volume, in cubic inches?", c, l, a, b),
		key:  integer(key), fit: count, show: bigDecimals, step: whole(a * b / 2),
		right: func(o choice) bool { return o.num.mul(whole(2)) == whole(layers) },
		wrong: []wrong{
			not(whole(a*b*l), "forgets that a triangle is half a rectangle"),
			not(rounded(frac(a*b*l, 3), 0), "uses the formula of a pyramid with a rectangular base"),
			not(rounded(frac(a*b*l, 6), 0), "uses the formula of a pyramid"),
			not(whole((a+b)*l), "adds the legs instead of multiplying"),
			not(whole(a*b/2+l), "adds the length instead of multiplying"),
			not(whole(a*b*l*2), "doubles instead of halving"),
		},
		explanation: fmt.Sprintf("The base has an area of %d × %d ÷ 2 = %d square inches; times the length of %d that is %s.", a, b, a*b/2, l, thousands(int64(key))),
		hints: [3]string{
			"A prism has the same cross section all along its length.",
			"Find the area of the triangular base from its legs.",
			"Multiply the area of the base by the length.",
		},
	}, true
}

var cylinders = []string{"water tank", "candle", "drum", "can", "column", "silo", "jar", "tree trunk"}

// volumeCylinder: a diameter and a height, the multiple of π asked.
func volumeCylinder(p []int) (draft, bool) {
	c, d, h := cylinders[p[0]], 2*p[1], p[2]
	r := d / 2
	key := r * r * h
	if r == h || d == h {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A %s has the shape of a right circular cylinder with a diameter of %d centimeters and a height of %d centimeters. Its volume is kπ cubic centimeters. What is the value of k?", c, d, h),
		key:  integer(key), fit: count, show: bigDecimals, step: whole(r * h),
		right: func(o choice) bool { return o.num.mul(whole(4)) == whole(d).pow(2).mul(whole(h)) },
		wrong: []wrong{
			not(whole(d*d*h), "takes the diameter for the radius"),
			not(whole(2*r*h), "uses the lateral area"),
			not(whole(r*h), "forgets to square the radius"),
			not(whole(r*h*h), "squares the height instead of the radius"),
			not(rounded(frac(r*r*h, 3), 0), "uses the formula of a cone"),
			not(whole(2*r*(r+h)), "uses the surface area"),
			not(whole(2*r*r*h), "doubles the volume"),
		},
		explanation: fmt.Sprintf("The radius is %d, so the volume is π × %d² × %d = %sπ.", r, r, h, thousands(int64(key))),
		hints: [3]string{
			"A cylinder is a stack of equal circles.",
			"The area of the circle needs the radius. Which length is given?",
			"Multiply the square of the radius by the height and leave π as it is.",
		},
	}, true
}

// volumeHeight: the volume and the diameter, the height asked.
func volumeHeight(p []int) (draft, bool) {
	c, d, h := cylinders[p[0]], 2*p[1], p[2]
	r := d / 2
	v := r * r * h
	if r == h || d == h || v == h {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A %s in the shape of a right circular cylinder has a volume of %sπ cubic inches and a diameter of %d inches. What is its height, in inches?", c, thousands(int64(v)), d),
		key:  integer(h), fit: positive, show: decimals,
		right: func(o choice) bool { return whole(r).pow(2).mul(o.num) == whole(v) },
		wrong: []wrong{
			not(rounded(frac(v, d*d), 1), "takes the diameter for the radius"),
			not(rounded(frac(v, r), 1), "forgets to square the radius"),
			not(whole(3*h), "uses the formula of a cone"),
			not(rounded(frac(v, 2*r), 1), "uses the lateral area"),
			not(whole(2*h), "halves the square of the radius"),
			not(rounded(frac(h, 2), 1), "doubles the square of the radius"),
			not(whole(v), "does not divide"),
		},
		explanation: fmt.Sprintf("The radius is %d, so π × %d² × h = %sπ and h = %s ÷ %d = %d.", r, r, thousands(int64(v)), thousands(int64(v)), r*r, h),
		hints: [3]string{
			"The volume is the area of the circle times the height.",
			"Find the radius and from it the area of the circle, as a multiple of π.",
			"Divide the volume by that area; π cancels.",
		},
	}, true
}

var vessels = []string{"vase", "bucket", "barrel", "jar", "tank"}

// volumePour: a cone of radius r and height 3h, emptied several times into a cylinder; the level asked.
func volumePour(p []int) (draft, bool) {
	c, r, h, big, times := vessels[p[0]], p[1], p[2], p[3], p[4]
	level := frac(r*r*h*times, big*big)
	if r >= big || level.den() > 2 || level.cmp(whole(1)) < 0 || level.cmp(whole(60)) > 0 || level == whole(h) {
		return draft{}, false
	}
	poured := whole(r * r * h).mul(whole(times))
	return draft{
		stem: fmt.Sprintf("A cone-shaped cup with a radius of %d inches and a height of %d inches is filled with water %d times, and each time it is emptied into a cylindrical %s with a radius of %d inches that was empty at first. How high does the water stand in the %s, in inches?",
			r, 3*h, times, c, big, c),
		key: number(level), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.mul(whole(big)).mul(whole(big)) == poured },
		wrong: []wrong{
			not(level.mul(whole(3)), "takes the cone for a cylinder"),
			not(rounded(level.div(whole(3)), 1), "divides by three twice"),
			not(rounded(frac(r*h*times, big), 1), "forgets to square the radii"),
			not(rounded(frac(r*r*h, big*big), 1), "pours only once"),
			not(rounded(frac(r*r*h*times, 4*big*big), 1), "takes the radius of the cylinder for half of it"),
			not(whole(h*times), "takes both vessels for equally wide"),
			not(rounded(frac(r*r*h*times*2, big*big), 1), "takes the cone for two thirds of a cylinder"),
		},
		explanation: fmt.Sprintf("Each cup holds ⅓ × π × %d² × %d = %dπ, so %d cups hold %sπ. The base is %dπ, and the water stands %s inches high.",
			r, 3*h, r*r*h, times, bigDecimals(poured), big*big, decimals(level)),
		hints: [3]string{
			"The water keeps its volume when it is poured.",
			"Find the volume of one cup as a multiple of π, and then of all the cups.",
			"Divide that volume by the area of the base of the cylinder.",
		},
		logit: 0.1,
	}, true
}
