package itembank

import "fmt"

// inference is a claim drawn from a sample, by its features: whom it is about,
// and how it speaks.
type inference struct {
	sampled  bool // about the population the sample was drawn from, as a whole
	low      int  // the interval claimed
	high     int
	hedged   bool // says "plausible"
	ofEach   bool // about every single member instead of the share or mean
	fromData bool // speaks of something that was measured
}

// follows tests an inference against the survey by the rules of sampling.
func (i inference) follows(estimate, margin int) bool {
	return i.sampled && i.fromData && i.hedged && !i.ofEach && i.low == estimate-margin && i.high == estimate+margin
}

// inferences asks which of several claims follows from an estimate with its margin.
func inferences(d *draft, estimate, margin int, list []inference, texts, names []string) {
	tests := map[string]inference{}
	for n, i := range list {
		tests[texts[n]] = i
		if n > 0 {
			d.wrong = append(d.wrong, notText(texts[n], names[n-1]))
		}
	}
	d.key = words(texts[0])
	d.right = func(o choice) bool {
		i, known := tests[o.text]
		return known && i.follows(estimate, margin)
	}
}

// marginShare: what an estimated percentage and its margin allow to say.
func marginShare(p []int) (draft, bool) {
	c, share, margin, n := populations[p[0]], p[1], p[2], 50*p[3]
	low, high := share-margin, share+margin
	if share == 50 {
		return draft{}, false
	}
	d := draft{
		stem: fmt.Sprintf("A survey of %d randomly selected %s found that %d%% of those asked %s. The margin of error is %d percentage points. Which conclusion does the survey best support?",
			n, c.all, share, c.have, margin),
		explanation: fmt.Sprintf("The interval is %d%% ± %d%%, from %d%% to %d%%. It is an estimate, and only for the group the sample was drawn from: the %s.", share, margin, low, high, c.all),
		hints:       hintsMargin,
	}
	between := fmt.Sprintf("between %d%% and %d%%", low, high)
	inferences(&d, share, margin, []inference{
		{true, low, high, true, false, true},
		{false, low, high, true, false, true},
		{true, share, share, false, false, true},
		{true, share, 100, false, false, true},
		{true, margin, margin, false, false, false},
	}, []string{
		fmt.Sprintf("It is plausible that %s of all %s %s.", between, c.all, c.have),
		fmt.Sprintf("It is plausible that %s of all %s %s.", between, c.wider, c.have),
		fmt.Sprintf("It is certain that exactly %d%% of all %s %s.", share, c.all, c.have),
		fmt.Sprintf("It is certain that at least %d%% of all %s %s.", share, c.all, c.have),
		fmt.Sprintf("Of those asked, %d%% gave a wrong answer.", margin),
	}, []string{
		"extends the result to a group that was not sampled", "takes the estimate for the exact value", "uses only the upper half of the interval", "takes the margin of error for a share of mistakes",
	})
	return d, true
}

var hintsMargin = [3]string{
	"Ask two things of each statement: whom does it speak about, and how sure is it?",
	"Only the group the sample was drawn from can be meant.",
	"The margin reaches down from the estimate as well as up from it.",
}

var averages = []struct{ all, wider, what, unit string }{
	{"oak trees in Penn Forest", "trees in Penn Forest", "trunk width", "centimeters"}, {"nurses of Tull Hospital", "nurses in the country", "weekly overtime", "minutes"},
	{"pupils of the Viola School", "children in the town", "daily practice time", "minutes"}, {"taxi rides in Dunmore", "car rides in Dunmore", "ride length", "minutes"},
	{"salmon in the Ashe River", "fish in the river", "body length", "centimeters"}, {"letters in the Rook Archive", "letters of that century", "length", "lines"},
	{"guests of the Pine Hostel", "travelers in the region", "time at breakfast", "minutes"}, {"cabins in Moss Park", "buildings in the region", "distance to the road", "meters"},
	{"runners in the Lakeside Marathon", "runners everywhere", "resting heart rate", "beats a minute"}, {"loaves from Mill Bakery", "loaves sold in the town", "weight above 400 grams", "grams"},
}

