package schema

// RecommendationMode is what the next questions are for: practise teaches most
// for the exam, measure tells most of the ability, review keeps what would be
// forgotten.
type RecommendationMode string

// Values returns the modes.
func (RecommendationMode) Values() []string { return []string{"practise", "measure", "review"} }

// Preferences are filters: what does not pass is not recommended.
type Preferences struct {
	Difficulty  int64    `json:"difficulty,omitempty" is:"range=1..5"`            // the author's level, exactly
	Subjects    []Code64 `json:"subjects,omitempty" is:"len=0..20"`               // any of these; empty: all
	TimeLimitMs int64    `json:"timeLimitMs,omitempty" is:"range=1000..86400000"` // for all recommended questions together
}

// RecommendationContext is what the student says of the present.
type RecommendationContext struct {
	RecentPerformance []float64 `json:"recentPerformance,omitempty" is:"len=0..100 each=0..1"` // results; their mean is believed like a currentSkillLevel of all other skills
	StudyGoals        []string  `json:"studyGoals,omitempty" is:"len=0..20 items=1..200"`      // one that names a skill or subject is taken for a weak area
}

// RecommendationParams asks for questions to do next: never one that the student
// has answered, nor one of an upcoming or running contest; variants of what was
// done in the sitting only when nothing else is left. A sitting is the active
// session, else the last two hours.
type RecommendationParams struct {
	CurrentSkillLevel map[Code64]float64     `json:"currentSkillLevel,omitempty" is:"len=0..100 each=0..1"` // skill or subject to 0–1, used while little is known
	WeakAreas         []Code64               `json:"weakAreas,omitempty" is:"len=0..50"`                    // skills and subjects of the taxonomy, which are preferred
	Preferences       *Preferences           `json:"preferences,omitempty"`
	Context           *RecommendationContext `json:"context,omitempty"`
	Mode              RecommendationMode     `json:"mode,omitempty" is:"default=practise"`
	Limit             int64                  `json:"limit,omitempty" is:"range=1..20 default=5"`
}

// Recommendation is one question and why it comes now.
type Recommendation struct {
	Question         Question `json:"question"`
	PredictedSuccess float64  `json:"predictedSuccess"` // 0–1, guessing included
	Reason           string   `json:"reason"`           // for people; "this skill" is the question's
	ExpectedTimeMs   int64    `json:"expectedTimeMs"`   // of this student, the median
}

// Recommendations are the questions to do next, best first. What comes of the
// item bank was made for the student and waits until it is answered.
type Recommendations struct {
	Questions    []Recommendation `json:"questions"` // 1 to limit
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
	// RecommendationsRequest chooses the questions to do next. When nothing can be
	// chosen it is refused with not_found, and scope is the filter that left
	// nothing, those before it having left something: bank (there are no
	// questions), subjects, difficulty, locked (contests have them, or they are
	// gone), answered, isomorphs, timeLimitMs.
	RecommendationsRequest = method[RecommendationParams, Recommendations](Spec{Name: "recommendations.request", Access: User, Weight: List})
	// RecommendationsSubscribe asks for recommendations.updated after each answer
	// that counts, and answers the first choice, or its refusal. A subscription is
	// the user's, for all devices and after reconnects; another one takes its place.
	// It ends by unsubscribe, 12 hours after the last answer, and on a single node
	// when that is restarted: subscribe again after a resume that did not recover
	// the user's topic.
	RecommendationsSubscribe = method[RecommendationParams, Recommendations](Spec{Name: "recommendations.subscribe", Access: User, Weight: Join, Causes: []string{"recommendations.updated"}})
	// RecommendationsUnsubscribe ends what subscribe began. Repeating it is
	// harmless.
	RecommendationsUnsubscribe = method[Empty, Empty](Spec{Name: "recommendations.unsubscribe", Access: User, Weight: Light})
	// RecommendationsRefresh chooses anew, answers that and sends it as
	// recommendations.updated to all devices: with the params of the subscription,
	// else the defaults.
	RecommendationsRefresh = method[Empty, Recommendations](Spec{Name: "recommendations.refresh", Access: User, Weight: List, Causes: []string{"recommendations.updated"}})
)

// RecommendationsUpdated brings the questions to do next. When nothing can be
// chosen any more none comes.
var RecommendationsUpdated = notification[RecommendationsUpdatedParams]("recommendations.updated", Event, ToUser)
