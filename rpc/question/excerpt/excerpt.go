package excerpt

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Question is a question as it is looked for.
type Question struct{ Passage, Stem string }

// Text is a text in which questions are looked for. It does not change.
type Text struct{ folded }

// Of reads a text.
func Of(text string) *Text { return &Text{fold(text)} }

const (
	piece   = 6 // letters of a piece by which a quotation is measured
	repeats = 8 // places of one piece that count

	// A passage of so many letters is what a question is known by. Many
	// questions are put in the same words to different passages.
	passageAlone = 30
)

// core is what a question is known by.
func (q Question) core() folded {
	if p := fold(q.Passage); len(p.letters) >= passageAlone {
		return p
	}
	return fold(q.Passage + "\n" + q.Stem)
}

// Same says whether two questions are one: the same letters, the same numbers
// and the same signs.
func Same(a, b Question) bool {
	x, y := a.core(), b.core()
	return len(x.letters) > 0 && slices.Equal(x.letters, y.letters) && slices.Equal(exact(x), exact(y))
}

// exact are the numbers and signs of a text, in their order.
func exact(f folded) (all []string) {
	for _, t := range f.tokens {
		if t.kind != word {
			all = append(all, t.text)
		}
	}
	return all
}

// quotation is how much of a question stands in one place of a text.
type quotation struct {
	length  int // letters of the question
	found   int // of these in the text
	spanned int // letters of the text from the first of these to the last
	covered int // of these of the question

	numbers int // of the question, beside what is found of it
	all     int // of the question
	same    int // that the text has, too
	other   int // numbers and signs for which the text has others
}

// Bounds of a quotation, found on planted ones: see the tests.
const (
	mostOf   = 0.72 // of the question's letters: it is quoted whole
	tiny     = 24   // letters of a question that must be nearly all of the text
	tinyOf   = 0.6
	partOf   = 0.4  // of the question's letters: a good part
	partLong = 120  // letters that are a part of any question
	dense    = 0.75 // of the letters between the first and the last that belong to the part
	partText = 0.45 // of the text's letters that are the part, unless it has half of the numbers
)

// Quotes says whether the text holds the question, whole or a good part of it.
func (t *Text) Quotes(q Question) bool {
	m := t.measure(q.core())
	share := float64(m.found) / float64(max(1, m.length))
	switch {
	case m.found == 0 || m.other*8 > m.same+m.other:
		return false
	case share >= mostOf && !lacks(m.same, m.all):
		return m.length >= tiny || float64(m.found) >= tinyOf*float64(len(t.letters))
	case float64(m.covered) < dense*float64(m.spanned) || lacks(m.same, m.numbers):
		return false
	}
	return m.found >= partLong || share >= partOf && t.tells(m)
}

// fewest are the letters of a part that has so many numbers of the question:
// words without any are many questions' words.
var fewest = [...]int{48, 24, 18, 7}

// tells says whether a part of a question is enough to know it by.
func (t *Text) tells(m quotation) bool {
	if m.all > 0 && m.same == 0 || m.found < fewest[min(m.same, len(fewest)-1)] {
		return false
	}
	return m.same*2 >= m.all && m.all > 1 || float64(m.covered) >= partText*float64(len(t.letters))
}

// lacks says whether the text has too few of so many numbers. Some are lost in
// reading, or typed as words.
func lacks(has, of int) bool { return (of-has)*3 > of }

// measure finds the place of the text that holds most of the question.
func (t *Text) measure(core folded) quotation {
	m := quotation{length: len(core.letters)}
	if m.length == 0 {
		return m
	}
	inText, inCore := newCover(len(t.letters)), newCover(m.length)
	if at := t.find(core.letters); at >= 0 {
		inText.add(at, m.length)
		inCore.add(0, m.length)
	} else if hits := t.hits(core.letters); len(hits) > 0 {
		size := min(piece, m.length)
		from, until := best(hits, m.length, size)
		for _, h := range rising(hits[from:until]) {
			inText.add(int(h.text), size)
			inCore.add(int(h.core), size)
		}
	} else {
		return m
	}
	m.found, m.covered = inCore.count, inText.count
	m.spanned = inText.last - inText.first
	m.compareNumbers(core, inCore, t.folded, inText)
	return m
}

// find is where the text has these letters as they are; -1 for nowhere.
func (t *Text) find(letters []rune) int {
	all := string(t.letters)
	if at := strings.Index(all, string(letters)); at >= 0 {
		return utf8.RuneCountInString(all[:at])
	}
	return -1
}

// hit is a piece that text and question share.
type hit struct{ text, core int32 }

// hits are the pieces that text and question share, in the order of the text.
func (t *Text) hits(core []rune) (hits []hit) {
	size := min(piece, len(core))
	if size == 0 || len(t.letters) < size {
		return nil
	}
	at := map[uint64][]int32{}
	for i := range len(core) - size + 1 {
		h := hash(core[i : i+size])
		if len(at[h]) < repeats {
			at[h] = append(at[h], int32(i))
		}
	}
	for i := range len(t.letters) - size + 1 {
		for _, j := range at[hash(t.letters[i:i+size])] {
			hits = append(hits, hit{int32(i), j})
		}
	}
	return hits
}

// best is the run of hits, within somewhat more than the length of the question,
// that covers most of it.
func best(hits []hit, length, size int) (from, until int) {
	window := int32(length + length/2 + 30)
	cover := newCover(length)
	most, start := 0, 0
	for i, h := range hits {
		cover.add(int(h.core), size)
		for ; h.text-hits[start].text > window; start++ {
			cover.remove(int(hits[start].core), size)
		}
		if cover.count > most {
			most, from, until = cover.count, start, i+1
		}
	}
	return from, until
}

// rising is the longest part of the hits that goes on in the question as it does
// in the text (patience sorting).
func rising(hits []hit) []hit {
	before := make([]int32, len(hits))
	var ends []int32 // of the best chain of each length
	for at := 0; at < len(hits); {
		end := at + 1
		for end < len(hits) && hits[end].text == hits[at].text {
			end++
		}
		for i := end - 1; i >= at; i-- { // of one place in the text only one
			n := sort.Search(len(ends), func(n int) bool { return hits[ends[n]].core >= hits[i].core })
			before[i] = -1
			if n > 0 {
				before[i] = ends[n-1]
			}
			if n == len(ends) {
				ends = append(ends, int32(i))
			} else {
				ends[n] = int32(i)
			}
		}
		at = end
	}
	chain := make([]hit, len(ends))
	for n, i := len(ends)-1, ends[len(ends)-1]; n >= 0; n, i = n-1, before[i] {
		chain[n] = hits[i]
	}
	return chain
}

// cover counts which of many places are covered.
type cover struct {
	times       []int32
	count       int // of places covered
	first, last int // the first one ever covered, and behind the last
}

func newCover(n int) *cover { return &cover{times: make([]int32, n), first: n} }

func (c *cover) add(at, size int) {
	for i := at; i < at+size; i++ {
		if c.times[i] == 0 {
			c.count++
		}
		c.times[i]++
	}
	c.first, c.last = min(c.first, at), max(c.last, at+size)
}

func (c *cover) remove(at, size int) {
	for i := at; i < at+size; i++ {
		if c.times[i]--; c.times[i] == 0 {
			c.count--
		}
	}
}

// hash of a run of letters (FNV-1a over runes).
func hash(letters []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range letters {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return h ^ h>>32
}
