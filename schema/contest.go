package schema

// ContestDifficulty is the difficulty of a contest's questions together.
type ContestDifficulty string

// Values returns the difficulties.
func (ContestDifficulty) Values() []string { return []string{"easy", "medium", "hard", "mixed"} }

// ContestStatus follows the clock, except draft and cancelled.
type ContestStatus string

// Values returns the statuses.
func (ContestStatus) Values() []string {
	return []string{"draft", "upcoming", "ongoing", "completed", "cancelled"}
}

// Pacing says who moves from question to question: each participant alone, or
// everybody together.
type Pacing string

// Values returns the pacings.
func (Pacing) Values() []string { return []string{"free", "live"} }

// Scoring is the rule that makes points of answers, with p the points of the
// question, t the answer's timeMs and T the question's timeLimitMs. By accuracy
// a right answer is worth p, a wrong one 0. By speed, in live pacing only, a
// right one is worth p when t ≤ 500, else p·(1 − t/2T) with t rounded down to a
// multiple of 100; a wrong one 0. By amc a right one is worth p, a wrong one 0,
// and at the end every unanswered question of who answered something p/4; until
// the end totals hold only what was answered. By negative a right one is worth
// p, a wrong one −p/(options−1), where true-false counts as two options; it is
// 0 where fewer than two are listed. Every result is rounded half up to a
// thousandth of a point, of a loss its size; sums are exact. In live pacing an
// answer with t > T is late: it is accepted and worth 0, and counts as
// answered, but as neither correct nor wrong.
type Scoring string

// Values returns the rules.
func (Scoring) Values() []string { return []string{"accuracy", "speed", "amc", "negative"} }

// Feedback says what participants learn before the end.
type Feedback string

// Values returns the policies.
func (Feedback) Values() []string { return []string{"immediate", "score", "afterEnd"} }

// Contest is a contest as anyone who may see it sees it.
type Contest struct {
	ID                   ID                `json:"id"`
	Title                string            `json:"title"`
	Description          string            `json:"description"`
	ExamType             Code64            `json:"examType"`
	Subjects             []Code64          `json:"subjects"`
	Difficulty           ContestDifficulty `json:"difficulty"`
	Status               ContestStatus     `json:"status"`
	StartTime            Time              `json:"startTime"`
	EndTime              Time              `json:"endTime"`
	Pacing               Pacing            `json:"pacing"`
	GapMs                int64             `json:"gapMs,omitempty"`
	Scoring              Scoring           `json:"scoring"`
	Feedback             Feedback          `json:"feedback"`
	QuestionCount        int64             `json:"questionCount"`
	MaxParticipants      int64             `json:"maxParticipants"`
	Participants         int64             `json:"participants"`
	RegistrationDeadline Time              `json:"registrationDeadline"`
	IsPublic             bool              `json:"isPublic"`
	KeyCommitment        string            `json:"keyCommitment,omitempty"` // from the start on
	InviteCode           string            `json:"inviteCode,omitempty"`    // to the creator of a private contest only
	Version              int64             `json:"version"`
	CreatedBy            string            `json:"createdBy"`
}

// ContestQuestion is a question of a contest and what it is worth.
type ContestQuestion struct {
	QuestionID  ID      `json:"questionId"`
	Points      float64 `json:"points,omitempty" is:"range=0.001..1000000 default=1"` // at most 3 places
	TimeLimitMs int64   `json:"timeLimitMs,omitempty" is:"range=1000..3600000"`       // live pacing only, required there
}

// ContestCreateParams describes a contest. The answers' questions are copied
// in when the contest freezes.
type ContestCreateParams struct {
	Title                string            `json:"title" is:"len=1..200"`
	Questions            []ContestQuestion `json:"questions" is:"len=1..1000"`
	StartTime            Time              `json:"startTime"`
	EndTime              Time              `json:"endTime,omitzero"`                                  // this or durationMs, for free pacing
	DurationMs           int64             `json:"durationMs,omitempty" is:"range=1000..31622400000"` // this or endTime, for free pacing
	Description          string            `json:"description,omitempty" is:"len=0..4000 large"`
	ExamType             Code64            `json:"examType,omitempty"`
	Subjects             []Code64          `json:"subjects,omitempty" is:"len=0..20"`
	Difficulty           ContestDifficulty `json:"difficulty,omitempty" is:"default=mixed"`
	Pacing               Pacing            `json:"pacing,omitempty" is:"default=free"`
	GapMs                int64             `json:"gapMs,omitempty" is:"range=0..600000 default=3000"` // live pacing: between two questions
	Scoring              Scoring           `json:"scoring,omitempty" is:"default=accuracy"`
	Feedback             Feedback          `json:"feedback,omitempty" is:"default=immediate"`
	MaxParticipants      int64             `json:"maxParticipants,omitempty" is:"range=1..1000000 default=1000"`
	RegistrationDeadline Time              `json:"registrationDeadline,omitzero"` // the end by default
	IsPublic             bool              `json:"isPublic,omitempty" is:"default=true"`
	Draft                bool              `json:"draft,omitempty"`
}

