package scoring

// Sheet notes who has answered what: one bit for each participant and
// question. It has one user at a time. Make it with NewSheet.
type Sheet struct {
	rows  map[string]int // by participant
	marks []uint64       // words for each row
	words int
}

// NewSheet is an empty sheet for a number of questions.
func NewSheet(questions int) *Sheet {
	return &Sheet{rows: map[string]int{}, words: (questions + 63) / 64}
}

// Len is how many participants there are.
func (s *Sheet) Len() int { return len(s.rows) }

// Row is the place of a participant, from 0 in the order in which they came.
func (s *Sheet) Row(participant string) (row int, ok bool) {
	row, ok = s.rows[participant]
	return row, ok
}

// Enter is Row, and gives a new participant the next place.
func (s *Sheet) Enter(participant string) (row int) {
	row, ok := s.rows[participant]
	if !ok {
		row = len(s.rows)
		s.rows[participant] = row
		for range s.words {
			s.marks = append(s.marks, 0)
		}
	}
	return row
}

// Has says whether the participant at row has answered question i.
func (s *Sheet) Has(row, i int) bool {
	return s.marks[row*s.words+i/64]&(1<<(i%64)) != 0
}

// Mark notes that the participant at row has answered question i.
func (s *Sheet) Mark(row, i int) {
	s.marks[row*s.words+i/64] |= 1 << (i % 64)
}
