// Package contest serves the namespace contest, and runs contests.
//
// An organizer's decisions are kept as a contest (plan.go checks them). From a
// minute before its start a contest is frozen: a paper (paper.go) holds copies
// of its questions, the key apart from what participants may see. Then a run
// (run.go, stages.go) takes it through its stages on every node, by the store's
// clock (clock.go), and an answer passes through it like this:
//
//	contest.submitAnswer ─► accept: registered, open, possible      submit_answer.go
//	                     ─► inbox ─► appender: groups, chained      appender.go
//	                     ─► store.AppendEntries: on the disk
//	                     ─► logbook: folded ─► reply                logbook.go, reply.go
//	                                        ─► board, once a tick   tick.go, standings.go
//
// The log in the store decides everything. What a node knows of a contest is a
// fold of it, so any number of nodes may work at one contest, and a node that
// starts anew goes on where the log ends.
package contest
