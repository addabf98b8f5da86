package itembank

import (
	"fmt"
	"slices"
	"strings"
)

// psd3Families: one-variable data, centre.
var psd3Families = []Family{
	{
		Name: "mean-missing", Title: "Find a value from a mean", Skill: "PSD3", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{{4, 30}, {4, 30}, {4, 30}, {8, 25}}, build: meanOfFour},
			{Level: 2, Space: []Span{upTo(len(measures)), {3, 12}, {20, 80}, {-6, 6}}, build: meanAfterOne},
			{Level: 3, Space: []Span{upTo(len(measures)), {3, 20}, {3, 20}, {20, 80}, {20, 80}}, build: meanOfGroups},
			{Level: 4, Space: []Span{upTo(len(measures)), {5, 12}, {20, 80}, {-5, 5}, {-12, 12}}, build: meanReplaced},
		},
	},
	{
		Name: "median-table", Title: "Median and mean from lists and tables", Skill: "PSD3", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{{2, 30}, {2, 30}, {2, 30}, {2, 30}, {2, 30}}, build: medianList},
			{Level: 2, Space: []Span{upTo(len(tallies)), {1, 9}, {1, 9}, {1, 9}, {1, 9}, {1, 9}}, build: medianTable},
			{Level: 3, Space: []Span{upTo(len(tallies)), {1, 9}, {1, 9}, {1, 9}, {1, 9}, {1, 9}}, build: meanTable},
			{Level: 4, Space: []Span{upTo(len(tallies)), {1, 9}, {1, 9}, {1, 9}, {1, 9}, {1, 9}}, build: meanOverMedian},
		},
	},
}

// meanOfFour: three numbers and the mean with a fourth.
func meanOfFour(p []int) (draft, bool) {
	a, b, c, m := p[0], p[1], p[2], p[3]
	key := 4*m - a - b - c
	if a >= b || b >= c || key < 2 || key > 60 || key == m {
		return draft{}, false
	}
	return draft{
		stem:  fmt.Sprintf("The mean of the four numbers %d, %d, %d, and x is %d. What is the value of x?", a, b, c, m),
		key:   integer(key),
		fit:   positive,
		show:  decimals,
		right: func(o choice) bool { return whole(a+b+c).add(o.num).div(whole(4)) == whole(m) },
		wrong: []wrong{
			not(rounded(frac(a+b+c, 3), 1), "takes the mean of the known numbers"),
			not(whole(m), "takes the mean for the number"),
			not(whole(abs(3*m-a-b-c)), "counts three numbers instead of four"),
			not(whole(2*m-b), "balances against one number only"),
			not(whole(5*m-a-b-c), "counts five numbers instead of four"),
			not(whole(4*m-b-c), "leaves out a known number"),
			not(whole(a+b+c-m), "takes the mean off the sum"),
		},
		explanation: fmt.Sprintf("The four numbers must add up to 4 × %d = %d. The known ones make %d, so x = %d − %d = %d.", m, 4*m, a+b+c, 4*m, a+b+c, key),
		hints: [3]string{
			"A mean and a count together fix the sum of all the numbers.",
			"Multiply the mean by how many numbers there are.",
			"Subtract the known numbers from that sum.",
		},
	}, true
}

var measures = []struct{ one, many, of, unit string }{
	{"parcel", "parcels", "mass", "kilograms"}, {"quiz", "quizzes", "score", "points"}, {"plank", "planks", "length", "inches"},
	{"plant", "plants", "height", "centimeters"}, {"trip", "trips", "distance", "miles"}, {"call", "calls", "length", "minutes"},
	{"melon", "melons", "mass", "ounces"}, {"essay", "essays", "length", "lines"},
}

