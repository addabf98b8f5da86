package itembank

import (
	"fmt"
	"slices"
	"strings"
)

// psd3SpreadFamilies: one-variable data, spread.
var psd3SpreadFamilies = []Family{{
	Name: "spread-compare", Title: "Compare center and spread", Skill: "PSD3", Subject: Math,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(rivals)), {20, 60}, {20, 60}, {1, 9}, {1, 9}}, build: spreadLists},
		{Level: 3, Space: []Span{upTo(len(rivals)), {1, 6}, {1, 6}, {1, 6}, {1, 6}, {1, 6}, {1, 6}}, build: spreadTables},
		{Level: 4, Space: []Span{upTo(4), {10, 30}, {1, 4}, {1, 4}, {1, 4}, {1, 4}, {2, 9}}, build: spreadChanged},
	},
}}

var rivals = []struct{ of, a, b string }{
	{"the numbers of minutes that five swimmers of each team can float", "Team A", "Team B"},
	{"the masses, in grams, of five eggs from each of two farms", "Farm A", "Farm B"},
	{"the numbers of pages in five booklets of each of two series", "Series A", "Series B"},
	{"the heights, in centimeters, of five seedlings from each of two beds", "Bed A", "Bed B"},
	{"the wait times, in minutes, of five callers on each of two days", "Day A", "Day B"},
	{"the scores of five players in each of two rounds", "Round A", "Round B"},
}

// comparison says how the mean and the standard deviation of A stand to those of B.
func comparison(mean, sd int, a, b string) string {
	tell := func(what string, order int) string {
		switch order {
		case 1:
			return "the " + what + " of " + a + " is greater than that of " + b
		case -1:
			return "the " + what + " of " + a + " is less than that of " + b
		}
		return "the " + what + "s are equal"
	}
	s := tell("mean", mean) + ", and " + tell("standard deviation", sd) + "."
	return strings.ToUpper(s[:1]) + s[1:]
}

// variance is the mean squared distance from the mean.
func variance(v []int) rat {
	mean, _ := center(v)
	total := whole(0)
	for _, n := range v {
		d := whole(n).sub(mean)
		total = total.add(d.mul(d))
	}
	return total.div(whole(len(v)))
}

// unrest is the mean squared distance between two members, twice the variance,
// found without the mean.
func unrest(v []int) rat {
	total := 0
	for _, x := range v {
		for _, y := range v {
			total += (x - y) * (x - y)
		}
	}
	return frac(total, len(v)*len(v))
}

// compareDraft asks for the comparison of two ordered sets.
func compareDraft(stem, a, b string, x, y []int) draft {
	meanX, _ := center(x)
	meanY, _ := center(y)
	mean, sd := meanX.cmp(meanY), variance(x).cmp(variance(y))
	d := draft{
		stem:  stem + "\n\nWhich statement about the two sets is true?",
		key:   words(comparison(mean, sd, a, b)),
		right: reads(comparison(frac(total(x), len(x)).sub(frac(total(y), len(y))).sign(), unrest(x).cmp(unrest(y)), a, b)),
		hints: [3]string{
			"Center and spread are two questions. Answer them one after the other.",
			"For the center, compare the points at which the two sets balance.",
			"For the spread, look at how far a typical value lies from the middle of its own set.",
		},
		explanation: fmt.Sprintf("The mean of %s is %s and that of %s is %s. The average squared distance from the mean is %s in %s and %s in %s, and the standard deviations follow it.",
			a, decimals(rounded(meanX, 2)), b, decimals(rounded(meanY, 2)), decimals(rounded(variance(x), 2)), a, decimals(rounded(variance(y), 2)), b),
	}
	if sd != 0 {
		d.wrong = []wrong{
			notText(comparison(mean, -sd, a, b), "takes values near the mean for a large spread"),
			notText(comparison(mean, 0, a, b), "compares the number of values or the range instead of the spread"),
			notText(comparison(sd, mean, a, b), "mixes up center and spread"),
			notText(comparison(-sd, sd, a, b), "lets the spread decide about the mean"),
		}
		return d
	}
	d.wrong = []wrong{
		notText(comparison(mean, mean, a, b), "takes a greater mean for a greater spread"),
		notText(comparison(0, mean, a, b), "mixes up center and spread"),
		notText(comparison(mean, -mean, a, b), "takes a greater mean for a smaller spread"),
	}
	return d
}

func total(v []int) int {
	n := 0
	for _, x := range v {
		n += x
	}
	return n
}

