package itembank

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const wanted = 5000 // distinct valid variants a family must have, and draws without a repeat

// eachFamily runs a test for every family of the bank.
func eachFamily(t *testing.T, test func(t *testing.T, b *Bank, f Family)) {
	b := New()
	for _, f := range b.Families(Filter{}) {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			test(t, b, f)
		})
	}
}

// walk draws n items of one level, fewer when the walk ends.
func walk(t *testing.T, b *Bank, f Family, level int, kind Type, seed uint64, n int) []Item {
	t.Helper()
	var items []Item
	for position := uint64(0); len(items) < n; {
		item, next, err := b.Draw(f.Name, level, kind, seed, position)
		if errors.Is(err, ErrExhausted) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, item)
		position = next
	}
	return items
}

// share of the draws that a level gets, so that a family's levels together
// make the wanted number.
func share(f Family) int { return (wanted + len(f.Levels) - 1) / len(f.Levels) }

func TestFamiliesDeclareThemselves(t *testing.T) {
	skill := regexp.MustCompile(`^(ALG[1-5]|ADV[1-3]|PSD[1-7]|GEO[1-4]|SEC[12]|EOI[12])$`)
	name := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	eachFamily(t, func(t *testing.T, _ *Bank, f Family) {
		if !name.MatchString(f.Name) || f.Title == "" || !skill.MatchString(f.Skill) {
			t.Errorf("name %q, title %q, skill %q", f.Name, f.Title, f.Skill)
		}
		if f.Subject != Math && f.Subject != ReadingWriting {
			t.Errorf("subject %q", f.Subject)
		}
		seen := map[int]bool{}
		for _, l := range f.Levels {
			seen[l.Level] = true
		}
		if len(seen) < 3 || len(seen) != len(f.Levels) {
			t.Errorf("%d different levels of %d, want at least 3 and all different", len(seen), len(f.Levels))
		}
	})
}

// TestFamiliesDraw walks 5,000 questions of each family over its levels and
// holds every one of them to the promises of Item.
func TestFamiliesDraw(t *testing.T) {
	eachFamily(t, func(t *testing.T, b *Bank, f Family) {
		seen, known := map[string]string{}, map[string]bool{"": true}
		var places [4]int
		var items, named int
		for _, l := range f.Levels {
			drawn := walk(t, b, f, l.Level, MultipleChoice, 7, share(f))
			for _, item := range drawn {
				checkItem(t, f, item, known)
				stem := item.Passage + "\x00" + item.Stem
				if asked(f) {
					options := slices.Clone(item.Options)
					slices.Sort(options)
					stem += "\x00" + strings.Join(options, "\x00")
				}
				where := fmt.Sprintf("level %d variant %d", item.Level, item.Variant)
				if other, twice := seen[stem]; twice {
					t.Fatalf("%s repeats %s:\n%s", where, other, show(item))
				}
				seen[stem] = where
				places[item.Key]++
				for i, m := range item.Misconceptions {
					if i != item.Key && m != slip {
						named++
					}
				}
			}
			items += len(drawn)
			if t.Failed() {
				return
			}
		}
		if items < wanted {
			t.Errorf("%d valid variants, want %d", items, wanted)
		}
		if mean := float64(named) / float64(items); mean < 2 {
			t.Errorf("%.2f wrong answers of 3 come from a named misconception, want 2: list more, on both sides of the key", mean)
		}
		for i, n := range places {
			if part := float64(n) / float64(items); part < 0.20 || part > 0.30 {
				t.Errorf("key at %c in %.3f of the items, want 0.20 to 0.30", letters[i], part)
			}
		}
	})
}

// asked reports whether the options belong to the question: in grammar the
// same sentence may come with other choices.
func asked(f Family) bool { return f.Subject == ReadingWriting }

// TestFamiliesPlaceKeysEvenly looks at the key's place over the whole bank.
func TestFamiliesPlaceKeysEvenly(t *testing.T) {
	b := New()
	var places [4]int
	total := 0
	for _, f := range b.Families(Filter{}) {
		for _, l := range f.Levels {
			for _, item := range walk(t, b, f, l.Level, MultipleChoice, 99, 300) {
				places[item.Key]++
				total++
			}
		}
	}
	for i, n := range places {
		part, chance := float64(n)/float64(total), math.Sqrt(0.25*0.75/float64(total))
		if math.Abs(part-0.25) > 0.01+4*chance {
			t.Errorf("key at %c in %.3f of %d items", letters[i], part, total)
		}
	}
}

