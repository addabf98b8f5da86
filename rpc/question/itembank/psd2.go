package itembank

import "fmt"

// psd2Families: percentages.
var psd2Families = []Family{
	{
		Name: "percent-chain", Title: "Follow changes by a percentage", Skill: "PSD2", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(quantities)), {0, 1}, {1, 19}, {2, 45}}, build: percentOnce},
			{Level: 2, Space: []Span{upTo(len(quantities)), {1, 16}, {1, 14}, {1, 20}}, build: percentTwice},
			{Level: 3, Space: []Span{upTo(len(quantities)), {0, 1}, {2, 18}, {1, 18}}, build: percentNet},
			{Level: 4, Space: []Span{upTo(len(quantities)), {1, 16}, {1, 14}, {1, 20}}, build: percentBack},
		},
	},
	{
		Name: "percent-part", Title: "Part, whole, and percentage", Skill: "PSD2", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(polls)), {1, 24}, {2, 40}}, build: percentOf},
			{Level: 2, Space: []Span{upTo(len(polls)), {1, 24}, {2, 40}}, build: percentWhole},
			{Level: 3, Space: []Span{{1, 30}, {1, 30}, {2, 30}}, build: percentThrough},
			{Level: 4, Space: []Span{upTo(len(plants)), {1, 19}, {1, 19}, {1, 12}, {1, 12}}, build: percentMixed},
		},
	},
}

var quantities = []struct{ name, now string }{
	{"The price of a tent", "price, in dollars"}, {"The number of members of a chess club", "number of members"},
	{"The yearly output of a mine, in tons,", "output, in tons"}, {"The number of visitors to a museum", "number of visitors"},
	{"The value of a stamp, in dollars,", "value, in dollars"}, {"The number of trees in a park", "number of trees"},
	{"The rent of a studio, in dollars,", "rent, in dollars"}, {"The number of seals on an island", "number of seals"},
	{"The water in a reservoir, in megaliters,", "amount of water, in megaliters"}, {"The number of subscribers to a magazine", "number of subscribers"},
}

func times100(percent int) rat { return frac(percent, 100) }

// percentOnce: one rise or fall of a known number.
func percentOnce(p []int) (draft, bool) {
	c, up, rate, n := quantities[p[0]], p[1] == 1, 5*p[2], 20*p[3]
	verb, sign := "fell", -1
	if up {
		verb, sign = "rose", 1
	}
	change := times100(rate).mul(whole(n))
	key := whole(n).add(change.mul(whole(sign)))
	return draft{
		stem: fmt.Sprintf("%s was %d and then %s by %d%%. What is the new %s?", c.name, n, verb, rate, c.now),
		key:  number(key), fit: count, step: change,
		right: func(o choice) bool { return o.num.mul(whole(100)) == whole(n*(100+sign*rate)) },
		wrong: []wrong{
			not(change, "gives the change instead of the new amount"),
			not(whole(n).sub(change.mul(whole(sign))), "changes in the wrong direction"),
			not(whole(n+sign*rate), "takes the percentage for an amount"),
			not(whole(n).add(change.mul(whole(2*sign))), "makes the change twice"),
			not(whole(n).add(rounded(frac(n, rate), 0).mul(whole(sign))), "divides by the percentage"),
		},
		explanation: fmt.Sprintf("The change is %d%% of %d, which is %s; the amount %s to %s.", rate, n, change, verb, key),
		hints: [3]string{
			"Is the new amount larger or smaller than the old one?",
			"Find the given percentage of the starting amount.",
			"Add this change for a rise; subtract it for a fall.",
		},
	}, change.isInt()
}

// chained is the number after a rise and a later fall.
func chained(n rat, up, down int) rat {
	return n.mul(times100(100 + up)).mul(times100(100 - down))
}

