package excerpt

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

const (
	train = "A train leaves the station at 9 in the morning and travels at a steady speed of 80 kilometers an hour. " +
		"How many kilometers has the train travelled after 3.5 hours on the line?"
	owls = "The owl sleeps by day and hunts by night, when the small animals of the forest believe themselves alone."
	fits = "Which choice completes the text so that it conforms to the conventions of Standard English?"
)

func TestQuotes(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		q      Question
		quotes bool
	}{
		"the same":                  {train, Question{"", train}, true},
		"fullwidth":                 {strings.NewReplacer("80", "８０", "9", "９", "A", "Ａ").Replace(train), Question{"", train}, true},
		"digits of another script":  {strings.NewReplacer("80", "٨٠", "9", "٩").Replace(train), Question{"", train}, true},
		"lookalikes of Cyrillic":    {strings.NewReplacer("a", "а", "e", "е", "o", "о").Replace(train), Question{"", train}, true},
		"without width":             {strings.ReplaceAll(train, "e", "e\u200b"), Question{"", train}, true},
		"no spaces":                 {strings.ReplaceAll(train, " ", ""), Question{"", train}, true},
		"letters apart":             {strings.Join(strings.Split(train, ""), " "), Question{"", train}, false}, // its numbers are gone
		"decimal comma":             {strings.ReplaceAll(train, "3.5", "3,50"), Question{"", train}, true},
		"other numbers":             {strings.ReplaceAll(train, "80", "90"), Question{"", train}, false},
		"another decimal":           {strings.ReplaceAll(train, "3.5", "35"), Question{"", train}, false},
		"without its numbers":       {strings.NewReplacer("80", "some", "9", "noon", "3.5", "a few").Replace(train), Question{"", train}, false},
		"superscripts":              {"Solve x^2 - 5x + 6 = 0 for x.", Question{"", "Solve x² − 5x + 6 = 0 for x."}, true},
		"LaTeX":                     {`If \(\frac{3}{4}x \le 12\), what is the greatest value of \(x\)?`, Question{"", "If 3/4 x ≤ 12, what is the greatest value of x?"}, true},
		"another sign":              {"Solve x² + 5x + 6 = 0 for x, where x is a whole number.", Question{"", "Solve x² − 5x + 6 = 0 for x, where x is a whole number."}, false},
		"the equation alone":        {"please solve 12x − 17 = 35 thanks", Question{"", "If 12x − 17 = 35, what is x?"}, true},
		"another equation":          {"please solve 12x − 19 = 35 thanks", Question{"", "If 12x − 17 = 35, what is x?"}, false},
		"a phrase of many":          {"If 5y = 15, what is the value of y?", Question{"", "If 12x − 17 = 35, what is the value of x?"}, false},
		"a passage":                 {owls, Question{owls, fits}, true},
		"the stem of many passages": {fits, Question{owls, fits}, false},
		"another passage":           {"Rivers carry mud into the sea each spring, and the sea gives nothing back but clouds.\n" + fits, Question{owls, fits}, false},
		"a tiny one":                {"what is 3+4", Question{"", "What is 3 + 4?"}, true},
		"a tiny one in much else":   {"We had a quiz today and it began with what is 3+4, can you imagine? How do I get better at tests?", Question{"", "What is 3 + 4?"}, false},
		"another tiny one":          {"What is 3 − 4?", Question{"", "What is 3 + 4?"}, false},
		"Chinese":                   {"老师，这道题怎么做：一列火车以每小时80公里的速度行驶，3小时后它行驶了多少公里？谢谢", Question{"", "一列火车以每小时80公里的速度行驶，3小时后它行驶了多少公里？"}, true},
		"Chinese, other numbers":    {"一列火车以每小时90公里的速度行驶，4小时后它行驶了多少公里？", Question{"", "一列火车以每小时80公里的速度行驶，3小时后它行驶了多少公里？"}, false},
		"Arabic":                    {"يسير قطار بسرعة ٨٠ كيلومترا في الساعة. كم كيلومترا يقطع بعد ٣ ساعات؟", Question{"", "يَسِيرُ قِطارٌ بسرعة 80 كيلومترًا في الساعة. كم كيلومترًا يقطع بعد 3 ساعات؟"}, true},
		"Russian":                   {"ПОЕЗД ЕДЕТ СО СКОРОСТЬЮ 80 КИЛОМЕТРОВ В ЧАС. СКОЛЬКО ОН ПРОЕДЕТ ЗА 3 ЧАСА", Question{"", "Поезд едет со скоростью 80 километров в час. Сколько он проедет за 3 часа?"}, true},
		"nothing":                   {"", Question{"", train}, false},
		"of nothing":                {train, Question{}, false},
		"signs alone":               {"?!?", Question{"", "???"}, false},
	} {
		if got := Of(c.text).Quotes(c.q); got != c.quotes {
			t.Errorf("%s: quotes %v: %+v", name, got, Of(c.text).measure(c.q.core()))
		}
	}
}

