package itembank

import "slices"

// geoFamilies: geometry and trigonometry, by skill.
var geoFamilies = slices.Concat(geo1Families, geo2Families, geo3Families, geo4Families)
