package planted

import (
	"fmt"
	"strconv"
	"strings"
)

// Some faults need questions of their own: the item bank's have one right
// answer by construction, and no room for cues of grammar.

// twoRight makes a question with a second right option, or says the right
// answer of the bank's in other words as a second one.
func twoRight(m *maker, q Question) (Question, bool) {
	if m.rand.IntN(3) == 0 {
		return reworded(m, q)
	}
	n := 12 * (2 + m.rand.IntN(40))
	form := forms[m.rand.IntN(len(forms))]
	right, wrong := form.pick(n, true), form.pick(n, false)
	m.shuffle(right)
	m.shuffle(wrong)
	q = m.place(fmt.Sprintf(form.stem, n), right[:2], wrong[:2])
	q.Explanation = fmt.Sprintf("Of the numbers offered, %s does: %s", q.Options[q.Key], fmt.Sprintf(form.why, n))
	return q, true
}

// form asks which number stands in some relation to n.
type form struct {
	stem, why string
	holds     func(n, candidate int) bool
	from, to  func(n int) int
}

var forms = []form{
	{"Which of the following numbers divides %d without a remainder?", "it divides %d evenly.", func(n, c int) bool { return n%c == 0 }, two, half},
	{"A shelf holds more than %d books. Which of these numbers of books could stand on it?", "it is more than %d.", func(n, c int) bool { return c > n }, less, more},
	{"Which number is less than %d and even?", "it is even and below %d.", func(n, c int) bool { return c < n && c%2 == 0 }, less, more},
	{"A class of %d pupils is to be parted into equal groups. How large can the groups be?", "it parts %d pupils evenly.", func(n, c int) bool { return n%c == 0 }, two, half},
}

func two(int) int    { return 2 }
func half(n int) int { return n / 2 }
func less(n int) int { return n - 20 }
func more(n int) int { return n + 20 }

// pick are the candidates for which the relation holds, or does not.
func (f form) pick(n int, holds bool) []int {
	var out []int
	for c := f.from(n); c <= f.to(n); c++ {
		if c != n && c > 1 && f.holds(n, c) == holds {
			out = append(out, c)
		}
	}
	return out
}

func (m *maker) shuffle(list []int) {
	m.rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// place makes a question of right and wrong numbers; the first right one is
// the key.
func (m *maker) place(stem string, right, wrong []int) Question {
	q := Question{Stem: stem, Skill: "ALG1"}
	for _, r := range append(append([]int{}, right...), wrong...) {
		q.Options = append(q.Options, strconv.Itoa(r))
	}
	q.Right = append(q.Right, q.Options[:len(right)]...)
	m.rand.Shuffle(4, func(i, j int) { q.Options[i], q.Options[j] = q.Options[j], q.Options[i] })
	for i, o := range q.Options {
		if o == q.Right[0] {
			q.Key = i
		}
	}
	return q
}

// otherWords say the same.
var otherWords = [][2]string{
	{"is greater than", "exceeds"}, {"There is a link between", "A link exists between"}, {"rises by", "goes up by"},
	{"increases by", "grows by"}, {"It is plausible that", "It may well be that"}, {"It is likely that", "Probably"},
	{"decreases by", "falls by"}, {" was ", " amounted to "}, {"It grows by", "It rises by"},
}

func reworded(m *maker, q Question) (Question, bool) {
	key := q.Options[q.Key]
	for _, w := range otherWords {
		if !strings.Contains(key, w[0]) {
			continue
		}
		text := strings.Replace(key, w[0], w[1], 1)
		q = q.withOption(m.wrong(q), text)
		q.Right = []string{key, text}
		return q, true
	}
	return q, false
}

// quietNot turns a question round by a small word.
func quietNot(m *maker, _ Question) (Question, bool) {
	n := 12 * (2 + m.rand.IntN(40))
	f := forms[0]
	right, wrong := f.pick(n, true), f.pick(n, false)
	m.shuffle(right)
	m.shuffle(wrong)
	stems := []string{"Which of the following is not a divisor of %d?", "All of the following divide %d except", "Which number does not divide %d?"}
	q := m.place(fmt.Sprintf(stems[m.rand.IntN(len(stems))], n), wrong[:1], right[:3])
	q.Explanation = fmt.Sprintf("Dividing %d by %s leaves a remainder.", n, q.Options[q.Key])
	return q, len(right) >= 3
}

var things = []string{"river", "market", "glacier", "orchard", "harbor", "railway", "theater", "forest", "mill", "library"}

func absolutes(m *maker, _ Question) (Question, bool) {
	a, b := things[m.rand.IntN(len(things))], 2+m.rand.IntN(90)
	q := Question{
		Passage: fmt.Sprintf("In %d of the years on record the %s was quieter in winter than in summer; in the others it was not.", b, a),
		Stem:    fmt.Sprintf("What does the text say about the %s?", a), Skill: "CAS1",
		Options: []string{
			fmt.Sprintf("The %s was often quieter in winter.", a), fmt.Sprintf("The %s is always quiet.", a),
			fmt.Sprintf("The %s was never loud.", a), "Every winter was quiet.",
		},
		Explanation: fmt.Sprintf("The text counts %d years in which the %s was quieter in winter, so it often was.", b, a),
	}
	q.Right = q.Options[:1]
	return m.mixed(q), true
}

// mixed is q with its options in a random order.
func (m *maker) mixed(q Question) Question {
	key := q.Options[q.Key]
	q.Options = append([]string{}, q.Options...)
	m.rand.Shuffle(len(q.Options), func(i, j int) { q.Options[i], q.Options[j] = q.Options[j], q.Options[i] })
	for i, o := range q.Options {
		if o == key {
			q.Key = i
		}
	}
	return q
}

var vowels, consonants = []string{"owl", "eagle", "otter", "ibis", "eel", "ostrich"}, []string{"fox", "bear", "heron", "beaver", "lynx", "swan", "moose"}

func articleCue(m *maker, _ Question) (Question, bool) {
	key := vowels[m.rand.IntN(len(vowels))]
	place, n := things[m.rand.IntN(len(things))], 1800+m.rand.IntN(200)
	at := m.rand.IntN(len(consonants) - 3)
	q := Question{
		Passage: fmt.Sprintf("In %d the keeper of the %s wrote of an %s that came to the door every evening.", n, place, key),
		Stem:    fmt.Sprintf("The animal that the keeper of the %s wrote about in %d was an", place, n), Skill: "CAS1",
		Options:     append([]string{key}, consonants[at:at+3]...),
		Explanation: fmt.Sprintf("The keeper wrote of an “%s.”", key),
	}
	q.Right = q.Options[:1]
	return m.mixed(q), true
}

var colors = []string{"red", "blue", "green", "black", "white", "gray", "brown", "pink", "gold", "silver"}

func convergence(m *maker, _ Question) (Question, bool) {
	p := m.rand.Perm(len(colors))
	c := func(i int) string { return colors[p[i]] }
	n := 1800 + m.rand.IntN(200)
	q := Question{
		Passage: fmt.Sprintf("The flag of %d was sewn from %s and %s cloth, and flew over the %s.", n, c(0), c(1), things[m.rand.IntN(len(things))]),
		Stem:    fmt.Sprintf("Which two colors did the flag of %d have?", n), Skill: "CAS1",
		Options:     []string{c(0) + " and " + c(1), c(0) + " and " + c(2), c(3) + " and " + c(1), c(4) + " and " + c(5)},
		Explanation: fmt.Sprintf("The flag was sewn from cloth in %s and %s.", c(0), c(1)),
	}
	q.Right = q.Options[:1]
	return m.mixed(q), true
}
