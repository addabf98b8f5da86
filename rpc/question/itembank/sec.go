package itembank

// grammarFamilies: Grammar and transitions.
var grammarFamilies []Family
