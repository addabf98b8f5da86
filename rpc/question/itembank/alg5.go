package itembank

import "fmt"

// alg5Families: linear inequalities.
var alg5Families = []Family{inequalityContext}

// inequalityContext: a limit, a fixed part and a rate, from the limit to the
// greatest or least whole number.
var inequalityContext = Family{
	Name: "inequality-context", Title: "The greatest or least whole number within a limit", Skill: "ALG5", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(fees)), upTo(len(names)), {10, 60}, {7, 23}, {100, 300}}, build: inequalityAtMost},
		{Level: 3, Space: []Span{upTo(len(savings)), upTo(len(names)), {20, 90}, {7, 23}, {150, 400}}, build: inequalityAtLeast},
		{Level: 4, Space: []Span{upTo(len(drains)), {300, 600}, {7, 23}, {40, 120}}, build: inequalityFlip},
	},
}

// inequalityAtMost: fee + rate·n must not exceed the budget; asks the greatest n.
func inequalityAtMost(p []int) (draft, bool) {
	f, who, fee, rate, budget := fees[p[0]], names[p[1]], p[2], p[3], p[4]
	left := budget - fee
	if left%rate == 0 || left < 3*rate {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s charges $%d %s plus $%d for each %s. %s can spend at most $%d. What is the greatest number of %s that %s can pay for?",
			f.who, fee, f.fixed, rate, f.one, who, budget, f.many, who),
		key: number(frac(left, rate).floor()),
		right: func(c choice) bool {
			cost := func(n rat) rat { return n.mul(whole(rate)).add(whole(fee)) }
			return c.num.isInt() && cost(c.num).cmp(whole(budget)) <= 0 && cost(c.num.add(whole(1))).cmp(whole(budget)) > 0
		},
		wrong: []wrong{
			not(frac(left, rate).ceil(), "rounds up past the limit"),
			not(frac(budget, rate).floor(), "ignores the fixed fee"),
			not(frac(budget+fee, rate).floor(), "adds the fixed fee instead of subtracting it"),
			not(frac(budget, fee+rate).floor(), "treats the fee as part of the rate"),
			not(frac(left, rate).floor().sub(whole(1)), "takes the limit as one that may not be reached and steps back"),
			not(frac(left-fee, rate).floor(), "subtracts the fixed fee twice"),
		},
		fit: count,
		explanation: fmt.Sprintf("$%d + $%d · n ≤ $%d gives n ≤ %d/%d, which lies between %s and %s. Only whole numbers count, so the greatest is %s.",
			fee, rate, budget, left, rate, frac(left, rate).floor(), frac(left, rate).ceil(), frac(left, rate).floor()),
		hints: [3]string{
			"“At most” sets an upper limit. Which part of the cost is fixed?",
			"Write: fixed fee plus rate times n is less than or equal to the limit.",
			"Solve for n, then round in the direction that keeps within the limit.",
		},
	}, true
}

// savings are ways to come nearer to a goal.
var savings = []struct{ text, many, done string }{
	{"has $%d and saves $%d each week. A used guitar costs $%d", "weeks", "can pay for it"},
	{"has $%d and earns $%d for each lawn. A new bicycle costs $%d", "lawns", "can pay for it"},
	{"has read %d pages of a series and reads %d more each day. The goal is at least %d pages", "days", "reaches the goal"},
	{"has collected %d cans and collects %d more each morning. The goal is at least %d cans", "mornings", "reaches the goal"},
	{"has practiced %d words and learns %d more in each session. The goal is at least %d words", "sessions", "reaches the goal"},
	{"has run %d kilometers this season and runs %d more each week. The goal is at least %d kilometers", "weeks", "reaches the goal"},
}