// ContestUpdateParams changes the given members of a contest that is not frozen.
type ContestUpdateParams struct {
	ContestID            ID                 `json:"contestId"`
	Version              int64              `json:"version" is:"range=1.."`
	Title                *string            `json:"title,omitempty" is:"len=1..200"`
	Questions            []ContestQuestion  `json:"questions,omitempty" is:"len=1..1000"`
	StartTime            Time               `json:"startTime,omitzero"`
	EndTime              Time               `json:"endTime,omitzero"`
	DurationMs           int64              `json:"durationMs,omitempty" is:"range=1000..31622400000"`
	Description          *string            `json:"description,omitempty" is:"len=0..4000 large"`
	ExamType             *Code64            `json:"examType,omitempty"`
	Subjects             []Code64           `json:"subjects,omitempty" is:"len=0..20"`
	Difficulty           *ContestDifficulty `json:"difficulty,omitempty"`
	Pacing               *Pacing            `json:"pacing,omitempty"`
	GapMs                *int64             `json:"gapMs,omitempty" is:"range=0..600000"`
	Scoring              *Scoring           `json:"scoring,omitempty"`
	Feedback             *Feedback          `json:"feedback,omitempty"`
	MaxParticipants      *int64             `json:"maxParticipants,omitempty" is:"range=1..1000000"`
	RegistrationDeadline Time               `json:"registrationDeadline,omitzero"`
	IsPublic             *bool              `json:"isPublic,omitempty"`
}

// ContestRef names a contest.
type ContestRef struct {
	ContestID ID `json:"contestId"`
}

// ContestListParams filters the contests that the caller may see.
type ContestListParams struct {
	Status   ContestStatus `json:"status,omitempty"`
	ExamType Code64        `json:"examType,omitempty"`
	Mine     bool          `json:"mine,omitempty"` // only what the caller created
	PageParams
}

// ContestPage is a page of contests.
type ContestPage struct {
	Items      []Contest `json:"items"`
	NextCursor string    `json:"nextCursor,omitempty"`
}

// ContestRegisterParams registers the caller.
type ContestRegisterParams struct {
	ContestID  ID     `json:"contestId"`
	InviteCode string `json:"inviteCode,omitempty" is:"len=1..64"`
}

// Registration is the caller's place in a contest.
type Registration struct {
	ContestID    ID   `json:"contestId"`
	Participant  ID   `json:"participant"` // random; the log names participants by it
	RegisteredAt Time `json:"registeredAt"`
}

// ContestJoinParams subscribes this connection to a contest.
type ContestJoinParams struct {
	ContestID ID   `json:"contestId"`
	Spectate  bool `json:"spectate,omitempty"` // watch without taking part
	Pack      bool `json:"pack,omitempty"`     // before the start: send the questions encrypted
}

// Pack is the encrypted questions of a contest: AES-256-GCM, additional data
// the contestId, plaintext JSON Question[], tag appended. All base64.
type Pack struct {
	IV   string `json:"iv"`
	Data string `json:"data"`
}

// Entry is one line of a board. Better is the higher score, then fewer wrong,
// then the smaller timeMs; who has no correct answer stands after who has one.
// Equals share a rank, and the next one counts them all ("1224"); they are
// listed by name, then by participant. While a contest with feedback afterEnd
// has not ended an entry holds only userId, name, answered and completed, and
// entries are listed by name.
type Entry struct {
	Rank          int64    `json:"rank,omitempty" is:"range=1.."`
	UserID        string   `json:"userId"` // empty, as is the name, once the user was deleted
	Name          string   `json:"name"`
	Participant   ID       `json:"participant,omitempty"`
	Score         *float64 `json:"score,omitempty"`        // at most 3 places
	Correct       *int64   `json:"correct,omitempty"`      // in time
	Wrong         *int64   `json:"wrong,omitempty"`        // in time
	Answered      int64    `json:"answered"`               // late ones too
	TimeMs        *int64   `json:"timeMs,omitempty"`       // of the last correct answer in the order of the log: the tie key; 0 without one
	LastCorrectAt Time     `json:"lastCorrectAt,omitzero"` // of the same answer; absent without one
	Completed     bool     `json:"completed"`              // every question is answered
}

