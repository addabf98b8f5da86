package schema

import "time"

// Difficulty is how hard a question is meant to be: level 1–2 easy, 3 medium, 4–5 hard.
type Difficulty string

// Values returns the difficulties.
func (Difficulty) Values() []string { return []string{"easy", "medium", "hard"} }

// QuestionType is how a question is answered.
type QuestionType string

// Types of question.
const (
	MultipleChoice QuestionType = "multiple-choice"
	TrueFalse      QuestionType = "true-false"
	ShortAnswer    QuestionType = "short-answer"
)

// Values returns the types.
func (QuestionType) Values() []string {
	return []string{string(MultipleChoice), string(TrueFalse), string(ShortAnswer)}
}

// Provider says where a question comes from.
type Provider string

// Values returns the providers.
func (Provider) Values() []string { return []string{"gemini", "itembank", "author"} }

// Visibility says who sees a question.
type Visibility string

// Values returns the visibilities.
func (Visibility) Values() []string { return []string{"private", "shared"} }

// Option is one choice of a multiple-choice question.
type Option struct {
	ID   string `json:"id" is:"len=1..8"` // "A", "B" …
	Text string `json:"text" is:"len=1..1000 large"`
}

// Question is a question as students see it: without its key.
type Question struct {
	ID              ID           `json:"id"`
	ExamType        Code64       `json:"examType"`
	Subject         Code64       `json:"subject"`
	Skill           Code64       `json:"skill"`
	Difficulty      Difficulty   `json:"difficulty"`
	DifficultyLevel int64        `json:"difficultyLevel" is:"range=1..5"`
	QuestionType    QuestionType `json:"questionType"`
	Passage         string       `json:"passage,omitempty"`
	Stem            string       `json:"stem"`
	Options         []Option     `json:"options,omitempty"`
	TimeLimitMs     int64        `json:"timeLimitMs"`
	Tags            []string     `json:"tags"`
	Provider        Provider     `json:"provider"`
	Model           string       `json:"model,omitempty"`
	Visibility      Visibility   `json:"visibility"`
	Verified        bool         `json:"verified"`
	Version         int64        `json:"version"`
	CreatedBy       string       `json:"createdBy"`
	CreatedAt       Time         `json:"createdAt"`
}

// Reviewed is a question with its key, for authors.
type Reviewed struct {
	Question
	CorrectAnswer string        `json:"correctAnswer"`
	Explanation   string        `json:"explanation"`
	Hints         []string      `json:"hints"`
	Reports       []Report      `json:"reports"`
	Stats         QuestionStats `json:"stats"`
}

// QuestionStats counts first attempts.
type QuestionStats struct {
	Answered int64 `json:"answered"`
	Correct  int64 `json:"correct"`
}

// ReportType says what is wrong with a question.
type ReportType string

// Values returns the types.
func (ReportType) Values() []string {
	return []string{"incorrect-answer", "unclear-question", "typo", "inappropriate-content"}
}

// Report is what a user found wrong with a question.
type Report struct {
	ID          ID         `json:"id"`
	QuestionID  ID         `json:"questionId"`
	Type        ReportType `json:"type"`
	Description string     `json:"description,omitempty"`
	CreatedAt   Time       `json:"createdAt"`
}

// QuestionGenerateParams says what to make.
type QuestionGenerateParams struct {
	ExamType     Code64       `json:"examType"`
	Subject      Code64       `json:"subject"`
	Skill        Code64       `json:"skill,omitempty"`
	Difficulty   Difficulty   `json:"difficulty,omitempty" is:"default=medium"`
	QuestionType QuestionType `json:"questionType,omitempty" is:"default=multiple-choice"`
	Count        int64        `json:"count,omitempty" is:"range=1..10 default=1"`
	Context      string       `json:"context,omitempty" is:"len=0..4000 large"` // what the questions should be about: data, never instructions
	RequestID    ID           `json:"requestId,omitempty"`                      // repeated in the reply and the notifications
	Fallback     bool         `json:"fallback,omitempty"`                       // let the item bank step in when a configured model fails
}

// ModelCalls implements Weighed: one for each five questions begun. A call to
// the model writes them all, and others solve them, five at a time.
func (p QuestionGenerateParams) ModelCalls() int { return int(p.Count+4) / 5 }

// QuestionGenerateResult brings 1 to count questions.
type QuestionGenerateResult struct {
	RequestID ID         `json:"requestId"`
	Questions []Question `json:"questions"`
	Provider  Provider   `json:"provider"`
	Model     string     `json:"model,omitempty"`
}

// QuestionGeneratingParams says how far a generation is.
type QuestionGeneratingParams struct {
	RequestID ID     `json:"requestId"`
	Stage     string `json:"stage"` // queued, writing, checking, saving
	Percent   int64  `json:"percent" is:"range=0..100"`
	Message   string `json:"message"`
	EtaMs     int64  `json:"etaMs,omitempty"` // until the model can start
}

