package fairness

import "math"

// kendall is Kendall's rank correlation tau-b: 1 when x and y are in the same
// order, -1 in opposite orders, 0 when they have nothing to do with each
// other. Pairs equal in one of them count for neither. It is NaN when all of x
// or of y are equal. Source: M. G. Kendall, "The Treatment of Ties in Ranking
// Problems", Biometrika 33 (1945).
func kendall(x, y []float64) float64 {
	var both, inX, inY int
	for i := range x {
		for j := range i {
			dx, dy := order(x[i], x[j]), order(y[i], y[j])
			both += dx * dy
			inX += dx * dx
			inY += dy * dy
		}
	}
	return float64(both) / math.Sqrt(float64(inX)*float64(inY))
}

func order(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// slope is that of the line through the points with x up to most, by least
// squares.
func slope(x, y []float64, most float64) float64 {
	var n, sx, sy, sxy, sxx float64
	for i := range x {
		if x[i] <= most {
			n, sx, sy = n+1, sx+x[i], sy+y[i]
			sxy, sxx = sxy+x[i]*y[i], sxx+x[i]*x[i]
		}
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// less answers x - y, one by one.
func less(x, y []float64) []float64 {
	d := make([]float64, len(x))
	for i := range x {
		d[i] = x[i] - y[i]
	}
	return d
}
