package itembank

// psdFamilies: Problem-solving and data analysis.
var psdFamilies []Family