// spreadLists: two lists of five, each even around its middle.
func spreadLists(p []int) (draft, bool) {
	c, m, n, d, e := rivals[p[0]], p[1], p[2], p[3], p[4]
	if m == n && d == e || m < 2*d+1 || n < 2*e+1 || abs(m-n) > 12 {
		return draft{}, false
	}
	x := []int{m - 2*d, m - d, m, m + d, m + 2*d}
	y := []int{n - 2*e, n - e, n, n + e, n + 2*e}
	stem := fmt.Sprintf("The lists give %s.\n\n%s: %s\n%s: %s", c.of, c.a, list(x), c.b, list(y))
	return compareDraft(stem, c.a, c.b, x, y), true
}

// spreadTables: two frequency tables with the same values, so the same range.
func spreadTables(p []int) (draft, bool) {
	c := rivals[p[0]]
	first, second := []int{p[1], p[2], p[3], p[2], p[1]}, []int{p[4], p[5], p[6], p[5], p[4]}
	x, y := spread(1, first), spread(1, second)
	if len(x) != len(y) || variance(x) == variance(y) {
		return draft{}, false
	}
	stem := fmt.Sprintf("Each set holds %d whole numbers from 1 to 5. The table shows how often each number occurs in %s and in %s.\n\nNumber: 1, 2, 3, 4, 5\n%s: %s\n%s: %s",
		len(x), c.a, c.b, c.a, list(first), c.b, list(second))
	d := compareDraft(stem, c.a, c.b, x, y)
	d.logit = 0.2
	return d, true
}

// moved says which of the three figures are greater in the new set, the others being the same.
func moved(mean, median, sd bool) string {
	var up, same []string
	for i, rises := range []bool{mean, median, sd} {
		name := []string{"mean", "median", "standard deviation"}[i]
		if rises {
			up = append(up, "the "+name)
		} else {
			same = append(same, "the "+name)
		}
	}
	switch len(up) {
	case 0:
		return "The mean, the median, and the standard deviation are the same in both sets."
	case 3:
		return "The mean, the median, and the standard deviation are all greater in Set B."
	}
	return upperFirst(joined(up) + are(len(up)) + " greater in Set B, while " + joined(same) + are(len(same)) + " the same.")
}

func joined(s []string) string { return strings.Join(s, " and ") }

func are(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// spreadChanged: Set B is made from Set A; which figures change?
func spreadChanged(p []int) (draft, bool) {
	how, low, k := p[0], p[1], p[6]
	x := []int{low, 0, 0, 0, 0}
	for i, gap := range p[2:6] {
		x[i+1] = x[i] + gap
	}
	y := slices.Clone(x)
	var act, why string
	var up [3]bool
	switch how {
	case 0:
		act, why, up = fmt.Sprintf("adding %d to every number", k), "Every number moves by the same amount, so the center moves along and the distances between the numbers stay", [3]bool{true, true, false}
	case 1:
		act, why, up = fmt.Sprintf("multiplying every number by %d", k), "Every number and every distance grows by the same factor", [3]bool{true, true, true}
	case 2:
		act, why, up = fmt.Sprintf("adding %d to the greatest number only", k), "The greatest number moves further out: the sum and the distances grow, but the middle number stays", [3]bool{true, false, true}
	case 3:
		act, why, up = fmt.Sprintf("adding %d to the greatest number and subtracting %d from the least", k, k), "The two outer numbers move apart: the sum and the middle number stay, and the distances grow", [3]bool{false, false, true}
	}
	for i := range y {
		switch {
		case how == 0, how >= 2 && i == 4:
			y[i] += k
		case how == 1:
			y[i] *= k
		case how == 3 && i == 0:
			y[i] -= k
		}
	}
	return draft{
		stem:  fmt.Sprintf("Set A is %s. Set B is made from Set A by %s. Which statement compares the two sets correctly?", list(x), act),
		key:   words(moved(up[0], up[1], up[2])),
		right: reads(moved(total(y) > total(x), y[2] > x[2], unrest(y).cmp(unrest(x)) > 0)),
		wrong: []wrong{
			notText(moved(up[0], up[1], !up[2]), "does not see what happens to the distances from the mean"),
			notText(moved(up[0], !up[1], up[2]), "does not see what happens to the middle number"),
			notText(moved(!up[0], up[1], up[2]), "does not see what happens to the sum"),
		},
		explanation: why + ". " + moved(up[0], up[1], up[2]),
		hints: [3]string{
			"Take the three figures one at a time.",
			"What happens to the sum of the numbers, and what to the one in the middle of the order?",
			"Do the numbers lie further from their new mean than before, or just as far?",
		},
		logit: 0.1,
	}, true
}
