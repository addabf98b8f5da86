// Package choose picks the questions a student should do next, from an index of
// all there are, and says why.
//
//	measure   the questions that tell most about an ability, in the exam's mix,
//	          none shown to too many students
//	practise  the questions that teach most, over all skills that count, none of
//	          which is left out for long
//	review    the skills most likely to be slipping away
//
// Hard filters come first, and the one that leaves nothing is named. Nothing
// here knows the time or throws dice: both are given, so a choice can be made
// again exactly.
package choose
