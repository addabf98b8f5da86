package itembank

import (
	"fmt"
	"strings"
)

// psd1Families: ratios, rates and units.
var psd1Families = []Family{
	{
		Name: "unit-rate", Title: "Convert a rate to other units", Skill: "PSD1", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(flows)), upTo(len(clockSteps)), {2, 90}}, build: rateOneUnit},
			{Level: 2, Space: []Span{upTo(len(machines)), {3, 30}, {4, 45}, {2, 9}}, build: rateEvery},
			{Level: 3, Space: []Span{upTo(len(travellers)), {2, 90}, {2, 60}}, build: rateSpeed},
			{Level: 4, Space: []Span{upTo(len(sheets)), {4, 30}, {4, 40}, {3, 60}}, build: rateArea},
		},
	},
	{
		Name: "ratio-share", Title: "Work with a ratio of parts", Skill: "PSD1", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(mixtures)), {2, 9}, {2, 9}, {2, 12}}, build: ratioScale},
			{Level: 2, Space: []Span{upTo(len(gatherings)), {2, 9}, {2, 11}, {3, 30}}, build: ratioTotal},
			{Level: 3, Space: []Span{upTo(len(trios)), {2, 7}, {2, 9}, {2, 9}, {3, 20}}, build: ratioDifference},
		},
	},
}

var flows = []struct{ does, things string }{
	{"A pump moves", "liters of water"}, {"A bakery oven uses", "grams of gas"}, {"A sorting machine checks", "letters"},
	{"A turnstile counts", "visitors"}, {"A leaking tank loses", "milliliters of oil"}, {"A small press prints", "pages"},
	{"A weather station stores", "readings"}, {"A conveyor belt carries", "parcels"}, {"A filter cleans", "liters of air"},
	{"A help desk receives", "messages"}, {"A spinning wheel winds", "meters of thread"}, {"A solar panel delivers", "kilojoules of energy"},
}

var clockSteps = []struct {
	from, to string
	factor   int
}{{"second", "minute", 60}, {"minute", "hour", 60}, {"hour", "day", 24}}

// rateOneUnit: n things per minute, asked per hour.
func rateOneUnit(p []int) (draft, bool) {
	c, s, n := flows[p[0]], clockSteps[p[1]], p[2]
	key := n * s.factor
	added := 0
	for range s.factor {
		added += n
	}
	return draft{
		stem: fmt.Sprintf("%s %d %s per %s. At this rate, how many %s is that per %s?", c.does, n, c.things, s.from, c.things, s.to),
		key:  integer(key), right: equals(whole(added)), fit: positive, show: bigDecimals, step: whole(n),
		wrong: []wrong{
			not(whole(n+s.factor), "adds the factor instead of multiplying"),
			not(whole(n*s.factor*s.factor), "uses the factor twice"),
			not(whole(n*100), "takes the new unit for a hundred of the old"),
			not(rounded(frac(n, s.factor), 2), "divides instead of multiplying"),
			not(whole(n*10), "takes the new unit for ten of the old"),
		},
		explanation: fmt.Sprintf("One %s has %d %ss, so the rate is %d × %d = %d per %s.", s.to, s.factor, s.from, n, s.factor, key, s.to),
		hints: [3]string{
			fmt.Sprintf("Should the amount in one whole %s be larger or smaller than in one %s?", s.to, s.from),
			fmt.Sprintf("Write down how many %ss make one %s.", s.from, s.to),
			"Multiply the given rate by that factor.",
		},
	}, true
}

var machines = []struct{ does, things string }{
	{"A machine fills", "bottles"}, {"A potter shapes", "tiles"}, {"A nursery worker pots", "seedlings"}, {"A robot welds", "frames"},
	{"A scanner reads", "pages"}, {"A baker decorates", "cookies"}, {"A volunteer packs", "boxes"}, {"A technician tests", "sensors"},
	{"A mill grinds", "sacks of grain"}, {"A tailor sews", "buttons"},
}

// rateEvery: a things every b minutes, asked for h hours.
func rateEvery(p []int) (draft, bool) {
	c, a, b, h := machines[p[0]], p[1], p[2], p[3]
	key := frac(60*h*a, b)
	if !key.isInt() || a == b || 60%b == 0 && b > 30 || gcd(int64(a), int64(b)) > 1 && a > b {
		return draft{}, false
	}
	perMinute := frac(a, b)
	return draft{
		stem: fmt.Sprintf("%s %d %s every %d minutes. At this constant rate, how many %s is that in %d hours?", c.does, a, c.things, b, c.things, h),
		key:  number(key), fit: count, step: whole(a),
		right: func(o choice) bool { return o.num.div(perMinute).div(whole(60)) == whole(h) },
		wrong: []wrong{
			not(frac(60*a, b), "stops after one hour"),
			not(whole(a*h), "counts one batch an hour"),
			not(whole(60*a*h), "takes the batch as a rate per minute"),
			not(whole(a*b*h), "multiplies all the numbers"),
			not(rounded(frac(60*h*b, a), 0), "turns the rate upside down"),
			not(rounded(frac(100*h*a, b), 0), "takes an hour for 100 minutes"),
		},
		explanation: fmt.Sprintf("%d hours are %d minutes, which is %s batches of %d minutes; %d for each gives %s.", h, 60*h, decimals(frac(60*h, b)), b, a, key),
		hints: [3]string{
			"The rate is given with minutes and the question asks about hours. Bring both to one unit.",
			"Turn the hours into minutes, then see how many of the given stretches fit in.",
			"Each stretch gives one batch: multiply the number of stretches by the size of a batch.",
		},
	}, key.cmp(whole(5000)) < 0
}

