// Package recommendations serves the namespace recommendations: which questions
// a student should do next, and why.
//
//	params ─► wishes.go ─► choose (pure) over catalogue.go ─► resolve.go ─► questions
//	                          ▲                 ▲
//	        students.Keeper ──┘                 └── shared questions, and what the
//	                                                item bank can make without end
//
// What is chosen from the item bank is made for the student when it is chosen,
// or was before and still waits for an answer; so there is always something to do.
package recommendations
