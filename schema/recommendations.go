package schema

// RecommendationMode is what the next questions are for.
type RecommendationMode string

// Values returns the modes.
func (RecommendationMode) Values() []string { return []string{"practise", "measure", "review"} }

// Preferences narrow the choice.
type Preferences struct {
	Difficulty  int64    `json:"difficulty,omitempty" is:"range=1..5"`
	Subjects    []Code64 `json:"subjects,omitempty" is:"len=0..20"`
	TimeLimitMs int64    `json:"timeLimitMs,omitempty" is:"range=1000..86400000"` // for all recommended questions together
}

// RecommendationContext is what the student says of the present.
type RecommendationContext struct {
	RecentPerformance []float64 `json:"recentPerformance,omitempty" is:"len=0..100 each=0..1"`
	StudyGoals        []string  `json:"studyGoals,omitempty" is:"len=0..20 items=1..200"`
}

// RecommendationParams asks for questions to do next.
type RecommendationParams struct {
	CurrentSkillLevel map[string]float64     `json:"currentSkillLevel,omitempty" is:"len=0..100 each=0..1"` // skill or subject to 0–1, used while little is known
	WeakAreas         []Code64               `json:"weakAreas,omitempty" is:"len=0..50"`
	Preferences       *Preferences           `json:"preferences,omitempty"`
	Context           *RecommendationContext `json:"context,omitempty"`
	Mode              RecommendationMode     `json:"mode,omitempty" is:"default=practise"`
	Limit             int64                  `json:"limit,omitempty" is:"range=1..20 default=5"`
}

// Recommendation is one question and why it comes now.
type Recommendation struct {
	Question         Question `json:"question"`
	PredictedSuccess float64  `json:"predictedSuccess"` // 0–1
	Reason           string   `json:"reason"`
	ExpectedTimeMs   int64    `json:"expectedTimeMs"`
}

// Recommendations are the questions to do next, best first.
type Recommendations struct {
	Questions    []Recommendation `json:"questions"`
	ModelVersion string           `json:"modelVersion"`
}

// RecommendationsUpdatedParams brings the questions to do next.
type RecommendationsUpdatedParams struct {
	Questions    []Recommendation `json:"questions"`
	ModelVersion string           `json:"modelVersion"`
	Meta         EventMeta        `json:"_meta"`
}

// Methods of the namespace recommendations.
var (
	// RecommendationsRequest chooses the questions to do next.
	RecommendationsRequest = method[RecommendationParams, Recommendations](Spec{Name: "recommendations.request", Access: User, Weight: List})
	// RecommendationsSubscribe asks for recommendations.updated as answers come in.
	RecommendationsSubscribe = method[RecommendationParams, Recommendations](Spec{Name: "recommendations.subscribe", Access: User, Weight: Join, Causes: []string{"recommendations.updated"}})
	// RecommendationsUnsubscribe ends what subscribe began.
	RecommendationsUnsubscribe = method[Empty, Empty](Spec{Name: "recommendations.unsubscribe", Access: User, Weight: Light})
	// RecommendationsRefresh sends recommendations.updated now.
	RecommendationsRefresh = method[Empty, Recommendations](Spec{Name: "recommendations.refresh", Access: User, Weight: List, Causes: []string{"recommendations.updated"}})
)

// RecommendationsUpdated brings the questions to do next.
var RecommendationsUpdated = notification[RecommendationsUpdatedParams]("recommendations.updated", Event, ToUser)
