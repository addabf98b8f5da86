package itembank

import (
	"math/bits"
	"strconv"
	"strings"
)

// rat is an exact fraction in lowest terms. The zero value is 0. Two rats are
// equal in value exactly when == holds. Results that leave 64 bits panic:
// families work with small numbers, and a wrong key would be worse.
type rat struct {
	num  int64
	den1 int64 // denominator minus one, so that the zero value is 0/1
}

// whole is the integer n.
func whole(n int) rat { return rat{num: int64(n)} }

// frac is n/d. It panics when d is zero.
func frac(n, d int) rat { return reduce(int64(n), int64(d)) }

func reduce(n, d int64) rat {
	if d == 0 {
		panic("itembank: division by zero")
	}
	if d < 0 {
		n, d = -n, -d
	}
	g := gcd(n, d)
	return rat{n / g, d/g - 1}
}

// gcd is the greatest common divisor, at least 1 unless both are zero.
func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	if b < 0 {
		b = -b
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (r rat) den() int64 { return r.den1 + 1 }

func (r rat) add(s rat) rat {
	return reduce(plus(times(r.num, s.den()), times(s.num, r.den())), times(r.den(), s.den()))
}

func (r rat) sub(s rat) rat { return r.add(s.neg()) }

func (r rat) mul(s rat) rat {
	return reduce(times(r.num, s.num), times(r.den(), s.den()))
}

// div is r/s. It panics when s is zero.
func (r rat) div(s rat) rat {
	return reduce(times(r.num, s.den()), times(r.den(), s.num))
}

func (r rat) neg() rat { return rat{-r.num, r.den1} }

func (r rat) abs() rat {
	if r.num < 0 {
		return r.neg()
	}
	return r
}

// pow is r to the whole power n; a negative n inverts.
func (r rat) pow(n int) rat {
	if n < 0 {
		return whole(1).div(r.pow(-n))
	}
	p := whole(1)
	for range n {
		p = p.mul(r)
	}
	return p
}

// cmp is -1, 0 or 1 as r is below, equal to or above s.
func (r rat) cmp(s rat) int { return r.sub(s).sign() }

func (r rat) sign() int {
	switch {
	case r.num < 0:
		return -1
	case r.num > 0:
		return 1
	}
	return 0
}

func (r rat) isInt() bool { return r.den1 == 0 }

// floor is the greatest whole number not above r.
func (r rat) floor() rat {
	q := r.num / r.den()
	if r.num < 0 && q*r.den() != r.num {
		q--
	}
	return rat{num: q}
}

// ceil is the least whole number not below r.
func (r rat) ceil() rat { return r.neg().floor().neg() }

// sqrt is the exact square root, and false when r has none among the fractions.
func (r rat) sqrt() (rat, bool) {
	n, okN := root(r.num)
	d, okD := root(r.den())
	if !okN || !okD {
		return rat{}, false
	}
	return reduce(n, d), true
}

// root is the exact whole square root of n.
func root(n int64) (int64, bool) {
	if n < 0 {
		return 0, false
	}
	x := n
	for y := (x + 1) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x, x*x == n
}

// ascii writes r as an answer is typed: "-3/4", "12".
func (r rat) ascii() string {
	s := strconv.FormatInt(r.num, 10)
	if r.isInt() {
		return s
	}
	return s + "/" + strconv.FormatInt(r.den(), 10)
}

// String writes r as a text shows it, with the minus sign of print: "−3/4".
func (r rat) String() string { return strings.Replace(r.ascii(), "-", "−", 1) }

// decimal writes r with a decimal point where that is exact within four places,
// and false otherwise: "0.75", "−2.5", "12".
func (r rat) decimal() (string, bool) {
	scaled := r.abs()
	for places := 0; places <= 4; places++ {
		if scaled.isInt() {
			return r.withSign(placePoint(scaled.num, places)), true
		}
		scaled = scaled.mul(whole(10))
	}
	return "", false
}

func (r rat) withSign(abs string) string {
	if r.num < 0 {
		return "−" + abs
	}
	return abs
}

// placePoint writes the whole number n with its last places behind a decimal point.
func placePoint(n int64, places int) string {
	s := strconv.FormatInt(n, 10)
	if places == 0 {
		return s
	}
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	return s[:len(s)-places] + "." + s[len(s)-places:]
}

func plus(a, b int64) int64 {
	c := a + b
	if (a > 0) == (b > 0) && (c > 0) != (a > 0) && a != 0 && b != 0 {
		panic("itembank: number too large")
	}
	return c
}

func times(a, b int64) int64 {
	neg := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > 1<<63-1 {
		panic("itembank: number too large")
	}
	if neg {
		return -int64(lo)
	}
	return int64(lo)
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return uint64(-a)
	}
	return uint64(a)
}
