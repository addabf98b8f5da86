package itembank

import "slices"

// algFamilies: algebra, by skill.
var algFamilies = slices.Concat(alg1Families, alg2Families, alg3Families, alg4Families, alg5Families)
