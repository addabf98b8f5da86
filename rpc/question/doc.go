// Package question serves the namespace question: questions are made, read,
// answered, written, corrected and judged here.
//
// A question that somebody orders comes from one of two providers behind one
// interface, and goes through the same door into the store:
//
//	question.generate ─► order (syllabus.go: normalised, checked)
//	                  ─► provider: writer (a model; prompt.go, reply.go, and the
//	                            checks in check.go, draft.go, solve.go)
//	                            or drawer (the item bank)
//	                  ─► store, under ids that a repeat finds again
//	                  ─► event question.generated, reply
//
// A question that somebody brings, as text, picture or id, is explained:
//
//	question.analyze ─► matter (what was brought, checked before anything is spent)
//	                 ─► analyst (a model; analysis_prompt.go, analysis_reply.go)
//	                       └─► insights (what it has written so far) ─► question.insight
//	                 ─► nearest (the taxonomy), similar (the bank)
//	                 ─► event question.analyzed, reply
//
// What students type or picture is data for the model, never instructions.
//
// A stored question knows its key. What students see is made in view.go, whose
// type has no field for it; the key leaves through question.answer, after the
// attempt was recorded, and through question.review, to who wrote it. An
// analysis does not tell it (tells_key.go).
package question
