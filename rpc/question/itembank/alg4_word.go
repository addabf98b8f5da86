package itembank

import "fmt"

// systemWord: two kinds of things, their number and their total price.
var systemWord = Family{
	Name: "system-word", Title: "Two kinds, a count and a total", Skill: "ALG4", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(kinds)), {2, 9}, {2, 9}, {5, 60}, {5, 60}}, build: wordFirst},
		{Level: 3, Space: []Span{upTo(len(kinds)), {2, 9}, {2, 9}, {5, 60}, {5, 60}}, build: wordMore},
		{Level: 4, Space: []Span{upTo(len(kinds)), {1, 6}, {2, 12}, {5, 60}, {5, 60}}, build: wordDiscount},
	},
}

// kinds are two things sold together; the first is the dearer one.
var kinds = []struct{ where, dear, cheap, things string }{
	{"A theater", "adult tickets", "child tickets", "tickets"},
	{"A bakery", "cakes", "rolls", "items"},
	{"A bookshop", "hardcovers", "paperbacks", "books"},
	{"A ferry", "car tickets", "bicycle tickets", "tickets"},
	{"A nursery", "trees", "shrubs", "plants"},
	{"A zoo", "day passes", "half-day passes", "passes"},
	{"A market stall", "large baskets", "small baskets", "baskets"},
}

func wordFirst(p []int) (draft, bool) {
	k, q, r, x, y := kinds[p[0]], p[1]+p[2], p[1], p[3], p[4]
	if x == y {
		return draft{}, false
	}
	n, total := x+y, q*x+r*y
	return wordQuestion(p[0], q, r, n, total, x, fmt.Sprintf("How many %s were sold?", k.dear), []wrong{
		not(whole(y), "counts the other kind"),
		not(frac(total, q+r).floor(), "divides the total by the sum of the prices"),
		not(frac(n, 2).floor(), "splits the number evenly"),
		not(frac(total-r*n, r).floor(), "divides by the lower price instead of the difference"),
		not(frac(total, q).floor(), "takes the total as coming from one kind"),
		not(whole(n), "gives the number of both kinds together"),
	}), true
}

func wordMore(p []int) (draft, bool) {
	k, q, r, x, y := kinds[p[0]], p[1]+p[2], p[1], p[3], p[4]
	if x <= y {
		return draft{}, false
	}
	n, total := x+y, q*x+r*y
	d := wordQuestion(p[0], q, r, n, total, x, fmt.Sprintf("How many more %s than %s were sold?", k.dear, k.cheap), []wrong{
		not(whole(x), "stops at the number of "+k.dear),
		not(whole(y), "stops at the number of "+k.cheap),
		not(whole(n), "gives the number of both kinds together"),
		not(frac(x-y, 2).floor(), "counts the difference from the middle"),
		not(whole(q-r), "gives the difference of the prices"),
		not(frac(total, n).floor(), "gives the mean price"),
	})
	d.key = number(whole(x - y))
	right := d.right
	d.right = func(c choice) bool { return right(number(c.num.add(whole(n)).div(whole(2)))) }
	d.explanation += fmt.Sprintf(" The rest, %d, are %s, so the difference is %d.", y, k.cheap, x-y)
	return d, true
}

// wordDiscount: the second price is a percentage of the first.
func wordDiscount(p []int) (draft, bool) {
	k, off, q, x, y := kinds[p[0]], p[1]*10+10, p[2]*10, p[3], p[4]
	r := q * (100 - off) / 100
	if x == y || q*(100-off)%100 != 0 {
		return draft{}, false
	}
	n, total := x+y, q*x+r*y
	d := wordQuestion(p[0], q, r, n, total, x, "", []wrong{
		not(whole(x), "counts the other kind"),
		not(frac(total, q+r).floor(), "divides the total by the sum of the prices"),
		not(frac(n, 2).floor(), "splits the number evenly"),
		not(frac(q*n-total, r).ceil(), "divides by the reduced price instead of the reduction"),
		not(frac(total, r).floor(), "takes the total as coming from one kind"),
		not(whole(n), "gives the number of both kinds together"),
		not(frac(q*n-total, q).floor(), "divides by the full price instead of the reduction"),
	})
	d.stem = fmt.Sprintf("%s sold %d %s in all: %s at $%d each and %s at %d%% off that price. The sales came to $%s. How many %s were sold?",
		k.where, n, k.things, k.dear, q, k.cheap, off, thousands(int64(total)), k.cheap)
	d.key = number(whole(y))
	right := d.right
	d.right = func(c choice) bool { return right(number(whole(n).sub(c.num))) }
	d.explanation = fmt.Sprintf("The reduced price is $%d. At the full price all %d would have come to $%s, which is $%s too much; each of the %s takes $%d off. $%s / $%d = %d.",
		r, n, thousands(int64(q*n)), thousands(int64(q*n-total)), k.cheap, q-r, thousands(int64(q*n-total)), q-r, y)
	d.hints[0] = "There are two unknown numbers. What is the price of the reduced kind?"
	return d, true
}

// wordQuestion asks about x things at q dollars and n-x at r dollars that come
// to the total.
func wordQuestion(kind, q, r, n, total, x int, question string, others []wrong) draft {
	k := kinds[kind]
	return draft{
		stem: fmt.Sprintf("%s sold %d %s in all: %s at $%d each and %s at $%d each. The sales came to $%s. %s",
			k.where, n, k.things, k.dear, q, k.cheap, r, thousands(int64(total)), question),
		key:   number(frac(total-r*n, q-r)),
		wrong: others,
		fit:   count,
		// The second route adds up both prices, for x of one kind and the rest of the other.
		right: func(c choice) bool {
			return c.num.mul(whole(q)).add(whole(n).sub(c.num).mul(whole(r))) == whole(total)
		},
		explanation: fmt.Sprintf("If all %d had cost $%d, the sales would be $%s. The missing $%s comes from the difference of $%d for each of the %s: $%s / $%d = %d.",
			n, r, thousands(int64(r*n)), thousands(int64(total-r*n)), q-r, k.dear, thousands(int64(total-r*n)), q-r, x),
		hints: [3]string{
			"There are two unknown numbers. Which two facts tie them together?",
			"Write one equation for the number of things and one for the money.",
			"Solve the first for one unknown and put it into the second; only one unknown is left.",
		},
	}
}
