package vet

import (
	"slices"
	"strings"
	"testing"

	"prepwire/rpc/question/itembank"
)

// good is a question that passes every check.
func good() Question {
	return Question{
		Kind: MultipleChoice, Stem: "If 2x + 3 = 11, what is the value of x?", Options: []string{"3", "4", "7", "8"}, Key: 1,
		Explanation: "Take 3 from both sides: 2x = 8. Halving gives x = 4. Answering 7 forgets to halve after adding.",
	}
}

// ask is a multiple-choice question whose first option is the key.
func ask(stem, explanation string, options ...string) Question {
	return Question{Kind: MultipleChoice, Stem: stem, Options: options, Explanation: explanation}
}

// theme is a question in words that passes.
func theme() Question {
	return ask("Why did the town move its market to the riverbank?", "Boats could unload there, so goods came in cheaply.",
		"Boats could unload goods there.", "The old square had burned down.", "The king had asked for it.", "Farmers wanted a longer walk.")
}

func TestEachCheckFinds(t *testing.T) {
	with := func(q Question, spoil func(*Question)) Question {
		q.Options = slices.Clone(q.Options)
		spoil(&q)
		return q
	}
	for name, c := range map[string]struct {
		q     Question
		check string
	}{
		"three options":    {with(good(), func(q *Question) { q.Options = q.Options[:3] }), "options"},
		"no key":           {with(good(), func(q *Question) { q.Key = -1 }), "key"},
		"key too high":     {with(good(), func(q *Question) { q.Key = 4 }), "key"},
		"same text":        {with(theme(), func(q *Question) { q.Options[2] = " boats  could unload goods there." }), "distinct"},
		"same value":       {with(good(), func(q *Question) { q.Options[3] = "7.0" }), "distinct"},
		"half":             {ask("Pick a share.", "It is 1/2.", "1/2", "0.5", "1/3", "1/4"), "distinct"},
		"percent":          {ask("Pick a share.", "It is 1/4.", "1/4", "25%", "1/3", "1/5"), "distinct"},
		"thousands":        {ask("Pick a sum.", "It is 1,200.", "1,200", "1200", "120", "12"), "distinct"},
		"a power":          {ask("Pick a square.", "It is 16.", "16", "4²", "8", "12"), "distinct"},
		"all of the above": {with(theme(), func(q *Question) { q.Options[3] = "All of the above" }), "meta-option"},
		"none of these":    {with(theme(), func(q *Question) { q.Options[3] = "None of these" }), "meta-option"},
		"two letters":      {with(theme(), func(q *Question) { q.Options[3] = "Both A and B" }), "meta-option"},
		"letter":           {with(good(), func(q *Question) { q.Explanation += " So choice B is right." }), "places"},
		"one number":       {with(theme(), func(q *Question) { q.Options[1] = "1820" }), "one-kind"},
		"one percentage":   {ask("How fast?", "It is 4.", "4%", "5", "6", "7"), "one-kind"},
		"long key": {with(theme(), func(q *Question) {
			q.Options[0] += " This made everything cheaper, and all the merchants were glad of it."
		}), "longest-key"},
		"quiet not":    {with(theme(), func(q *Question) { q.Stem = "Which of the following is not a reason for the move?" }), "negation"},
		"quiet except": {with(theme(), func(q *Question) { q.Stem = "All of the following were reasons for the move except" }), "negation"},
		"absolute": {with(theme(), func(q *Question) {
			q.Options[1], q.Options[2], q.Options[3] = "It never works.", "It must be.", "Always so."
		}), "absolutes"},
		"article":         {ask("The animal in the tale is an", "An owl is wise.", "owl", "fox", "bear", "wolf"), "grammar-cue"},
		"repeated words":  {ask("Which effect did the northern railway strike have?", "It was felt.", "The railway strike emptied shops.", "Prices fell a bit.", "Rents rose a lot.", "Nothing new came."), "word-cue"},
		"convergence":     {ask("Which colors mix?", "Both are there.", "red and blue", "red and green", "blue and black", "white and pink"), "convergence"},
		"marked":          {with(theme(), func(q *Question) { q.Options[0] = "Boats came. (correct)" }), "leak"},
		"key in stem":     {with(theme(), func(q *Question) { q.Stem = "Boats could unload goods there. Why did it move?" }), "leak"},
		"sum":             {ask("What is 3 + 4 × 2?", "It is 14.", "14", "11", "9", "10"), "recompute"},
		"percent of":      {ask("What is 15% of 80?", "It is 15.", "15", "12", "80", "95"), "recompute"},
		"linear":          {with(good(), func(q *Question) { q.Key, q.Explanation = 2, "So x = 7." }), "recompute"},
		"expression":      {ask("If 5x − 15 = −35, what is the value of 20x?", "It is −20.", "−20", "−80", "−4", "−140"), "recompute"},
		"system":          {ask("y = −3x + 15\n2x + 2y = 2\n\nThe solution is (x, y). What is the value of x?", "So x = 8.", "8", "7", "13", "−6"), "recompute"},
		"function":        {ask("The function f is defined by f(x) = 2x² − 1. What is the value of f(3)?", "It is 35.", "35", "17", "11", "5"), "recompute"},
		"quadratic":       {ask("What is the positive solution of x² − x = 6? Solve for x.", "It is 2.", "2", "3", "6", "1"), "recompute"},
		"two solve it":    {ask("Which value of x satisfies x² = 49? Solve for x.", "It is 7.", "7", "−7", "14", "24"), "recompute"},
		"equivalent":      {ask("Which expression is equivalent to (x + 3)²?", "It is x² + 9.", "x² + 9", "x² + 6x + 9", "x² + 3x", "2x + 6"), "recompute"},
		"two equivalent":  {ask("Which expression is equivalent to 2(x + 3)?", "It is 2x + 6.", "2x + 6", "6 + 2x", "2x + 3", "x + 6"), "recompute"},
		"short answer":    {Question{Kind: ShortAnswer, Stem: "What is 2 + 2?", Options: []string{"5"}, Explanation: "It is 5."}, "recompute"},
		"wrong sum":       {with(good(), func(q *Question) { q.Explanation = "11 − 3 = 7, and 8/2 is x = 4." }), "arithmetic"},
		"wrong chain":     {with(good(), func(q *Question) { q.Explanation = "x = (11 − 3)/2 = 5 − 2, so 4." }), "arithmetic"},
		"wrong area":      {ask("How much?", "The base has an area of 3 × 4 = 13, so it is 39.", "39", "36", "12", "7"), "arithmetic"},
		"wrong circle":    {ask("How much?", "Each holds ⅓ × π × 3² × 12 = 37π, so k is 37.", "37", "36", "12", "7"), "arithmetic"},
		"formula in stem": {ask("(x + 12)/(x + 8) is handy. Which is the same as (x² + 6x − 72)/(x² + 2x − 48)?", "It is (x + 12)/(x + 8).", "(x + 12)/(x + 8)", "(x + 8)/(x + 12)", "(x − 6)/(x + 8)", "x + 1"), "leak"},
		"sums in grammar": {with(theme(), func(q *Question) { q.Explanation = "4 × 6 = 24, so 24 − 4 = 20." }), "grounded"},
		"key not reached": {with(good(), func(q *Question) { q.Stem, q.Explanation = "What is left of the cake?", "Halving gives x = 7." }), "explanation"},
		"another answer":  {with(good(), func(q *Question) { q.Explanation = "4 is near, but the correct answer is 7." }), "explanation"},
		"ends elsewhere":  {with(good(), func(q *Question) { q.Explanation = "Start from 4. Doubling it makes 8." }), "explanation"},
		"other words":     {with(theme(), func(q *Question) { q.Explanation = "So “The old square had burned down” is what the text says." }), "explanation"},
		"argues": {with(theme(), func(q *Question) {
			q.Options[1], q.Explanation = "A fire had destroyed the ancient central square.", "The text says that the fire destroyed the square in the center, an ancient place."
		}), "explanation"},
		"short not reached": {Question{Kind: ShortAnswer, Stem: "How many?", Options: []string{"12"}, Explanation: "It is 10."}, "explanation"},
		"true for false":    {Question{Kind: TrueFalse, Stem: "7 is even.", Options: []string{"true", "false"}, Key: 0, Explanation: "The statement is false."}, "explanation"},
		"something else": {with(theme(), func(q *Question) {
			q.Explanation = "Photosynthesis turns sunlight, carbon dioxide and water into sugar inside chloroplasts, which plants store as starch."
		}), "grounded"},
	} {
		found := c.q.Faults()
		if !slices.ContainsFunc(found, func(f Fault) bool { return f.Check == c.check }) {
			t.Errorf("%s: got %v, want a fault of %s", name, found, c.check)
		}
	}
}

