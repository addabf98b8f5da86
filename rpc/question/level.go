package question

import "prepwire/schema"

// Difficulties. The wire has words, the store has levels.
const (
	easy   schema.Difficulty = "easy"
	medium schema.Difficulty = "medium"
	hard   schema.Difficulty = "hard"
)

// levels are the lowest and the highest level of a difficulty; 0 and 0, which
// restrict nothing, for the empty one.
func levels(d schema.Difficulty) (low, high int) {
	switch d {
	case easy:
		return 1, 2
	case medium:
		return 3, 3
	case hard:
		return 4, 5
	}
	return 0, 0
}

// usualLevel is the level of a difficulty when none is named: of two, the one
// nearer to the middle of the scale.
func usualLevel(d schema.Difficulty) int {
	low, high := levels(d)
	if d == easy {
		return high
	}
	return low
}

func difficultyOf(level int) schema.Difficulty {
	switch {
	case level <= 2:
		return easy
	case level == 3:
		return medium
	}
	return hard
}

// usualTimeMs is the time limit of a question whose maker names none, by level.
func usualTimeMs(level int) int64 {
	return [...]int64{1: 60_000, 2: 75_000, 3: 90_000, 4: 120_000, 5: 150_000}[level]
}
