package tutor

import "math"

// OverSeeds takes runs of one comparison together: means, and how far the shares
// lie apart.
func OverSeeds(runs [][]Practising) []Practising {
	out := make([]Practising, len(runs[0]))
	n := float64(len(runs))
	for i := range out {
		m := &out[i]
		m.Policy, m.LowestShare = runs[0][i].Policy, math.Inf(1)
		squares := 0.0
		for _, run := range runs {
			x := run[i]
			m.Gain += x.Gain / n
			m.Share += x.Share / n
			m.Accuracy += x.Accuracy / n
			m.Covered += x.Covered / n
			m.AllOf += x.AllOf / n
			m.LowestShare = min(m.LowestShare, x.Share)
			squares += x.Share * x.Share
		}
		if len(runs) > 1 {
			m.ShareSD = math.Sqrt(max(0, squares-n*m.Share*m.Share) / (n - 1))
		}
	}
	return out
}