// TestOptionsThatLookTheSame: what differs in nothing that can be seen is one
// option, and what differs in a power or an accent is two.
func TestOptionsThatLookTheSame(t *testing.T) {
	with := func(a, b string) Question {
		return ask("Which of them was it?", "It was that one.", a, b, "another", "nobody")
	}
	for _, other := range []string{
		"cafe\u0301", "ca\u200bfé", "café\u2060", "\ufeffcafé", "ca\u00adfé", "\u2066café\u2069", "café\ufe0f", "café\U000e0041",
		"c\u034fafé", "ｃａｆé", "𝐜𝐚𝐟é", "CAFÉ\u3164",
	} {
		if found := with("café", other).Faults(); !slices.ContainsFunc(found, func(f Fault) bool { return f.Check == "distinct" }) {
			t.Errorf("%+q: got %v", other, found)
		}
	}
	for _, pair := range [][2]string{{"cafe", "café"}, {"10²", "102"}, {"x₁", "x1"}, {"½", "12"}} {
		if found := with(pair[0], pair[1]).Faults(); len(found) > 0 {
			t.Errorf("%q: got %v", pair, found)
		}
	}
}

func TestGoodQuestionsPass(t *testing.T) {
	for _, q := range []Question{
		good(), theme(),
		ask("Which of the following is NOT a prime?", "9 is 3 × 3.", "9", "7", "5", "3"),
		ask("What is the probability that the ball is not red?", "5 of 8 are not red: 5/8.", "5/8", "3/8", "1/8", "1"),
		ask("How many solutions does it have?", "None.", "There are no solutions.", "1", "2", "3"),
		ask("In the equation 14x + 14 = kx − 5, k is a constant. For what value of k does the equation have no solution?", "For k = 14.", "14", "15", "16", "28"),
		ask("What is 2/3 to the nearest hundredth?", "2/3 = 0.67 when rounded.", "0.67", "0.66", "0.7", "0.6"),
		ask("A line has slope 1/2. What is the slope of a perpendicular line?", "(1/2) · (−2) = −1, so it is −2.", "−2", "2", "1/2", "−1/2"),
		ask("Which form shows the vertex of x² + 6x + 5?", "(x + 3)² − 4 shows it.", "(x + 3)² − 4", "(x + 1)(x + 5)", "x(x + 6) + 5", "x² + 6x + 5"),
		ask("Which word fits?", "The word shows possession: “its.”", "its", "it’s", "its’", "their"),
		ask("What is the positive solution of x² = 49? Solve for x.", "It is 7.", "7", "−7", "14", "24"),
		ask("At 3 = t, what is the value of t²? Half of 12 + 2 is not it.", "Half of 12 + 2 = 8; 1/4 × 100 = 25%; t² = 9.", "9", "6", "3", "12"),
		ask("How far?", "It is 3 km, since 3:4 = 6:8, and x₁ − 2 + 3 = 9.", "3", "4", "6", "8"),
		ask("How much?", "Half of 12 + 2 = 8 is no sum. Multiplying 2 by 3 × 3 = 18. 2π · 3 = 6π. A third of 9 × 2 = 6, so 39.", "39", "36", "12", "7"),
		{Kind: ShortAnswer, Stem: "What is 1/4 + 1/4?", Options: []string{"1/2"}, Explanation: "1/4 + 1/4 = 2/4 = 0.5."},
		{Kind: TrueFalse, Stem: "7 is odd.", Options: []string{"true", "false"}, Explanation: "True: 7 = 2 · 3 + 1."},
	} {
		if found := q.Faults(); len(found) > 0 {
			t.Errorf("%s: %v", q.Stem, found)
		}
	}
}

