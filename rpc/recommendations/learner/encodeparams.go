package learner

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"slices"
)

const (
	oldestParams = 0x52

	paramsHead     = 1 + 1 + 8 + 8 + 3*8
	componentBytes = 5 * 4
)

// MarshalBinary encodes the parameters: 28 bytes an item, 24 a skill or family.
// Equal parameters have equal encodings. The error is always nil.
func (p *Params) MarshalBinary() ([]byte, error) {
	b := []byte{paramsFormat, features}
	b = le.AppendUint64(b, uint64(p.number))
	b = le.AppendUint64(b, uint64(p.answers))
	for _, f := range []float64{p.base, p.times.base, p.times.sd} {
		b = le.AppendUint64(b, math.Float64bits(f))
	}
	for _, x := range p.set.fitted() {
		b = le.AppendUint64(b, math.Float64bits(*x))
	}
	for _, w := range p.weights {
		b = le.AppendUint64(b, math.Float64bits(w))
	}
	for _, w := range p.bends {
		b = le.AppendUint64(b, math.Float64bits(w))
	}
	for i := range p.levels {
		b = p.levels[i].append(b)
	}
	b = appendTable(b, p.items)
	b = appendTable(b, p.family)
	b = appendTable(b, p.skills)
	return le.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

func appendTable[K cmp.Ordered](b []byte, table map[K]component) []byte {
	b = le.AppendUint32(b, uint32(len(table)))
	for _, key := range slices.Sorted(maps.Keys(table)) {
		switch key := any(key).(type) {
		case ItemID:
			b = le.AppendUint64(b, uint64(key))
		case FamilyID:
			b = le.AppendUint32(b, uint32(key))
		case SkillID:
			b = le.AppendUint32(b, uint32(key))
		}
		c := table[key]
		b = c.append(b)
	}
	return b
}

func (c *component) append(b []byte) []byte {
	for _, n := range [...]uint32{math.Float32bits(c.mean), math.Float32bits(c.variance), c.answers, math.Float32bits(c.time), c.timed} {
		b = le.AppendUint32(b, n)
	}
	return b
}

// DecodeParams reads what MarshalBinary wrote. It answers ErrOutdated for what an
// older program wrote, ErrDamaged for anything else that is not whole.
func DecodeParams(b []byte) (*Params, error) {
	for older := byte(oldestParams); older < paramsFormat; older++ {
		if _, err := unseal(b, older, paramsHead); err == nil {
			return nil, ErrOutdated
		}
	}
	body, err := unseal(b, paramsFormat, paramsHead)
	if err != nil || body[1] != features {
		return nil, ErrDamaged
	}
	p := blank(&tuned)
	r := reader{b: body[2:]}
	p.number, p.answers = int64(r.uint64()), int64(r.uint64())
	p.base, p.times.base, p.times.sd = r.float64(), r.float64(), r.float64()
	set := tuned
	p.set = &set
	for _, x := range set.fitted() {
		*x = r.float64()
	}
	for i := range p.weights {
		p.weights[i] = r.float64()
	}
	for i := range p.bends {
		p.bends[i] = r.float64()
	}
	for i := range p.levels {
		p.levels[i] = r.component()
	}
	readTable(&r, p.items, func() ItemID { return ItemID(r.uint64()) })
	readTable(&r, p.family, func() FamilyID { return FamilyID(r.uint32()) })
	readTable(&r, p.skills, func() SkillID { return SkillID(r.uint32()) })
	if r.short || len(r.b) != 0 {
		return nil, ErrDamaged
	}
	p.seal()
	return p, nil
}

// Version names the parameters: their number, and a digest of their bytes by
// which two nodes see whether they mean the same.
func (p *Params) Version() string { return fmt.Sprintf("%d-%08x", p.number, p.digest) }

// seal takes the digest. Nothing changes the parameters afterwards.
func (p *Params) seal() {
	b, _ := p.MarshalBinary()
	p.digest = crc32.Checksum(b[:len(b)-sumBytes], castagnoli)
}

// reader reads zeros once the bytes run short.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) next(n int) []byte {
	if len(r.b) < n {
		r.short, r.b = true, nil
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) uint32() uint32   { return le.Uint32(r.next(4)) }
func (r *reader) uint64() uint64   { return le.Uint64(r.next(8)) }
func (r *reader) float32() float32 { return math.Float32frombits(r.uint32()) }
func (r *reader) float64() float64 { return math.Float64frombits(r.uint64()) }

func (r *reader) component() component {
	return component{mean: r.float32(), variance: r.float32(), answers: r.uint32(), time: r.float32(), timed: r.uint32()}
}

func readTable[K comparable](r *reader, table map[K]component, key func() K) {
	for range r.uint32() {
		if r.short {
			return
		}
		k := key()
		table[k] = r.component()
	}
}
