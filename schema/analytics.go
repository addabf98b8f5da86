package schema

// MasteryLevel puts an estimate in a word: novice under a mean of 0.45 or with
// fewer than 3 answers, developing under 0.65, proficient under 0.80, and mastered
// with a mean of 0.80 and more, 5 answers and more that were not reported by the
// student, and a mean less sd of 0.65 and more.
type MasteryLevel string

// Values returns the levels, lowest first.
func (MasteryLevel) Values() []string {
	return []string{"novice", "developing", "proficient", "mastered"}
}

// Mastery is the estimate of a skill, with its uncertainty. It rests on the first
// answers to questions, in practice, in contests that have ended, and elsewhere;
// those reported by the student weigh less.
type Mastery struct {
	Skill   string       `json:"skill"`
	Name    string       `json:"name"`    // the skill itself where the taxonomy has no name
	Mean    float64      `json:"mean"`    // 0–1: the chance of solving a question of middling difficulty without guessing
	Sd      float64      `json:"sd"`      // standard deviation of that estimate
	Answers int64        `json:"answers"` // to questions of the skill, reported ones included
	Level   MasteryLevel `json:"level"`
}

// RecordAnswerParams is an answer given elsewhere: on paper, on another site.
// It is marked self-reported and weighed less: any number of them weighs at most
// as much as 4 checked answers a skill and 16 in all, and none touches what is
// known of questions.
type RecordAnswerParams struct {
	Ref         ID     `json:"ref"`   // names the answer; a repeat counts once, whatever else it says
	Skill       Code64 `json:"skill"` // of the taxonomy, in any writing, or any other
	Correct     bool   `json:"correct"`
	TimeSpentMs int64  `json:"timeSpentMs,omitempty" is:"range=0..86400000"`
	SessionID   ID     `json:"sessionId,omitempty"` // the active one by default
}

// AnalyticsParams names a session of the caller's, also one that has ended; the
// active one by default.
type AnalyticsParams struct {
	SessionID ID `json:"sessionId,omitempty"`
}

// SessionFigures sums up a session so far: the first answers to questions that
// were given in it. All are 0 when there is no session.
type SessionFigures struct {
	Answered   int64   `json:"answered"`
	Correct    int64   `json:"correct"`
	Streak     int64   `json:"streak"`     // right ones in a row until now
	BestStreak int64   `json:"bestStreak"` // the longest such row
	TimeMs     int64   `json:"timeMs"`     // as clients told it
	Pace       float64 `json:"pace"`       // time taken over time expected, of the answers that tell both: 2 is half as fast as is usual; 0: none does
}

// OverallFigures sums up everything a student answered, each question once.
// Answers in a contest are in it once that has ended, answers given elsewhere at
// once.
type OverallFigures struct {
	Answered int64   `json:"answered"`
	Correct  int64   `json:"correct"`
	Accuracy float64 `json:"accuracy"` // 0–1; 0 before the first answer
}

// SectionPrediction is an estimate of a section's score, with the interval in
// which it lies with a probability of 95 % by the model. It is no official score:
// no table from ability to scores is public, so that 500 stands for a student who
// solves half of the middling questions. Show it as an estimate, with its
// interval.
type SectionPrediction struct {
	Section string  `json:"section"` // as in the taxonomy
	Score   float64 `json:"score"`   // 200–800, in steps of 10
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// Analytics is what is known of a student now.
type Analytics struct {
	Session      SessionFigures      `json:"session"`
	Mastery      []Mastery           `json:"mastery"` // of the skills practised, by code; the 256 last ones
	Overall      OverallFigures      `json:"overall"`
	Prediction   []SectionPrediction `json:"prediction"`   // of the SAT; empty before any of its skills was practised
	ModelVersion string              `json:"modelVersion"` // of the parameters that the estimates rest on; under the same version the same answers give the same figures
}

// PerformanceParams names a window of days in UTC, of which today is the last.
type PerformanceParams struct {
	Days int64 `json:"days,omitempty" is:"range=1..366 default=30"`
}

// PerformanceGroup sums up the first answers that share something.
type PerformanceGroup struct {
	Key      string  `json:"key"`
	Name     string  `json:"name"`
	Answered int64   `json:"answered"`
	Correct  int64   `json:"correct"`
	Accuracy float64 `json:"accuracy"`
	TimeMs   int64   `json:"timeMs"`
}

// Performance groups a window's answers three ways, in each the largest group
// first. An answer of which that is not known is in no group. Answers of a contest
// are of the day on which it ended.
type Performance struct {
	BySubject    []PerformanceGroup `json:"bySubject"`
	BySkill      []PerformanceGroup `json:"bySkill"`
	ByDifficulty []PerformanceGroup `json:"byDifficulty"`
}

// ProgressDay sums up one day: the first answers to questions on it, and the
// estimates at its end. Answers of a contest are of the day on which it ended.
type ProgressDay struct {
	Date     string  `json:"date"` // YYYY-MM-DD, UTC
	Answered int64   `json:"answered"`
	Correct  int64   `json:"correct"`
	TimeMs   int64   `json:"timeMs"`
	Mastery  float64 `json:"mastery"` // 0–1: mean over the skills practised until then
}

// AnalyticsUpdatedParams brings the figures after an answer, with those of the
// active session. version is overall.answered: drop what has a smaller one than
// you have seen; of equal ones the later counts.
type AnalyticsUpdatedParams struct {
	Version   int64     `json:"version"`
	Analytics Analytics `json:"analytics"`
}

// Methods of the namespace analytics.
var (
	// AnalyticsRecordAnswer counts an answer given elsewhere, and answers the
	// figures with those of the session that it counts for. Questions of the bank
	// go through question.answer.
	AnalyticsRecordAnswer = method[RecordAnswerParams, Analytics](Spec{Name: "analytics.recordAnswer", Access: User, Weight: Light, Causes: []string{"analytics.updated", "recommendations.updated"}})
	// AnalyticsGet returns what is known of the caller now.
	AnalyticsGet = method[AnalyticsParams, Analytics](Spec{Name: "analytics.get", Access: User, Weight: Light})
	// AnalyticsPerformance groups a window's answers by subject, skill and difficulty.
	AnalyticsPerformance = method[PerformanceParams, Performance](Spec{Name: "analytics.performance", Access: User, Weight: List})
	// AnalyticsProgress returns a line a day, the oldest first, today last, from
	// the day of the first answer on.
	AnalyticsProgress = method[PerformanceParams, []ProgressDay](Spec{Name: "analytics.progress", Access: User, Weight: List})
)

// AnalyticsUpdated brings the figures after an answer that counts, to all of the
// student's devices; after a contest once for all answers in it.
var AnalyticsUpdated = notification[AnalyticsUpdatedParams]("analytics.updated", State, ToUser)