// TestItemBankPasses: of the item bank's questions, whose keys are computed
// twice, hardly any may be refused.
func TestItemBankPasses(t *testing.T) {
	bank := itembank.New()
	total, refused := 0, 0
	for _, kind := range []string{MultipleChoice, ShortAnswer, TrueFalse} {
		for _, f := range bank.Families(itembank.Filter{Type: itembank.Type(kind)}) {
			for _, l := range f.Levels {
				next := uint64(0)
				for range 3 {
					item, at, err := bank.Draw(f.Name, l.Level, itembank.Type(kind), 5, next)
					if err != nil {
						break
					}
					next = at
					total++
					if found := fromBank(item).Faults(); len(found) > 0 {
						refused++
						t.Logf("%s: %v", f.Name, found)
					}
				}
			}
		}
	}
	if total < 1000 || refused*200 > total {
		t.Errorf("%d of %d refused", refused, total)
	}
}

// fromBank is an item as a model would have written it.
func fromBank(i itembank.Item) Question {
	q := Question{Kind: string(i.Type), Passage: i.Passage, Stem: i.Stem, Options: i.Options, Key: i.Key, Explanation: i.Explanation}
	switch i.Type {
	case itembank.ShortAnswer:
		q.Options, q.Key = []string{i.Answer}, 0
	case itembank.TrueFalse:
		q.Options, q.Key = []string{"true", "false"}, 0
		if i.Answer == "false" {
			q.Key = 1
		}
	}
	return q
}

