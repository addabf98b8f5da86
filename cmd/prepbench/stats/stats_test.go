package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestQuantile(t *testing.T) {
	ten := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for share, want := range map[float64]int{0: 1, 0.5: 5, 0.51: 6, 0.99: 10, 1: 10} {
		if got := Quantile(ten, share); got != want {
			t.Errorf("%v of ten: %d, want %d", share, got, want)
		}
	}
	if Quantile([]int{}, 0.5) != 0 {
		t.Error("something of nothing")
	}
}

// The quantiles of Kolmogorov's distribution.
func TestBeyond(t *testing.T) {
	for x, want := range map[float64]float64{0.82757: 0.5, 1.22385: 0.1, 1.35810: 0.05, 1.62762: 0.01, 1.94947: 0.001} {
		if got := beyond(x); math.Abs(got/want-1) > 1e-4 {
			t.Errorf("beyond %v: %.6f, want %.6f", x, got, want)
		}
	}
}

// A shift of three standard errors: the variance of each sample is 5000/4999.
func TestWelch(t *testing.T) {
	a, b := make([]float64, 5000), make([]float64, 5000)
	shift := 3 * math.Sqrt(2.0/4999)
	for i := range a {
		a[i] = float64(2 * (i % 2))
		b[i] = a[i] + shift
	}
	if d := Welch(a, b); math.Abs(d.P-0.0026998) > 1e-6 || math.Abs(d.B-d.A-shift) > 1e-9 || math.Abs(d.Error-shift/3) > 1e-9 {
		t.Errorf("%+v", d)
	}
}

// Of many pairs of samples of one distribution about one in a hundred is found
// different at a level of 1 %, and of shifted ones nearly all are.
func TestLevels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	sample := func(shift float64) []float64 {
		x := make([]float64, 1000)
		for i := range x {
			x[i] = math.Exp(r.NormFloat64()) + shift
		}
		return x
	}
	const runs = 400
	var same, shifted [2]int
	for range runs {
		a := sample(0)
		for i, shift := range []float64{0, 0.5} {
			b := sample(shift)
			found := [2]bool{Welch(a, b).P <= 0.01}
			_, p := Kolmogorov(a, b)
			found[1] = p <= 0.01
			for j, f := range found {
				if f && i == 0 {
					same[j]++
				} else if f {
					shifted[j]++
				}
			}
		}
	}
	for j, test := range []string{"Welch", "Kolmogorov"} {
		if same[j] > runs*4/100 || shifted[j] < runs*95/100 {
			t.Errorf("%s: of %d equal pairs %d were found different, of as many shifted ones %d", test, runs, same[j], shifted[j])
		}
	}
}
