package question

import (
	"context"
	"iter"

	"prepwire/schema"
	"prepwire/store"
)

// Find is the question of that id for methods of other namespaces that help
// with it. It must run within a call and knows the caller: a question that may
// not be seen is not_found, one of an upcoming or running contest is refused
// with contest_running.
func (s *Service) Find(ctx context.Context, id schema.ID) (store.Question, error) {
	_, who := caller(ctx)
	return s.findFree(ctx, who, id)
}

// Skill is the skill of the taxonomy with that code or name, and its subject.
// Of several exams' skills that share a name it is the first one's.
func (s *Service) Skill(name string) (skill schema.Skill, subject string, ok bool) {
	want := slug(name)
	for _, is := range []func(schema.Skill) string{
		func(k schema.Skill) string { return k.Code },
		func(k schema.Skill) string { return k.Name },
	} {
		for k, subject := range s.syllabus.allSkills() {
			if slug(is(k)) == want {
				return k, subject, true
			}
		}
	}
	return schema.Skill{}, "", false
}

// allSkills are the skills of all exams, each with its subject.
func (y *syllabus) allSkills() iter.Seq2[schema.Skill, string] {
	return func(yield func(schema.Skill, string) bool) {
		for _, exam := range y.exams {
			for _, section := range exam.Sections {
				for _, d := range section.Domains {
					for _, k := range d.Skills {
						if !yield(k, section.Subject) {
							return
						}
					}
				}
			}
		}
	}
}
