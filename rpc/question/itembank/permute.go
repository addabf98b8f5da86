package itembank

import "math/bits"

// mix is the finishing step of SplitMix64 (Steele, Lea and Flood, 2014) after
// its additive constant: a fixed bijection of 64 bits. All randomness of the
// package is made from it, so that a seed means the same everywhere for ever.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hash is FNV-1a over the bytes of s.
func hash(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

// permutation orders the numbers 0 to n-1 by a key: a four-round Feistel
// network over the next even number of bits, walked until it lands below n.
// That is at most four steps on average, since the network is under 4n wide.
type permutation struct {
	n    uint64
	half int // bits in each half
	keys [4]uint64
}

func newPermutation(n, key uint64) permutation {
	p := permutation{n: n, half: max(1, (bits.Len64(n-1)+1)/2)}
	for i := range p.keys {
		key = mix(key)
		p.keys[i] = key
	}
	return p
}

// at is the place that position i holds, for i below n.
func (p permutation) at(i uint64) uint64 {
	for i = p.round(i); i >= p.n; i = p.round(i) {
	}
	return i
}

func (p permutation) round(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	left, right := i>>p.half, i&mask
	for _, key := range p.keys {
		left, right = right, left^mix(right^key)&mask
	}
	return left<<p.half | right
}

// dice is a stream of draws from one seed, for placing choices.
type dice struct{ state uint64 }

// below draws a number from 0 to n-1. The bias of the remainder is under 2⁻⁶⁰
// for the handfuls it is used on.
func (d *dice) below(n int) int {
	d.state = mix(d.state)
	return int(d.state % uint64(n))
}
