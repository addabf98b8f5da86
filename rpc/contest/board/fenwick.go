package board

// fenwick answers sums of leading counts, and finds where a sum is reached, in
// O(log n). Source: P. M. Fenwick, "A New Data Structure for Cumulative
// Frequency Tables", Software: Practice and Experience 24 (1994).
type fenwick []int32

// build makes sums of plain counts, in place.
func (f fenwick) build() {
	for i := range f {
		if up := i | (i + 1); up < len(f) {
			f[up] += f[i]
		}
	}
}

func (f fenwick) add(i int, d int32) {
	for ; i < len(f); i |= i + 1 {
		f[i] += d
	}
}

// before sums the first i counts.
func (f fenwick) before(i int) int {
	sum := 0
	for ; i > 0; i &= i - 1 {
		sum += int(f[i-1])
	}
	return sum
}

// find answers which count the unit at a position belongs to, and how many
// units of it come before; 0 ≤ position < the sum of all.
func (f fenwick) find(position int) (i, rest int) {
	step := 1
	for step*2 <= len(f) {
		step *= 2
	}
	for ; step > 0; step /= 2 {
		if next := i + step; next <= len(f) && int(f[next-1]) <= position {
			i, position = next, position-int(f[next-1])
		}
	}
	return i, position
}