var travellers = []struct {
	name      string
	low, high int // meters per second that make sense, in tenths
}{
	{"A commuter train", 100, 450}, {"A cyclist on a training ride", 40, 140}, {"A delivery van", 60, 300}, {"A migrating goose", 80, 250},
	{"A ferry", 30, 160}, {"A racing pigeon", 100, 300}, {"A freight train", 60, 280}, {"A light aircraft", 300, 900}, {"A speed skater", 60, 150},
	{"A tour bus", 80, 280}, {"A hot-air balloon", 15, 120}, {"A high-speed train", 300, 900},
}

// rateSpeed: d kilometers in t minutes, asked in meters per second.
func rateSpeed(p []int) (draft, bool) {
	c, d, t := travellers[p[0]], p[1], p[2]
	key := frac(1000*d, 60*t)
	tenths := key.mul(whole(10))
	if d == t || tenths.cmp(whole(c.low)) < 0 || tenths.cmp(whole(c.high)) > 0 || key.den() > 3 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s covers %d kilometers in %s at a constant speed. What is this speed in meters per second?", c.name, d, plural(t, "minute", "minutes")),
		key:  number(key), fit: positive,
		right: func(o choice) bool { return o.num.mul(whole(60*t)) == whole(1000*d) },
		wrong: []wrong{
			not(frac(60*d, t), "gives kilometers per hour"),
			not(frac(1000*d, t), "gives meters per minute"),
			not(frac(100*d, 60*t), "takes a kilometer for 100 meters"),
			not(frac(d, t), "gives kilometers per minute"),
			not(frac(1000*d, 100*t), "takes a minute for 100 seconds"),
		},
		explanation: fmt.Sprintf("The distance is %s meters and the time %s seconds, so the speed is %s meters per second.", thousands(int64(1000*d)), thousands(int64(60*t)), key),
		hints: [3]string{
			"Speed is distance over time. Which units does the answer want for each?",
			"Change the kilometers into meters and the minutes into seconds before dividing.",
			"Divide the number of meters by the number of seconds.",
		},
		logit: 0.1,
	}, true
}

var sheets = []struct{ thing, matter string }{
	{"banner", "cloth"}, {"kite sail", "nylon"}, {"poster", "paper"}, {"tabletop", "felt"}, {"greenhouse panel", "foil"}, {"stage curtain", "canvas"},
	{"floor mat", "rubber"}, {"wall hanging", "wool"},
}

// rateArea: centimeters by centimeters, at so many grams a square meter.
func rateArea(p []int) (draft, bool) {
	c, w, h, m := sheets[p[0]], 5*p[1], 5*p[2], 20*p[3]
	key := frac(w*h*m, 10000)
	if w >= h || !key.isInt() || key.cmp(whole(10)) < 0 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("A rectangular %s is %d centimeters wide and %d centimeters long. It is cut from %s that has a mass of %s grams per square meter. What is the mass of the %s, in grams?",
			c.thing, w, h, c.matter, thousands(int64(m)), c.thing),
		key: number(key), fit: positive, show: bigDecimals, step: key.div(whole(10)).ceil(),
		right: func(o choice) bool { return o.num.div(frac(w, 100)).div(frac(h, 100)) == whole(m) },
		wrong: []wrong{
			not(frac(w*h*m, 100), "uses the factor for lengths on an area"),
			not(frac(w*h*m, 1000), "takes a square meter for 1,000 square centimeters"),
			not(frac((w+h)*m, 100), "adds the sides instead of multiplying"),
			not(frac(2*(w+h)*m, 100), "uses the distance around instead of the area"),
			not(frac(w*h*m, 100000), "takes a square meter for 100,000 square centimeters"),
			not(rounded(frac(10000*m, w*h), 0), "divides by the area instead of multiplying"),
		},
		explanation: fmt.Sprintf("In meters the sides are %s and %s, so the area is %s square meters; times %s grams gives %s grams.",
			decimals(frac(w, 100)), decimals(frac(h, 100)), decimals(frac(w*h, 10000)), thousands(int64(m)), bigDecimals(key)),
		hints: [3]string{
			"The mass belongs to a square meter, but the sides come in centimeters.",
			"Write both sides in meters first; then the area comes out in square meters.",
			"Multiply the area by the mass of one square meter.",
		},
		logit: 0.1,
	}, true
}

// bigDecimals is decimals with commas from 1,000 on.
func bigDecimals(r rat) string {
	s := decimals(r)
	before, after, point := strings.Cut(s, ".")
	if r.sign() < 0 || strings.Contains(s, "/") {
		return s
	}
	n := thousands(r.floor().num)
	if point && before != "" {
		n += "." + after
	}
	return n
}
