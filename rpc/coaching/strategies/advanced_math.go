package strategies

var advancedMath = map[string]Strategy{
	"ADV1": {
		Text: "Two expressions are equivalent when they agree for every value of the variable. Rewrite towards the form of the choices: expand, factor, or bring to one denominator.",
		Steps: []string{
			"Look at the form of the choices to see where to go.",
			"Take out a common factor first; then look for a difference of squares, a perfect square, or two numbers with the right sum and product.",
			"Use the rules of powers: add exponents to multiply, multiply them for a power of a power, and read a root as a fraction.",
			"Check with an easy value such as x = 2 in both expressions.",
		},
		Pitfalls: []string{
			"(a + b)² has the middle term 2ab.",
			"Only factors of a whole fraction cancel, never single terms of a sum.",
			"The values 0 and 1 make wrong expressions look equal; test with another.",
		},
	},
	"ADV2": {
		Text: "Bring everything to one side and factor, or use the quadratic formula. In a system of a line and a curve, put one equation into the other: each solution is a point where they meet.",
		Steps: []string{
			"Bring the equation to the form … = 0, or isolate the root or the fraction first.",
			"Factor, complete the square, or use the formula.",
			"When only the number of solutions is asked, look at b² − 4ac: positive two, zero one, negative none.",
			"Put each result into the equation as it was given, and drop those that do not fit.",
		},
		Pitfalls: []string{
			"Squaring both sides can bring in a solution that is none.",
			"x² = 9 has two solutions.",
			"Dividing by the variable loses the solution 0.",
		},
	},
	"ADV3": {
		Text: "Each form of a nonlinear function shows something: factors show the zeros, the vertex form shows the greatest or least value, and a·bˣ shows the start and the factor of growth. Choose the form that shows what is asked.",
		Steps: []string{
			"Name the kind of function: quadratic, exponential, polynomial, or with a root or fraction.",
			"Read from the form what it shows, or rewrite it: the vertex of a parabola lies midway between its zeros.",
			"For growth of r percent a step the factor is 1 + r/100; match the exponent to the unit of time.",
			"Check with a point of the graph or table.",
		},
		Pitfalls: []string{
			"f(x − 3) moves the graph to the right, not to the left.",
			"Linear growth adds the same amount, exponential growth multiplies by the same factor.",
			"The greatest value is the output at the vertex, not its input.",
		},
	},
}
