package itembank

import "fmt"

// psd6Families: inference from samples.
var psd6Families = []Family{
	{
		Name: "sample-estimate", Title: "Estimate a population from a sample", Skill: "PSD6", Subject: Math, Numeric: true,
		Levels: []Level{
			{Level: 1, Space: []Span{upTo(len(populations)), {2, 12}, {2, 45}, {5, 60}}, build: sampleScale},
			{Level: 2, Space: []Span{upTo(len(populations)), {15, 80}, {2, 6}, {2, 60}}, build: sampleBound},
			{Level: 3, Space: []Span{upTo(len(populations)), {4, 16}, {15, 80}, {2, 6}, {2, 30}}, build: sampleLeast},
		},
	},
	{
		Name: "margin-claim", Title: "Say what a margin of error allows", Skill: "PSD6", Subject: Math,
		Levels: []Level{
			{Level: 2, Space: []Span{upTo(len(populations)), {20, 80}, {2, 6}, {3, 12}}, build: marginShare},
			{Level: 3, Space: []Span{upTo(len(averages)), {24, 90}, {2, 5}, {3, 12}}, build: marginMean},
			{Level: 4, Space: []Span{upTo(len(populations)), {25, 70}, {25, 70}, {2, 6}, {2, 6}}, build: marginTwo},
		},
	},
}

// population is what a sample is drawn from.
type population struct {
	all    string // the population sampled
	have   string // what some of them do
	wider  string // a larger group that was not sampled
	things string
	second string // another population of the same kind
}

var populations = []population{
	{"households in Milford", "compost their kitchen waste", "households in the country", "households", "households in Easton"},
	{"students at Harlow College", "cycle to class", "college students", "students", "students at Brent College"},
	{"members of the Alder Hiking Club", "own a paper map", "people who hike", "members", "members of the Alder Climbing Club"},
	{"employees of Nye Shipyard", "support a shorter lunch break", "employees of any company", "employees", "employees of Nye Steel"},
	{"shops on Canal Street", "accept foreign cards", "shops in the city", "shops", "shops on Tower Street"},
	{"subscribers to the magazine Lumen", "read it on a phone", "readers of any magazine", "subscribers", "subscribers to the magazine Octave"},
	{"farms in Orrin Valley", "use drip irrigation", "farms in the state", "farms", "farms in Tarn Valley"},
	{"residents of Skell Island", "speak two languages", "residents of the island region", "residents", "residents of Orm Island"},
	{"patients of the Bell Dental Clinic", "prefer morning visits", "patients of all clinics", "patients", "patients of the Bell Eye Clinic"},
	{"teachers in the Arden school district", "assign weekly essays", "teachers everywhere", "teachers", "teachers in the Corley school district"},
}

// sampleScale: k of n in the sample, how many of N?
func sampleScale(p []int) (draft, bool) {
	c, n, k, scale := populations[p[0]], 10*p[1], p[2], p[3]
	if k >= n || 2*k == n {
		return draft{}, false
	}
	all, key := n*scale, k*scale
	return draft{
		stem: fmt.Sprintf("In a random sample of %d of the %s, %d %s. There are %s %s in all. Based on the sample, how many of them would be expected to %s?",
			n, c.all, k, c.have, thousands(int64(all)), c.things, c.have),
		key: integer(key), fit: count, show: bigDecimals, step: whole(scale),
		right: func(o choice) bool { return o.num.div(whole(all)) == frac(k, n) },
		wrong: []wrong{
			not(whole((n-k)*scale), "counts those who do not"),
			not(whole(k), "reports the sample instead of the population"),
			not(whole(scale), "gives the scale factor only"),
			not(whole(all-k), "takes the sample off the population"),
			not(rounded(frac(all, k), 0), "divides the population by the count"),
			not(whole(all-n+k), "takes everyone outside the sample as the same"),
		},
		explanation: fmt.Sprintf("The share in the sample is %d/%d. The same share of %s is %s.", k, n, thousands(int64(all)), thousands(int64(key))),
		hints: [3]string{
			"A random sample should look like the whole group, only smaller.",
			"Which share of the sample has the property?",
			"Take the same share of the whole group.",
		},
	}, true
}