func TestHintsTell(t *testing.T) {
	for _, c := range []struct {
		hint, answer string
		want         bool
	}{
		{"Divide by 4.", "4", true}, {"Divide by 4.", "−4", true}, {"Half of it is 1/2.", "0.5", true}, {"Take four of them.", "4", true},
		{"Divide by 14.", "4", false}, {"Think of the boats.", "Boats could unload goods there.", false},
		{"The word is “its,” of course.", "its", true}, {"Look at its end.", "it’s", false},
	} {
		if got := Tells(c.hint, c.answer); got != c.want {
			t.Errorf("%q tells %q: %v", c.hint, c.answer, got)
		}
	}
}

// TestEveryCheckIsDescribed: the table of checks is what documents show.
func TestEveryCheckIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Checks() {
		if c.Name == "" || c.About == "" || c.Source == "" || seen[c.Name] {
			t.Errorf("check %+v lacks a name of its own, a line or a source", c)
		}
		seen[c.Name] = true
	}
	if all, some := Names(MultipleChoice), Names(ShortAnswer); len(all) != len(seen) || len(some) == 0 || len(some) >= len(all) {
		t.Errorf("names %v and %v", all, some)
	}
}

// FuzzFaults: whatever is written, looking at it ends, and finds only what is
// in the table.
func FuzzFaults(f *testing.F) {
	for _, q := range []Question{good(), theme()} {
		f.Add(q.Stem, q.Passage, q.Explanation, q.Options[0], q.Options[1], q.Options[2], q.Options[3], q.Key)
	}
	f.Add("What is 2^(3^4)/0 of 1½⁻²?", "", "((((1 = 2 = √(−1) = .5%%", "9⁹⁹⁹", "−−1", "x = ", "", 3)
	f.Fuzz(func(t *testing.T, stem, passage, explanation, a, b, c, d string, key int) {
		for _, kind := range []string{MultipleChoice, ShortAnswer, TrueFalse} {
			q := Question{Kind: kind, Stem: stem, Passage: passage, Explanation: explanation, Options: []string{a, b, c, d}, Key: key}
			for _, found := range q.Faults() {
				if !slices.Contains(Names(kind), found.Check) || found.Message == "" {
					t.Fatalf("found %+v", found)
				}
			}
		}
		Tells(stem, a)
		NamesPlace(explanation)
	})
}

func BenchmarkFaults(b *testing.B) {
	bank := itembank.New()
	var questions []Question
	for _, f := range bank.Families(itembank.Filter{Type: itembank.MultipleChoice}) {
		item, _, err := bank.Draw(f.Name, f.Levels[0].Level, itembank.MultipleChoice, 5, 0)
		if err != nil {
			b.Fatal(err)
		}
		questions = append(questions, fromBank(item))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		questions[i%len(questions)].Faults()
	}
}

// TestLongTextsEnd: the longest texts that the contract allows, written to be
// slow, come to an end.
func TestLongTextsEnd(t *testing.T) {
	for _, piece := range []string{"a. ", "1+", "(", "√", "1 = ", "f(x) = ", "the answer is ", "“x” ", "-", "9/", "½", "²", "is not a ", "2^2^"} {
		long := strings.Repeat(piece, 8000/len(piece))
		ask(long, long, long[:900], long[:800], "x", "a. a").Faults()
	}
}
