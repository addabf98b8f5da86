package itembank

// Family is one item model: a kind of question with parameters.
type Family struct {
	Name    string // unique, in kebab case: "linear-solve"
	Title   string // a short line for people
	Skill   string // taxonomy code
	Subject string // Math or ReadingWriting
	Numeric bool   // the key is a number a student can type, so short answers are served
	Levels  []Level
}

// Level is what a family serves at one difficulty.
type Level struct {
	Level   int    // 1 to 5
	Space   []Span // the parameters; their product is the raw number of variants
	Seconds int    // expected time; 0 takes the usual time of the subject and level

	build func(p []int) (draft, bool)
}

// Span is an inclusive range of whole numbers.
type Span struct{ Low, High int }

func (s Span) size() uint64 { return uint64(s.High - s.Low + 1) }

// upTo is the span of indices into a list of n.
func upTo(n int) Span { return Span{0, n - 1} }

// Types lists the question types the family serves.
func (f Family) Types() []Type {
	if f.Numeric {
		return []Type{MultipleChoice, ShortAnswer, TrueFalse}
	}
	return []Type{MultipleChoice, TrueFalse}
}

// Serves reports whether the family has questions of this type.
func (f Family) Serves(t Type) bool {
	return t == MultipleChoice || t == TrueFalse || t == ShortAnswer && f.Numeric
}

// level finds the family's entry for one difficulty.
func (f Family) level(n int) (Level, bool) {
	for _, l := range f.Levels {
		if l.Level == n {
			return l, true
		}
	}
	return Level{}, false
}

// size is the raw number of variants, valid or not.
func (l Level) size() uint64 {
	n := uint64(1)
	for _, s := range l.Space {
		n *= s.size()
	}
	return n
}

// params reads a variant's number as digits in the mixed radix of the space.
func (l Level) params(variant uint64) []int {
	p := make([]int, len(l.Space))
	for i, s := range l.Space {
		p[i] = s.Low + int(variant%s.size())
		variant /= s.size()
	}
	return p
}

// usualSeconds per question by level; the SAT allows 95 s in mathematics and
// 71 s in reading and writing on average.
var usualSeconds = map[string][6]int{
	Math:           {1: 50, 2: 65, 3: 85, 4: 110, 5: 130},
	ReadingWriting: {1: 40, 2: 50, 3: 60, 4: 75, 5: 85},
}

// expectedMs is the time a prepared student takes.
func (f Family) expectedMs(l Level) int {
	if l.Seconds > 0 {
		return l.Seconds * 1000
	}
	return usualSeconds[f.Subject][l.Level] * 1000
}

// logit is the prior difficulty: 0.75 a level around the third, and what the
// draft's own drivers add.
func logit(level int, drivers float64) float64 {
	return float64(level-3)*0.75 + drivers
}
