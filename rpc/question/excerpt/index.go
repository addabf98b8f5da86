package excerpt

import (
	"cmp"
	"slices"
	"sort"
	"sync"
)

// Marks of a question: short pieces, evenly spread over it, by which it is found
// among very many.
const (
	markSize = 8  // letters of a mark
	markStep = 8  // letters from one mark to the next, more in long questions
	mostMark = 96 // marks of a question
)

// Index finds, among very many questions, the few that a text may quote. It
// keeps no texts: about 20 marks of 8 bytes for a question of 150 letters, at
// most 96. It may be used concurrently. The zero Index is empty and ready.
type Index struct {
	mu     sync.RWMutex
	places map[string]uint32   // where a question's marks point
	ids    []string            // by place; empty: given up
	levels [][]mark            // sorted, each less than half of the one before
	wholes map[uint64][]string // ids by the hash of all letters
	hashes map[string]uint64   // the reverse
}

// mark says that a question holds a piece.
type mark struct{ hash, place uint32 }

// Update takes questions in, instead of what it had under their ids, and gives
// others up. It takes time by what changes, and now and then by all there is:
// some 100 ms for 100,000 questions.
func (x *Index) Update(put map[string]Question, remove []string) {
	marks := make(map[string][]uint32, len(put))
	wholes := make(map[string]uint64, len(put))
	for id, q := range put {
		core := q.core().letters
		marks[id], wholes[id] = marksOf(core), hash(core)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.places == nil {
		x.places, x.wholes, x.hashes = map[string]uint32{}, map[uint64][]string{}, map[string]uint64{}
	}
	for _, id := range remove {
		x.giveUp(id)
	}
	var fresh []mark
	for id, hashes := range marks {
		x.giveUp(id)
		place := uint32(len(x.ids))
		x.ids, x.places[id] = append(x.ids, id), place
		x.hashes[id] = wholes[id]
		x.wholes[wholes[id]] = append(x.wholes[wholes[id]], id)
		for _, h := range hashes {
			fresh = append(fresh, mark{h, place})
		}
	}
	if len(fresh) > 0 {
		sortMarks(fresh)
		x.levels = append(x.levels, fresh)
	}
	for n := len(x.levels); n > 1 && len(x.levels[n-1])*2 > len(x.levels[n-2]); n-- {
		x.levels = append(x.levels[:n-2], merged(x.levels[n-2], x.levels[n-1]))
	}
	if len(x.ids) > 2*len(x.places)+1000 {
		x.compact()
	}
}

func (x *Index) giveUp(id string) {
	if place, known := x.places[id]; known {
		x.ids[place] = ""
		delete(x.places, id)
		h := x.hashes[id]
		delete(x.hashes, id)
		if x.wholes[h] = slices.DeleteFunc(x.wholes[h], func(other string) bool { return other == id }); len(x.wholes[h]) == 0 {
			delete(x.wholes, h)
		}
	}
}

// compact forgets what was given up.
func (x *Index) compact() {
	moved := make([]uint32, len(x.ids))
	var ids []string
	for place, id := range x.ids {
		if id != "" {
			moved[place], x.places[id] = uint32(len(ids)), uint32(len(ids))
			ids = append(ids, id)
		}
	}
	var all []mark
	for _, level := range x.levels {
		for _, m := range level {
			if x.ids[m.place] != "" {
				all = append(all, mark{m.hash, moved[m.place]})
			}
		}
	}
	sortMarks(all)
	x.ids, x.levels = ids, [][]mark{all}
}

// Len counts the questions.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.places)
}

// Copies are the questions that may be the same as q, see Same.
func (x *Index) Copies(q Question) []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if len(x.places) == 0 {
		return nil
	}
	return slices.Clone(x.wholes[hash(q.core().letters)])
}

// looked bounds the marks that one text is compared with, when very many
// questions are put in the same words. Rare marks come first.
const looked = 10_000

// Candidates are the questions that the text may quote, at most limit of them,
// those with most marks in it first.
func (x *Index) Candidates(t *Text, limit int) []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var runs [][]mark
	seen := map[uint32]bool{}
	for i := range max(1, len(t.letters)-markSize+1) {
		h := markOf(t.letters[i:min(len(t.letters), i+markSize)])
		if seen[h] {
			continue
		}
		seen[h] = true
		for _, level := range x.levels {
			if run := runOf(level, h); len(run) > 0 {
				runs = append(runs, run)
			}
		}
	}
	slices.SortFunc(runs, func(a, b []mark) int { return cmp.Compare(len(a), len(b)) })
	count := map[uint32]int{}
	left := looked
	for _, run := range runs {
		if left -= len(run); left < 0 {
			break
		}
		for _, m := range run {
			count[m.place]++
		}
	}
	return x.most(count, limit)
}

// most are the questions that were counted most often.
func (x *Index) most(count map[uint32]int, limit int) (ids []string) {
	places := make([]uint32, 0, len(count))
	for place := range count {
		if x.ids[place] != "" {
			places = append(places, place)
		}
	}
	slices.SortFunc(places, func(a, b uint32) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	for _, place := range places[:min(limit, len(places))] {
		ids = append(ids, x.ids[place])
	}
	return ids
}

// runOf are the marks of one hash.
func runOf(level []mark, h uint32) []mark {
	from := sort.Search(len(level), func(i int) bool { return level[i].hash >= h })
	rest := level[from:]
	return rest[:sort.Search(len(rest), func(i int) bool { return rest[i].hash > h })]
}

func sortMarks(marks []mark) {
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.place, b.place)) })
}

// merged are two sorted lists as one.
func merged(a, b []mark) []mark {
	out := make([]mark, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].hash <= b[0].hash {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// marksOf are the marks of a question; one that is shorter than a mark is one.
func marksOf(letters []rune) (marks []uint32) {
	last := len(letters) - markSize
	if last <= 0 {
		return []uint32{markOf(letters)}
	}
	n := min(last/markStep+2, mostMark, last+1)
	for i := range n {
		at := i * last / max(1, n-1)
		marks = append(marks, markOf(letters[at:at+markSize]))
	}
	slices.Sort(marks)
	return slices.Compact(marks)
}

func markOf(letters []rune) uint32 { return uint32(hash(letters)) }
