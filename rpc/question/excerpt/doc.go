// Package excerpt finds questions in texts that quote them: typed off, with
// slips; cut in half; with the options in another order; read from a picture;
// among words of the student's own. It is pure and knows nobody.
//
//	a text ─► Index.Candidates ─► ids ─► (the caller reads the questions) ─► Text.Quotes
//	          pieces of 8 letters         pieces of 6 letters, then the numbers
//
// Letters are compared, not words: spaces, punctuation, marks and case do not
// count, and characters that are misread for each other (0 and o, 1 and l, rn
// and m) are one. A question counts as quoted when most of it stands in one
// place of the text, or when what stands there is a good part of it. Then the
// numbers decide: a question with other numbers is another question, however
// much its words are the same. What is paraphrased or translated is not found.
package excerpt
