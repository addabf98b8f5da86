package students

import (
	"slices"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// names and codes are those of skills with a name of their own.
var names, codes = func() (names map[string]string, codes map[learner.SkillID]string) {
	names, codes = map[string]string{}, map[learner.SkillID]string{}
	for _, section := range choose.SAT().Sections {
		for _, domain := range section.Domains {
			for _, skill := range domain.Skills {
				names[skill.Code], codes[learner.Skill(skill.Code)] = skill.Name, skill.Code
			}
		}
	}
	return names, codes
}()

// Name is what people call a skill; the code itself where nothing better is known.
func Name(code string) string {
	if name := names[code]; name != "" {
		return name
	}
	return code
}

// code is what a skill is called that the student has practised.
func (s *Student) code(id learner.SkillID) string {
	if code, ok := codes[id]; ok {
		return code
	}
	return s.own[id]
}

// mostOwn bounds the names that are kept of a student; the model remembers 256
// skills.
const mostOwn = 512

// call keeps what a skill is called. Students may call what they practised
// elsewhere as they like, and could find a name with the number of another: so
// each one's names are the student's own.
func (f *folded) call(id learner.SkillID, code string) {
	if _, known := codes[id]; known || f.own[id] != "" {
		return
	}
	if len(f.own) >= mostOwn {
		remembered := f.State.Skills()
		for old := range f.own {
			if !slices.Contains(remembered, old) {
				delete(f.own, old)
			}
		}
	}
	if f.own == nil {
		f.own = map[learner.SkillID]string{}
	}
	f.own[id] = code
}