// inequalityAtLeast: start + rate·n must reach the goal; asks the least n.
func inequalityAtLeast(p []int) (draft, bool) {
	s, who, start, rate, goal := savings[p[0]], names[p[1]], p[2], p[3], p[4]
	missing := goal - start
	if missing%rate == 0 || missing < 3*rate {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("%s %s. What is the least number of %s after which %s %s?",
			who, fmt.Sprintf(s.text, start, rate, goal), s.many, who, s.done),
		key: number(frac(missing, rate).ceil()),
		right: func(c choice) bool {
			n, have := 0, start
			for ; have < goal; n++ {
				have += rate
			}
			return c.num == whole(n)
		},
		wrong: []wrong{
			not(frac(missing, rate).floor(), "rounds down and falls short of the goal"),
			not(frac(goal, rate).ceil(), "ignores what is there at the start"),
			not(frac(goal+start, rate).ceil(), "adds the starting amount instead of subtracting it"),
			not(frac(goal, start+rate).ceil(), "treats the starting amount as part of the rate"),
			not(frac(missing, rate).ceil().add(whole(1)), "takes the goal as one that must be passed by a further step"),
			not(frac(missing-start, rate).ceil(), "subtracts the starting amount twice"),
		},
		fit: count,
		explanation: fmt.Sprintf("%d + %d · n ≥ %d gives n ≥ %d/%d, which lies between %s and %s. Only whole numbers count, and the smaller one falls short, so the least is %s.",
			start, rate, goal, missing, rate, frac(missing, rate).floor(), frac(missing, rate).ceil(), frac(missing, rate).ceil()),
		hints: [3]string{
			"“At least” sets a lower limit. What is there already?",
			"Write: start plus rate times n is greater than or equal to the goal.",
			"Solve for n, then round in the direction that reaches the goal.",
		},
	}, true
}

// drains are things that run down and must not fall below a limit.
var drains = []string{
	"A tank holds %d liters of water and loses %d liters each minute. The level must not fall below %d liters. What is the greatest whole number of minutes for which the tank can be left open?",
	"A store has %d candles and sells %d each day. It must order again before the stock falls below %d. What is the greatest whole number of days it can sell without an order?",
	"A printer has %d sheets of paper and uses %d for each report. At least %d sheets must stay in reserve. What is the greatest number of reports it can print?",
	"A battery holds %d units of charge and a drone uses %d of them each minute. The drone must land with at least %d of them left. What is the greatest whole number of minutes it can fly?",
}

// inequalityFlip: stock − rate·n must stay at or above the reserve.
func inequalityFlip(p []int) (draft, bool) {
	stock, rate, reserve := p[1], p[2], p[3]
	spare := stock - reserve
	if spare%rate == 0 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf(drains[p[0]], stock, rate, reserve),
		key:  number(frac(spare, rate).floor()),
		right: func(c choice) bool {
			n, have := 0, stock
			for ; have-rate >= reserve; n++ {
				have -= rate
			}
			return c.num == whole(n)
		},
		wrong: []wrong{
			not(frac(spare, rate).ceil(), "rounds up past the limit"),
			not(frac(stock, rate).floor(), "ignores the reserve"),
			not(frac(stock+reserve, rate).floor(), "adds the reserve instead of subtracting it"),
			not(frac(spare, rate).floor().sub(whole(1)), "steps back once too often"),
			not(frac(stock, reserve).floor(), "divides by the reserve"),
			not(frac(stock-2*reserve, rate).floor(), "subtracts the reserve twice"),
		},
		fit: count,
		explanation: fmt.Sprintf("%d − %d · n ≥ %d gives −%d · n ≥ −%d. Dividing by a negative number turns the sign round: n ≤ %d/%d, which lies between %s and %s. The greatest whole number is %s.",
			stock, rate, reserve, rate, spare, spare, rate, frac(spare, rate).floor(), frac(spare, rate).ceil(), frac(spare, rate).floor()),
		hints: [3]string{
			"Something runs down step by step. What must be true of what is left?",
			"Write: start minus rate times n is greater than or equal to the limit.",
			"Solve for n; dividing by a negative number turns the inequality round. Then round to stay on the safe side.",
		},
	}, true
}
