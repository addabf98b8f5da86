package itembank

import "fmt"

// alg2Families: linear functions.
var alg2Families = []Family{linearContext, linearInterpret, linearTwoPoints}

// linearContext: a fixed fee and a rate, from the total to the units.
var linearContext = Family{
	Name: "linear-context", Title: "A fixed fee and a rate", Skill: "ALG2", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 1, Space: []Span{upTo(len(fees)), upTo(len(names)), {10, 90}, {3, 20}, {2, 15}}, build: contextWhole},
		{Level: 2, Space: []Span{upTo(len(fees)), upTo(len(names)), {10, 90}, {9, 60}, {3, 20}}, build: contextQuarters},
		{Level: 3, Space: []Span{upTo(len(names)), {20, 95}, {6, 30}, {3, 20}}, build: contextHours},
		{Level: 4, Space: []Span{upTo(len(fees)), {10, 90}, {3, 20}, {3, 12}, {2, 15}}, build: contextTwoPlans},
	},
}

// fees are things with a fixed and a running price: "A gym charges $20 to join
// plus $5 for each month".
var fees = []struct{ who, fixed, one, many string }{
	{"A gym", "to join", "month", "months"},
	{"A bike shop", "for insurance", "day", "days"},
	{"A moving company", "to send a truck", "mile", "miles"},
	{"A print shop", "to set up the press", "poster", "posters"},
	{"A climbing hall", "for equipment", "visit", "visits"},
	{"A music school", "to register", "lesson", "lessons"},
	{"A caterer", "for delivery", "guest", "guests"},
	{"A pool", "for a yearly card", "swim", "swims"},
}

func contextWhole(p []int) (draft, bool) {
	return feeQuestion(p[0], p[1], whole(p[2]), whole(p[3]), p[4])
}

func contextQuarters(p []int) (draft, bool) {
	if p[3]%4 == 0 {
		return draft{}, false
	}
	return feeQuestion(p[0], p[1], whole(p[2]), frac(p[3], 4), p[4])
}

// feeQuestion: fee plus rate for each of n units is the total; asks n.
func feeQuestion(place, person int, fee, rate rat, n int) (draft, bool) {
	f, total := fees[place], fee.add(rate.mul(whole(n)))
	return draft{
		stem: fmt.Sprintf("%s charges %s %s plus %s for each %s. %s paid %s in total. How many %s did %s pay for?",
			f.who, dollars(fee), f.fixed, dollars(rate), f.one, names[person], dollars(total), f.many, names[person]),
		key: number(total.sub(fee).div(rate)),
		right: func(c choice) bool {
			bill := fee
			for i := 1; whole(i).cmp(c.num) <= 0; i++ {
				bill = bill.add(rate)
			}
			return bill == total && c.num.isInt()
		},
		wrong: []wrong{
			not(total.div(rate).floor(), "ignores the fixed fee"),
			not(total.add(fee).div(rate).floor(), "adds the fixed fee instead of subtracting it"),
			not(total.sub(fee), "stops after subtracting the fee"),
			not(total.div(fee.add(rate)).floor(), "treats the fee as part of the rate"),
			not(total.sub(fee).div(rate).sub(whole(1)), "counts one unit as paid by the fee"),
			not(total.sub(rate).div(fee).ceil(), "swaps the fee and the rate"),
		},
		fit: count,
		explanation: fmt.Sprintf("Without the fixed fee %s − %s = %s is left for the %s. Dividing by %s gives %d.",
			dollars(total), dollars(fee), dollars(total.sub(fee)), f.many, dollars(rate), n),
		hints: feeHints,
	}, true
}

var feeHints = [3]string{
	"Which part of the price is paid once, and which part grows?",
	"The total is the fixed part plus the rate times the unknown number.",
	"Take the fixed part off the total first; divide what is left by the rate.",
}

