package learner

import "math"

// The head is straight in the logit, and people are not: who clicks at random, or
// knows a skill or does not, is right at rates that no straight line reaches. So
// the head's logit is bent once more, by a rising linear spline (Hastie,
// Tibshirani and Friedman, "The Elements of Statistical Learning", 5.2) fitted to
// the same answers of held-out students, and drawn towards no bend at all.
//
// bends are its value at 0, then its slopes: below -2, up to -1, 0, 1 and 2, and
// above.
type bends [7]float64

func unbent() bends { return bends{0, 1, 1, 1, 1, 1, 1} }

// leastSlope keeps the spline rising: an abler student must not be expected to be
// right less.
const leastSlope = 0.05

// ramps takes a logit apart into what lies in each part of the spline: they add
// up to it.
func ramps(logit float64) (r [6]float64) {
	from := [7]float64{math.Inf(-1), -2, -1, 0, 1, 2, math.Inf(1)}
	for i := range r {
		low, high := from[i], from[i+1]
		r[i] = clamp(logit, low, high) - clamp(0, low, high)
	}
	return r
}

func (b *bends) at(logit float64) float64 {
	switch {
	case logit < -2:
		return b[0] - b[3] - b[2] + float64(b[1]*(logit+2))
	case logit < -1:
		return b[0] - b[3] + float64(b[2]*(logit+1))
	case logit < 0:
		return b[0] + float64(b[3]*logit)
	case logit < 1:
		return b[0] + float64(b[4]*logit)
	case logit < 2:
		return b[0] + b[4] + float64(b[5]*(logit-1))
	}
	return b[0] + b[4] + b[5] + float64(b[6]*(logit-2))
}

// fitBends finds the spline. It overwrites the rows.
func fitBends(rows []row, weights *[features]float64, ridge float64) (b bends) {
	for i := range rows {
		parts := ramps(rows[i].logit(weights))
		rows[i].x = [features]float32{1}
		for k, x := range parts {
			rows[i].x[1+k] = float32(x)
		}
	}
	to := pull{}
	for i := range to.strength {
		to.strength[i] = ridge
	}
	for i, slope := range unbent() {
		to.start[i] = slope
	}
	for range len(b) { // each round holds at least one more slope fast, or is the last
		fitted := fitHead(rows, &to)
		held := false
		for i := range b {
			b[i] = fitted[i]
			if i > 0 && b[i] < leastSlope {
				b[i], to.start[i], to.strength[i], held = leastSlope, leastSlope, 1e12, true
			}
		}
		if !held {
			break
		}
	}
	return b
}
