package itembank

import "testing"

// TestTriples holds the list of right triangles to Pythagoras.
func TestTriples(t *testing.T) {
	for _, s := range triples {
		if s[0]*s[0]+s[1]*s[1] != s[2]*s[2] || s[0] >= s[1] || gcd(int64(s[0]), int64(s[1])) != 1 {
			t.Errorf("%v is no primitive right triangle, shortest side first", s)
		}
	}
}

// TestCornersStayApart wants the letters of two triangles in one question to differ.
func TestCornersStayApart(t *testing.T) {
	for i, a := range corners {
		b := corners[(i+3)%len(corners)]
		for _, x := range a {
			for _, y := range b {
				if x == y || x == "G" || x == "H" {
					t.Errorf("%v and %v share a letter, or use G or H", a, b)
				}
			}
		}
	}
}

// TestRatiosAgree compares the definition of the three ratios with the identities.
func TestRatiosAgree(t *testing.T) {
	for _, s := range triples {
		r := rightAt{corners[0], s[0], s[1], s[2]}
		for f := range functions {
			for _, second := range []bool{false, true} {
				if !r.agrees(r.ratio(f, second), f, second) {
					t.Errorf("%s of %v", functions[f], s)
				}
				if r.agrees(r.ratio(f, !second), f, second) {
					t.Errorf("%s of %v agrees with that of the other angle", functions[f], s)
				}
			}
		}
	}
}
