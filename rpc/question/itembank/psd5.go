package itembank

import "fmt"

// psd5Families: probability from two-way tables.
var psd5Families = []Family{{
	Name: "prob-table", Title: "Probability from a two-way table", Skill: "PSD5", Subject: Math, Numeric: true,
	Levels: []Level{
		{Level: 1, Space: []Span{upTo(len(crossings)), {4, 30}, {4, 30}, {4, 30}, {4, 30}}, build: probAll},
		{Level: 2, Space: []Span{upTo(len(crossings)), {4, 30}, {4, 30}, {4, 30}, {4, 30}}, build: probGiven},
		{Level: 3, Space: []Span{upTo(len(crossings)), {4, 24}, {4, 24}, {4, 24}, {4, 24}, {4, 24}, {4, 24}}, build: probNot},
		{Level: 4, Space: []Span{upTo(len(draws)), {2, 30}, {3, 60}, {1, 8}, {2, 11}}, build: probAdd},
	},
}}

// crossing is a table's story: what is counted, two rows and three columns.
type crossing struct {
	of, one string
	rows    [2]string
	cols    [3]string
	is      [3]string // the columns as things said of one
}

var crossings = []crossing{
	{"visitors to a zoo", "visitor", [2]string{"adult", "child"}, [3]string{"bus", "car", "train"}, [3]string{"came by bus", "came by car", "came by train"}},
	{"books in a shop", "book", [2]string{"novel", "textbook"}, [3]string{"new", "used", "damaged"}, [3]string{"is new", "is used", "is damaged"}},
	{"members of a gym", "member", [2]string{"morning member", "evening member"}, [3]string{"rowing", "boxing", "yoga"}, [3]string{"takes rowing", "takes boxing", "takes yoga"}},
	{"plants in a nursery", "plant", [2]string{"fern", "cactus"}, [3]string{"small", "medium", "large"}, [3]string{"is small", "is medium", "is large"}},
	{"students on a trip", "student", [2]string{"junior", "senior"}, [3]string{"museum", "castle", "harbor"}, [3]string{"chose the museum", "chose the castle", "chose the harbor"}},
	{"shirts in a store", "shirt", [2]string{"cotton shirt", "linen shirt"}, [3]string{"white", "blue", "gray"}, [3]string{"is white", "is blue", "is gray"}},
	{"calls to a clinic", "call", [2]string{"weekday call", "weekend call"}, [3]string{"short", "medium", "long"}, [3]string{"was short", "was medium", "was long"}},
	{"photographs in a contest", "photograph", [2]string{"portrait", "landscape"}, [3]string{"color", "sepia", "gray"}, [3]string{"is in color", "is in sepia", "is in gray"}},
}

// text shows the table; counts hold as many columns as each row has.
func (c crossing) text(top, low []int) string {
	head, ends := "|", ""
	var sums [3]int
	for i := range top {
		head += " " + upperFirst(c.cols[i]) + " |"
		sums[i] = top[i] + low[i]
	}
	line := func(name string, v []int) string {
		s := "| " + upperFirst(name) + " |"
		for _, n := range v {
			s += fmt.Sprintf(" %d |", n)
		}
		return s + fmt.Sprintf(" %d |\n", total(v))
	}
	ends = line("total", sums[:len(top)])
	return fmt.Sprintf("The table counts the %s.\n\n| |%s Total |\n%s%s%s\n", c.of, head[1:], line(c.rows[0], top), line(c.rows[1], low), ends)
}

func chance(r rat) bool { return r.sign() > 0 && r.cmp(whole(1)) < 0 }

// fromTable is the common part: a count out of a group.
func fromTable(stem string, part, group int, counted func() (int, int), wrong []wrong) draft {
	return draft{
		stem: stem, key: number(frac(part, group)), fit: chance, wrong: wrong,
		right: func(o choice) bool {
			n, of := counted()
			return o.num.mul(whole(of)) == whole(n)
		},
		explanation: fmt.Sprintf("The choice falls on a group of %d, of which %d count, so the probability is %s.", group, part, frac(part, group)),
		step:        frac(1, group),
	}
}

// probAll: one cell out of the whole table.
func probAll(p []int) (draft, bool) {
	c, top, low := crossings[p[0]], p[1:3], p[3:5]
	n := total(top) + total(low)
	if top[0] == top[1] || top[0] == low[0] {
		return draft{}, false
	}
	d := fromTable(fmt.Sprintf("%sOne of all these %ss is chosen at random. What is the probability of choosing %s %s that %s?",
		c.text(top, low), c.one, article(c.rows[0]), c.rows[0], c.is[0]), top[0], n,
		func() (int, int) { return n - top[1] - low[0] - low[1], n },
		[]wrong{
			not(frac(top[0], total(top)), "divides by the row instead of all"),
			not(frac(top[0], top[0]+low[0]), "divides by the column instead of all"),
			not(frac(total(top), n), "counts the whole row"),
			not(frac(top[0]+low[0], n), "counts the whole column"),
			not(frac(low[0], n), "reads the wrong row"),
			not(frac(top[1], n), "reads the wrong column"),
			not(frac(1, n), "takes one case out of all"),
		})
	d.hints = [3]string{
		"Among how many is the choice made?",
		"Find the one cell where the named row and the named column meet.",
		"Divide that count by the total of the whole table.",
	}
	return d, true
}