// bounds are the ends of an interval of percent, as counts of n.
func bounds(share, margin, n int) (low, high rat) {
	return times100(share - margin).mul(whole(n)), times100(share + margin).mul(whole(n))
}

// sampleBound: share and margin in percent; the greatest plausible number.
func sampleBound(p []int) (draft, bool) {
	c, share, margin, n := populations[p[0]], p[1], p[2], 100*p[3]
	low, high := bounds(share, margin, n)
	return draft{
		stem: fmt.Sprintf("From a random sample it is estimated that %d%% of the %s %s, with a margin of error of %d percentage points. There are %s %s in all. According to this estimate, what is the greatest plausible number of them that %s?",
			share, c.all, c.have, margin, thousands(int64(n)), c.things, c.have),
		key: number(high), fit: count, show: bigDecimals, step: whole(n / 100),
		right: func(o choice) bool {
			return o.num.sub(times100(share).mul(whole(n))) == times100(margin).mul(whole(n))
		},
		wrong: []wrong{
			not(low, "takes the lower end"),
			not(times100(share).mul(whole(n)), "leaves out the margin of error"),
			not(times100(share).mul(whole(n)).add(whole(margin)), "adds the margin as a number of cases"),
			not(rounded(times100(share).mul(times100(100+margin)).mul(whole(n)), 0), "takes the margin as a percentage of the estimate"),
			not(times100(share+2*margin).mul(whole(n)), "adds the margin twice"),
			not(whole(n).sub(low), "counts those who do not"),
			not(whole(n), "takes the whole population"),
		},
		explanation: fmt.Sprintf("The upper end is %d%% + %d%% = %d%%, and %d%% of %s is %s.", share, margin, share+margin, share+margin, thousands(int64(n)), bigDecimals(high)),
		hints: [3]string{
			"A margin of error makes the estimate an interval.",
			"Which end of the interval does “greatest” ask for? Find it as a percentage.",
			"Take that percentage of the whole group.",
		},
	}, true
}

// sampleLeast: the share must first be found from the sample; the least plausible number.
func sampleLeast(p []int) (draft, bool) {
	c, n, share, margin, size := populations[p[0]], 25*p[1], p[2], p[3], 100*p[4]
	found := times100(share).mul(whole(n))
	low, high := bounds(share, margin, size)
	if !found.isInt() || size <= 2*n {
		return draft{}, false
	}
	return draft{
		stem: fmt.Sprintf("Of %d randomly selected %s, %s %s. The margin of error for the share is %d percentage points. There are %s %s in all. According to this sample, what is the least plausible number of them that %s?",
			n, c.all, found, c.have, margin, thousands(int64(size)), c.things, c.have),
		key: number(low), fit: count, show: bigDecimals, step: whole(size / 100),
		right: func(o choice) bool { // the share of the population, plus the margin, is the share of the sample
			return o.num.div(whole(size)).add(times100(margin)) == found.div(whole(n))
		},
		wrong: []wrong{
			not(high, "takes the upper end"),
			not(times100(share).mul(whole(size)), "leaves out the margin of error"),
			not(times100(share).mul(whole(size)).sub(whole(margin)), "takes the margin as a number of cases"),
			not(rounded(times100(share).mul(times100(100-margin)).mul(whole(size)), 0), "takes the margin as a percentage of the estimate"),
			not(found.sub(whole(margin)), "stays with the sample"),
			not(found, "reports the sample instead of the population"),
			not(times100(share-2*margin).mul(whole(size)), "subtracts the margin twice"),
		},
		explanation: fmt.Sprintf("The share in the sample is %s/%d = %d%%. The lower end is %d%% − %d%% = %d%%, and that of %s is %s.",
			found, n, share, share, margin, share-margin, thousands(int64(size)), bigDecimals(low)),
		hints: [3]string{
			"First the share in the sample, then the interval around it, then the whole group.",
			"Write the share of the sample as a percentage and go down by the margin.",
			"Take that percentage of the whole group.",
		},
		logit: 0.1,
	}, true
}