// percentTwice: up, then down, from a known number.
func percentTwice(p []int) (draft, bool) {
	c, up, down, n := quantities[p[0]], 5*p[1], 5*p[2], 100*p[3]
	first := whole(n).mul(times100(100 + up))
	key := chained(whole(n), up, down)
	if up == down || !key.isInt() || !first.isInt() {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s was %s. It first rose by %d%% and then fell by %d%% of the new amount. What is the final %s?", c.name, thousands(int64(n)), up, down, c.now),
		key:  number(key), fit: count, show: bigDecimals, step: key.div(whole(50)).ceil(),
		right: func(o choice) bool {
			risen := whole(n).add(whole(n * up).div(whole(100)))
			return risen.sub(risen.mul(whole(down)).div(whole(100))) == o.num
		},
		wrong: []wrong{
			not(whole(n).mul(times100(100+up-down)), "adds up the percentages"),
			not(whole(n).mul(times100(100+up)).mul(times100(100+down)), "takes both changes as rises"),
			not(whole(n).mul(times100(100-up)).mul(times100(100-down)), "takes both changes as falls"),
			not(first, "stops after the first change"),
			not(whole(n).mul(times100(100-down)), "leaves out the first change"),
		},
		explanation: fmt.Sprintf("After the rise it is %s. The fall takes %d%% of that, which leaves %s.", bigDecimals(first), down, bigDecimals(key)),
		hints: [3]string{
			"The second percentage is taken of a different amount than the first.",
			"Find the amount after the rise before you look at the fall.",
			"Multiply that amount by what is left of each hundred after the fall.",
		},
	}, true
}

// percentNet: two changes in either order, the result as a percentage of the start.
func percentNet(p []int) (draft, bool) {
	c, upFirst, up, down := quantities[p[0]], p[1] == 1, 5*p[2], 5*p[3]
	key := chained(whole(100), up, down)
	if up == down || down > 65 {
		return draft{}, false
	}
	story := fmt.Sprintf("rose by %d%% in one year and fell by %d%% in the next", up, down)
	if !upFirst {
		story = fmt.Sprintf("fell by %d%% in one year and rose by %d%% in the next", down, up)
	}
	return draft{
		stem: fmt.Sprintf("%s %s. What percent of the starting amount is the amount after the two years?", c.name, story),
		key:  number(key), fit: positive, show: percent,
		right: func(o choice) bool { return o.num.mul(whole(20)).mul(whole(5)) == whole((100+up)*(100-down)) },
		wrong: []wrong{
			not(whole(100+up-down), "adds up the percentages"),
			not(whole(100+up).mul(times100(100+down)), "takes both changes as rises"),
			not(whole(100-up).mul(times100(100-down)), "takes both changes as falls"),
			not(key.sub(whole(100)).abs(), "gives the change instead of what is left"),
			not(whole(100-up).mul(times100(100+down)), "swaps the rise and the fall"),
		},
		explanation: fmt.Sprintf("The rise multiplies by %s and the fall by %s; together by %s, which is %s.",
			decimals(times100(100+up)), decimals(times100(100-down)), decimals(key.div(whole(100))), percent(key)),
		hints: [3]string{
			"Think of each change as a multiplication of the amount.",
			"Write the rise as a factor above one and the fall as a factor below one.",
			"Multiply the two factors and write the product as a percentage.",
		},
	}, true
}

// percentBack: the amount after both changes is known, the start is asked.
func percentBack(p []int) (draft, bool) {
	c, up, down, n := quantities[p[0]], 5*p[1], 5*p[2], 100*p[3]
	last := chained(whole(n), up, down)
	if up == down || !last.isInt() {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s rose by %d%% and afterward fell by %d%% of the higher amount. It is now %s. What was the original %s?", c.name, up, down, bigDecimals(last), c.now),
		key:  integer(n), fit: count, show: bigDecimals, step: whole(max(5, n/20)),
		right: func(o choice) bool { return chained(o.num, up, down) == last },
		wrong: []wrong{
			not(rounded(last.mul(times100(100-up)).mul(times100(100+down)), 0), "takes the same percentages back off the final amount"),
			not(rounded(last.div(times100(100+up-down)), 0), "adds up the percentages"),
			not(rounded(last.div(times100(100-down)), 0), "undoes only the fall"),
			not(rounded(last.div(times100(100+up)), 0), "undoes only the rise"),
			not(rounded(chained(last, up, down), 0), "applies the changes again"),
			not(last, "takes the final amount for the original"),
		},
		explanation: fmt.Sprintf("The two changes multiply the original by %s × %s = %s. Dividing %s by that gives %s.",
			decimals(times100(100+up)), decimals(times100(100-down)), decimals(last.div(whole(n))), bigDecimals(last), thousands(int64(n))),
		hints: [3]string{
			"The percentages are of amounts you do not know yet. Call the original x.",
			"Write what the rise and the fall multiply x by, and set the result equal to the final amount.",
			"Divide the final amount by the product of the two factors.",
		},
		logit: 0.1,
	}, true
}
