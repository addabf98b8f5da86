package itembank

// advFamilies: advanced mathematics, by skill.
var advFamilies []Family
