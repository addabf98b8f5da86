package itembank

import "slices"

// slip names the wrong answers that fill a gap beside the misconceptions.
const slip = "arithmetic slip"

// arrange chooses three wrong answers and places the four choices. It answers
// false when there are not enough. The returned index is the key's.
func (d draft) arrange(roll *dice) ([]wrong, int, bool) {
	found := d.candidates()
	if d.key.isNumber() {
		return d.arrangeNumbers(found, roll)
	}
	if len(found) < 3 {
		return nil, 0, false
	}
	at := roll.below(4)
	chosen := found[:3:3]
	for i := len(chosen) - 1; i > 0; i-- {
		j := roll.below(i + 1)
		chosen[i], chosen[j] = chosen[j], chosen[i]
	}
	return slices.Insert(chosen, at, wrong{choice: d.key}), at, true
}

// arrangeNumbers sorts by value. So that the key's place tells nothing, the
// place is drawn first, then filled with the best misconceptions below and
// above the key, and with slips where those run out. At least one
// misconception always stays: an outer place that would have none goes to the
// other end, which evens out over a family with mistakes on both sides.
func (d draft) arrangeNumbers(found []wrong, roll *dice) ([]wrong, int, bool) {
	var below, above []wrong
	for _, w := range found {
		if w.num.cmp(d.key.num) < 0 {
			below = append(below, w)
		} else {
			above = append(above, w)
		}
	}
	at := roll.below(4)
	if at == 0 && len(above) == 0 || at == 3 && len(below) == 0 {
		at = 3 - at
	}
	low, okLow := d.fill(below, at, -1)
	high, okHigh := d.fill(above, 3-at, +1)
	if !okLow || !okHigh || len(found) == 0 {
		return nil, 0, false
	}
	all := slices.Concat(low, high, []wrong{{choice: d.key}})
	slices.SortFunc(all, func(a, b wrong) int { return a.num.cmp(b.num) })
	return all, at, true
}

// fill takes the first n of list and makes up the rest with slips on that side
// of the key.
func (d draft) fill(list []wrong, n, side int) ([]wrong, bool) {
	list = slices.Clone(list[:min(n, len(list))])
	for k := 1; len(list) < n; k++ {
		if k > 12 {
			return nil, false
		}
		c := number(d.key.num.add(d.slipStep().mul(whole(k * side))))
		if d.usable(c) && !holds(list, c) {
			list = append(list, wrong{c, slip})
		}
	}
	return list, true
}

func (d draft) slipStep() rat {
	if d.step.sign() != 0 {
		return d.step
	}
	return rat{1, d.key.num.den1}
}
