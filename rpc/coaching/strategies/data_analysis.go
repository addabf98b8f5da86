package strategies

var dataAnalysis = map[string]Strategy{
	"PSD1": {
		Text: "Write a ratio or rate as a fraction with units, and let the units lead: what should go away must stand once above and once below. Set up a proportion only between things of the same kind.",
		Steps: []string{
			"Write down what is given and what is wanted, each with its unit.",
			"Write each rate or conversion as a fraction that turns one unit into the next.",
			"Multiply them so that only the wanted unit is left.",
			"Ask whether the size is sensible before you choose.",
		},
		Pitfalls: []string{
			"A ratio of 2 to 3 makes parts of 2/5 and 3/5 of the whole.",
			"For areas the conversion is squared, for volumes cubed.",
			"Do not compare first to second in one fraction and second to first in the other.",
		},
	},
	"PSD2": {
		Text: "A percentage is always of something: find that whole first. Work with factors: p percent more is times (1 + p/100), p percent less is times (1 − p/100).",
		Steps: []string{
			"Say what is 100 percent here.",
			"Turn each change into a factor.",
			"Multiply the factors for changes that follow each other; divide by the factor to go back to the start.",
			"For a percent change divide the difference by the value before.",
		},
		Pitfalls: []string{
			"20 percent more and then 20 percent less is not where you began.",
			"A rise from 4 to 6 percent is 2 percentage points, but half as much again.",
			"To undo a discount divide by its factor; do not add the percentage back.",
		},
	},
	"PSD3": {
		Text: "The mean shares everything out evenly, the median is the middle of the ordered values, and the standard deviation says how far values lie from their mean. Think of what a change does to each before you compute.",
		Steps: []string{
			"Order the values, or find the middle place by adding up frequencies.",
			"For a mean use total = mean · count, also to find a missing value.",
			"For spread compare how far the values lie from the center; often no computing is needed.",
			"With an outlier expect the mean and the range to move most, and the median little.",
		},
		Pitfalls: []string{
			"In a frequency table, each value counts as often as it occurs.",
			"The mean of two groups is not the mean of their means unless they are of one size.",
			"Adding the same number to all values leaves the spread as it is.",
		},
	},
	"PSD4": {
		Text: "A line of best fit tells what the model predicts; a dot tells what was measured. Read axes and units first, and keep prediction and measurement apart.",
		Steps: []string{
			"Read the titles and scales of both axes.",
			"For a prediction read from the line or its equation; for an actual value read the dot.",
			"Take the slope from two points of the line, and say it as change of y for one unit of x.",
			"To choose a model ask whether equal steps add the same amount or multiply by the same factor.",
		},
		Pitfalls: []string{
			"An axis may not begin at 0.",
			"A dot above the line is more than predicted.",
			"The intercept is what the model says for x = 0, even where that is outside the data.",
		},
	},
	"PSD5": {
		Text: "A probability is the favourable cases over all cases that are possible. \"Given that\" or \"of those who\" makes the group of all cases smaller: use only that row or column.",
		Steps: []string{
			"Underline the group from which is chosen: it is the denominator.",
			"Count in that group those who also have what is asked for: that is the numerator.",
			"Fill in missing totals of the table.",
			"Use 1 minus the opposite when that is easier to count.",
		},
		Pitfalls: []string{
			"The grand total is the denominator only when anybody may be chosen.",
			"\"A given B\" and \"B given A\" have different denominators.",
			"Do not count those who are in both groups twice.",
		},
	},
	"PSD6": {
		Text: "A random sample tells about the population it was drawn from, give or take a margin. The estimate plus and minus the margin is the range of plausible values for the whole population.",
		Steps: []string{
			"Name the population from which the sample was drawn at random.",
			"Scale up: share in the sample times size of the population.",
			"Subtract and add the margin of error for the range.",
			"Choose the claim that speaks of plausible values for that population and no more.",
		},
		Pitfalls: []string{
			"A larger random sample makes the margin smaller; a larger population does not make it larger.",
			"The margin is about the population's value, not about every single member.",
			"What was found for one school says nothing certain of all schools.",
		},
	},
	"PSD7": {
		Text: "Ask two things of every study: were people chosen at random, and were treatments given at random? The first lets you speak of the whole population, the second of a cause.",
		Steps: []string{
			"Find how the participants were chosen.",
			"Find whether the researchers assigned the treatment by chance or only watched.",
			"Random choice: results hold for that population. Random assignment: a cause may be claimed.",
			"Choose the claim that goes exactly as far as that.",
		},
		Pitfalls: []string{
			"An observational study shows that things go together, never that one causes the other.",
			"Volunteers are no random sample.",
			"Random assignment among volunteers shows a cause, but only for people like them.",
		},
	},
}
