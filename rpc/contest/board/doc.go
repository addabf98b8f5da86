// Package board keeps the standings of one contest in order, so that exact
// ranks are cheap however many take part.
//
// A [Board] is ordered by [scoring.Compare], best first. Entries equal on all
// that counts share a rank, and the next rank is as much higher ("1224"); among
// them the order is by name, then by participant, both byte by byte. Before
// participants may see who is ahead, a board made by [ByName] lists them by
// name alone, without ranks.
//
//	tallies that changed ──► Set ──► Snapshot   the top, for everybody
//	                             ──► Watch.Due  one line each, for those it concerns
//
// # How it is kept
//
// The sort keys stand in one sequence that is cut into leaves of at most 128,
// each an array; beside them stand the first key of every leaf and, in a
// Fenwick tree, how many each holds: a tree of height two with a wide root.
// Finding an entry, its position or its rank is two binary searches and a sum,
// O(log n). Changing an entry moves a part of one leaf or of two. A change
// of a large part of the board is merged in one pass instead.
//
// A participant takes about 205 bytes, and 50 more while it is watched; the
// bytes of its name and ids, which are shared with whoever set them, apart.
//
// # Concurrency
//
// A board and its watches have one owner, who lets nothing else run during
// Set, Remove, Add, Drop and Due; the other methods change nothing and may run
// beside each other. What they return is a copy that never changes.
package board