// The index follows what is put and removed, and finds the right one of many
// that are put in the same words.
func TestIndexFollows(t *testing.T) {
	var x Index
	bus := func(i int) Question {
		return Question{"", fmt.Sprintf("A bus has %d seats in %d rows. How many seats has a row of this bus?", 1000+7*i, 100+i)}
	}
	found := func(i int) bool {
		text := Of(bus(i).Stem)
		for _, id := range x.Candidates(text, candidates) {
			if id == fmt.Sprint(i) && text.Quotes(bus(i)) {
				return true
			}
		}
		return false
	}
	if got := x.Candidates(Of(train), 5); got != nil {
		t.Errorf("an empty index knows %v", got)
	}
	const many = 3000
	for i := range many {
		x.Update(map[string]Question{fmt.Sprint(i): bus(i)}, nil)
	}
	for i := range many {
		if i%3 > 0 {
			x.Update(nil, []string{fmt.Sprint(i), "unknown"})
		}
	}
	if len(x.ids) > many || x.Len() != many/3 {
		t.Errorf("%d places for %d questions", len(x.ids), x.Len())
	}
	for i := 0; i < many; i += 61 {
		if found(i) != (i%3 == 0) {
			t.Errorf("question %d: found %v", i, found(i))
		}
	}
	x.Update(map[string]Question{"0": {"", train}}, nil)
	if found(0) || len(x.Candidates(Of(train), 5)) == 0 {
		t.Error("a question that was changed is found as it was, or not as it is")
	}
}

func FuzzQuotes(f *testing.F) {
	f.Add(train, owls, fits)
	f.Add("1,.l.5o", "\\frac{1", "−−/")
	f.Fuzz(func(t *testing.T, text, passage, stem string) {
		q := Question{passage, stem}
		Of(text).Quotes(q)
		if n := len(q.core().letters); n > 0 && n < maxText/4 && len(passage+stem) < maxText && !Of(passage+"\n"+stem).Quotes(q) && len(fold(passage).letters) < passageAlone {
			t.Errorf("%q does not quote itself: %+v", q, Of(passage+"\n"+stem).measure(q.core()))
		}
	})
}

// many are n questions of 150 letters, all different.
func many(n int) map[string]Question {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(train + " " + owls + " " + fits + " tickets apples water garden number seats price each sold week less twice rest")
	put := make(map[string]Question, n)
	for i := range n {
		var b strings.Builder
		for range 28 {
			b.WriteString(words[r.IntN(len(words))] + " ")
		}
		put[fmt.Sprint(i)] = Question{"", fmt.Sprintf("%s %d", b.String(), i)}
	}
	return put
}

func BenchmarkCandidatesOf100000(b *testing.B) {
	var x Index
	x.Update(many(100_000), nil)
	marks := 0
	for _, l := range x.levels {
		marks += len(l)
	}
	b.ReportMetric(float64(8*marks)/100_000, "B/question")
	for b.Loop() {
		t := Of(train)
		x.Candidates(t, candidates)
	}
}

func BenchmarkQuotes(b *testing.B) {
	t := Of("hi coach " + train)
	for b.Loop() {
		t.Quotes(Question{"", train})
	}
}
