package itembank

import "testing"

func TestRounded(t *testing.T) {
	for _, c := range []struct {
		r      rat
		places int
		want   rat
	}{
		{frac(1, 3), 2, frac(33, 100)}, {frac(2, 3), 2, frac(67, 100)}, {frac(5, 2), 0, whole(3)}, {frac(-5, 2), 0, whole(-3)}, {whole(7), 1, whole(7)},
	} {
		if got := rounded(c.r, c.places); got != c.want {
			t.Errorf("rounded(%s, %d) = %s, want %s", c.r, c.places, got, c.want)
		}
	}
	if f := exactTo(1); !f(frac(1, 2)) || f(frac(1, 4)) || f(whole(0)) {
		t.Error("exactTo(1) must take 1/2 and refuse 1/4 and 0")
	}
}

func TestBigDecimals(t *testing.T) {
	for _, c := range []struct {
		r    rat
		want string
	}{{whole(1234), "1,234"}, {frac(24691, 20), "1,234.55"}, {frac(1, 3), "1/3"}, {whole(-1234), "−1234"}, {frac(1, 2), "0.5"}} {
		if got := bigDecimals(c.r); got != c.want {
			t.Errorf("bigDecimals(%s) = %q, want %q", c.r.ascii(), got, c.want)
		}
	}
}

// TestMediansAgree compares both ways of finding a median, and both of measuring spread.
func TestMediansAgree(t *testing.T) {
	for n := range 1000 {
		counts := []int{1 + n%5, 1 + n/5%5, 1 + n/25%5, 1 + n/125%8}
		all := spread(3, counts)
		if _, median := center(all); median != medianByCount(3, counts) {
			t.Fatalf("%v: median %s, by counting %s", counts, median, medianByCount(3, counts))
		}
		if unrest(all) != variance(all).mul(whole(2)) {
			t.Fatalf("%v: spread measured two ways differs", counts)
		}
	}
}

// TestCoverage wants every skill that needs no passage to have a family.
func TestCoverage(t *testing.T) {
	found := map[string]int{}
	for _, f := range New().Families(Filter{}) {
		found[f.Skill]++
		found[f.Subject]++
	}
	for _, skill := range []string{"PSD1", "PSD2", "PSD3", "PSD4", "PSD5", "PSD6", "PSD7", "GEO1", "GEO2", "GEO3", "GEO4", "SEC1", "SEC2", "EOI2"} {
		if found[skill] == 0 {
			t.Errorf("no family for %s", skill)
		}
	}
	if found[ReadingWriting] < 8 {
		t.Errorf("%d grammar families", found[ReadingWriting])
	}
}