// probGiven: a cell out of its row.
func probGiven(p []int) (draft, bool) {
	c, top, low := crossings[p[0]], p[1:3], p[3:5]
	n := total(top) + total(low)
	if top[0] == top[1] || top[0] == low[0] || top[1] == low[0] {
		return draft{}, false
	}
	d := fromTable(fmt.Sprintf("%sOne of these %ss is chosen at random. Given that the choice falls on %s %s, what is the probability that this %s %s?",
		c.text(top, low), c.one, article(c.rows[0]), c.rows[0], c.rows[0], c.is[0]), top[0], total(top),
		func() (int, int) { return total(top) - top[1], n - total(low) },
		[]wrong{
			not(frac(top[0], n), "divides by all instead of the given group"),
			not(frac(top[0], top[0]+low[0]), "turns the condition around"),
			not(frac(total(top), n), "gives the probability of the condition"),
			not(frac(top[1], total(top)), "counts the other cell of the row"),
			not(frac(top[0]+low[0], n), "leaves out the condition"),
			not(frac(low[0], total(low)), "uses the other row"),
		})
	d.hints = [3]string{
		"The words after “given that” shrink the group the choice is made from.",
		"Which row or column of the table is that group? Its total goes below the fraction bar.",
		"Above the bar goes the count inside that group that has the other property.",
	}
	return d, true
}

// probNot: all but one column, given a row, in a table with three columns.
func probNot(p []int) (draft, bool) {
	c, top, low := crossings[p[0]], p[1:4], p[4:7]
	n := total(top) + total(low)
	part := top[0] + top[1]
	if part == top[2] || top[2] == low[2] {
		return draft{}, false
	}
	d := fromTable(fmt.Sprintf("%sOne of these %ss is chosen at random, and the choice falls on %s %s. What is the probability that this %s is not counted in the column “%s”?",
		c.text(top, low), c.one, article(c.rows[0]), c.rows[0], c.rows[0], upperFirst(c.cols[2])), part, total(top),
		func() (int, int) { return total(top) - top[2], part + top[2] },
		[]wrong{
			not(frac(top[2], total(top)), "counts those that have the property"),
			not(frac(part, n), "divides by all instead of the given group"),
			not(frac(part+low[0]+low[1], n), "leaves out the condition"),
			not(frac(part, part+low[0]+low[1]), "turns the condition around"),
			not(frac(n-top[2], n), "takes only one cell off the whole table"),
			not(frac(top[0], total(top)), "counts only one of the other columns"),
		})
	d.hints = [3]string{
		"The first fact about the chosen one tells which group to look at.",
		"“Not” asks for all in that group except one column.",
		"Add the other counts of the row, and divide by the total of the row.",
	}
	d.logit = 0.1
	return d, true
}

var draws = []struct{ holds, good, all string }{
	{"A box holds %d marbles, of which %d are red", "red marbles", "marbles"}, {"A drawer holds %d keys, of which %d are brass", "brass keys", "keys"},
	{"A bag holds %d seeds, of which %d are hulled", "hulled seeds", "seeds"}, {"A deck holds %d cards, of which %d show a star", "cards with a star", "cards"},
	{"A bin holds %d batteries, of which %d are charged", "charged batteries", "batteries"}, {"A tray holds %d beads, of which %d are wooden", "wooden beads", "beads"},
	{"A folder holds %d stamps, of which %d are foreign", "foreign stamps", "stamps"}, {"A jar holds %d coins, of which %d are foreign", "foreign coins", "coins"},
}

// probAdd: how many good ones to add for a wanted probability.
func probAdd(p []int) (draft, bool) {
	c, good, n, a, b := draws[p[0]], p[1], p[2], p[3], p[4]
	if a >= b || gcd(int64(a), int64(b)) > 1 || good >= n || frac(good, n).cmp(frac(a, b)) >= 0 {
		return draft{}, false
	}
	key := frac(a*n-b*good, b-a) // (good + k)/(n + k) = a/b
	if !key.isInt() || key.cmp(whole(60)) > 0 || key.cmp(whole(2)) < 0 {
		return draft{}, false
	}
	want := frac(a, b)
	return draft{
		stem: fmt.Sprintf("%s. How many %s must be added so that the probability of drawing one of that kind at random becomes %s?", fmt.Sprintf(c.holds, n, good), c.good, want),
		key:  number(key), fit: count,
		right: func(o choice) bool {
			return o.num.sign() > 0 && whole(good).add(o.num).div(whole(n).add(o.num)) == want
		},
		wrong: []wrong{
			not(rounded(want.mul(whole(n)).sub(whole(good)), 0), "keeps the total as it was"),
			not(rounded(want.mul(whole(n)), 0), "takes the share of the old total"),
			not(whole(good).add(key), "counts the ones already there too"),
			not(whole(n-good), "adds as many as there are others"),
			not(rounded(frac((n-good)*b, b-a), 0), "gives the new total"),
			not(whole(a*n-b*good), "does not divide at the end"),
		},
		explanation: fmt.Sprintf("With k more there are %d + k of %d + k. The others stay %d and must be %s of the new total, so that total is %s and k = %s.",
			good, n, n-good, whole(1).sub(want), frac((n-good)*b, b-a), key),
		hints: [3]string{
			"Adding changes both the number of that kind and the total.",
			"The number of the others does not change. Which share of the new total must they be?",
			"Find the new total from the others, then compare it with the old total.",
		},
		logit: 0.15,
	}, true
}