// contextHours: the rate is for a quarter of an hour, the question for hours.
func contextHours(p []int) (draft, bool) {
	fee, rate, quarters := p[1], p[2], p[3]
	if quarters%4 == 0 || fee == rate {
		return draft{}, false
	}
	total := fee + rate*quarters
	return draft{
		stem: fmt.Sprintf("An electrician charges $%d for the visit plus $%d for each 15 minutes of work. The bill for %s was $%s. How many hours did the electrician work?",
			fee, rate, names[p[0]], thousands(int64(total))),
		key: number(frac(quarters, 4)),
		right: func(c choice) bool {
			return c.num.mul(whole(60)).div(whole(15)).mul(whole(rate)).add(whole(fee)) == whole(total)
		},
		wrong: []wrong{
			not(whole(quarters), "counts quarters of an hour as hours"),
			not(frac(total, rate).floor().div(whole(4)), "ignores the fixed fee"),
			not(frac(total+fee, rate).floor().div(whole(4)), "adds the fixed fee instead of subtracting it"),
			not(frac(quarters, 3), "takes an hour as three times 15 minutes"),
			not(frac(quarters, 6), "takes 15 minutes as a sixth of an hour"),
			not(frac(quarters-1, 4), "counts the first 15 minutes as part of the fee"),
			not(frac(total, fee+rate).floor().div(whole(4)), "treats the fee as part of the rate"),
		},
		fit:   func(r rat) bool { return positive(r) && r.den() <= 4 },
		show:  decimals,
		step:  frac(1, 4),
		logit: 0.2,
		explanation: fmt.Sprintf("$%s − $%d = $%d is for the work. $%d / $%d = %d periods of 15 minutes, which is %s hours.",
			thousands(int64(total)), fee, total-fee, total-fee, rate, quarters, decimals(frac(quarters, 4))),
		hints: [3]string{
			"Which part of the bill does not depend on time? And which unit of time does the question ask for?",
			"Take the fee for the visit off the bill and divide by the rate to count the periods.",
			"Turn the number of periods into hours: how many of them make one hour?",
		},
	}, true
}

// contextTwoPlans: at which number do two offers cost the same.
func contextTwoPlans(p []int) (draft, bool) {
	f, fee, rate, more, n := fees[p[0]], p[1], p[2], p[3], p[4]
	other := fee + more*n
	if other > 200 {
		return draft{}, false
	}
	costs := func(fixed, each int, n rat) rat { return whole(each).mul(n).add(whole(fixed)) }
	return draft{
		stem: fmt.Sprintf("%s has two offers. The first costs $%d %s plus $%d for each %s. The second costs $%d %s plus $%d for each %s. For how many %s do both offers cost the same?",
			f.who, fee, f.fixed, rate+more, f.one, other, f.fixed, rate, f.one, f.many),
		key:   number(frac(other-fee, more)),
		right: func(c choice) bool { return costs(fee, rate+more, c.num) == costs(other, rate, c.num) },
		wrong: []wrong{
			not(frac(other-fee, rate+more).floor(), "divides by one rate instead of the difference of the rates"),
			not(frac(other+fee, more).floor(), "adds the fixed parts instead of subtracting them"),
			not(frac(other-fee, 2*rate+more).ceil(), "adds the rates instead of subtracting them"),
			not(whole(other-fee), "stops at the difference of the fixed parts"),
			not(frac(other, rate).floor(), "uses only one of the offers"),
			not(whole(more), "stops at the difference of the rates"),
		},
		fit: count,
		explanation: fmt.Sprintf("The second offer starts $%d higher, and the first catches up $%d with each %s. $%d / $%d = %d.",
			other-fee, more, f.one, other-fee, more, n),
		hints: [3]string{
			"Both offers start at different prices and grow at different rates. What must be equal in the end?",
			"Write the price of each offer for n units and set the two equal.",
			"Collect the terms with n: the difference of the fixed parts is covered by the difference of the rates.",
		},
	}, true
}