// meanAfterOne: n values of known mean, one more, and the new mean.
func meanAfterOne(p []int) (draft, bool) {
	c, n, m, d := measures[p[0]], p[1], p[2], p[3]
	m2 := m + d
	key := m2*(n+1) - m*n
	if d == 0 || key < 2 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("The mean %s of %d %s is %d %s. When one more %s is added, the mean becomes %d %s. What is the %s of the added %s, in %s?",
			c.of, n, c.many, m, c.unit, c.one, m2, c.unit, c.of, c.one, c.unit),
		key: integer(key), fit: count,
		right: func(o choice) bool { return whole(m*n).add(o.num).div(whole(n+1)) == whole(m2) },
		wrong: []wrong{
			not(whole(2*m2-m), "treats the old group as a single value"),
			not(whole(abs(m2*n-m*n)), "forgets that the count grew"),
			not(whole(m2), "takes the new mean for the value"),
			not(whole(m2*(n+1)-m*(n-1)), "takes one value too few off"),
			not(whole(m*(n+1)-m2*n), "swaps the two means"),
			not(whole(m+m2), "adds the two means"),
		},
		explanation: fmt.Sprintf("The sum was %d × %d = %d and becomes %d × %d = %d; the difference is %d.", n, m, m*n, n+1, m2, m2*(n+1), key),
		hints: [3]string{
			"Means cannot be subtracted from each other here, but sums can.",
			"Find the sum before and the sum after; the count grows by one.",
			"Subtract the old sum from the new one.",
		},
	}, true
}

// meanOfGroups: two groups of different size, the mean of all.
func meanOfGroups(p []int) (draft, bool) {
	c, n, m, a, b := measures[p[0]], p[1], p[2], p[3], p[4]
	key := frac(n*a+m*b, n+m)
	if n == m || abs(a-b) < 4 || key.mul(whole(2)).den() > 1 {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("The mean %s of %d %s is %d %s. The mean %s of another %d %s is %d %s. What is the mean %s of all the %s together, in %s?",
			c.of, n, c.many, a, c.unit, c.of, m, c.many, b, c.unit, c.of, c.many, c.unit),
		key: number(key), fit: positive, show: decimals,
		right: func(o choice) bool { return whole(a).sub(o.num).mul(whole(n)) == o.num.sub(whole(b)).mul(whole(m)) },
		wrong: []wrong{
			not(frac(a+b, 2), "averages the means without regard to the sizes"),
			not(rounded(frac(m*a+n*b, n+m), 1), "weighs each mean with the other size"),
			not(whole(a+b), "adds the means"),
			not(rounded(frac(n*a+m*b, max(n, m)), 1), "divides by the larger group only"),
			not(whole(abs(a-b)), "subtracts the means"),
			not(rounded(frac(a+b, n+m), 1), "divides the sum of the means by the count"),
		},
		explanation: fmt.Sprintf("The sums are %d and %d, together %d, over %d %s: %s.", n*a, m*b, n*a+m*b, n+m, c.many, decimals(key)),
		hints: [3]string{
			"The larger group pulls the common mean toward its own.",
			"Find the sum of each group from its mean and its size.",
			"Divide both sums together by both sizes together.",
		},
	}, true
}

// meanReplaced: one value is replaced and the mean moves by a known amount.
func meanReplaced(p []int) (draft, bool) {
	c, n, m, d, off := measures[p[0]], p[1], p[2], p[3], p[4]
	old := m + off
	key := old + n*d
	if d == 0 || off == 0 || key < 3 || old < 3 || n == abs(d) || key == m+d {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("The mean %s of %d %s is %d %s. One of them, with a %s of %d %s, is replaced by another %s, and the mean becomes %d %s. What is the %s of the new %s, in %s?",
			c.of, n, c.many, m, c.unit, c.of, old, c.unit, c.one, m+d, c.unit, c.of, c.one, c.unit),
		key: integer(key), fit: count, step: whole(abs(d)),
		right: func(o choice) bool { return whole(n*m-old).add(o.num) == whole(n*(m+d)) },
		wrong: []wrong{
			not(whole(old+d), "changes the value by the change of the mean"),
			not(whole(old-n*d), "changes the value in the wrong direction"),
			not(whole((n+1)*(m+d)-n*m), "treats it as one more value"),
			not(whole(m+n*d), "starts from the mean instead of the old value"),
			not(whole(old+(n-1)*d), "counts one value too few"),
			not(whole(old+(n+1)*d), "counts one value too many"),
			not(whole(m+d), "takes the new mean for the value"),
		},
		explanation: fmt.Sprintf("The sum changes from %d to %d while the count stays. So the new value is %d − %d + %d = %d.", n*m, n*(m+d), n*(m+d), n*m, old, key),
		hints: [3]string{
			"The count stays the same, so only the sum changes.",
			"How much does the sum change when the mean of that many values changes as stated?",
			"The new value differs from the old one by the change of the sum.",
		},
		logit: 0.1,
	}, true
}

func abs(n int) int { return max(n, -n) }