// marginMean: the same for a mean, which says nothing about single members.
func marginMean(p []int) (draft, bool) {
	c, mean, margin, n := averages[p[0]], p[1], p[2], 20*p[3]
	low, high := mean-margin, mean+margin
	d := draft{
		stem: fmt.Sprintf("From a random sample of %d %s, the mean %s of all %s is estimated to be %d %s, with a margin of error of %d %s. Which conclusion does the sample best support?",
			n, c.all, c.what, c.all, mean, c.unit, margin, c.unit),
		explanation: fmt.Sprintf("The interval from %d to %d is a range of plausible values for the mean of the group sampled. Single members may lie far outside it.", low, high),
		hints: [3]string{
			"What is the interval an interval for: the members, or their mean?",
			"Only the group the sample was drawn from can be meant.",
			"The margin reaches down from the estimate as well as up from it, and it never makes the estimate exact.",
		},
	}
	between := fmt.Sprintf("between %d and %d %s", low, high, c.unit)
	inferences(&d, mean, margin, []inference{
		{true, low, high, true, false, true},
		{true, low, high, false, true, true},
		{false, low, high, true, false, true},
		{true, mean, mean, false, false, true},
	}, []string{
		fmt.Sprintf("It is plausible that the mean %s of all %s is %s.", c.what, c.all, between),
		fmt.Sprintf("Each of the %s has a %s %s.", c.all, c.what, between),
		fmt.Sprintf("It is plausible that the mean %s of all %s is %s.", c.what, c.wider, between),
		fmt.Sprintf("The mean %s of all %s is exactly %d %s.", c.what, c.all, mean, c.unit),
	}, []string{
		"takes an interval for the mean as one for each member", "extends the result to a group that was not sampled", "takes the estimate for the exact value",
	})
	return d, true
}

// marginTwo: do two intervals allow to say which population has the greater share?
func marginTwo(p []int) (draft, bool) {
	c, a, b, e, f := populations[p[0]], p[1], p[2], p[3], p[4]
	if a == b || abs(a-b) > 14 || a-e == b+f || b-f == a+e {
		return draft{}, false
	}
	first := fmt.Sprintf("The estimates support that a greater share of the %s than of the %s %s.", c.all, c.second, c.have)
	second := fmt.Sprintf("The estimates support that a greater share of the %s than of the %s %s.", c.second, c.all, c.have)
	open := "The estimates do not show which of the two shares is greater, because the intervals overlap."
	same := "The estimates show that the two shares are equal, because both were found from random samples."
	certain := fmt.Sprintf("The two shares differ by exactly %d percentage points.", abs(a-b))
	key, why := open, "share values, so either group may have the greater share"
	switch {
	case a-e > b+f:
		key, why = first, "do not meet, and the first lies higher"
	case b-f > a+e:
		key, why = second, "do not meet, and the second lies higher"
	}
	d := draft{
		stem: fmt.Sprintf("From two random samples it is estimated that %d%% of the %s %s, with a margin of error of %d percentage points, and that %d%% of the %s do, with a margin of error of %d percentage points. Which conclusion is best supported?",
			a, c.all, c.have, e, b, c.second, f),
		key: words(key),
		right: func(o choice) bool { // walk the values that are plausible for both
			both := 0
			for v := a - e; v <= a+e; v++ {
				if v >= b-f && v <= b+f {
					both++
				}
			}
			switch o.text {
			case open:
				return both > 0
			case first:
				return both == 0 && a > b
			case second:
				return both == 0 && b > a
			}
			return false
		},
		wrong: []wrong{
			notText(first, "compares the estimates without their margins"), notText(second, "compares the estimates without their margins, the wrong way around"),
			notText(open, "sees an overlap where there is none"), notText(certain, "takes the estimates for exact values"), notText(same, "takes random samples for equal results"),
		},
		explanation: fmt.Sprintf("The intervals are %d%% to %d%% and %d%% to %d%%. They %s.", a-e, a+e, b-f, b+f, why),
		hints: [3]string{
			"An estimate with a margin is a whole range of plausible values.",
			"Write both ranges down, from the lower to the upper end.",
			"Do the two ranges have values in common?",
		},
		logit: 0.15,
	}
	if a < b {
		d.wrong[0].misconception, d.wrong[1].misconception = d.wrong[1].misconception, d.wrong[0].misconception
		d.wrong[0], d.wrong[1] = d.wrong[1], d.wrong[0]
	}
	return d, true
}
