package schema

// MasteryLevel puts an estimate in a word.
type MasteryLevel string

// Values returns the levels, lowest first.
func (MasteryLevel) Values() []string {
	return []string{"novice", "developing", "proficient", "mastered"}
}

// Mastery is the estimate of a skill, with its uncertainty.
type Mastery struct {
	Skill   string       `json:"skill"`
	Name    string       `json:"name"`
	Mean    float64      `json:"mean"`
	Sd      float64      `json:"sd"`
	Answers int64        `json:"answers"`
	Level   MasteryLevel `json:"level"`
}

// RecordAnswerParams is an answer given elsewhere: on paper, on another site.
// It is marked self-reported and weighed less.
type RecordAnswerParams struct {
	Ref         ID     `json:"ref"` // names the answer; a repeat counts once
	Skill       Code64 `json:"skill"`
	Correct     bool   `json:"correct"`
	TimeSpentMs int64  `json:"timeSpentMs,omitempty" is:"range=0..86400000"`
	SessionID   ID     `json:"sessionId,omitempty"` // the active one by default
}

// AnalyticsParams names a session, the active one by default.
type AnalyticsParams struct {
	SessionID ID `json:"sessionId,omitempty"`
}

// SessionFigures sums up a session so far.
type SessionFigures struct {
	Answered   int64   `json:"answered"`
	Correct    int64   `json:"correct"`
	Streak     int64   `json:"streak"`
	BestStreak int64   `json:"bestStreak"`
	TimeMs     int64   `json:"timeMs"`
	Pace       float64 `json:"pace"` // time taken over time expected
}

// OverallFigures sums up everything a student answered.
type OverallFigures struct {
	Answered int64   `json:"answered"`
	Correct  int64   `json:"correct"`
	Accuracy float64 `json:"accuracy"` // 0–1
}

// SectionPrediction is an estimate of a section's score, with an interval.
type SectionPrediction struct {
	Section string  `json:"section"`
	Score   float64 `json:"score"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

// Analytics is what is known of a student now.
type Analytics struct {
	Session      SessionFigures      `json:"session"`
	Mastery      []Mastery           `json:"mastery"`
	Overall      OverallFigures      `json:"overall"`
	Prediction   []SectionPrediction `json:"prediction"`
	ModelVersion string              `json:"modelVersion"`
}

// PerformanceParams names a window of days, ending today.
type PerformanceParams struct {
	Days int64 `json:"days,omitempty" is:"range=1..366 default=30"`
}

// PerformanceGroup sums up the answers that share something.
type PerformanceGroup struct {
	Key      string  `json:"key"`
	Name     string  `json:"name"`
	Answered int64   `json:"answered"`
	Correct  int64   `json:"correct"`
	Accuracy float64 `json:"accuracy"`
	TimeMs   int64   `json:"timeMs"`
}

// Performance groups a window's answers three ways.
type Performance struct {
	BySubject    []PerformanceGroup `json:"bySubject"`
	BySkill      []PerformanceGroup `json:"bySkill"`
	ByDifficulty []PerformanceGroup `json:"byDifficulty"`
}

// ProgressDay sums up one day.
type ProgressDay struct {
	Date     string  `json:"date"` // YYYY-MM-DD, UTC
	Answered int64   `json:"answered"`
	Correct  int64   `json:"correct"`
	TimeMs   int64   `json:"timeMs"`
	Mastery  float64 `json:"mastery"` // mean over the skills practised so far
}

// AnalyticsUpdatedParams brings the figures after an answer.
type AnalyticsUpdatedParams struct {
	Version   int64     `json:"version"`
	Analytics Analytics `json:"analytics"`
}

// Methods of the namespace analytics.
var (
	// AnalyticsRecordAnswer counts an answer given elsewhere.
	AnalyticsRecordAnswer = method[RecordAnswerParams, Analytics](Spec{Name: "analytics.recordAnswer", Access: User, Weight: Light, Causes: []string{"analytics.updated", "recommendations.updated"}})
	// AnalyticsGet returns what is known of the caller now.
	AnalyticsGet = method[AnalyticsParams, Analytics](Spec{Name: "analytics.get", Access: User, Weight: Light})
	// AnalyticsPerformance groups a window's answers by subject, skill and difficulty.
	AnalyticsPerformance = method[PerformanceParams, Performance](Spec{Name: "analytics.performance", Access: User, Weight: List})
	// AnalyticsProgress returns a line a day.
	AnalyticsProgress = method[PerformanceParams, []ProgressDay](Spec{Name: "analytics.progress", Access: User, Weight: List})
)

// AnalyticsUpdated brings the figures after an answer.
var AnalyticsUpdated = notification[AnalyticsUpdatedParams]("analytics.updated", State, ToUser)
