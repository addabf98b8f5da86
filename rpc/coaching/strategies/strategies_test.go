package strategies

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// domains are the domains of the SAT and how many skills each has.
var domains = map[string]int{"ALG": 5, "ADV": 3, "PSD": 7, "GEO": 4, "CAS": 3, "INI": 3, "SEC": 2, "EOI": 2}

func TestEverySkillOfTheSATHasAStrategyOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for domain, n := range domains {
		for i := 1; i <= n; i++ {
			code := fmt.Sprintf("%s%d", domain, i)
			s, ok := ForSkill(code)
			if !ok {
				t.Errorf("%s has none", code)
				continue
			}
			check(t, code, s)
			for _, text := range append([]string{s.Text}, s.Pitfalls...) {
				if other := seen[text]; other != "" {
					t.Errorf("%s and %s say the same: %s", code, other, text)
				}
				seen[text] = code
			}
		}
	}
	n := 0
	for _, part := range []map[string]Strategy{algebra, advancedMath, dataAnalysis, geometry, craft, information, conventions, expression} {
		n += len(part)
	}
	if n != 29 {
		t.Errorf("%d strategies, the SAT has 29 skills", n)
	}
}

func TestSubjects(t *testing.T) {
	for subject, s := range subjects {
		check(t, subject, s)
		if ForSubject(subject).Text != s.Text {
			t.Errorf("%s is not found", subject)
		}
	}
	check(t, "general", ForSubject("history"))
	if _, ok := ForSkill("ALG9"); ok {
		t.Error("a skill that is none has a strategy")
	}
}

// check holds a text to what fits a small screen and a plain reader.
func check(t *testing.T, name string, s Strategy) {
	t.Helper()
	if n := len([]rune(s.Text)); n < 80 || n > 400 {
		t.Errorf("%s: the text has %d characters", name, n)
	}
	if len(s.Steps) < 3 || len(s.Steps) > 6 || len(s.Pitfalls) < 2 || len(s.Pitfalls) > 4 {
		t.Errorf("%s: %d steps, %d pitfalls", name, len(s.Steps), len(s.Pitfalls))
	}
	for _, line := range append(append([]string{s.Text}, s.Steps...), s.Pitfalls...) {
		if n := len([]rune(line)); n < 15 || n > 400 || !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "?") ||
			!unicode.IsUpper([]rune(line)[0]) && line[0] != '"' && line[0] != '(' && !strings.ContainsAny(line[:2], "f2x") {
			t.Errorf("%s: %q", name, line)
		}
	}
}

func TestCallersMayChangeWhatTheyGet(t *testing.T) {
	s, _ := ForSkill("ALG1")
	s.Steps[0] = "changed"
	if again, _ := ForSkill("ALG1"); again.Steps[0] == "changed" {
		t.Error("the next caller sees it")
	}
}