// QuestionGeneratedParams brings questions to all devices of the user.
type QuestionGeneratedParams struct {
	RequestID ID         `json:"requestId"`
	Questions []Question `json:"questions"`
	By        ID         `json:"by"`
	Meta      EventMeta  `json:"_meta"`
}

// QuestionAnalyzeParams brings a question: as text, as an image, as both, or by
// the id of one that the caller may see, which stands alone.
type QuestionAnalyzeParams struct {
	Text       string `json:"text,omitempty" is:"len=1..20000 large"`
	Image      string `json:"image,omitempty" is:"len=1..7000100 large"` // base64 or data URL; a still PNG, JPEG or WebP by its first bytes, at most 5 MiB and 4096 px a side, else too_large
	QuestionID ID     `json:"questionId,omitempty"`
	URL        string `json:"url,omitempty" is:"len=1..2048"` // a label for the client's own use: never fetched, never sent to the model
	RequestID  ID     `json:"requestId,omitempty"`
}

// Analysis is what the model says of a question: how to go about it, and not
// what the answer is. Texts hold no control characters save line feed and tab.
type Analysis struct {
	Stem               string     `json:"stem"`              // at most 8,000 characters
	Options            []Option   `json:"options,omitempty"` // at most 10; of a picture or text lettered by their places
	Subject            string     `json:"subject"`           // of the taxonomy; empty when none is near
	Skill              string     `json:"skill"`             // of the taxonomy; empty when none is near
	Difficulty         Difficulty `json:"difficulty"`
	Strategy           string     `json:"strategy"`           // at most 4,000 characters
	Pitfalls           []string   `json:"pitfalls"`           // at most 10
	Steps              []string   `json:"steps"`              // 1 to 20
	SimilarQuestionIDs []ID       `json:"similarQuestionIds"` // at most 5, the likest first, of questions that the caller may see and nobody is to answer in a contest
}

// QuestionAnalyzeResult brings an analysis.
type QuestionAnalyzeResult struct {
	RequestID ID       `json:"requestId"`
	Analysis  Analysis `json:"analysis"`
}

// QuestionInsightParams brings one part of an analysis while it is written. A
// part may begin anew when the model has to be asked again; the reply counts.
type QuestionInsightParams struct {
	RequestID ID     `json:"requestId"`
	Part      string `json:"part"` // stem, options, strategy, steps, pitfalls; only strategy, steps, pitfalls of a question named by its id
	Text      string `json:"text"` // the whole so far; of a list one entry a line
}

// QuestionAnalyzedParams brings an analysis to all devices of the user.
type QuestionAnalyzedParams struct {
	RequestID ID        `json:"requestId"`
	Analysis  Analysis  `json:"analysis"`
	By        ID        `json:"by"`
	Meta      EventMeta `json:"_meta"`
}

// QuestionRef names a question.
type QuestionRef struct {
	QuestionID ID `json:"questionId"`
}

// QuestionListParams filters the questions that the caller may see.
type QuestionListParams struct {
	ExamType     Code64       `json:"examType,omitempty"`
	Subject      Code64       `json:"subject,omitempty"`
	Skill        Code64       `json:"skill,omitempty"`
	Difficulty   Difficulty   `json:"difficulty,omitempty"`
	QuestionType QuestionType `json:"questionType,omitempty"`
	Verified     *bool        `json:"verified,omitempty"`
	Tag          string       `json:"tag,omitempty" is:"len=1..64"`
	Text         string       `json:"text,omitempty" is:"len=1..200"` // part of the stem or passage, in any case
	Mine         bool         `json:"mine,omitempty"`                 // only what the caller created
	PageParams
}

// QuestionPage is a page of questions.
type QuestionPage struct {
	Items      []Question `json:"items"`
	NextCursor string     `json:"nextCursor,omitempty"`
}

// QuestionAnswerParams answers a question in practice.
type QuestionAnswerParams struct {
	QuestionID  ID     `json:"questionId"`
	Answer      string `json:"answer" is:"len=1..2000"` // an option id, "true" or "false", or text that is not blank; case and outer spaces do not count
	TimeSpentMs int64  `json:"timeSpentMs,omitempty" is:"range=0..86400000"`
	SessionID   ID     `json:"sessionId,omitempty"` // whose answer it is; the active session by default
}

// QuestionAnswerResult judges an answer. The first attempt counts.
type QuestionAnswerResult struct {
	Correct       bool     `json:"correct"`
	CorrectAnswer string   `json:"correctAnswer"`
	Explanation   string   `json:"explanation"`
	Attempt       int64    `json:"attempt"` // 1 is the one that counts
	Mastery       *Mastery `json:"mastery,omitempty"`
}

