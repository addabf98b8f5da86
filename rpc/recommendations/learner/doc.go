// Package learner estimates what a student can do, and how sure that is, from
// the student's answers. It is pure: no clock, no chance, no goroutines, nothing
// of the rest of the house.
//
//	everybody's answers ──Fit──► Params (numbered, immutable)
//	                                │
//	a student's answers ──Update──► State (under 1 KB) ──► Predict, Mastery, Score,
//	                                                       Recall, ExpectedTime
//
// The model has two halves. A Gaussian online filter over item response theory
// keeps a mean and a variance for the student, the student's offset in each
// skill, and difficulties of questions, families of isomorphs, skills and
// authors' levels, all in logits (see update.go for its formulas). A logistic
// head then weighs the filter's own logit together with what happened lately
// (features.go). The filter's variance is what makes estimates honest: nothing
// here is to be shown without it.
//
// A State is the fold of one student's answers, in their order, under one
// Params. The same answers under the same Params give the same State bit for
// bit, on every machine and after every restart; see number.go for how. A State
// belongs to its Params: when a background fold has made new ones, fold the
// answers again.
//
// Answers cannot be wrong in a way that is an error. Times that nobody believes,
// clocks that jump back, skills and questions that are unknown or gone, and
// floods of self-reported answers are taken for what they can be worth; see
// Answer. Everything is bounded: an ability moves by at most 2 logits an answer
// and stays within ±4, a State remembers 256 skills.
package learner
