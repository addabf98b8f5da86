// Package students keeps what the learner's model knows of each student. The
// services that show, choose or coach ask it; none of them folds answers itself.
//
//	store.Attempts ──fold──► learner.State, cached ──► Student
//	      └────────refit.go──► learner.Params, numbered, in store.Models
//
// Nothing here is true by itself: a state is the fold of a student's first
// attempts, in their order, under one version of the parameters, and whatever is
// cached can be thrown away. So every node and every restart says the same, bit
// for bit.
package students
