package tutor

import (
	"math"
	"slices"
)

// Guess is a prediction and what came.
type Guess struct {
	P       float64
	Correct bool
	Nth     int // of the user's answers, from 0
}

// Fit holds predictions against what came.
type Fit struct{ AUC, LogLoss, RMSE, ECE, Accuracy float64 }

// bins of equal width for ECE, as in the published comparisons.
const bins = 15

// Judge measures predictions. AUC counts ties half; without both outcomes it is
// 0.5.
func Judge(guesses []Guess) Fit {
	var f Fit
	var sums [bins]bin
	for _, g := range guesses {
		y := 0.0
		if g.Correct {
			y = 1
			f.LogLoss -= math.Log(max(1e-15, g.P))
		} else {
			f.LogLoss -= math.Log(max(1e-15, 1-g.P))
		}
		f.RMSE += (g.P - y) * (g.P - y)
		if (g.P >= 0.5) == g.Correct {
			f.Accuracy++
		}
		sums[min(bins-1, int(g.P*bins))].add(g.P, y)
	}
	n := max(1, float64(len(guesses)))
	f.LogLoss, f.Accuracy, f.RMSE = f.LogLoss/n, f.Accuracy/n, math.Sqrt(f.RMSE/n)
	for _, b := range sums {
		f.ECE += math.Abs(b.p-b.y) / n
	}
	f.AUC = auc(guesses)
	return f
}

type bin struct{ n, p, y float64 }

func (b *bin) add(p, y float64) { b.n, b.p, b.y = b.n+1, b.p+p, b.y+y }

func auc(guesses []Guess) float64 {
	sorted := slices.Clone(guesses)
	slices.SortFunc(sorted, func(a, b Guess) int {
		switch {
		case a.P < b.P:
			return -1
		case a.P > b.P:
			return 1
		}
		return 0
	})
	var rank, right float64
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].P == sorted[i].P {
			j++
		}
		for _, g := range sorted[i:j] {
			if g.Correct {
				rank += float64(i+j+1) / 2 // mean of the ranks i+1 … j
				right++
			}
		}
		i = j
	}
	wrong := float64(len(sorted)) - right
	if right == 0 || wrong == 0 {
		return 0.5
	}
	return (rank - right*(right+1)/2) / (right * wrong)
}

// correlation is Pearson's; 0 when one side does not vary.
func correlation(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / max(1, float64(len(x)))
}
