package itembank

// geoFamilies: Geometry and trigonometry.
var geoFamilies []Family
