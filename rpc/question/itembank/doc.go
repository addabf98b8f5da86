// Package itembank makes exam questions from parametric item models.
//
// An item model, here a [Family], is a question with its numbers or words left
// open: a stem, a rule for the key, and wrong answers that each follow from one
// named misconception. A family serves several difficulty levels; each level is
// a box of whole-number parameters and a build function:
//
//	seed ──► permutation of the box ──► parameters ──► draft ──► checks ──► Item
//	         (permute.go)               (family.go)    (alg1.go…)  (draft.go)
//
// All arithmetic is exact (rational.go). A draft is served only after its key
// has passed a second computation that does not share the first one's route,
// and every wrong answer has failed it. Numeric choices compare by value and
// are sorted by value; text choices are shuffled. The key's place among the
// four is drawn first and the wrong answers are chosen to suit it, so that the
// place tells nothing.
//
// The same family, level, type, seed and position give the same Item on every
// machine and in every release that does not change the family itself: the
// permutation is a Feistel network over a stated mixing function.
//
// # Adding a family
//
// Write a build function and list the family in the slice of its file:
//
//	{
//		Name: "linear-solve", Title: "Solve a linear equation", Skill: "ALG1",
//		Subject: Math, Numeric: true,
//		Levels: []Level{
//			{Level: 1, Space: []Span{{2, 12}, {-12, 12}, {-20, 20}}, build: linearSolveOneStep},
//			…two more levels at least
//		},
//	}
//
// build gets one value of each span, in order, and answers false when a
// constraint fails (a zero that should not be, two equal roots, an ugly
// fraction); the walk then goes on to the next parameters. Rules for a build:
//
//   - two different parameter lists that both pass must give different texts
//     (order interchangeable parameters: p < q), also across levels;
//   - at least 5,000 valid lists, best in each level;
//   - key is computed one way, right decides another way (put it back into the
//     equation, count, simulate) and must hold for nothing but the key;
//   - wrong lists misconceptions, the best first. Four to six of them, some
//     below and some above the key, let the key take any place; gaps are filled
//     with arithmetic slips one step from the key, allowed by fit;
//   - hints orient, set up and give the next step. They hold no number equal to
//     the key (such drafts are passed over), so prefer words to numbers;
//   - explanation says how to get the value and names it; it never names a letter.
//
// families_test.go then holds the family to all of this.
package itembank