// list writes numbers in a row.
func list(v []int) string {
	s := make([]string, len(v))
	for i, n := range v {
		s[i] = num(n)
	}
	return strings.Join(s, ", ")
}

// medianList: five different numbers out of order.
func medianList(p []int) (draft, bool) {
	sorted := slices.Sorted(slices.Values(p))
	if len(slices.Compact(slices.Clone(sorted))) < 5 || p[2] == sorted[2] {
		return draft{}, false
	}
	key, total := sorted[2], 0
	for _, n := range p {
		total += n
	}
	return draft{
		stem: fmt.Sprintf("What is the median of the numbers %s?", list(p)),
		key:  integer(key),
		fit:  positive,
		show: decimals,
		right: func(o choice) bool {
			below, above := 0, 0
			for _, n := range p {
				switch o.num.cmp(whole(n)) {
				case 1:
					below++
				case -1:
					above++
				}
			}
			return below == 2 && above == 2 && slices.Contains(p, int(o.num.num))
		},
		wrong: []wrong{
			not(whole(p[2]), "takes the middle of the list as written"),
			not(rounded(frac(total, 5), 1), "takes the mean"),
			not(whole(sorted[1]), "counts one place too few"),
			not(whole(sorted[3]), "counts one place too many"),
			not(frac(sorted[0]+sorted[4], 2), "takes the middle between the extremes"),
			not(whole(sorted[4]-sorted[0]), "takes the range"),
		},
		explanation: fmt.Sprintf("In order the numbers are %s; the third of the five is %d.", list(sorted), key),
		hints: [3]string{
			"The median has as many numbers below it as above it.",
			"Write the numbers in order first.",
			"Take the one in the middle of the ordered list.",
		},
	}, true
}

var tallies = []struct{ of, each, things string }{
	{"the number of pets in each of some households", "Pets", "households"}, {"the number of goals in each game of a season", "Goals", "games"},
	{"the number of eggs in each of some nests", "Eggs", "nests"}, {"the number of typing errors on each page of a draft", "Errors", "pages"},
	{"the number of books read by each member of a club", "Books", "members"}, {"the number of late trains on each of some days", "Late trains", "days"},
}

// table shows counts of the values low, low+1, …
func table(c struct{ of, each, things string }, low int, counts []int) string {
	values := make([]int, len(counts))
	for i := range values {
		values[i] = low + i
	}
	return fmt.Sprintf("The table shows %s.\n\n%s: %s\nNumber of %s: %s", c.of, c.each, list(values), c.things, list(counts))
}

// spread is the table as the ordered list it stands for.
func spread(low int, counts []int) []int {
	var all []int
	for i, n := range counts {
		for range n {
			all = append(all, low+i)
		}
	}
	return all
}

// center is the mean and the median of an ordered list.
func center(all []int) (mean, median rat) {
	total := 0
	for _, v := range all {
		total += v
	}
	n := len(all)
	return frac(total, n), frac(all[(n-1)/2]+all[n/2], 2)
}

// medianByCount finds the median by adding up the counts, not by writing the list.
func medianByCount(low int, counts []int) rat {
	n := 0
	for _, c := range counts {
		n += c
	}
	at := func(place int) int {
		for i, c := range counts {
			if place -= c; place <= 0 {
				return low + i
			}
		}
		return 0
	}
	return frac(at((n+1)/2)+at(n/2+1), 2)
}

// medianTable: the median of a frequency table of 0 to 4.
func medianTable(p []int) (draft, bool) {
	c, counts, low := tallies[p[0]], p[1:], 1
	all := spread(low, counts)
	mean, median := center(all)
	sorted := slices.Sorted(slices.Values(counts))
	if median == whole(3) || mean == median {
		return draft{}, false
	}
	most := low + slices.Index(counts, sorted[4])
	return draft{
		stem: table(c, low, counts) + "\n\nWhat is the median of these numbers of " + strings.ToLower(c.each) + "?",
		key:  number(median), right: equals(medianByCount(low, counts)), show: decimals,
		fit: func(r rat) bool { return r.sign() > 0 && r.den() <= 10 && r.cmp(whole(10)) < 0 },
		wrong: []wrong{
			not(whole(3), "takes the middle of the values without their counts"),
			not(whole(sorted[2]), "takes the median of the counts"),
			not(rounded(mean, 1), "takes the mean"),
			not(whole(most), "takes the most frequent value"),
			not(median.add(frac(1, 2)), "counts the middle place wrongly"),
			not(median.sub(frac(1, 2)), "counts the middle place wrongly, toward the small values"),
			not(whole(low+4), "takes the largest value"),
		},
		explanation: fmt.Sprintf("There are %d %s. Counting through the table to the middle of them gives %s.", len(all), c.things, decimals(median)),
		hints: [3]string{
			fmt.Sprintf("Each value counts as often as the second row says. How many %s are there in all?", c.things),
			"Find which place in order is the middle of that many; for an even number there are two.",
			"Add up the counts from the left until you reach that place, and read the value above.",
		},
	}, true
}

