package itembank

import "slices"

// advFamilies: advanced mathematics, by skill.
var advFamilies = slices.Concat(adv1Families, adv2Families, adv3Families)
