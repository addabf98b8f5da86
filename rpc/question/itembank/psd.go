package itembank

import "slices"

// psdFamilies: problem-solving and data analysis, by skill.
var psdFamilies = slices.Concat(psd1Families, psd2Families, psd3Families, psd3SpreadFamilies, psd4Families, psd5Families,
	psd6Families, psd7Families)

// rounded is r to so many decimal places, halves away from zero: what a student
// writes down who got an unfinished decimal by mistake.
func rounded(r rat, places int) rat {
	scale := whole(10).pow(places)
	half := r.abs().mul(scale).add(frac(1, 2)).floor().div(scale)
	if r.sign() < 0 {
		return half.neg()
	}
	return half
}

// exactTo allows numbers above zero that are exact to so many decimal places.
func exactTo(n int) func(rat) bool {
	return func(r rat) bool { return r.sign() > 0 && rounded(r, n) == r }
}
