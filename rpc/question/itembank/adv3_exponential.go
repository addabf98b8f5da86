package itembank

import (
	"fmt"
	"math/big"
	"strings"
)

// exponentialModel: which function describes growth or decay by percentages.
var exponentialModel = Family{
	Name: "exponential-model", Title: "A function for growth by percent", Skill: "ADV3", Subject: Math,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(spreading)), {3, 40}, {2, 60}}, build: modelGrowth},
		{Level: 3, Space: []Span{upTo(len(shrinking)), {3, 40}, {2, 60}}, build: modelDecay},
		{Level: 4, Space: []Span{upTo(len(spreading)), {3, 40}, {2, 60}, {2, 12}}, build: modelPeriod},
		{Level: 5, Space: []Span{upTo(len(shrinking)), {3, 40}, {2, 60}, {2, 12}}, build: modelDecayPeriod},
	},
}

// process is something that changes by a percentage in each step of time.
type process struct{ what, unit, units string }

var spreading = []process{
	{"The number of bacteria in a dish", "hour", "hours"},
	{"The population of a town", "year", "years"},
	{"The value of a painting, in dollars,", "year", "years"},
	{"The number of visits to a website", "week", "weeks"},
	{"The area covered by a plant, in square meters,", "month", "months"},
}

var shrinking = []process{
	{"The mass of a substance, in grams,", "day", "days"},
	{"The value of a car, in dollars,", "year", "years"},
	{"The number of fish in a lake", "year", "years"},
	{"The amount of a medicine in the blood, in milligrams,", "hour", "hours"},
	{"The number of users of an old program", "month", "months"},
}

// exponential is start·base^(up·t/down), or start·(1 + base·up·t/down) when linear.
type exponential struct {
	start    int
	base     rat
	up, down int
	linear   bool
}

// String writes the function of t.
func (f exponential) String() string {
	start := thousands(int64(f.start))
	base, _ := f.base.decimal()
	exponent := "ᵗ"
	switch {
	case f.up != 1:
		exponent = fmt.Sprintf("^(%dt)", f.up)
	case f.down != 1:
		exponent = fmt.Sprintf("^(t/%d)", f.down)
	}
	if !f.linear {
		return fmt.Sprintf("P(t) = %s(%s)%s", start, base, exponent)
	}
	rate := f.base.sub(whole(1))
	step, _ := rate.abs().decimal()
	over := "t"
	if f.down != 1 {
		over = fmt.Sprintf("t/%d", f.down)
	}
	if rate.sign() < 0 {
		return fmt.Sprintf("P(t) = %s(1 − %s%s)", start, step, over)
	}
	return fmt.Sprintf("P(t) = %s(1 + %s%s)", start, step, over)
}

// becomes reports that the function is n·g at t, without any root: base^(up·t)
// is compared with g^down.
func (f exponential) becomes(t int, g rat) bool {
	if f.linear {
		return f.base.sub(whole(1)).mul(frac(t*f.up, f.down)).add(whole(1)) == g
	}
	return bigPower(f.base, f.up*t).Cmp(bigPower(g, f.down)) == 0
}

func bigPower(r rat, n int) *big.Rat {
	e := big.NewInt(int64(n))
	return new(big.Rat).SetFrac(new(big.Int).Exp(big.NewInt(r.num), e, nil), new(big.Int).Exp(big.NewInt(r.den()), e, nil))
}

func modelGrowth(p []int) (draft, bool) { return modelQuestion(spreading[p[0]], p[1], 50*p[2], 1) }
func modelDecay(p []int) (draft, bool)  { return modelQuestion(shrinking[p[0]], -p[1], 50*p[2], 1) }
func modelPeriod(p []int) (draft, bool) { return modelQuestion(spreading[p[0]], p[1], 50*p[2], p[3]) }
func modelDecayPeriod(p []int) (draft, bool) {
	return modelQuestion(shrinking[p[0]], -p[1], 50*p[2], p[3])
}

