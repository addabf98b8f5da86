// Package scoring makes results of a contest's log. It is pure: the rules, the
// key and the answers in the order of the log decide everything, so anyone who
// has the log computes the same board, down to the last thousandth of a point.
//
//	Rules ─► Schedule ─┐
//	Key ───────────────┼─► Fold ─► Tally of each participant ─► Standings
//	Answer, Answer, … ─┘
//
// There are integers only: points and scores are thousandths of a point
// ("milli"), times are milliseconds. What is rounded is rounded half up, once,
// where it arises; sums are exact.
package scoring