// Board is the top of the standings. Its version is the position of the last
// log entry in it.
type Board struct {
	Version int64   `json:"version"`
	Total   int64   `json:"total"`
	Top     []Entry `json:"top"`
}

// ContestJoinResult is everything a client needs to show the contest.
type ContestJoinResult struct {
	Contest    Contest         `json:"contest"`
	Me         *Entry          `json:"me,omitempty"`
	Questions  []Question      `json:"questions,omitempty"` // those opened so far
	Answered   []ID            `json:"answered"`
	Board      Board           `json:"board"`
	ServerTime Time            `json:"serverTime"`
	Pack       *Pack           `json:"pack,omitempty"`
	Topics     []TopicPosition `json:"topics"`
}

// ContestSubmitAnswerParams answers a question of a running contest.
type ContestSubmitAnswerParams struct {
	ContestID   ID     `json:"contestId"`
	QuestionID  ID     `json:"questionId"`
	Answer      string `json:"answer" is:"len=0..2000"`
	TimeSpentMs int64  `json:"timeSpentMs,omitempty" is:"range=0..86400000"` // recorded, never scored
}

// Receipt proves that an answer is in the log: with it `prepwire verify FILE
// --receipt POSITION:HASH` finds the answer, or says that the log is not as it was written.
type Receipt struct {
	Position int64  `json:"position"`
	Hash     string `json:"hash"`
}

// ContestSubmitAnswerResult is the same, byte for byte, for every repeat.
type ContestSubmitAnswerResult struct {
	Accepted     bool     `json:"accepted"`
	Receipt      Receipt  `json:"receipt"`
	AnswersCount int64    `json:"answersCount"`
	Completed    bool     `json:"completed"`
	Correct      *bool    `json:"correct,omitempty"`
	Points       *float64 `json:"points,omitempty"`
	TotalScore   *float64 `json:"totalScore,omitempty"`
}

// LeaderboardParams asks for the top of a board.
type LeaderboardParams struct {
	ContestID ID     `json:"contestId"`
	Limit     int64  `json:"limit,omitempty" is:"range=1..100 default=10"`
	Around    Around `json:"around,omitempty"` // also the entries next to the caller's
}

// Around names whose neighbours to show.
type Around string

// Values returns the only choice.
func (Around) Values() []string { return []string{"me"} }

// Leaderboard is the top of a board and the caller's place in it.
type Leaderboard struct {
	Version int64   `json:"version"`
	Total   int64   `json:"total"`
	Top     []Entry `json:"top"`
	Me      *Entry  `json:"me,omitempty"`
	Around  []Entry `json:"around,omitempty"`
}

// ContestPageParams asks for one page of something in a contest.
type ContestPageParams struct {
	ContestID ID `json:"contestId"`
	PageParams
}

// BoardPage is a page of a final board, best first.
type BoardPage struct {
	Items      []Entry `json:"items"`
	NextCursor string  `json:"nextCursor,omitempty"`
}

// OwnAnswer is one of the caller's answers in a contest.
type OwnAnswer struct {
	QuestionID ID      `json:"questionId"`
	Answer     string  `json:"answer"`
	Correct    bool    `json:"correct"`
	Points     float64 `json:"points"`
	TimeMs     int64   `json:"timeMs"`
	Position   int64   `json:"position"`
}

// KeyEntry is the answer of one question, shown after the end.
type KeyEntry struct {
	QuestionID    ID     `json:"questionId"`
	CorrectAnswer string `json:"correctAnswer"`
	Explanation   string `json:"explanation"`
}

// ContestResults is everything that can be known once a contest has ended.
type ContestResults struct {
	Board         BoardPage   `json:"board"`
	Me            *Entry      `json:"me,omitempty"`
	Answers       []OwnAnswer `json:"answers"`
	Key           []KeyEntry  `json:"key"`
	KeySalt       string      `json:"keySalt"`
	KeyCommitment string      `json:"keyCommitment"`
	LogHead       string      `json:"logHead"`
	LogLength     int64       `json:"logLength"`
}

// ContestLogParams asks for entries of a contest's log.
type ContestLogParams struct {
	ContestID ID    `json:"contestId"`
	After     int64 `json:"after,omitempty" is:"range=0.."` // a position; 0 from the beginning
	Limit     int64 `json:"limit,omitempty" is:"range=1..100 default=20"`
}

// ContestLog is a part of a contest's log.
type ContestLog struct {
	Items []LogEntry `json:"items"`
	Head  string     `json:"head"`
}

