package itembank

import (
	"fmt"
	"strings"
)

// linearInterpret: what a number in a linear model means.
var linearInterpret = Family{
	Name: "linear-interpret", Title: "What a number in a linear model means", Skill: "ALG2", Subject: Math,
	Levels: []Level{
		{Level: 1, Space: []Span{upTo(len(growing)), {2, 40}, {50, 99}}, build: interpretStart},
		{Level: 2, Space: []Span{upTo(len(growing)), {2, 40}, {50, 99}}, build: interpretRise},
		{Level: 3, Space: []Span{upTo(len(falling)), {2, 30}, {301, 380}}, build: interpretFall},
	},
}

// model is a quantity that changes steadily: "the depth of the water, in
// centimeters, t hours after the pump was switched on".
type model struct{ quantity, unit, units, time, times, when string }

var growing = []model{
	{"the depth of the water in a tank", "centimeter", "centimeters", "hour", "hours", "the pump was switched on"},
	{"the height of a plant", "millimeter", "millimeters", "day", "days", "it was put into a pot"},
	{"the money in a savings box", "dollar", "dollars", "week", "weeks", "it was opened"},
	{"the temperature of an oven", "degree", "degrees", "minute", "minutes", "it was switched on"},
	{"the amount of snow on a roof", "kilogram", "kilograms", "hour", "hours", "the storm began"},
	{"the mass of a puppy", "gram", "grams", "day", "days", "it was first weighed"},
	{"the length of a road", "kilometer", "kilometers", "year", "years", "work on it was taken up again"},
	{"the volume of water in a pond", "liter", "liters", "day", "days", "the rain set in"},
}

var falling = []model{
	{"the water left in a barrel", "liter", "liters", "minute", "minutes", "the tap was opened"},
	{"the fuel left in a generator", "milliliter", "milliliters", "minute", "minutes", "it was started"},
	{"the height of a balloon", "meter", "meters", "minute", "minutes", "it began to come down"},
	{"the length of the paper left on a roll", "meter", "meters", "minute", "minutes", "the printer was started"},
	{"the money left on a travel card", "dollar", "dollars", "week", "weeks", "it was bought"},
	{"the mass of the seeds left in a feeder", "gram", "grams", "hour", "hours", "it was filled"},
}

// claim is something an option says about a linear model.
type claim struct {
	text  string
	holds func(f func(rat) rat) bool
}

func interpretStart(p []int) (draft, bool) {
	m, rate, start := growing[p[0]], p[1], p[2]
	return interpret(m, rate, start, start, startsAt(m, start), []claim{risesBy(m, start), takesForOne(m, start), reachedAfter(m, start)})
}

func interpretRise(p []int) (draft, bool) {
	m, rate, start := growing[p[0]], p[1], p[2]
	return interpret(m, rate, start, rate, risesBy(m, rate), []claim{startsAt(m, rate), takesForOne(m, rate), reachedAfter(m, rate)})
}

func interpretFall(p []int) (draft, bool) {
	m, rate, start := falling[p[0]], p[1], p[2]
	d, ok := interpret(m, -rate, start, rate, risesBy(m, -rate), []claim{startsAt(m, rate), risesBy(m, rate), takesForOne(m, -rate)})
	d.logit = 0.1
	return d, ok
}

func startsAt(m model, v int) claim {
	return claim{
		fmt.Sprintf("When %s, %s was %d %s.", m.when, m.quantity, v, m.units),
		func(f func(rat) rat) bool { return f(whole(0)) == whole(v) },
	}
}

func risesBy(m model, v int) claim {
	verb := "increases"
	if v < 0 {
		verb = "decreases"
	}
	return claim{
		fmt.Sprintf("Each %s, %s %s by %s.", m.time, m.quantity, verb, plural(max(v, -v), m.unit, m.units)),
		func(f func(rat) rat) bool { return f(whole(1)).sub(f(whole(0))) == whole(v) },
	}
}

func takesForOne(m model, v int) claim {
	verb, step := "increase", 1
	if v < 0 {
		verb, v, step = "decrease", -v, -1
	}
	return claim{
		fmt.Sprintf("It takes %d %s for %s to %s by 1 %s.", v, m.times, m.quantity, verb, m.unit),
		func(f func(rat) rat) bool { return f(whole(v)).sub(f(whole(0))) == whole(step) },
	}
}

// reachedAfter says that the quantity comes to v in the first unit of time.
func reachedAfter(m model, v int) claim {
	return claim{
		fmt.Sprintf("After 1 %s, %s is %d %s.", m.time, m.quantity, v, m.units),
		func(f func(rat) rat) bool { return f(whole(1)) == whole(v) },
	}
}

// interpret asks what the number asked means in start + rate·t.
func interpret(m model, rate, start, asked int, key claim, others []claim) (draft, bool) {
	formula := linear(rate, "t", start)
	if rate < 0 {
		formula = sum(num(start), term(rate, "t"))
	}
	d := draft{
		stem: fmt.Sprintf("The function f(t) = %s gives %s, in %s, t %s after %s. What is the best interpretation of the number %d in this context?",
			formula, m.quantity, m.units, m.times, m.when, asked),
		key: words(key.text),
		hints: [3]string{
			"Look at where the number stands: beside t, or alone?",
			"A number beside t has the units of the quantity for each unit of time; a number alone has the units of the quantity.",
			"Put t = 0 into the function, then raise t by 1, and watch what each number does.",
		},
		explanation: fmt.Sprintf("At t = 0 the function gives %d, and with each %s it changes by %s. So the number %d means: %s%s",
			start, m.time, num(rate), asked, strings.ToLower(key.text[:1]), key.text[1:]),
	}
	named := []string{"swaps the starting value and the rate", "reverses the two quantities", "takes the rate for a total"}
	for i, c := range others {
		name := named[i]
		switch {
		case asked == start && i == 2:
			name = "reads the starting value one step late"
		case rate < 0 && i == 1:
			name = "overlooks the minus sign"
		case rate < 0 && i == 2:
			name = "reverses the two quantities"
		}
		d.wrong = append(d.wrong, notText(c.text, name))
	}
	f := line{whole(rate), whole(start)}.at
	d.right = func(c choice) bool {
		for _, k := range append([]claim{key}, others...) {
			if k.text == c.text {
				return k.holds(f)
			}
		}
		return false
	}
	return d, true
}
