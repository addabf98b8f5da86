package question

import (
	"testing"

	"prepwire/rpc/question/itembank"
)

func TestTaxonomyIsWhole(t *testing.T) {
	y := newSyllabus(itembank.New())
	seen := map[string]bool{}
	count := map[string]int{}
	inBank := map[string]bool{}
	for _, exam := range y.exams {
		for _, section := range exam.Sections {
			share := 0.0
			for _, d := range section.Domains {
				share += d.Share
				for _, s := range d.Skills {
					if seen[s.Code] {
						t.Errorf("skill code %s is used twice", s.Code)
					}
					seen[s.Code] = true
					count[exam.Code]++
					inBank[s.Code] = s.ItemBank
				}
			}
			if exam.Code == "SAT" && (share < 0.999 || share > 1.001) {
				t.Errorf("shares of %s add up to %v", section.Code, share)
			}
		}
	}
	if count["SAT"] != 29 || count["ACT"] != 16 || count["GRE"] != 7 {
		t.Errorf("skills: %v", count)
	}
	if !inBank["ALG1"] || !inBank["PSD2"] || inBank["CAS1"] || inBank["MTH2"] {
		t.Errorf("item bank flags: %v", inBank)
	}
	for _, f := range itembank.New().Families(itembank.Filter{}) {
		if !inBank[f.Skill] {
			t.Errorf("family %s is of skill %s, which the taxonomy does not have", f.Name, f.Skill)
		}
	}
}

func TestNames(t *testing.T) {
	y := newSyllabus(itembank.New())
	for _, c := range []struct{ exam, subject, skill, wantExam, wantSubject, wantSkill string }{
		{"SAT", "math", "ALG1", "SAT", "math", "ALG1"},
		{"sat", "Mathematics", "alg1", "SAT", "math", "ALG1"},
		{" Sat ", "MATHS", "Linear equations in one variable", "SAT", "math", "ALG1"},
		{"SAT (digital)", "Reading & Writing", "sec2", "SAT", "reading-writing", "SEC2"},
		{"sat", "reading_and_writing", "", "SAT", "reading-writing", ""},
		{"sat", "RW", "boundaries", "SAT", "reading-writing", "SEC1"},
		{"act", "Mathematics", "algebra", "ACT", "math", "MTH2"},
		{"gre", "quant", "algebra", "GRE", "math", "QR2"},
		{"", "Maths", "adv3", "", "math", "ADV3"},
		{"", "", "adv3", "", "", "ADV3"},
		{"", "", "", "", "", ""},
		{"Abitur", "Mathematics", "Analysis  II", "Abitur", "math", "Analysis II"},
		{"SAT", "Latin", "Ablative", "SAT", "Latin", "Ablative"},
	} {
		got := y.named(c.exam, c.subject, c.skill)
		if got.exam != c.wantExam || got.subject != c.wantSubject || got.skill != c.wantSkill {
			t.Errorf("%q %q %q: got %q %q %q", c.exam, c.subject, c.skill, got.exam, got.subject, got.skill)
		}
	}
}

func TestTopicFaults(t *testing.T) {
	y := newSyllabus(itembank.New())
	for _, c := range []struct {
		exam, subject, skill string
		pointers             []string
	}{
		{"SAT", "math", "", nil},
		{"SAT", "math", "GEO4", nil},
		{"SAT", "math", "SEC1", []string{"/skill"}}, // of the other section
		{"SAT", "math", "juggling", []string{"/skill"}},
		{"SAT", "Latin", "Ablative", nil},
		{"ACT", "writing", "essay", nil}, // a section without a list
		{"  ", "\t", " ", []string{"/examType", "/subject", "/skill"}},
	} {
		_, faults := y.topic(c.exam, c.subject, c.skill)
		var pointers []string
		for _, f := range faults {
			pointers = append(pointers, f.Pointer)
		}
		if len(pointers) != len(c.pointers) {
			t.Errorf("%q %q %q: got faults %v", c.exam, c.subject, c.skill, faults)
			continue
		}
		for i := range pointers {
			if pointers[i] != c.pointers[i] {
				t.Errorf("%q %q %q: got faults %v", c.exam, c.subject, c.skill, faults)
			}
		}
	}
}
