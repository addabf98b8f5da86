// Package vet looks for faults in written questions without a model: options
// that say the same, keys that do not follow from the stem, explanations that
// argue for another option, and the flaws by which a student guesses the key
// without knowing the subject. It is pure, knows nobody, and takes some tens of
// microseconds a question.
//
//	Question ─► Faults ─► a name and a sentence for each check that failed
//
// A check speaks only where it is sure: what it cannot read, it lets pass. The
// sentences may go back to who wrote the question. They hold nothing but our
// own words.
//
// Arithmetic is exact: numbers are fractions of whole numbers, never floats.
package vet
