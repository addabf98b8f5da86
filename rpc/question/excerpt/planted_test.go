package excerpt

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"prepwire/rpc/question/itembank"
)

// item is a question of the item bank with its options.
type item struct {
	Question
	family  string
	level   int
	options []string
}

func (i item) text() string {
	var b strings.Builder
	if i.Passage != "" {
		b.WriteString(i.Passage + "\n\n")
	}
	b.WriteString(i.Stem)
	for n, o := range i.options {
		fmt.Fprintf(&b, "\n%c) %s", 'A'+n, o)
	}
	return b.String()
}

// draw are n questions of each family and level.
func draw(t testing.TB, n int, seed uint64) (items []item) {
	t.Helper()
	bank := itembank.New()
	for _, f := range bank.Families(itembank.Filter{Type: itembank.MultipleChoice}) {
		for _, l := range f.Levels {
			at := uint64(0)
			for range n {
				q, next, err := bank.Draw(f.Name, l.Level, itembank.MultipleChoice, seed, at)
				if err != nil {
					break
				}
				at = next
				items = append(items, item{Question{q.Passage, q.Stem}, f.Name, l.Level, q.Options})
			}
		}
	}
	return items
}

// changes are what students and pictures do to a question.
var changes = []struct {
	name string
	do   func(*rand.Rand, item) string
}{
	{"the same", func(_ *rand.Rand, i item) string { return i.text() }},
	{"without options", func(_ *rand.Rand, i item) string { return i.Passage + "\n" + i.Stem }},
	{"options reordered", func(r *rand.Rand, i item) string {
		i.options = slices.Clone(i.options)
		r.Shuffle(len(i.options), func(a, b int) { i.options[a], i.options[b] = i.options[b], i.options[a] })
		return i.text()
	}},
	{"case and punctuation", func(_ *rand.Rand, i item) string {
		return strings.ToUpper(strings.NewReplacer(",", "", "?", "", "’", "'", "−", "-", "\n", " ").Replace(i.text()))
	}},
	{"three typos in 100", func(r *rand.Rand, i item) string { return typos(r, i.text(), 0.03) }},
	{"read with noise", func(r *rand.Rand, i item) string { return noise(r, i.text(), 0.05) }},
	{"among other words", func(_ *rand.Rand, i item) string {
		return "hi coach, I sit here with my homework and cannot do number 7, it says: " + i.text() + "\n\nplease tell me step by step how to do this one, my test is in 20 minutes and there are 12 more"
	}},
	{"first half", func(_ *rand.Rand, i item) string { q := i.known(); return cut(q, 0, len([]rune(q))*6/10) }},
	{"second half", func(_ *rand.Rand, i item) string {
		q := i.known()
		return cut(q, len([]rune(q))*4/10, len([]rune(q)))
	}},
}

// known is what the question is known by.
func (i item) known() string {
	if i.Passage != "" && len(fold(i.Passage).letters) >= passageAlone {
		return i.Passage
	}
	return i.Passage + " " + i.Stem
}

// vague says whether a part of a question could be part of many.
func (i item) vague(part string) bool {
	f := fold(part)
	has, all := count(f.tokens, number), count(i.core().tokens, number)
	return len(f.letters) < 16 || len(f.letters) < 48 && has*2 < max(1, all) || has == 0 && all > 0
}

// cut cuts a text about there, between words.
func cut(s string, from, until int) string {
	r := []rune(s)
	for from > 0 && r[from-1] != ' ' {
		from--
	}
	for until < len(r) && r[until] != ' ' {
		until++
	}
	return string(r[from:until])
}

