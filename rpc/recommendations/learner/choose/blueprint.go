package choose

import "prepwire/rpc/recommendations/learner"

// Blueprint is what an exam asks, and in which shares.
type Blueprint struct{ Sections []Section }

// Section is a separately scored part of an exam.
type Section struct {
	Code      string
	Questions int // how many it has; its weight in the exam
	Domains   []Domain
}

// Domain is a content area. Its skills count equally.
type Domain struct {
	Code   string
	Share  float64 // of its section, 0–1; those of a section add up to 1
	Skills []Skill
}

// Skill is what is practised.
type Skill struct {
	Code, Name string
}

// SAT returns the blueprint of the digital SAT: the published shares of the
// domains (Assessment Framework for the Digital SAT Suite), with skill codes as
// in question.taxonomy.
func SAT() Blueprint {
	return Blueprint{Sections: []Section{
		{Code: "RW", Questions: 54, Domains: []Domain{
			domain("CAS", 0.28, "Words in Context", "Text Structure and Purpose", "Cross-Text Connections"),
			domain("INI", 0.26, "Central Ideas and Details", "Command of Evidence", "Inferences"),
			domain("SEC", 0.26, "Boundaries", "Form, Structure, and Sense"),
			domain("EOI", 0.20, "Rhetorical Synthesis", "Transitions"),
		}},
		{Code: "MATH", Questions: 44, Domains: []Domain{
			domain("ALG", 0.35, "Linear equations in one variable", "Linear functions", "Linear equations in two variables",
				"Systems of two linear equations in two variables", "Linear inequalities in one or two variables"),
			domain("ADV", 0.35, "Equivalent expressions",
				"Nonlinear equations in one variable and systems of equations in two variables", "Nonlinear functions"),
			domain("PSD", 0.15, "Ratios, rates, proportional relationships, and units", "Percentages",
				"One-variable data: Distributions and measures of center and spread", "Two-variable data: Models and scatterplots",
				"Probability and conditional probability", "Inference from sample statistics and margin of error",
				"Evaluating statistical claims: Observational studies and experiments"),
			domain("GEO", 0.15, "Area and volume", "Lines, angles, and triangles", "Right triangles and trigonometry", "Circles"),
		}},
	}}
}

func domain(code string, share float64, names ...string) Domain {
	d := Domain{Code: code, Share: share}
	for i, name := range names {
		d.Skills = append(d.Skills, Skill{Code: code + string(rune('1'+i)), Name: name})
	}
	return d
}

// Weights returns the shares of a section's skills, for learner.Params.Score.
func (s Section) Weights() []learner.Weight {
	var out []learner.Weight
	for _, d := range s.Domains {
		for _, k := range d.Skills {
			out = append(out, learner.Weight{Skill: learner.Skill(k.Code), Share: d.Share / float64(len(d.Skills))})
		}
	}
	return out
}

// Weights returns the shares of all skills in the whole exam, which add up to 1
// when those of each section do.
func (b Blueprint) Weights() []learner.Weight {
	total := 0
	for _, s := range b.Sections {
		total += s.Questions
	}
	var out []learner.Weight
	for _, s := range b.Sections {
		for _, w := range s.Weights() {
			w.Share *= float64(s.Questions) / float64(max(1, total))
			out = append(out, w)
		}
	}
	return out
}
