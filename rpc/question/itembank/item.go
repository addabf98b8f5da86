package itembank

// Type is how a question is answered.
type Type string

// The three question types, as they are written on the wire.
const (
	MultipleChoice Type = "multiple-choice"
	ShortAnswer    Type = "short-answer"
	TrueFalse      Type = "true-false"
)

// The subjects the bank serves.
const (
	Math           = "math"
	ReadingWriting = "reading-writing"
)

// Item is one finished question. All its text is plain text with Unicode
// mathematics (x², √, −, fractions as a/b), readable in a terminal.
type Item struct {
	Family  string // name of the item model
	Skill   string // taxonomy code: ALG1, SEC2
	Subject string // Math or ReadingWriting
	Level   int    // difficulty, 1 to 5
	Type    Type
	Variant uint64 // place in the family's space at this level: the same variant is the same stem and passage

	Passage string // empty for most mathematics
	Stem    string
	Options []string // four texts for multiple choice, in order A to D; nil otherwise
	Key     int      // index into Options; -1 when there are none

	// Answer is what a student sends to be right: the option letter for
	// multiple choice, the number in ASCII for a short answer ("-3/4"),
	// "true" or "false" otherwise.
	Answer string

	Explanation string    // how to get the key; names it by value, not by letter
	Hints       [3]string // orient, set up, next step; none holds the key

	// Misconceptions names, for each option, the mistake that leads to it;
	// empty for the key. A true-false item has one entry for the answer
	// it shows, empty when that is right. Short answers have none.
	Misconceptions []string

	DifficultyLogit float64 // prior mean of the item's difficulty, 0 for an average one
	ExpectedTimeMs  int     // about how long a prepared student takes
}

// letters of the four options.
const letters = "ABCD"