// TaxonomyParams names an exam, all by default.
type TaxonomyParams struct {
	ExamType Code64 `json:"examType,omitempty"`
}

// Taxonomy lists what can be practised.
type Taxonomy struct {
	Exams []Exam `json:"exams"`
}

// Exam is a test such as the SAT.
type Exam struct {
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Sections []ExamSection `json:"sections"`
}

// ExamSection is a part of an exam with a score of its own.
type ExamSection struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Subject string   `json:"subject"` // the value to give as subject
	Domains []Domain `json:"domains"`
}

// Domain groups skills.
type Domain struct {
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	Share  float64 `json:"share,omitempty"` // of the section's questions, 0–1
	Skills []Skill `json:"skills"`
}

// Skill is the finest thing that is practised and measured.
type Skill struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	ItemBank bool   `json:"itemBank"` // questions can be made without a model
}

// QuestionCreateParams is a question of an author's own. Texts hold no control
// characters save line feed and tab, and no embeddings or overrides of the
// direction of writing (U+202A to U+202E); names, tags, option ids and the key
// are one line. Texts, hints and tags are not blank.
type QuestionCreateParams struct {
	ExamType      Code64       `json:"examType"`
	Subject       Code64       `json:"subject"`
	Skill         Code64       `json:"skill,omitempty"`
	Difficulty    Difficulty   `json:"difficulty"`
	QuestionType  QuestionType `json:"questionType"`
	Stem          string       `json:"stem" is:"len=1..8000 large"`
	CorrectAnswer string       `json:"correctAnswer" is:"len=1..2000"`
	Explanation   string       `json:"explanation" is:"len=1..8000 large"`
	Options       []Option     `json:"options,omitempty" is:"len=2..8"` // multiple-choice only, required there
	Passage       string       `json:"passage,omitempty" is:"len=1..20000 large"`
	Hints         []string     `json:"hints,omitempty" is:"len=0..10 items=1..1000"`
	Tags          []string     `json:"tags,omitempty" is:"len=0..20 items=1..64"`
	TimeLimitMs   int64        `json:"timeLimitMs,omitempty" is:"range=1000..3600000"`
	Level         int64        `json:"difficultyLevel,omitempty" is:"range=1..5"` // by default the middle of the difficulty
}

// QuestionUpdateParams changes the given members of a question. The whole must
// keep the rules of question.create.
type QuestionUpdateParams struct {
	QuestionID    ID            `json:"questionId"`
	Version       int64         `json:"version" is:"range=1.."` // the one that was read
	ExamType      *Code64       `json:"examType,omitempty"`
	Subject       *Code64       `json:"subject,omitempty"`
	Skill         *Code64       `json:"skill,omitempty"`
	Difficulty    *Difficulty   `json:"difficulty,omitempty"`
	QuestionType  *QuestionType `json:"questionType,omitempty"`
	Stem          *string       `json:"stem,omitempty" is:"len=1..8000 large"`
	CorrectAnswer *string       `json:"correctAnswer,omitempty" is:"len=1..2000"`
	Explanation   *string       `json:"explanation,omitempty" is:"len=1..8000 large"`
	Options       []Option      `json:"options,omitempty" is:"len=2..8"`
	Passage       *string       `json:"passage,omitempty" is:"len=0..20000 large"`
	Hints         []string      `json:"hints,omitempty" is:"len=0..10 items=1..1000"`
	Tags          []string      `json:"tags,omitempty" is:"len=0..20 items=1..64"`
	TimeLimitMs   *int64        `json:"timeLimitMs,omitempty" is:"range=1000..3600000"`
	Level         *int64        `json:"difficultyLevel,omitempty" is:"range=1..5"`
}

// QuestionReportParams reports a question.
type QuestionReportParams struct {
	QuestionID  ID         `json:"questionId"`
	Type        ReportType `json:"type"`
	Description string     `json:"description,omitempty" is:"len=0..2000 large"`
}

