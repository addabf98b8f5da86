package itembank

import "fmt"

var rounds = []struct{ thing, part string }{
	{"pond", "shore"}, {"garden", "fence"}, {"plaza", "edge"}, {"ice rink", "edge"}, {"flower bed", "border"}, {"stage", "edge"},
	{"fountain basin", "wall"}, {"parade ground", "edge"},
}

// angle is so many tens of degrees, and false for quarters of a turn, which are too easy to tell.
func angle(step int) (int, bool) {
	a := 10 * step
	return a, a%90 != 0
}

// arcLength: the arc of a central angle, as a multiple of π.
func arcLength(p []int) (draft, bool) {
	c, r := rounds[p[0]], p[1]
	a, ok := angle(p[2])
	key := frac(2*r*a, 360)
	if !ok || key.den() > 3 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A round %s has a radius of %d meters. A central angle of %d° cuts an arc from its %s. The length of the arc is kπ meters. What is the value of k?", c.thing, r, a, c.part),
		key:  number(key), fit: positive,
		right: func(o choice) bool { return o.num.div(whole(2*r)) == frac(a, 360) },
		wrong: []wrong{
			not(frac(r*a, 360), "takes the radius for the diameter"),
			not(frac(r*r*a, 360), "gives the area of the sector"),
			not(frac(4*r*a, 360), "takes the diameter for the radius"),
			not(frac(2*r*(360-a), 360), "takes the rest of the circle"),
			not(whole(2*r), "gives the whole circumference"),
			not(frac(2*r*a, 100), "takes the angle for a percentage"),
		},
		explanation: fmt.Sprintf("The arc is %d/360 of the circumference %dπ, so k = %s.", a, 2*r, key),
		hints: [3]string{
			"Which part of the full turn is the angle?",
			"Write the circumference as a multiple of π.",
			"Take the same part of the circumference.",
		},
	}, true
}

// sectorArea: the area of a sector, as a multiple of π.
func sectorArea(p []int) (draft, bool) {
	c, r := rounds[p[0]], p[1]
	a, ok := angle(p[2])
	key := frac(r*r*a, 360)
	if !ok || key.den() > 3 || r == 2 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A sector with a central angle of %d° is marked on a round %s with a diameter of %d feet. The area of the sector is kπ square feet. What is the value of k?", a, c.thing, 2*r),
		key:  number(key), fit: positive, show: bigDecimals,
		right: func(o choice) bool { return o.num.mul(whole(360)).div(whole(a)) == whole(r).pow(2) },
		wrong: []wrong{
			not(frac(4*r*r*a, 360), "takes the diameter for the radius"),
			not(frac(2*r*a, 360), "gives the length of the arc"),
			not(frac(r*a, 360), "forgets to square the radius"),
			not(frac(r*r*(360-a), 360), "takes the rest of the circle"),
			not(whole(r*r), "gives the area of the whole circle"),
			not(frac(2*r*r*a, 360), "doubles the area"),
		},
		explanation: fmt.Sprintf("The radius is %d and the whole area %dπ. The sector is %d/360 of it, so k = %s.", r, r*r, a, key),
		hints: [3]string{
			"Which part of the full turn is the angle?",
			"The area of the whole circle needs the radius; write it as a multiple of π.",
			"Take the same part of that area.",
		},
	}, true
}

// arcAngle: the angle from an arc.
func arcAngle(p []int) (draft, bool) {
	c, r := rounds[p[0]], p[1]
	a, ok := angle(p[2])
	arc := frac(2*r*a, 360)
	if !ok || arc.den() > 3 || arc == whole(a) {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A round %s has a radius of %d yards. An arc of its %s is %s yards long. What is the measure, in degrees, of the central angle of the arc?", c.thing, r, c.part, product(arc, "π")),
		key:  integer(a), fit: func(r rat) bool { return positive(r) && r.cmp(whole(720)) <= 0 }, show: decimals, step: whole(10),
		right: func(o choice) bool { // in radians the arc is radius times angle
			return o.num.div(whole(180)).mul(whole(r)) == arc
		},
		wrong: []wrong{
			not(rounded(frac(a, 2), 1), "takes the diameter for the radius"),
			not(whole(2*a), "takes the radius for the diameter"),
			not(whole(360-a), "gives the rest of the full turn"),
			not(rounded(arc.div(whole(r*r)).mul(whole(360)), 1), "compares the arc with the area"),
			not(rounded(arc.div(whole(2*r)).mul(whole(100)), 1), "gives a percentage"),
			not(rounded(arc.div(whole(r)).mul(whole(90)), 1), "takes a half turn for a right angle"),
		},
		explanation: fmt.Sprintf("The circumference is %dπ, so the arc is %s of the circle, and the angle is that part of 360°: %d°.", 2*r, frac(a, 360), a),
		hints: [3]string{
			"Arc and angle are the same part of the circle.",
			"Find the circumference, and which part of it the arc is.",
			"Take that part of a full turn.",
		},
	}, true
}

// sectorFromArc: the area of a sector from its radius and its angle in radians.
func sectorFromArc(p []int) (draft, bool) {
	c, r, a, b := rounds[p[0]], p[1], p[2], p[3]
	if gcd(int64(a), int64(b)) > 1 || a >= 2*b || frac(a, b) == frac(1, 2) || r == 2 {
		return draft{}, false
	}
	arc := frac(r*a, b) // times π
	key := frac(r*r*a, 2*b)
	if arc.den() > 2 || key.den() > 4 || arc.num == 1 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("The central angle of a sector of a round %s measures %s radians, and the arc of the sector is %s meters long. The area of the sector is kπ square meters. What is the value of k?",
			c.thing, radians(a, b), product(arc, "π")),
		key: number(key), fit: positive,
		right: func(o choice) bool { // the sector is half the arc times the radius
			return o.num.mul(whole(2)).div(arc) == arc.div(frac(a, b))
		},
		wrong: []wrong{
			not(key.mul(whole(2)), "forgets the one half"),
			not(arc.mul(frac(a, 2*b)), "multiplies by the angle instead of the radius"),
			not(key.mul(whole(4)), "takes the diameter for the radius"),
			not(key.div(whole(2)), "halves once too often"),
			not(whole(r*r), "gives the area of the whole circle"),
			not(arc, "gives the arc"),
		},
		explanation: fmt.Sprintf("Arc = radius × angle, so the radius is %d. The sector is half the arc times the radius: k = %s.", r, key),
		hints: [3]string{
			"With the angle in radians, arc and radius are tied by one multiplication.",
			"Find the radius from the arc and the angle; π cancels.",
			"A sector is the same part of the circle as its angle is of a full turn.",
		},
		logit: 0.15,
	}, true
}

// radians writes a/b of π: "2π/3".
func radians(a, b int) string {
	s := product(whole(a), "π")
	if b == 1 {
		return s
	}
	return fmt.Sprintf("%s/%d", s, b)
}
