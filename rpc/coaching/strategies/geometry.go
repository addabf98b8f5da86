package strategies

var geometry = map[string]Strategy{
	"GEO1": {
		Text: "Find the formula, put in what you know, and solve for what is missing. When a shape is scaled by k, lengths grow by k, areas by k² and volumes by k³.",
		Steps: []string{
			"Sketch the shape and write every given length on it, in one unit.",
			"Split an unusual shape into known ones, or take one away from another.",
			"Write the formula first, then the numbers.",
			"Check whether area, surface, volume or a length is asked for.",
		},
		Pitfalls: []string{
			"Radius and diameter are easily mixed up.",
			"Cones and pyramids have a third of base times height.",
			"Doubling all lengths makes a volume eight times as large.",
		},
	},
	"GEO2": {
		Text: "Mark every angle that you can find from straight lines, parallel lines and triangles; what is asked for then follows in a step or two. Similar triangles turn angles into proportions.",
		Steps: []string{
			"Mark equal angles at parallel lines and at crossings.",
			"Use 180° for the angles of a triangle and on a straight line.",
			"Equal sides lie opposite equal angles.",
			"For similar triangles write pairs of matching sides as equal fractions.",
		},
		Pitfalls: []string{
			"Do not trust the drawing unless it is said to be to scale.",
			"Match sides by their angles, not by how the triangles are drawn.",
			"An outer angle equals the sum of the two inner angles that do not touch it.",
		},
	},
	"GEO3": {
		Text: "In a right triangle two facts give the rest: the Pythagorean theorem for sides, and sine, cosine and tangent for a side and an angle. Name the sides from the angle you look at.",
		Steps: []string{
			"Find the right angle; the side opposite is the hypotenuse.",
			"From your angle, name the opposite and the adjacent side.",
			"Choose: sine is opposite over hypotenuse, cosine adjacent over hypotenuse, tangent opposite over adjacent.",
			"Look for 45-45-90 and 30-60-90 triangles, whose sides you know.",
		},
		Pitfalls: []string{
			"The sine of an angle is the cosine of its complement: sin x° = cos(90° − x°).",
			"The hypotenuse stands alone in a² + b² = c².",
			"Trigonometric ratios of similar triangles are equal, whatever their size.",
		},
	},
	"GEO4": {
		Text: "An arc or sector is the part of the circle that its angle is of 360°. An equation of a circle shows center and radius once the squares are completed.",
		Steps: []string{
			"Write the share: angle over 360, or over 2π in radians.",
			"Multiply it with the circumference 2πr for an arc, with the area πr² for a sector.",
			"For an equation complete the squares to (x − h)² + (y − k)² = r².",
			"Draw radii to tangents and chords: a radius meets a tangent at a right angle.",
		},
		Pitfalls: []string{
			"The number at the right of the equation is r², not r.",
			"The center has the opposite signs of those in the brackets.",
			"An angle on the circle is half of the one at the center over the same arc.",
		},
	},
}
