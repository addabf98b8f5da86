package question

import (
	"strings"
	"unicode"

	"prepwire/rpc/question/itembank"
	"prepwire/schema"
)

// bankExam is the exam that the item bank's questions are made for.
const bankExam = "SAT"

// syllabus is the taxonomy, and the ways in which people write its names. It
// does not change once made.
type syllabus struct {
	exams    []schema.Exam
	byName   map[string]*schema.Exam // slug of code or name
	subjects map[string]string       // slug of any name of a subject → subject
	skills   map[string]string       // slug of a code → code
}

// moreSubjects are names of subjects beside those in the taxonomy.
var moreSubjects = map[string]string{
	"mathematics":  "math",
	"maths":        "math",
	"quantitative": "math",
	"quant":        "math",
	"verbal":       "verbal-reasoning",
}

func newSyllabus(bank *itembank.Bank) *syllabus {
	y := &syllabus{
		exams:    exams(),
		byName:   map[string]*schema.Exam{},
		subjects: map[string]string{},
		skills:   map[string]string{},
	}
	for name, subject := range moreSubjects {
		y.subjects[name] = subject
	}
	for i := range y.exams {
		exam := &y.exams[i]
		y.byName[slug(exam.Code)], y.byName[slug(exam.Name)] = exam, exam
		for j := range exam.Sections {
			y.addSection(exam.Code, &exam.Sections[j], bank)
		}
	}
	return y
}

func (y *syllabus) addSection(exam string, section *schema.ExamSection, bank *itembank.Bank) {
	for _, name := range []string{section.Subject, section.Code, section.Name} {
		y.subjects[slug(name)] = section.Subject
	}
	for i := range section.Domains {
		skills := section.Domains[i].Skills
		for j := range skills {
			y.skills[slug(skills[j].Code)] = skills[j].Code
			want := itembank.Filter{Subject: section.Subject, Skill: skills[j].Code}
			skills[j].ItemBank = exam == bankExam && len(bank.Families(want)) > 0
		}
	}
}

// exam finds an exam by code or name, nil when it is not in the taxonomy.
func (y *syllabus) exam(name string) *schema.Exam { return y.byName[slug(name)] }

// topic is what a question is about, normalised.
type topic struct {
	exam, subject string
	skill         string              // empty: any
	section       *schema.ExamSection // nil: not in the taxonomy, so the names are free
}

// named normalises names, any of which may be empty. What the taxonomy does not
// know stays as it is, save for spaces.
func (y *syllabus) named(exam, subject, skill string) topic {
	t := topic{exam: tidy(exam), subject: tidy(subject), skill: tidy(skill)}
	if known, ok := y.subjects[slug(subject)]; ok {
		t.subject = known
	}
	if known := y.exam(exam); known != nil {
		t.exam = known.Code
		t.section = sectionOf(known, t.subject)
	}
	if found := t.find(skill); found != nil {
		t.skill = found.Code
	} else if code, ok := y.skills[slug(skill)]; ok {
		t.skill = code
	}
	return t
}

// topic is named for a question to be: exam and subject must be there, and a
// skill of a subject in the taxonomy must be one of those listed.
func (y *syllabus) topic(exam, subject, skill string) (topic, []schema.ParamError) {
	t := y.named(exam, subject, skill)
	var faults []schema.ParamError
	for _, name := range []struct{ pointer, given, kept string }{
		{"/examType", exam, t.exam}, {"/subject", subject, t.subject}, {"/skill", skill, t.skill},
	} {
		if name.kept == "" && (name.given != "" || name.pointer != "/skill") {
			faults = append(faults, fault(name.pointer, "must not be blank"))
		} else if message := textFault(name.kept, true); message != "" {
			faults = append(faults, fault(name.pointer, message))
		}
	}
	if len(faults) == 0 && t.skill != "" && t.lists() && t.find(t.skill) == nil {
		faults = append(faults, fault("/skill", t.skillWanted()))
	}
	return t, faults
}

func (t topic) skillWanted() string {
	var codes []string
	for _, s := range t.listed() {
		codes = append(codes, s.Code)
	}
	return "must be a skill of " + t.exam + " " + t.subject + ": " + strings.Join(codes, ", ")
}

// lists says whether the taxonomy names the skills of this subject.
func (t topic) lists() bool { return len(t.listed()) > 0 }

// listed are the skills that the taxonomy names for this subject.
func (t topic) listed() []schema.Skill {
	if t.section == nil {
		return nil
	}
	var skills []schema.Skill
	for _, d := range t.section.Domains {
		skills = append(skills, d.Skills...)
	}
	return skills
}

// find is the skill of this subject by code or name, nil when it is not listed.
func (t topic) find(name string) *schema.Skill {
	want := slug(name)
	for _, s := range t.listed() {
		if slug(s.Code) == want || slug(s.Name) == want {
			return &s
		}
	}
	return nil
}

// tag is a tag for a question on that skill: its domain, such as
// "advanced-math"; the subject where there is none.
func (t topic) tag(skill string) string {
	if t.section != nil {
		for _, d := range t.section.Domains {
			for _, s := range d.Skills {
				if s.Code == skill {
					return slug(d.Name)
				}
			}
		}
	}
	return t.subject
}

func sectionOf(exam *schema.Exam, subject string) *schema.ExamSection {
	for i := range exam.Sections {
		if exam.Sections[i].Subject == subject {
			return &exam.Sections[i]
		}
	}
	return nil
}

// tidy is s without outer spaces and with single inner ones.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// slug is a name as names are compared: letters and digits in lower case, a
// hyphen between words.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ReplaceAll(name, "&", " and "), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.ToLower(strings.Join(words, "-"))
}
