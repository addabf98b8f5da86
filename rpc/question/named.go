package question

// Topic is what a skill belongs to.
type Topic struct{ Exam, Subject, Skill string }

// NamedSkill finds a skill by any way of writing its code, and the exam and
// subject it belongs to. A skill that the taxonomy does not know stays as it is,
// save for spaces, and belongs to nothing; ok is then false.
func (s *Service) NamedSkill(name string) (t Topic, ok bool) {
	code, known := s.syllabus.skills[slug(name)]
	if !known {
		return Topic{Skill: tidy(name)}, false
	}
	for _, exam := range s.syllabus.exams {
		for i := range exam.Sections {
			of := topic{exam: exam.Code, subject: exam.Sections[i].Subject, section: &exam.Sections[i]}
			if of.find(code) != nil {
				return Topic{Exam: exam.Code, Subject: of.subject, Skill: code}, true
			}
		}
	}
	return Topic{Skill: code}, false
}

// SubjectNamed is what a subject is called here that is given in any of its names.
func (s *Service) SubjectNamed(name string) string {
	return s.syllabus.named("", name, "").subject
}

// SkillsOf are the codes of the skills that the taxonomy lists for a subject, of
// every exam that has it; none for a subject that it does not know.
func (s *Service) SkillsOf(subject string) []string {
	var codes []string
	for _, exam := range s.syllabus.exams {
		for i := range exam.Sections {
			if exam.Sections[i].Subject != subject {
				continue
			}
			for _, skill := range (topic{section: &exam.Sections[i]}).listed() {
				codes = append(codes, skill.Code)
			}
		}
	}
	return codes
}