// modelQuestion: start grows by percent in every period of so many units.
func modelQuestion(what process, percent, start, period int) (draft, bool) {
	rate := frac(percent, 100)
	verb, factor := "increases", whole(1).add(rate)
	if percent < 0 {
		verb = "decreases"
	}
	every := "every " + what.unit
	if period > 1 {
		every = fmt.Sprintf("every %d %s", period, what.units)
	}
	all := map[string]exponential{}
	option := func(f exponential) choice {
		all[f.String()] = f
		return words(f.String())
	}
	d := draft{
		stem: fmt.Sprintf("%s is %s at first and %s by %d%% %s. Which function P gives it after t %s?",
			what.what, thousands(int64(start)), verb, max(percent, -percent), every, what.units),
		key: option(exponential{start, factor, 1, period, false}),
		wrong: []wrong{
			{option(exponential{start, rate.abs(), 1, period, false}), "uses the percentage itself as the factor"},
			{option(exponential{start, factor, 1, period, true}), "adds the same amount each time instead of multiplying"},
			{option(exponential{start, whole(1).sub(rate), 1, period, false}), "turns increase and decrease round"},
		},
		right: func(c choice) bool {
			f := all[c.text]
			twice := factor.mul(factor)
			return f.becomes(period, factor) && f.becomes(2*period, twice)
		},
		explanation: fmt.Sprintf("Something that %s by %d%% is multiplied by %s. This happens once %s, so the exponent is %s.",
			verb, max(percent, -percent), decimals(factor), every, exponentText(period)),
		hints: [3]string{
			"Does the same amount come in each step, or the same percentage?",
			"A percentage change is a multiplication. By which factor, starting from all of it?",
			"Count how many times that happens in t units of time; this is the exponent.",
		},
	}
	if period > 1 {
		d.wrong = append([]wrong{{option(exponential{start, factor, period, 1, false}), "multiplies by the length of the period instead of dividing"}}, d.wrong...)
	}
	return d, true
}

func exponentText(period int) string {
	if period == 1 {
		return "t"
	}
	return fmt.Sprintf("t/%d", period)
}

// exponentialInterpret: what the numbers of an exponential model mean.
var exponentialInterpret = Family{
	Name: "exponential-interpret", Title: "What a number in an exponential model means", Skill: "ADV3", Subject: Math,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(spreading)), {3, 40}, {2, 60}}, build: meaningStart},
		{Level: 3, Space: []Span{upTo(len(spreading)), {3, 40}, {2, 60}}, build: meaningGrowth},
		{Level: 4, Space: []Span{upTo(len(shrinking)), {3, 40}, {2, 60}}, build: meaningDecay},
	},
}

func meaningStart(p []int) (draft, bool) {
	what, f := spreading[p[0]], exponential{50 * p[2], whole(1).add(frac(p[1], 100)), 1, 1, false}
	n := thousands(int64(f.start))
	return meaning(what, f, n, []meant{
		{fmt.Sprintf("It is %s at the start.", n), "", f.atStart(whole(f.start))},
		{fmt.Sprintf("It is %s after 1 %s.", n, what.unit), "reads the starting value one step late", f.after(whole(f.start))},
		{fmt.Sprintf("It grows by %s each %s.", n, what.unit), "takes the starting value for the growth", f.grows(whole(f.start))},
		{fmt.Sprintf("It takes %s %s to double.", n, what.units), "takes an amount for a time", f.doublesIn(f.start)},
	}), true
}