// meanTable: the mean of a frequency table.
func meanTable(p []int) (draft, bool) {
	c, counts, low := tallies[p[0]], p[1:], 2
	all := spread(low, counts)
	mean, median := center(all)
	if !rounded(mean, 1).sub(mean).isZero() || mean == whole(4) {
		return draft{}, false
	}
	// Second route: the mean is where the deviations balance.
	balanced := func(o choice) bool {
		lean := whole(0)
		for i, n := range counts {
			lean = lean.add(whole(low + i).sub(o.num).mul(whole(n)))
		}
		return lean.isZero()
	}
	return draft{
		stem: table(c, low, counts) + "\n\nWhat is the mean of these numbers of " + strings.ToLower(c.each) + "?",
		key:  number(mean), right: balanced, fit: exactTo(1), show: decimals, step: frac(1, 5),
		wrong: []wrong{
			not(whole(low+2), "averages the values without their counts"),
			not(median, "takes the median"),
			not(frac(len(all), 5), "averages the counts"),
			not(rounded(mean.mul(frac(len(all), 20)), 1), "divides by a wrong number"),
			not(mean.sub(frac(1, 2)), "takes each value half a step too low"),
			not(mean.add(frac(1, 2)), "takes each value half a step too high"),
		},
		explanation: fmt.Sprintf("Each value times its count adds up to %s; over %d %s that is %s.", mean.mul(whole(len(all))), len(all), c.things, decimals(mean)),
		hints: [3]string{
			"Each value counts as often as the second row says.",
			"Multiply each value by its count and add up the products.",
			fmt.Sprintf("Divide by the number of %s, not by the number of columns.", c.things),
		},
	}, true
}

// isZero reports whether r is 0.
func (r rat) isZero() bool { return r.sign() == 0 }

// meanOverMedian: by how much the two differ.
func meanOverMedian(p []int) (draft, bool) {
	c, counts, low := tallies[p[0]], p[1:], 3
	all := spread(low, counts)
	mean, median := center(all)
	diff := mean.sub(median).abs()
	if rounded(mean, 2) != mean || diff.isZero() {
		return draft{}, false
	}
	which := "greater"
	if mean.cmp(median) < 0 {
		which = "less"
	}
	above := mean.sub(medianByCount(low, counts))
	return draft{
		stem: table(c, low, counts) + fmt.Sprintf("\n\nBy how much is the mean of these numbers of %s %s than their median?", strings.ToLower(c.each), which),
		key:  number(diff), fit: exactTo(2), show: decimals, step: frac(1, 20),
		right: func(o choice) bool { return o.num == above.abs() },
		wrong: []wrong{
			not(mean.sub(whole(low+2)).abs(), "takes the middle value for the median"),
			not(median.sub(whole(low+2)).abs(), "averages the values without their counts"),
			not(diff.mul(whole(2)), "doubles the difference"),
			not(rounded(diff.div(whole(2)), 2), "halves the difference"),
			not(frac(1, 2), "takes one half step for the difference"),
			not(rounded(mean, 2), "gives the mean itself"),
			not(diff.add(frac(1, 2)), "misses the median by half a step"),
			not(diff.sub(frac(1, 2)).abs(), "misses the median by half a step the other way"),
		},
		explanation: fmt.Sprintf("There are %d %s. The mean is %s and the median is %s; they differ by %s.", len(all), c.things, decimals(mean), decimals(median), decimals(diff)),
		hints: [3]string{
			"You need both the mean and the median of the whole list that the table stands for.",
			"For the mean, weigh each value with its count. For the median, count through to the middle place.",
			"Take the smaller of the two from the larger.",
		},
		logit: 0.1,
	}, true
}
