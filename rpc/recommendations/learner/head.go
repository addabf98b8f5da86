package learner

// fitHead finds the weights of the logistic regression that make the rows most
// likely, with a quadratic pull towards where it begins: Newton's method, which is
// iteratively reweighted least squares (Hastie, Tibshirani and Friedman, "The
// Elements of Statistical Learning", 4.4). Without rows that is where it ends.
func fitHead(rows []row, to *pull) [features]float64 {
	w := to.start
	for range 12 {
		var n normal
		for i := range rows {
			n.add(&rows[i], &w)
		}
		for i := range w {
			n.gradient[i] -= float64(to.strength[i] * (w[i] - to.start[i]))
			n.curvature[i][i] += to.strength[i]
		}
		step := n.solve()
		largest := 0.0
		for i := range w {
			d := clamp(step[i], -1, 1)
			w[i] += d
			largest = max(largest, d, -d)
		}
		if largest < 1e-9 {
			break
		}
	}
	return w
}

// pull is where weights begin, and how strongly they are drawn back there.
type pull struct{ start, strength [features]float64 }

// pullToFilter draws the head towards the filter's own logit alone.
func pullToFilter(ridge float64) *pull {
	to := pull{start: [features]float64{featureIRT: 1}}
	for i := range to.strength {
		to.strength[i] = ridge
	}
	return &to
}

// normal are the normal equations of one step.
type normal struct {
	gradient  [features]float64
	curvature [features][features]float64 // the lower half
}

func (n *normal) add(r *row, w *[features]float64) {
	p := sigmoid(r.logit(w))
	e := -p
	if r.correct {
		e = 1 - p
	}
	h := float64(p * (1 - p))
	for i, xi := range r.x {
		if xi == 0 {
			continue
		}
		x := float64(xi)
		n.gradient[i] += float64(e * x)
		hx := float64(h * x)
		for j := range i + 1 {
			n.curvature[i][j] += float64(hx * float64(r.x[j]))
		}
	}
}

// solve returns curvature⁻¹·gradient by Cholesky's decomposition. The ridge keeps
// the curvature positive.
func (n *normal) solve() (x [features]float64) {
	c := &n.curvature
	for i := range features {
		for j := range i + 1 {
			sum := c[i][j]
			for k := range j {
				sum -= float64(c[i][k] * c[j][k])
			}
			if i == j {
				c[i][i] = sqrt(max(sum, 1e-12))
			} else {
				c[i][j] = sum / c[j][j]
			}
		}
	}
	for i := range features {
		sum := n.gradient[i]
		for k := range i {
			sum -= float64(c[i][k] * x[k])
		}
		x[i] = sum / c[i][i]
	}
	for i := features - 1; i >= 0; i-- {
		sum := x[i]
		for k := i + 1; k < features; k++ {
			sum -= float64(c[k][i] * x[k])
		}
		x[i] = sum / c[i][i]
	}
	return x
}