// LogEntryType says what a log entry records.
type LogEntryType string

// Values returns the types.
func (LogEntryType) Values() []string { return []string{"opened", "answer", "closed"} }

// LogEntry is one entry of a contest's hash-chained log. Which of the other
// members it has depends on its type: the first is opened, the last of a
// contest that was not cancelled is closed. Its hash is the hex SHA-256 of the
// entry without hash in canonical JSON (RFC 8785); an export is such lines.
type LogEntry struct {
	Position      int64         `json:"position"`
	At            Time          `json:"at"` // when an answer arrived, but never before the entry before
	Type          LogEntryType  `json:"type"`
	Rules         *ContestRules `json:"rules,omitempty"`
	Questions     []LogQuestion `json:"questions,omitempty"`
	KeyCommitment string        `json:"keyCommitment,omitempty"` // hex SHA-256 of the bytes of salt and the canonical JSON of key
	Participant   ID            `json:"participant,omitempty"`
	QuestionID    ID            `json:"questionId,omitempty"`
	Answer        *string       `json:"answer,omitempty"`
	TimeMs        *int64        `json:"timeMs,omitempty"`   // at, less when the question opened, less creditMs; never negative
	CreditMs      *int64        `json:"creditMs,omitempty"` // for the way the answer took: at most 150 and at most the time since the question opened
	Key           StateObject   `json:"key,omitempty"`      // questionId to correct answer
	Salt          string        `json:"salt,omitempty"`     // hex, 32 bytes
	PrevHash      string        `json:"prevHash"`           // 64 zeros in the first
	Hash          string        `json:"hash"`
}

// ContestRules is what decides the score, frozen at the start.
type ContestRules struct {
	ContestID ID      `json:"contestId"`
	StartTime Time    `json:"startTime"`
	EndTime   Time    `json:"endTime"`
	Pacing    Pacing  `json:"pacing"`
	GapMs     int64   `json:"gapMs"`
	Scoring   Scoring `json:"scoring"`
}

// LogQuestion is a question as the log knows it.
type LogQuestion struct {
	QuestionID   ID           `json:"questionId"`
	QuestionType QuestionType `json:"questionType"`
	Options      int64        `json:"options"` // how many are listed; 0 except for multiple-choice
	Points       float64      `json:"points"`  // at most 3 places
	TimeLimitMs  int64        `json:"timeLimitMs,omitempty"`
}

// ContestStartedParams says that a contest has started.
type ContestStartedParams struct {
	ContestID ID        `json:"contestId"`
	StartTime Time      `json:"startTime"`
	EndTime   Time      `json:"endTime"`
	PackKey   string    `json:"packKey,omitempty"` // base64, 32 bytes
	Meta      EventMeta `json:"_meta"`
}

// ContestQuestionOpenedParams brings the next question of a live contest.
type ContestQuestionOpenedParams struct {
	ContestID ID        `json:"contestId"`
	Question  Question  `json:"question"`
	OpensAt   Time      `json:"opensAt"`
	ClosesAt  Time      `json:"closesAt"`
	Meta      EventMeta `json:"_meta"`
}

// ContestEndedParams says that the log is closed.
type ContestEndedParams struct {
	ContestID ID        `json:"contestId"`
	LogHead   string    `json:"logHead"`
	Top       []Entry   `json:"top"`
	Meta      EventMeta `json:"_meta"`
}

// ContestCancelledParams says that a contest will not take place, or not go on.
type ContestCancelledParams struct {
	ContestID ID        `json:"contestId"`
	Meta      EventMeta `json:"_meta"`
}

// Movement says what a participant did.
type Movement string

// Values returns the movements.
func (Movement) Values() []string { return []string{"joined", "left", "completed"} }

// RecentParticipant is somebody who just did something.
type RecentParticipant struct {
	UserID string   `json:"userId"`
	Name   string   `json:"name"`
	What   Movement `json:"what"`
}

// ParticipantsUpdatedParams counts those who take part.
type ParticipantsUpdatedParams struct {
	ContestID  ID                  `json:"contestId"`
	Version    int64               `json:"version"`
	Registered int64               `json:"registered"`
	Present    int64               `json:"present"`
	Completed  int64               `json:"completed"`
	Recent     []RecentParticipant `json:"recent"` // at most 20
}

// LeaderboardUpdatedParams brings the top of the board.
type LeaderboardUpdatedParams struct {
	ContestID ID      `json:"contestId"`
	Version   int64   `json:"version"`
	Total     int64   `json:"total"`
	Top       []Entry `json:"top"`
}

