package shape

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
)

// A decimal is a numeral read exactly: 0.digits × 10^point. Digits have no
// zeros at either end; zero has none at all and is not negative. Reading costs
// as much as the numeral is long, whatever its exponent says.
type decimal struct {
	negative bool
	digits   []byte
	point    int
}

// readDecimal reads a numeral that has passed scan.Check.
func readDecimal(numeral []byte) decimal {
	var d decimal
	if numeral[0] == '-' {
		d.negative, numeral = true, numeral[1:]
	}
	if e := bytes.IndexAny(numeral, "eE"); e >= 0 {
		d.point = readExponent(numeral[e+1:])
		numeral = numeral[:e]
	}
	whole, fraction, _ := bytes.Cut(numeral, []byte("."))
	d.point += len(whole)
	d.digits = whole
	if len(fraction) > 0 {
		d.digits = append(append(make([]byte, 0, len(numeral)), whole...), fraction...)
	}
	significant := bytes.TrimLeft(d.digits, "0")
	d.point -= len(d.digits) - len(significant)
	if d.digits = bytes.TrimRight(significant, "0"); len(d.digits) == 0 {
		return decimal{}
	}
	return d
}

// readExponent reads an exponent; absurd ones become great enough to decide
// every comparison, and small enough to add a length to.
func readExponent(b []byte) int {
	e, _ := strconv.ParseInt(string(b), 10, 64) // out of range gives the nearest end
	return int(max(min(e, math.MaxInt64/4), math.MinInt64/4))
}

// whole returns the value when it is an integer of at most 16 digits.
func (d decimal) whole() (n int64, ok bool) {
	if d.point > 16 || d.point < len(d.digits) {
		return 0, false
	}
	for i := range d.point {
		n *= 10
		if i < len(d.digits) {
			n += int64(d.digits[i] - '0')
		}
	}
	if d.negative {
		n = -n
	}
	return n, true
}

// compare orders two decimals as cmp.Compare does.
func (d decimal) compare(e decimal) int {
	if d.sign() != e.sign() {
		return cmp.Compare(d.sign(), e.sign())
	}
	size := cmp.Compare(d.point, e.point)
	if size == 0 {
		size = bytes.Compare(d.digits, e.digits)
	}
	return size * d.sign()
}

func (d decimal) sign() int {
	switch {
	case len(d.digits) == 0:
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// holds reports whether a numeral that reads as f lies in the span. Where the
// rounding to f reached a bound, the digits decide.
func (s Span) holds(numeral []byte, f float64) bool {
	if !s.contains(f) {
		return false
	}
	if s.HasMin && f == s.Min && readDecimal(numeral).compare(exactly(s.Min)) < 0 {
		return false
	}
	return !(s.HasMax && f == s.Max && readDecimal(numeral).compare(exactly(s.Max)) > 0)
}

// exactly is the decimal that documents show for a bound.
func exactly(bound float64) decimal {
	return readDecimal(strconv.AppendFloat(nil, bound, 'g', -1, 64))
}
