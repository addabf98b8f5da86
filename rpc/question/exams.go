package question

import "prepwire/schema"

// The exams we know, with the subjects and skills that clients may name. Names
// and shares are facts about the published tests; nothing here is taken from
// their questions. Skill codes are the domain's code and the place in it.
//
// SAT is a trademark of the College Board, ACT of ACT Inc. and GRE of ETS, none
// of whom is affiliated with this program.
func exams() []schema.Exam {
	return []schema.Exam{
		{Code: "SAT", Name: "SAT (digital)", Sections: []schema.ExamSection{satReadingWriting(), satMath()}},
		{Code: "ACT", Name: "ACT (enhanced, from 2025)", Sections: []schema.ExamSection{
			plainSection("ENG", "English", "english",
				"Production of Writing", "Knowledge of Language", "Conventions of Standard English"),
			plainSection("MTH", "Mathematics", "math",
				"Number and Quantity", "Algebra", "Functions", "Geometry", "Statistics and Probability",
				"Integrating Essential Skills", "Modeling"),
			plainSection("RDG", "Reading", "reading",
				"Key Ideas and Details", "Craft and Structure", "Integration of Knowledge and Ideas"),
			plainSection("SCI", "Science (optional)", "science",
				"Interpretation of Data", "Scientific Investigation",
				"Evaluation of Models, Inferences, and Experimental Results"),
			plainSection("WRT", "Writing (optional)", "writing"),
		}},
		{Code: "GRE", Name: "GRE General Test (from September 2023)", Sections: []schema.ExamSection{
			plainSection("AWA", "Analytical Writing", "analytical-writing"),
			plainSection("VR", "Verbal Reasoning", "verbal-reasoning",
				"Reading Comprehension", "Text Completion", "Sentence Equivalence"),
			plainSection("QR", "Quantitative Reasoning", "math",
				"Arithmetic", "Algebra", "Geometry", "Data Analysis"),
		}},
	}
}

func satReadingWriting() schema.ExamSection {
	return schema.ExamSection{Code: "RW", Name: "Reading and Writing", Subject: "reading-writing", Domains: []schema.Domain{
		domain("CAS", "Craft and Structure", 0.28,
			"Words in Context", "Text Structure and Purpose", "Cross-Text Connections"),
		domain("INI", "Information and Ideas", 0.26,
			"Central Ideas and Details", "Command of Evidence", "Inferences"),
		domain("SEC", "Standard English Conventions", 0.26,
			"Boundaries", "Form, Structure, and Sense"),
		domain("EOI", "Expression of Ideas", 0.2,
			"Rhetorical Synthesis", "Transitions"),
	}}
}

func satMath() schema.ExamSection {
	return schema.ExamSection{Code: "MATH", Name: "Math", Subject: "math", Domains: []schema.Domain{
		domain("ALG", "Algebra", 0.35,
			"Linear equations in one variable",
			"Linear functions",
			"Linear equations in two variables",
			"Systems of two linear equations in two variables",
			"Linear inequalities in one or two variables"),
		domain("ADV", "Advanced Math", 0.35,
			"Equivalent expressions",
			"Nonlinear equations in one variable and systems of equations in two variables",
			"Nonlinear functions"),
		domain("PSD", "Problem-Solving and Data Analysis", 0.15,
			"Ratios, rates, proportional relationships, and units",
			"Percentages",
			"One-variable data: Distributions and measures of center and spread",
			"Two-variable data: Models and scatterplots",
			"Probability and conditional probability",
			"Inference from sample statistics and margin of error",
			"Evaluating statistical claims: Observational studies and experiments"),
		domain("GEO", "Geometry and Trigonometry", 0.15,
			"Area and volume",
			"Lines, angles, and triangles",
			"Right triangles and trigonometry",
			"Circles"),
	}}
}

// plainSection is a section of one domain that bears the section's own name.
func plainSection(code, name, subject string, skills ...string) schema.ExamSection {
	return schema.ExamSection{Code: code, Name: name, Subject: subject,
		Domains: []schema.Domain{domain(code, name, 0, skills...)}}
}

func domain(code, name string, share float64, skills ...string) schema.Domain {
	d := schema.Domain{Code: code, Name: name, Share: share, Skills: []schema.Skill{}}
	for i, s := range skills {
		d.Skills = append(d.Skills, schema.Skill{Code: code + string(rune('1'+i)), Name: s})
	}
	return d
}