// checkItem holds one item to its promises; known are shapes of text looked at before.
func checkItem(t *testing.T, f Family, item Item, known map[string]bool) {
	t.Helper()
	bad := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%s\n%s", fmt.Sprintf(format, args...), show(item))
	}
	l, _ := f.level(item.Level)
	d, ok := l.build(l.params(item.Variant))
	if !ok {
		bad("variant %d is not valid", item.Variant)
	}
	if !d.right(d.key) {
		bad("the second computation does not confirm the key")
	}
	if len(item.Options) != 4 || len(item.Misconceptions) != 4 || item.Answer != letters[item.Key:item.Key+1] {
		bad("%d options, %d misconceptions, key %d, answer %q", len(item.Options), len(item.Misconceptions), item.Key, item.Answer)
	}
	if item.Options[item.Key] != d.written(d.key) || item.Misconceptions[item.Key] != "" {
		bad("option %d is not the key %q", item.Key, d.written(d.key))
	}
	for i, o := range item.Options {
		if i != item.Key && item.Misconceptions[i] == "" {
			bad("option %q has no misconception", o)
		}
		for _, other := range item.Options[:i] {
			if o == other {
				bad("option %q twice", o)
			}
		}
	}
	checkValues(t, d, item)
	for _, h := range item.Hints {
		if h == "" || tells(h, d) {
			bad("hint %q is empty or holds the key", h)
		}
	}
	for _, text := range slices.Concat([]string{item.Passage, item.Stem, item.Explanation}, item.Options, item.Hints[:], item.Misconceptions) {
		shape := shape(text)
		if known[shape] {
			continue
		}
		if fault := degenerate(text); fault != "" {
			bad("%s in %q", fault, text)
		}
		known[shape] = true
	}
	if item.Stem == "" || item.Explanation == "" || item.ExpectedTimeMs < 10_000 || item.ExpectedTimeMs > 300_000 {
		bad("empty stem or explanation, or %d ms", item.ExpectedTimeMs)
	}
	if base := logit(item.Level, 0); math.Abs(item.DifficultyLogit-base) > 0.5 {
		bad("difficulty %.2f is far from its level's %.2f", item.DifficultyLogit, base)
	}
}

// checkValues compares the four choices as values and wants numbers in order.
func checkValues(t *testing.T, d draft, item Item) {
	t.Helper()
	byText := map[string]choice{d.written(d.key): d.key}
	for _, w := range d.wrong {
		if _, known := byText[d.written(w.choice)]; !known {
			byText[d.written(w.choice)] = w.choice
		}
	}
	var placed []choice
	for i, o := range item.Options {
		c, known := byText[o]
		if !known && item.Misconceptions[i] != slip {
			t.Fatalf("option %q comes from nowhere\n%s", o, show(item))
		}
		if !known {
			continue
		}
		if i != item.Key && d.right(c) {
			t.Fatalf("option %q is right too\n%s", o, show(item))
		}
		for _, p := range placed {
			if p.same(c) {
				t.Fatalf("option %q has the value of another\n%s", o, show(item))
			}
			if c.isNumber() && p.num.cmp(c.num) >= 0 {
				t.Fatalf("options are not sorted by value\n%s", show(item))
			}
		}
		placed = append(placed, c)
	}
}

// tells looks for the key in a hint by other means than the bank does: as
// written, with no letter or digit beside it.
func tells(hint string, d draft) bool {
	key := d.written(d.key)
	if d.key.isNumber() {
		key = strings.TrimPrefix(d.key.num.ascii(), "-")
	}
	hint, key = strings.ToLower(hint), strings.ToLower(key)
	for rest := hint; strings.Contains(rest, key); rest = rest[strings.Index(rest, key)+1:] {
		at := strings.Index(rest, key)
		before, after := rest[:at], rest[at+len(key):]
		if !endsWord.MatchString(hint[:len(hint)-len(rest)]+before) && !startsWord.MatchString(after) {
			return true
		}
	}
	return false
}

var (
	endsWord   = regexp.MustCompile(`([\pL\pN]|[0-9][./])$`)
	startsWord = regexp.MustCompile(`^([\pL\pN]|[./][0-9])`)
)

var faults = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"format verb", regexp.MustCompile(`%!|%[dsvq]\b|<nil>|\bNaN\b`)},
	{"sign after sign", regexp.MustCompile(`[+−-] ?[+−]|[+−] -`)},
	{"coefficient 1", regexp.MustCompile(`(^|[^0-9./⁄\pL])1[a-z]\b`)},
	{"coefficient 0", regexp.MustCompile(`(^|[^0-9./,])0[a-z(]`)},
	{"zero term", regexp.MustCompile(`[+−] 0($|[^0-9.,/])`)},
	{"ascii minus", regexp.MustCompile(`(^|[ (=])-[0-9a-z]`)},
	{"double space", regexp.MustCompile(`  `)},
	{"space before mark", regexp.MustCompile(` [,.;:?!)]`)},
	{"outer space", regexp.MustCompile(`^\s|\s$`)},
	{"double stop", regexp.MustCompile(`[^.]\.\.($|[^.])|,,|\?\?`)},
	{"denominator 1", regexp.MustCompile(`[0-9]/1($|[^0-9])`)},
	{"exponent 1", regexp.MustCompile(`[a-z)]¹($|[^⁰¹²³⁴⁵⁶⁷⁸⁹])`)},
	{"one of many", regexp.MustCompile(`(^|[^0-9.,/−])\b1 (units|tickets|hours|minutes|seconds|days|weeks|months|years|miles|points|items|people|students|meters|dollars)\b`)},
	{"empty bracket", regexp.MustCompile(`\(\)|\[\]|“”`)},
	{"letter named", regexp.MustCompile(`\b([Cc]hoice|[Oo]ption|[Aa]nswer) [A-D]\b`)},
}

