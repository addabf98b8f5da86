package vet

// Kinds of question, as the contract names them.
const (
	MultipleChoice = "multiple-choice"
	TrueFalse      = "true-false"
	ShortAnswer    = "short-answer"
)

// Question is a written question. The options of a short answer are the answer
// alone, those of a statement to judge are true and false.
type Question struct {
	Kind        string
	Passage     string
	Stem        string
	Options     []string
	Key         int // index into Options
	Explanation string
}

// Fault is what a check found.
type Fault struct {
	Check   string // its name
	Message string // what is wrong, in general terms
}

// Check is one check.
type Check struct {
	Name   string
	About  string // what a question that passes has
	Source string // where the idea is from
	kinds  string // the one kind it looks at; empty: all
	fault  func(*paper) string
}

// Sources that more than one check names.
const (
	haladyna = "Haladyna, Downing, Rodriguez 2002, A review of multiple-choice item-writing guidelines"
	saquet   = "SAQUET: Moore et al. 2024, An automatic question usability evaluation toolkit"
	reasons  = "Wang, Katsaggelos 2026, arXiv 2601.14280: reasoning and arithmetic errors of generated questions"
	places   = "arXiv 2605.01846: models favour places for the key, so the options are shuffled"
)

var checks = []Check{
	{"options", "four options", haladyna, MultipleChoice, checkCount},
	{"key", "a key that is one of the options", reasons, "", checkKey},
	{"distinct", "options that differ in words and in value", saquet, MultipleChoice, checkDistinct},
	{"meta-option", "no option that speaks of the others", haladyna, MultipleChoice, checkMeta},
	{"places", "no text that names an option by letter or place", places, MultipleChoice, checkPlaces},
	{"one-kind", "options of one kind", saquet, MultipleChoice, checkOneKind},
	{"longest-key", "a key that is not the longest option by far", saquet, MultipleChoice, checkLongest},
	{"negation", "a stem that writes its NOT in capitals", haladyna, MultipleChoice, checkNegation},
	{"absolutes", "wrong options that are not all absolute beside a key that is not", saquet, MultipleChoice, checkAbsolutes},
	{"grammar-cue", "a stem whose grammar more than the key fits", saquet, MultipleChoice, checkGrammar},
	{"word-cue", "no words of the stem in the key alone", saquet, MultipleChoice, checkWordCue},
	{"convergence", "a key that is not made of the parts of all others", saquet, MultipleChoice, checkConvergence},
	{"leak", "texts that do not give the answer away", haladyna, "", checkLeak},
	{"recompute", "a key that is what the stem computes to", reasons, "", checkStem},
	{"arithmetic", "an explanation whose sums are right", reasons, "", checkArithmetic},
	{"explanation", "an explanation that comes to the key and to no other option", reasons, "", checkExplanation},
	{"grounded", "an explanation of this question", reasons, "", checkGrounded},
}

// Checks are all checks, in the order in which they look.
func Checks() []Check { return append([]Check(nil), checks...) }

// Names are the names of the checks that look at a kind of question.
func Names(kind string) []string {
	var names []string
	for _, c := range checks {
		if c.kinds == "" || c.kinds == kind {
			names = append(names, c.Name)
		}
	}
	return names
}

// Faults are all faults of q that were found, in the order of the checks; none
// for a question that passes. Without options and a key to speak of, nothing
// further is looked at.
func (q Question) Faults() []Fault {
	var faults []Fault
	p := paper{Question: q}
	for _, c := range checks {
		if c.kinds != "" && c.kinds != q.Kind {
			continue
		}
		message := c.fault(&p)
		if message == "" {
			continue
		}
		faults = append(faults, Fault{c.Name, message})
		if c.Name == "options" || c.Name == "key" {
			break
		}
	}
	return faults
}

// paper is a question while it is looked at. What several checks read is read
// once.
type paper struct {
	Question
	optionTexts  []string // folded
	optionValues []amount
	stemTokens   []token
	proofTokens  []token // of the explanation
}

func (p *paper) key() string { return p.Options[p.Key] }

// folded are the options as they are compared.
func (p *paper) folded() []string {
	if p.optionTexts == nil {
		for _, o := range p.Options {
			p.optionTexts = append(p.optionTexts, fold(o))
		}
	}
	return p.optionTexts
}

// values are the options as numbers.
func (p *paper) values() []amount {
	if p.optionValues == nil {
		for _, o := range p.Options {
			p.optionValues = append(p.optionValues, readAmount(o))
		}
	}
	return p.optionValues
}

// stem and proof are the tokens of stem and explanation.
func (p *paper) stem() []token {
	if p.stemTokens == nil {
		p.stemTokens = tokenize(p.Stem)
	}
	return p.stemTokens
}

func (p *paper) proof() []token {
	if p.proofTokens == nil {
		p.proofTokens = tokenize(p.Explanation)
	}
	return p.proofTokens
}

// wrong calls do with every option but the key until do answers false.
func (p *paper) wrong(do func(i int) bool) {
	for i := range p.Options {
		if i != p.Key && !do(i) {
			return
		}
	}
}
