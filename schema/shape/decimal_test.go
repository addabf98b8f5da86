package shape

import (
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestDecimalsCompareAsRationals(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	numeral := func() string {
		s := []string{"", "-"}[random.IntN(2)] + strconv.Itoa(random.IntN(200))
		if random.IntN(2) == 0 {
			s += "." + strings.Repeat("0", random.IntN(4)) + strconv.Itoa(random.IntN(1000))
		}
		if random.IntN(2) == 0 {
			s += "e" + strconv.Itoa(random.IntN(40)-20)
		}
		return s
	}
	for range 20000 {
		a, b := numeral(), numeral()
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if got := readDecimal([]byte(a)).compare(readDecimal([]byte(b))); got != x.Cmp(y) {
			t.Fatalf("compare(%s, %s) = %d", a, b, got)
		}
		n, whole := readDecimal([]byte(a)).whole()
		fits := x.IsInt() && x.Num().IsInt64() && len(strings.Trim(x.Num().String(), "-")) <= 16
		if whole != fits || whole && n != x.Num().Int64() {
			t.Fatalf("whole(%s) = %d, %v", a, n, whole)
		}
	}
}

func TestAbsurdNumeralsCostNoMoreThanTheirLength(t *testing.T) {
	zeros := strings.Repeat("0", 1<<20)
	cases := []struct {
		numeral string
		whole   bool
		n       int64
	}{
		{"1e999999999999999999999", false, 0},
		{"1e-999999999999999999999", false, 0},
		{"0e999999999999999999999", true, 0},
		{"-0." + zeros + "e5", true, 0},
		{"3" + zeros + "e-1048576", true, 3},
		{"3" + zeros + "1e-1048577", false, 0},
		{"12." + zeros, true, 12},
		{"-9007199254740991.0", true, -9007199254740991},
	}
	for _, c := range cases {
		if n, whole := readDecimal([]byte(c.numeral)).whole(); whole != c.whole || n != c.n {
			t.Errorf("whole(%.30s) = %d, %v", c.numeral, n, whole)
		}
	}
}

func TestBoundsHoldToTheLastDigit(t *testing.T) {
	span := Span{Min: 0.001, Max: 1, HasMin: true, HasMax: true}
	for numeral, want := range map[string]bool{
		"0.001": true, "1e-3": true, "0.00099999999999999999999999": false, "0.0010000000000000000000001": true,
		"1": true, "1.0": true, "1.00000000000000000000001": false, "0.99999999999999999999999": true,
	} {
		f, err := strconv.ParseFloat(numeral, 64)
		if err != nil || span.holds([]byte(numeral), f) != want {
			t.Errorf("%s: %v", numeral, !want)
		}
	}
}
