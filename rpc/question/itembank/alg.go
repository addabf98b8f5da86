package itembank

import "slices"

// algFamilies: algebra, by skill.
var algFamilies = slices.Concat(alg1Families)