// StandingUpdatedParams brings a participant's own line.
type StandingUpdatedParams struct {
	ContestID ID    `json:"contestId"`
	Version   int64 `json:"version"`
	Entry     Entry `json:"entry"`
}

// Methods of the namespace contest.
var (
	// ContestCreate announces a contest, or keeps a draft.
	ContestCreate = method[ContestCreateParams, Contest](Spec{Name: "contest.create", Access: Organizer, Weight: Light, Idempotent: true})
	// ContestUpdate changes a contest that is not frozen.
	ContestUpdate = method[ContestUpdateParams, Contest](Spec{Name: "contest.update", Access: Organizer, Weight: Light})
	// ContestPublish announces a draft.
	ContestPublish = method[ContestRef, Contest](Spec{Name: "contest.publish", Access: Organizer, Weight: Light})
	// ContestCancel calls a contest off, also while it runs.
	ContestCancel = method[ContestRef, Contest](Spec{Name: "contest.cancel", Access: Organizer, Weight: Light, Causes: []string{"contest.cancelled"}})
	// ContestList returns contests, newest first.
	ContestList = method[ContestListParams, ContestPage](Spec{Name: "contest.list", Access: User, Weight: List})
	// ContestGet returns a contest.
	ContestGet = method[ContestRef, Contest](Spec{Name: "contest.get", Access: User, Weight: Light})
	// ContestRegister takes a place. Repeating is harmless.
	ContestRegister = method[ContestRegisterParams, Registration](Spec{Name: "contest.register", Access: User, Weight: Join, Idempotent: true, Causes: []string{"contest.participantsUpdated"}})
	// ContestUnregister gives the place back, until the start.
	ContestUnregister = method[ContestRef, Empty](Spec{Name: "contest.unregister", Access: User, Weight: Light, Causes: []string{"contest.participantsUpdated"}})
	// ContestJoin subscribes this connection to a contest and brings its state.
	ContestJoin = method[ContestJoinParams, ContestJoinResult](Spec{Name: "contest.join", Access: User, Weight: Join, Barrier: true, Causes: []string{"contest.participantsUpdated"}})
	// ContestLeave ends the subscription of this connection.
	ContestLeave = method[ContestRef, Empty](Spec{Name: "contest.leave", Access: User, Weight: Light, Barrier: true, Causes: []string{"contest.participantsUpdated"}})
	// ContestSubmitAnswer answers a question. The first answer stands.
	ContestSubmitAnswer = method[ContestSubmitAnswerParams, ContestSubmitAnswerResult](Spec{Name: "contest.submitAnswer", Access: User, Weight: Essential, Causes: []string{"contest.leaderboardUpdated", "contest.standingUpdated", "contest.participantsUpdated"}})
	// ContestLeaderboard returns the top of the board and the caller's place.
	ContestLeaderboard = method[LeaderboardParams, Leaderboard](Spec{Name: "contest.leaderboard", Access: User, Weight: List})
	// ContestResultsOf returns board, key and the caller's answers once a contest has ended.
	ContestResultsOf = method[ContestPageParams, ContestResults](Spec{Name: "contest.results", Access: User, Weight: List})
	// ContestReadLog returns entries of the hash-chained log.
	ContestReadLog = method[ContestLogParams, ContestLog](Spec{Name: "contest.log", Access: User, Weight: List})
)

// Notifications of the namespace contest.
var (
	// ContestStarted comes at the start, with the key of the encrypted questions.
	ContestStarted = notification[ContestStartedParams]("contest.started", Event, ToContest)
	// ContestQuestionOpened brings the next question of a live contest.
	ContestQuestionOpened = notification[ContestQuestionOpenedParams]("contest.questionOpened", Event, ToContest)
	// ContestEnded comes when the log is closed.
	ContestEnded = notification[ContestEndedParams]("contest.ended", Event, ToContest)
	// ContestCancelled comes when a contest is called off.
	ContestCancelled = notification[ContestCancelledParams]("contest.cancelled", Event, ToContest)
	// ContestParticipantsUpdated counts those who take part.
	ContestParticipantsUpdated = notification[ParticipantsUpdatedParams]("contest.participantsUpdated", State, ToContest)
	// ContestLeaderboardUpdated brings the top of the board.
	ContestLeaderboardUpdated = notification[LeaderboardUpdatedParams]("contest.leaderboardUpdated", State, ToContest)
	// ContestStandingUpdated brings a participant's own line.
	ContestStandingUpdated = notification[StandingUpdatedParams]("contest.standingUpdated", State, ToConnection)
)
