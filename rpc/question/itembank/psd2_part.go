package itembank

import "fmt"

var polls = []struct{ who, have string }{
	{"the students of a school", "walk to class"}, {"the readers of a journal", "keep old issues"}, {"the rowers of a club", "train before work"},
	{"the shops in a town", "open on Sundays"}, {"the birds in a reserve", "carry a ring"}, {"the seats in a theater", "are reserved"},
	{"the books in a library", "are on loan"}, {"the bulbs in a warehouse", "are energy-saving"}, {"the guests of a hotel", "order breakfast"},
	{"the tickets of a festival", "are day passes"},
}

// percentOf: a percentage of a known whole.
func percentOf(p []int) (draft, bool) {
	c, rate, n := polls[p[0]], 4*p[1], 25*p[2]
	if rate == 50 {
		return draft{}, false
	}
	key := times100(rate).mul(whole(n))
	return draft{
		stem: fmt.Sprintf("Of %s, %d%% %s. There are %s in all. How many of them %s?", c.who, rate, c.have, thousands(int64(n)), c.have),
		key:  number(key), fit: count, show: bigDecimals, step: whole(max(1, n/50)),
		right: func(o choice) bool { return o.num.div(whole(n)).mul(whole(100)) == whole(rate) },
		wrong: []wrong{
			not(whole(n).sub(key), "counts those who do not"),
			not(rounded(frac(n, rate), 0), "divides by the percentage"),
			not(whole(rate), "takes the percentage for the number"),
			not(key.mul(whole(10)), "misplaces the decimal point"),
			not(rounded(key.div(whole(10)), 0), "misplaces the decimal point the other way"),
		},
		explanation: fmt.Sprintf("%d%% of %s is %s × %s = %s.", rate, thousands(int64(n)), decimals(times100(rate)), thousands(int64(n)), key),
		hints: [3]string{
			"A percentage counts parts out of every hundred.",
			"Write the percentage as a decimal.",
			"Multiply the whole by that decimal.",
		},
	}, true
}

// percentWhole: the part and its percentage are known, the whole is asked.
func percentWhole(p []int) (draft, bool) {
	c, rate, n := polls[p[0]], 4*p[1], 25*p[2]
	part := times100(rate).mul(whole(n))
	if rate == int(part.num) {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Of %s, %s %s. That is %d%% of the total. What is the total?", c.who, part, c.have, rate),
		key:  integer(n), fit: count, show: bigDecimals, step: whole(25),
		right: func(o choice) bool { return o.num.mul(whole(rate)) == part.mul(whole(100)) },
		wrong: []wrong{
			not(rounded(part.mul(times100(rate)), 0), "takes the percentage of the part"),
			not(rounded(part.mul(times100(100+rate)), 0), "raises the part by the percentage"),
			not(part.mul(whole(rate)), "multiplies by the percentage"),
			not(rounded(part.mul(whole(100)).div(whole(100-rate)), 0), "divides by the percentage of the others"),
			not(whole(n).sub(part), "counts only the others"),
		},
		explanation: fmt.Sprintf("%s is %s of the total, so the total is %s ÷ %s = %s.", part, decimals(times100(rate)), part, decimals(times100(rate)), thousands(int64(n))),
		hints: [3]string{
			"The known number is a part. Should the total be larger or smaller?",
			"Write: percentage, as a decimal, times the total equals the part.",
			"Divide the part by that decimal.",
		},
	}, true
}

// percentThrough: p% of a number is known, q% of it is asked.
func percentThrough(p []int) (draft, bool) {
	a, b, n := 5*p[0], 5*p[1], 20*p[2]
	given, key := times100(a).mul(whole(n)), times100(b).mul(whole(n))
	if a == b || a == 100 || b == 100 || !given.isInt() || !key.isInt() || given == whole(a) {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("If %d%% of a number is %s, what is %d%% of the same number?", a, given, b),
		key:  number(key), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.div(given) == frac(b, a) },
		wrong: []wrong{
			not(times100(b).mul(given), "takes the percentage of the part"),
			not(rounded(given.mul(frac(a, b)), 1), "turns the ratio of the percentages upside down"),
			not(given.add(whole(b-a)), "adds the difference of the percentages"),
			not(whole(n), "stops at the number itself"),
			not(rounded(given.mul(times100(100+b-a)), 1), "changes the part by the difference of the percentages"),
		},
		explanation: fmt.Sprintf("The number is %s ÷ %s = %d, and %d%% of %d is %s.", given, decimals(times100(a)), n, b, n, key),
		hints: [3]string{
			"Both percentages are taken of one number. Can you find it, or do without?",
			"The two results stand in the same ratio as the two percentages.",
			"Divide the known result by its percentage, then multiply by the other.",
		},
		logit: 0.1,
	}, true
}

var plants = []struct{ first, second, items, are string }{
	{"the morning shift", "the night shift", "parts", "were rejected"}, {"the north field", "the south field", "seeds", "sprouted"},
	{"the first batch", "the second batch", "lamps", "were dimmable"}, {"the old archive", "the new archive", "letters", "were dated"},
	{"the spring survey", "the fall survey", "replies", "were complete"}, {"the coastal station", "the mountain station", "readings", "were above average"},
}

// percentMixed: two groups with their own percentages, the percentage of all asked.
func percentMixed(p []int) (draft, bool) {
	c, a, b, n, m := plants[p[0]], 5*p[1], 5*p[2], 50*p[3], 50*p[4]
	key := frac(a*n+b*m, n+m)
	if a == b || n == m || key.mul(whole(2)).den() > 1 {
		return draft{}, false
	}
	inFirst, inSecond := times100(a).mul(whole(n)), times100(b).mul(whole(m))
	return draft{
		stem: fmt.Sprintf("Of the %d %s from %s, %d%% %s; of the %d from %s, %d%% %s. What percent of all the %s %s?", n, c.items, c.first, a, c.are, m, c.second, b, c.are, c.items, c.are),
		key:  number(key), fit: func(r rat) bool { return r.sign() > 0 && r.cmp(whole(100)) < 0 }, show: percent,
		right: func(o choice) bool { return o.num.mul(whole(n+m)) == inFirst.add(inSecond).mul(whole(100)) },
		wrong: []wrong{
			not(frac(a+b, 2), "averages the percentages without regard to the sizes"),
			not(rounded(frac(a*m+b*n, n+m), 1), "weighs each percentage with the other size"),
			not(whole(a+b), "adds the percentages"),
			not(rounded(inFirst.add(inSecond).mul(whole(100)).div(whole(max(n, m))), 1), "divides by the larger group only"),
			not(rounded(frac(a*n, n+m), 1), "counts only the first group"),
			not(rounded(frac(b*m, n+m), 1), "counts only the second group"),
		},
		explanation: fmt.Sprintf("That is %s and %s, together %s of %s, or %s.", decimals(inFirst), decimals(inSecond), decimals(inFirst.add(inSecond)), thousands(int64(n+m)), percent(key)),
		hints: [3]string{
			"The groups differ in size, so their percentages do not count equally.",
			"Find how many there are in each group.",
			"Divide the two counts together by the size of both groups together.",
		},
	}, inFirst.isInt() && inSecond.isInt()
}