// typos leaves out, doubles, swaps and replaces letters, digits never.
func typos(r *rand.Rand, s string, share float64) string {
	runes := []rune(s)
	var out []rune
	for i, c := range runes {
		if c < 'a' || c > 'z' || r.Float64() >= share {
			out = append(out, c)
			continue
		}
		switch r.IntN(4) {
		case 0:
		case 1:
			out = append(out, c, c)
		case 2:
			out = append(out, 'a'+rune(r.IntN(26)))
		case 3:
			if i+1 < len(runes) && runes[i+1] >= 'a' && runes[i+1] <= 'z' {
				out = append(out, runes[i+1])
			}
			out = append(out, c)
		}
	}
	return string(out)
}

// noise is what a bad reading of a picture makes of a text: characters taken for
// others, spaces lost and found, lines broken.
func noise(r *rand.Rand, s string, share float64) string {
	looks := map[rune]string{'o': "0", '0': "O", 'l': "1", '1': "l", 'i': "l", 'I': "l", 'e': "c", 'c': "e", 'a': "o", 'm': "rn", 'n': "ri", 'h': "b", 't': "f", 'u': "v", 's': "5", 'g': "9", ',': ".", '.': ",", '−': "—", ' ': ""}
	var out strings.Builder
	for _, c := range s {
		with, ok := looks[c]
		switch {
		case ok && r.Float64() < share:
			out.WriteString(with)
		case r.Float64() < share/5:
			out.WriteString(" " + string(c))
		case c == ' ' && r.Float64() < 0.1:
			out.WriteString("\n")
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

const candidates = 12 // that are looked at

// bounds are what is found at least of each change, in percent.
var bounds = map[string]float64{"read with noise": 95, "second half": 97, "first half": 97}

// Questions of the item bank are found however they are quoted, through the
// index, and hardly ever taken for others, not even of their own family. Run
// with -v for the figures.
func TestPlantedQuotations(t *testing.T) {
	items := draw(t, 1, 7)
	byID := map[string]item{}
	put := map[string]Question{}
	for n, i := range items {
		id := fmt.Sprint(n)
		byID[id], put[id] = i, i.Question
	}
	var x Index
	x.Update(put, nil)
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range changes {
		found, of, family, other := 0, 0, 0, 0
		for n, i := range items {
			if n%2 > 0 {
				continue // they are there, and may be taken for the others
			}
			s := c.do(r, i)
			if strings.Contains(c.name, "half") && i.vague(s) {
				continue
			}
			of++
			text := Of(s)
			for _, id := range x.Candidates(text, candidates) {
				switch q := byID[id]; {
				case !text.Quotes(q.Question):
				case id == fmt.Sprint(n):
					found++
				case q.family == i.family:
					family++
				default:
					other++
				}
			}
		}
		percent := func(n int) float64 { return 100 * float64(n) / float64(of) }
		t.Logf("%-22s %5.1f %% of %d found; taken for one of the same family %.1f %%, for another %.2f %%", c.name, percent(found), of, percent(family), percent(other))
		least, ok := bounds[c.name]
		if !ok {
			least = 99.5
		}
		if percent(found) < least || percent(family) > 3 && c.name != "second half" || percent(other) > 0.2 { // many share their second half
			t.Errorf("%s: found %.1f %%, wanted %.1f; of the family %d, others %d", c.name, percent(found), least, family, other)
		}
	}
}

// Questions that are not there are hardly ever found: others of the same
// families, with other numbers. Of those without numbers some differ in a name
// alone, and are taken for copies.
func TestUnrelatedQuestions(t *testing.T) {
	put := map[string]Question{}
	locked := draw(t, 3, 7)
	for n, i := range locked {
		put[fmt.Sprint(n)] = i.Question
	}
	var x Index
	x.Update(put, nil)
	asked, taken := 0, 0
	for _, i := range draw(t, 1, 99) {
		text := Of(i.text())
		asked++
		for _, id := range x.Candidates(text, candidates) {
			if q := put[id]; text.Quotes(q) {
				taken++
				break
			}
		}
	}
	t.Logf("%d of %d other questions of the families taken for one of %d", taken, asked, len(put))
	if taken*100 > asked*4 {
		t.Errorf("%d of %d other questions taken for one", taken, asked)
	}
}
