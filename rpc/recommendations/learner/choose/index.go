package choose

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"prepwire/rpc/recommendations/learner"
)

// Candidate is a question that may be chosen.
type Candidate struct {
	ID string // the question's; Question.Item is made from it when it is 0
	learner.Question
	Skill   string // code of the first skill; Question.Skills is made from it when it is empty
	Subject string
	Curve   learner.Curve // zero: the model's own
}

// Index holds candidates by skill and difficulty, so that a choice looks at some
// dozens of thousands. Any number of goroutines may use it.
type Index struct {
	params *learner.Params

	mu      sync.RWMutex
	entries map[string]*entry
	buckets map[learner.SkillID]*bucket
	order   []*bucket // by skill code: a fixed order to walk in
}

type bucket struct {
	skill   learner.SkillID
	code    string
	entries []*entry // by difficulty, then id
	sum     float64  // of difficulties
	squares float64
}

type entry struct {
	Candidate
	curve learner.Curve
}

// NewIndex returns an index of candidates under given parameters. With new
// parameters make a new one: 10,000 candidates take some 10 ms.
func NewIndex(params *learner.Params, candidates ...Candidate) *Index {
	x := &Index{params: params, entries: make(map[string]*entry, len(candidates)), buckets: map[learner.SkillID]*bucket{}}
	for _, c := range candidates {
		x.addLocked(c, false)
	}
	for _, b := range x.order {
		slices.SortFunc(b.entries, compareEntries)
	}
	return x
}

// Params returns the parameters the index was made under.
func (x *Index) Params() *learner.Params { return x.params }

// Len returns how many candidates there are.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.entries)
}

// Put adds a candidate, or replaces the one with its ID.
func (x *Index) Put(c Candidate) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.removeLocked(c.ID)
	x.addLocked(c, true)
}

// Remove takes a candidate out; one that is not there is no fault.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.removeLocked(id)
}

func (x *Index) addLocked(c Candidate, sorted bool) {
	if _, twice := x.entries[c.ID]; twice {
		x.removeLocked(c.ID)
	}
	if c.Item == 0 {
		c.Item = learner.Item(c.ID)
	}
	if len(c.Skills) == 0 {
		c.Skills = []learner.SkillID{learner.Skill(c.Skill)}
	}
	e := &entry{Candidate: c, curve: c.Curve}
	if e.curve == (learner.Curve{}) {
		e.curve = x.params.Curve(c.Question)
	}
	b := x.buckets[c.Skills[0]]
	if b == nil {
		b = &bucket{skill: c.Skills[0], code: c.Skill}
		x.buckets[b.skill] = b
		at, _ := slices.BinarySearchFunc(x.order, b, func(a, b *bucket) int {
			return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.skill, b.skill))
		})
		x.order = slices.Insert(x.order, at, b)
	}
	x.entries[c.ID] = e
	b.count(e, 1)
	if !sorted {
		b.entries = append(b.entries, e)
		return
	}
	at, _ := slices.BinarySearchFunc(b.entries, e, compareEntries)
	b.entries = slices.Insert(b.entries, at, e)
}

func (x *Index) removeLocked(id string) {
	e := x.entries[id]
	if e == nil {
		return
	}
	delete(x.entries, id)
	b := x.buckets[e.Skills[0]]
	b.count(e, -1)
	b.entries = slices.DeleteFunc(b.entries, func(o *entry) bool { return o == e })
}

func (b *bucket) count(e *entry, by float64) {
	b.sum += by * e.curve.Difficulty
	b.squares += by * e.curve.Difficulty * e.curve.Difficulty
}

// spread returns the mean and variance of the difficulties.
func (b *bucket) spread() (mean, variance float64) {
	n := max(1, float64(len(b.entries)))
	mean = b.sum / n
	return mean, max(0, b.squares/n-mean*mean)
}

func compareEntries(a, b *entry) int {
	return cmp.Or(cmp.Compare(a.curve.Difficulty, b.curve.Difficulty), cmp.Compare(a.ID, b.ID))
}

// near calls for the entries of a bucket, nearest in difficulty first, until
// yield answers false.
func (b *bucket) near(difficulty float64, yield func(*entry) bool) {
	high, _ := slices.BinarySearchFunc(b.entries, difficulty, func(e *entry, d float64) int {
		return cmp.Compare(e.curve.Difficulty, d)
	})
	low := high - 1
	for low >= 0 || high < len(b.entries) {
		below, above := math.Inf(1), math.Inf(1)
		if low >= 0 {
			below = difficulty - b.entries[low].curve.Difficulty
		}
		if high < len(b.entries) {
			above = b.entries[high].curve.Difficulty - difficulty
		}
		var e *entry
		if below <= above {
			e, low = b.entries[low], low-1
		} else {
			e, high = b.entries[high], high+1
		}
		if !yield(e) {
			return
		}
	}
}