// shape is a text with its numbers made alike, as far as no fault depends on
// them, so that few texts need a close look: "12x − 7" becomes "55x − 5".
func shape(text string) string {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		run := i
		for run < len(text) && text[run] >= '0' && text[run] <= '9' {
			run++
		}
		switch {
		case run == i:
			out = append(out, text[i])
			run++
		case run > i+1:
			out = append(out, "55"...)
		case text[i] > '1':
			out = append(out, '5')
		default:
			out = append(out, text[i])
		}
		i = run
	}
	return string(out)
}

// anyFault is all of them at once, which is quicker than one after the other.
var anyFault = func() *regexp.Regexp {
	var all []string
	for _, f := range faults {
		all = append(all, f.pattern.String())
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}()

// degenerate names what is wrong with a text, or "".
func degenerate(text string) string {
	if !anyFault.MatchString(text) {
		return ""
	}
	for _, f := range faults {
		if f.pattern.MatchString(text) {
			return f.name
		}
	}
	return ""
}

func TestFamiliesServeEveryType(t *testing.T) {
	eachFamily(t, func(t *testing.T, b *Bank, f Family) {
		for _, l := range f.Levels {
			right := 0
			items := walk(t, b, f, l.Level, TrueFalse, 3, 200)
			for _, item := range items {
				if item.Answer == "true" {
					right++
				}
				if item.Options != nil || item.Key != -1 || len(item.Misconceptions) != 1 || (item.Answer == "true") != (item.Misconceptions[0] == "") {
					t.Fatalf("true-false item is off:\n%s", show(item))
				}
			}
			if len(items) < 200 || right < 65 || right > 135 {
				t.Errorf("level %d: %d of %d true-false items are true", l.Level, right, len(items))
			}
			if f.Numeric {
				checkShort(t, b, f, l)
			}
		}
	})
}

func checkShort(t *testing.T, b *Bank, f Family, l Level) {
	t.Helper()
	grid := regexp.MustCompile(`^-?[0-9/]{1,5}$`)
	items := walk(t, b, f, l.Level, ShortAnswer, 3, 200)
	if len(items) < 200 {
		t.Errorf("level %d: only %d short answers", l.Level, len(items))
	}
	for _, item := range items {
		d, _ := l.build(l.params(item.Variant))
		if item.Options != nil || !grid.MatchString(item.Answer) || item.Answer != d.key.num.ascii() {
			t.Fatalf("short answer is off:\n%s", show(item))
		}
	}
}

func TestFamiliesRepeatExactly(t *testing.T) {
	eachFamily(t, func(t *testing.T, b *Bank, f Family) {
		for _, l := range f.Levels {
			for _, kind := range f.Types() {
				first := walk(t, b, f, l.Level, kind, 11, 40)
				again := walk(t, New(), f, l.Level, kind, 11, 40)
				other := walk(t, b, f, l.Level, kind, 12, 40)
				same := 0
				for i := range first {
					if show(first[i]) != show(again[i]) {
						t.Fatalf("drawn twice, differs:\n%s\n%s", show(first[i]), show(again[i]))
					}
					if first[i].Passage == other[i].Passage && first[i].Stem == other[i].Stem {
						same++
					}
				}
				if same > 5 {
					t.Errorf("level %d: seeds 11 and 12 agree at %d of 40 positions", l.Level, same)
				}
			}
		}
	})
}

// show prints an item for a person.
func show(i Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[%s %s level %d %s, variant %d, logit %.2f, %d s]\n", i.Family, i.Skill, i.Level, i.Type, i.Variant, i.DifficultyLogit, i.ExpectedTimeMs/1000)
	if i.Passage != "" {
		fmt.Fprintf(&b, "%s\n\n", i.Passage)
	}
	fmt.Fprintln(&b, i.Stem)
	for n, o := range i.Options {
		fmt.Fprintf(&b, "  %c) %s   [%s]\n", letters[n], o, i.Misconceptions[n])
	}
	fmt.Fprintf(&b, "answer %s\n%s\n", i.Answer, i.Explanation)
	for n, h := range i.Hints {
		fmt.Fprintf(&b, "  hint %d: %s\n", n+1, h)
	}
	return b.String()
}