func meaningGrowth(p []int) (draft, bool) {
	what, f := spreading[p[0]], exponential{50 * p[2], whole(1).add(frac(p[1], 100)), 1, 1, false}
	base := decimals(f.base)
	all := percent(f.base.mul(whole(100)))
	return meaning(what, f, base, []meant{
		{fmt.Sprintf("Each %s it increases by %d%%.", what.unit, p[1]), "", f.grows(whole(f.start).mul(frac(p[1], 100)))},
		{fmt.Sprintf("Each %s it increases by %s.", what.unit, all), "takes the whole factor for the increase", f.grows(whole(f.start).mul(f.base))},
		{fmt.Sprintf("Each %s it increases by %s.", what.unit, base), "takes the factor for an amount", f.grows(f.base)},
		{fmt.Sprintf("Each %s it decreases by %d%%.", what.unit, p[1]), "turns increase and decrease round", f.grows(whole(f.start).mul(frac(-p[1], 100)))},
		{fmt.Sprintf("It is %s at the start.", base), "swaps the starting value and the factor", f.atStart(f.base)},
	}), true
}

func meaningDecay(p []int) (draft, bool) {
	what, f := shrinking[p[0]], exponential{50 * p[2], whole(1).sub(frac(p[1], 100)), 1, 1, false}
	base := decimals(f.base)
	return meaning(what, f, base, []meant{
		{fmt.Sprintf("Each %s it decreases by %d%%.", what.unit, p[1]), "", f.grows(whole(f.start).mul(frac(-p[1], 100)))},
		{fmt.Sprintf("Each %s it decreases by %d%%.", what.unit, 100-p[1]), "takes what is left for what is lost", f.grows(whole(f.start).mul(frac(p[1]-100, 100)))},
		{fmt.Sprintf("Each %s it decreases by %s.", what.unit, base), "takes the factor for an amount", f.grows(f.base.neg())},
		{fmt.Sprintf("Each %s it increases by %d%%.", what.unit, 100-p[1]), "takes any factor for growth", f.grows(whole(f.start).mul(frac(100-p[1], 100)))},
		{fmt.Sprintf("Each %s it is %d%% of what it was at the start.", what.unit, 100-p[1]), "refers each step to the start instead of to the step before", f.stays(f.base)},
	}), true
}

// meant is what an option says about a model, and whether that holds.
type meant struct {
	text, misconception string
	holds               bool
}

// value is the model after n whole steps.
func (f exponential) value(n int) rat {
	v := whole(f.start)
	for range n {
		v = v.mul(f.base)
	}
	return v
}

func (f exponential) atStart(v rat) bool { return f.value(0) == v }
func (f exponential) after(v rat) bool   { return f.value(1) == v }

// grows reports that the first step brings v.
func (f exponential) grows(v rat) bool { return f.value(1).sub(f.value(0)) == v }

// doublesIn reports that the model has doubled exactly after n > 0 steps. No
// power of a fraction is whole, so for such a base it never has.
func (f exponential) doublesIn(n int) bool {
	return f.base.isInt() && f.value(n) == f.value(0).mul(whole(2))
}

// stays reports that every later value is the same share of the start.
func (f exponential) stays(share rat) bool {
	return f.value(1) == share.mul(f.value(0)) && f.value(2) == share.mul(f.value(0))
}

// meaning asks what a number in the model means; the first of all is the key.
func meaning(what process, f exponential, asked string, all []meant) draft {
	d := draft{
		stem: fmt.Sprintf("%s after t %s is given by %s. What does the number %s mean here?", what.what, what.units, f, asked),
		key:  words(all[0].text),
		right: func(c choice) bool {
			for _, m := range all {
				if m.text == c.text {
					return m.holds
				}
			}
			return false
		},
		explanation: fmt.Sprintf("At t = 0 the function gives %s. Each %s multiplies the value by %s. So the number %s means: %s%s",
			thousands(int64(f.start)), what.unit, decimals(f.base), asked, strings.ToLower(all[0].text[:1]), all[0].text[1:]),
		hints: [3]string{
			"Which number stands alone in front, and which one is raised to the power t?",
			"Put t = 0 into the function, then t = 1, and compare.",
			"From one step to the next the value is multiplied by the base. What does that make as a percentage change?",
		},
	}
	for _, m := range all[1:] {
		d.wrong = append(d.wrong, notText(m.text, m.misconception))
	}
	return d
}