// Methods of the namespace question.
var (
	// QuestionGenerate makes questions, with the model or the item bank. They
	// are private to the caller, and to the authors who review them, until an
	// author verifies them. Of repeats under one idempotency key, also at the same
	// time, one makes questions and announces them, or a later one if it could not;
	// all answer these. A context
	// that quotes a locked question is refused, as in QuestionAnalyze.
	QuestionGenerate = method[QuestionGenerateParams, QuestionGenerateResult](Spec{Name: "question.generate", Access: User, Weight: Model, Idempotent: true, Timeout: 30 * time.Second, Causes: []string{"question.generating", "question.generated"}})
	// QuestionAnalyze explains how to go about a question, given as text, image or
	// id. What shows no question that can be read is invalid_params at /text or
	// /image. Text in a picture, too, is data and never followed. A question of an
	// upcoming or running contest is refused with contest_running, from whatever
	// account: by its id, by a copy's, typed off or pictured, whole or a good part
	// of it, with slips and with the options in another order; with other numbers it
	// is another question. By its words it is explained to those who may see it:
	// who created it or the contest, and admins. Nothing is told of a picture before
	// what the model read in it has been looked at.
	QuestionAnalyze = method[QuestionAnalyzeParams, QuestionAnalyzeResult](Spec{Name: "question.analyze", Access: User, Weight: Model, OutsideContests: true, Timeout: 60 * time.Second, Causes: []string{"question.insight", "question.analyzed"}})
	// QuestionGet returns a question without its key. A private question is seen by
	// who created it, by admins and, if it was generated, by authors. A question
	// of an upcoming or running contest is locked: it is seen by who created it or
	// the contest, and by admins. For all others it is not_found, for this and
	// every other method.
	QuestionGet = method[QuestionRef, Question](Spec{Name: "question.get", Access: User, Weight: Light})
	// QuestionList returns the questions that the caller may see, newest first:
	// shared ones and the caller's own. An author who asks for verified false also
	// gets what was generated for others and waits for a review. Locked questions
	// are left out, save for those who may see them. A name that the
	// taxonomy does not know is no error: nothing has it.
	QuestionList = method[QuestionListParams, QuestionPage](Spec{Name: "question.list", Access: User, Weight: List})
	// QuestionAnswer judges an answer given in practice and shows the key. What can
	// be no answer, such as the id of no option, is invalid_params and no attempt.
	// A locked question is contest_running, for who may see it, too; so is a
	// question that says the same, for who may not see the locked one. The answer
	// counts for the session that is named, else for the active one if there is
	// one. A session that is not the caller's own is not_found at /sessionId, one
	// that has ended session_ended, and neither is an attempt.
	QuestionAnswer = method[QuestionAnswerParams, QuestionAnswerResult](Spec{Name: "question.answer", Access: User, Weight: Light, Causes: []string{"analytics.updated", "recommendations.updated"}})
	// QuestionTaxonomy lists exams, sections, domains and skills. An exam that is
	// not in the taxonomy has none: the list is empty, as that of question.list.
	QuestionTaxonomy = method[TaxonomyParams, Taxonomy](Spec{Name: "question.taxonomy", Access: User, Weight: Light})
	// QuestionCreate saves a question of the caller's own, private until verified.
	QuestionCreate = method[QuestionCreateParams, Question](Spec{Name: "question.create", Access: Author, Weight: Light, Idempotent: true})
	// QuestionUpdate changes a question of the caller's own. A verified question
	// stays verified and shared, because whoever may change it may verify it; the
	// version rises, and attempts stay judged as they were. Once a contest has
	// frozen the question it is contest_running until the contest has ended.
	QuestionUpdate = method[QuestionUpdateParams, Question](Spec{Name: "question.update", Access: Author, Weight: Light})
	// QuestionDelete hides a question of the caller's own from everybody. A locked
	// question is contest_running.
	QuestionDelete = method[QuestionRef, Question](Spec{Name: "question.delete", Access: Author, Weight: Light})
	// QuestionVerify makes a question verified and shared, for good. An author may
	// verify what the author may see: own questions and whatever was generated,
	// but not what another author has written and not shared. Repeating is harmless.
	QuestionVerify = method[QuestionRef, Question](Spec{Name: "question.verify", Access: Author, Weight: Light})
	// QuestionReview returns a question of the caller's own with key, reports and
	// statistics. Others' are not_owner where the caller may see them, else
	// not_found. Whoever has reviewed a question takes part in no contest with it.
	QuestionReview = method[QuestionRef, Reviewed](Spec{Name: "question.review", Access: Author, Weight: Light})
	// QuestionReport tells the authors that something is wrong with a question.
	QuestionReport = method[QuestionReportParams, Report](Spec{Name: "question.report", Access: User, Weight: Light})
)

// Notifications of the namespace question.
var (
	// QuestionGenerating says how far a generation is.
	QuestionGenerating = notification[QuestionGeneratingParams]("question.generating", State, ToConnection)
	// QuestionGenerated brings new questions to all devices of the user.
	QuestionGenerated = notification[QuestionGeneratedParams]("question.generated", Event, ToUser)
	// QuestionInsight brings one part of an analysis while the model writes it.
	QuestionInsight = notification[QuestionInsightParams]("question.insight", State, ToConnection)
	// QuestionAnalyzed brings an analysis to all devices of the user.
	QuestionAnalyzed = notification[QuestionAnalyzedParams]("question.analyzed", Event, ToUser)
)
