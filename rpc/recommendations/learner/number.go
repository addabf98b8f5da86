package learner

import "math"

// Elementary functions in plain Go. Those of package math are written in
// assembly on some processors and may differ there in the last bit; states must
// not. For the same reason every product of floats in this package stands in an
// explicit conversion, float64(a * b): the language lets a compiler fuse x*y+z
// into one rounding, as it does on arm64 and with GOAMD64=v3, unless the product
// is converted. A test reads the source and holds this. Square roots and the
// four basic operations are exact everywhere (IEEE 754).

const (
	log2e  = 1.44269504088896338700e+00
	ln2    = 6.93147180559945286227e-01
	ln2Hi  = 6.93147180369123816490e-01
	ln2Lo  = 1.90821492927058770002e-10
	expMax = 700
)

// exp returns e to the x. x is held within ±700.
func exp(x float64) float64 {
	x = clamp(x, -expMax, expMax)
	k := math.Floor(float64(x*log2e) + 0.5)
	r := x - float64(k*ln2Hi) - float64(k*ln2Lo) // |r| <= ln2/2
	// Taylor's series to the 12th power: the rest is below 2e-16.
	p := 1.0 / 479001600
	p = float64(p*r) + 1.0/39916800
	p = float64(p*r) + 1.0/3628800
	p = float64(p*r) + 1.0/362880
	p = float64(p*r) + 1.0/40320
	p = float64(p*r) + 1.0/5040
	p = float64(p*r) + 1.0/720
	p = float64(p*r) + 1.0/120
	p = float64(p*r) + 1.0/24
	p = float64(p*r) + 1.0/6
	p = float64(p*r) + 0.5
	p = float64(p*r) + 1
	p = float64(p*r) + 1
	return float64(p * math.Float64frombits(uint64(int64(k)+1023)<<52))
}

// log returns the natural logarithm of a normal x > 0, by the series of
// 2·artanh((x-1)/(x+1)).
func log(x float64) float64 {
	bits := math.Float64bits(x)
	k := float64(int64(bits>>52) - 1023)
	f := math.Float64frombits(bits&(1<<52-1) | 1023<<52) // 1 <= f < 2
	if f > math.Sqrt2 {
		f, k = float64(f*0.5), k+1
	}
	s := (f - 1) / (f + 1) // |s| <= 0.172
	z := float64(s * s)
	p := 1.0 / 19
	p = float64(p*z) + 1.0/17
	p = float64(p*z) + 1.0/15
	p = float64(p*z) + 1.0/13
	p = float64(p*z) + 1.0/11
	p = float64(p*z) + 1.0/9
	p = float64(p*z) + 1.0/7
	p = float64(p*z) + 1.0/5
	p = float64(p*z) + 1.0/3
	p = float64(p*z) + 1
	return float64(k*ln2) + float64(2*float64(s*p))
}

// sigmoid returns 1/(1+e^-x).
func sigmoid(x float64) float64 { return 1 / (1 + exp(-x)) }

var logCounts = func() (t [256]float64) {
	for i := range t {
		t[i] = log(float64(i + 1))
	}
	return t
}()

// logCount returns log(1+n).
func logCount(n uint32) float64 {
	if n < uint32(len(logCounts)) {
		return logCounts[n]
	}
	return log(float64(n) + 1)
}

func clamp(x, low, high float64) float64 { return max(low, min(high, x)) }
