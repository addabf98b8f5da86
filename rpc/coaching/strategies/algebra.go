package strategies

var algebra = map[string]Strategy{
	"ALG1": {
		Text: "An equation stays true when you do the same to both sides. Clear brackets and fractions first, bring the unknown to one side, and undo what was done to it in the reverse order.",
		Steps: []string{
			"Multiply out brackets; multiply every term by the common denominator if there are fractions.",
			"Collect the terms with the unknown on one side and the plain numbers on the other.",
			"Divide by the number in front of the unknown.",
			"Put your result into the equation as it was given, and read once more what is asked for.",
		},
		Pitfalls: []string{
			"A minus before a bracket changes the sign of every term in it.",
			"The question may ask for 2x or x + 3 and not for x.",
			"When the unknown drops out, a true statement means infinitely many solutions and a false one means none.",
		},
	},
	"ALG2": {
		Text: "A linear function changes by the same amount for every step of its input. Find that rate and one point on it, and you know everything about it.",
		Steps: []string{
			"Find the rate of change: change of output over change of input between two known points.",
			"Find the starting value, the output where the input is 0, with the rate and one of the points.",
			"Write f(x) = rate · x + start and check it with the second point.",
			"In a story, say in words what rate and start stand for, with their units.",
		},
		Pitfalls: []string{
			"f(3) = 5 says that the input 3 gives 5, not the other way round.",
			"A fee that is paid once belongs to the start, a price for each unit to the rate.",
			"Steps of a table need not be 1: divide by the change of the input.",
		},
	},
	"ALG3": {
		Text: "A linear equation in two variables is a line: every solution is a point on it. Move freely between equation, graph and story, and use the form that shows what you are asked for.",
		Steps: []string{
			"Decide what is wanted: slope, an intercept, a point, or the equation itself.",
			"For the slope solve for y; for an intercept set the other variable to 0.",
			"From two points find the slope, then the equation through one of them.",
			"Test a point in the equation before you choose.",
		},
		Pitfalls: []string{
			"In Ax + By = C the slope is −A/B, not A/B.",
			"Parallel lines have equal slopes; those of perpendicular lines multiply to −1.",
			"The x-intercept is where y is 0.",
		},
	},
	"ALG4": {
		Text: "A solution of a system makes both equations true at once: it is where the two lines meet. Substitute when a variable stands alone, and add or subtract the equations otherwise.",
		Steps: []string{
			"Write both equations with their terms in the same order.",
			"Make the numbers in front of one variable equal or opposite, and add or subtract to get rid of it.",
			"Solve for the variable that is left, and put it back to find the other.",
			"Look whether a sum of the equations gives what is asked for directly.",
		},
		Pitfalls: []string{
			"Equal slopes mean no solution when the intercepts differ, and infinitely many when the lines are the same.",
			"When you multiply an equation, multiply its right side, too.",
			"Answer with the variable that is asked for, not the one you found first.",
		},
	},
	"ALG5": {
		Text: "Solve an inequality like an equation, with one difference: dividing or multiplying by a negative number turns the sign round. With two variables, the solutions are the whole side of a line.",
		Steps: []string{
			"Translate words first: at least is ≥, at most is ≤, more than is >.",
			"Solve for the variable, or for y when there are two.",
			"In a graph, a solid border belongs to the solution and a dashed one does not; test a point such as (0, 0) for the side.",
			"In a story, think which values make sense, such as whole numbers.",
		},
		Pitfalls: []string{
			"The sign turns only for a negative factor, not because a negative number stands somewhere.",
			"A point must satisfy every inequality of a system.",
			"Round in the direction that the story allows: 7.2 boxes needed are 8 boxes.",
		},
	},
}
