// Package likeness tells whether two questions ask the same in about the same
// words. It is pure and knows nobody.
//
// Questions are alike when they have the same numbers and share most of their
// shingles, which are all runs of three words. Other numbers make another
// question: families of questions live on that. For finding the questions alike
// among very many, a question has a sketch, the hashes of a few bands of a
// MinHash signature (Broder 1997, On the resemblance and containment of
// documents): two that are alike share one of these hashes almost surely, two
// that are not hardly ever. Hashes depend on the words alone, on no seed, and
// never change: they are kept with the questions.
package likeness

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Shape of a sketch. With a share s of common shingles two texts have a hash in
// common with probability 1−(1−s^rows)^Bands: 0.99 at 0.75, 0.92 at 0.65, 0.2 at 0.3.
const (
	Bands = 8 // hashes of a sketch
	rows  = 3

	shingle = 3 // words

	// Alike is the share of common shingles from which questions are alike.
	Alike = 0.65
)

// Text is a question as it is compared.
type Text struct {
	stem, passage map[uint64]bool // shingles
	numbers       string          // every number, sorted
}

// Of reads a question. Its options do not count: the same question with other
// wrong answers is the same.
func Of(passage, stem string) Text {
	p, s := wordsOf(passage), wordsOf(stem)
	var numbers []string
	for _, w := range slices.Concat(p, s) {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			numbers = append(numbers, w)
		}
	}
	slices.Sort(numbers)
	return Text{shingles(s), shingles(p), strings.Join(numbers, " ")}
}

// Like is the share of common shingles of two questions, from 0 to 1: that of
// the stems or that of the passages, whichever is less. It is 0 when their
// numbers differ.
func (t Text) Like(other Text) float64 {
	if t.numbers != other.numbers {
		return 0
	}
	return min(share(t.stem, other.stem), share(t.passage, other.passage))
}

// Sketch are the hashes by which questions alike are found: those of the
// passage where there is one, because many questions are put in the same words
// to different passages.
func (t Text) Sketch() []int64 {
	set := t.passage
	if len(set) == 0 {
		set = t.stem
	}
	least := [Bands * rows]uint64{}
	for i := range least {
		least[i] = math.MaxUint64
		for s := range set {
			least[i] = min(least[i], mix(s, uint64(i)))
		}
	}
	sketch := make([]int64, Bands)
	for b := range sketch {
		h := fnv.New64a()
		_, _ = h.Write([]byte(t.numbers))
		_ = binary.Write(h, binary.BigEndian, append([]uint64{uint64(b)}, least[b*rows:(b+1)*rows]...))
		sketch[b] = int64(h.Sum64())
	}
	return sketch
}

// share is |a ∩ b| / |a ∪ b|, 1 for two empty sets.
func share(a, b map[uint64]bool) float64 {
	if len(a) == 0 && len(b) == 0 {
		return 1
	}
	both := 0
	for s := range a {
		if b[s] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// shingles are the hashes of all runs of three words; a shorter text is one.
func shingles(words []string) map[uint64]bool {
	set := map[uint64]bool{}
	if len(words) == 0 {
		return set
	}
	for i := range max(1, len(words)-shingle+1) {
		h := fnv.New64a()
		for _, w := range words[i:min(len(words), i+shingle)] {
			_, _ = h.Write([]byte(w))
			_, _ = h.Write([]byte{0})
		}
		set[h.Sum64()] = true
	}
	return set
}

// wordsOf are the words of a text in lower case, and its signs of arithmetic,
// which alone can make another question.
func wordsOf(text string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			word.WriteRune(unicode.ToLower(r))
		case strings.ContainsRune("+-−×·*/÷^=<>≤≥√%", r):
			end()
			words = append(words, string(r))
		case r == '\'' || r == '’': // "it’s" is one word
		default:
			end()
		}
	}
	end()
	return words
}

// mix is a hash of s, a different one for each i (SplitMix64, Steele, Lea and
// Flood 2014).
func mix(s, i uint64) uint64 {
	z := s + (i+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
