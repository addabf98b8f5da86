package itembank

import (
	"math/big"
	"testing"
)

func TestRationalAgreesWithBig(t *testing.T) {
	for i := range 20_000 {
		d := dice{uint64(i)}
		a, b := frac(d.below(401)-200, d.below(60)+1), frac(d.below(401)-200, d.below(60)+1)
		x, y := big.NewRat(a.num, a.den()), big.NewRat(b.num, b.den())
		check := func(op string, got rat, want *big.Rat) {
			if big.NewRat(got.num, got.den()).Cmp(want) != 0 || want.Denom().Int64() != got.den() {
				t.Fatalf("%s %s %s = %s, want %s", a, op, b, got, want)
			}
		}
		check("+", a.add(b), new(big.Rat).Add(x, y))
		check("−", a.sub(b), new(big.Rat).Sub(x, y))
		check("·", a.mul(b), new(big.Rat).Mul(x, y))
		if b.sign() != 0 {
			check("/", a.div(b), new(big.Rat).Quo(x, y))
		}
		if a.cmp(b) != x.Cmp(y) || (a == b) != (x.Cmp(y) == 0) {
			t.Fatalf("%s and %s compare as %d, want %d", a, b, a.cmp(b), x.Cmp(y))
		}
		if f := a.floor(); f.cmp(a) > 0 || f.add(whole(1)).cmp(a) <= 0 || !f.isInt() {
			t.Fatalf("floor of %s is %s", a, f)
		}
		if s, ok := a.mul(a).sqrt(); !ok || s != a.abs() {
			t.Fatalf("root of the square of %s is %s", a, s)
		}
		if back, ok := parse(a.abs().ascii()); !ok || back != a.abs() {
			t.Fatalf("%s reads back as %s", a.abs(), back)
		}
	}
}

func TestRationalPanicsRatherThanWraps(t *testing.T) {
	for name, f := range map[string]func(){
		"multiply": func() { whole(1 << 40).mul(whole(1 << 40)) },
		"add":      func() { whole(1<<63 - 1).add(whole(1)) },
		"divide":   func() { whole(1).div(whole(0)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

func TestRationalNotWhole(t *testing.T) {
	for _, r := range []rat{whole(2), frac(1, 3), whole(-4), frac(4, 3)} {
		if s, ok := r.sqrt(); ok {
			t.Errorf("root of %s is %s, want none", r, s)
		}
	}
}
