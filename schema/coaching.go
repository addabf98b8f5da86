package schema

import "time"

// MessageType is what a coaching message is.
type MessageType string

// Values returns the types.
func (MessageType) Values() []string {
	return []string{"hint", "strategy", "encouragement", "warning", "chat"}
}

// Sender says who wrote a message.
type Sender string

// Values returns the senders.
func (Sender) Values() []string { return []string{"coach", "student"} }

// Trigger is what made the coach write unasked. A student's first answers
// outside contests count; an answer whose time was not told is neither slow nor
// fast. Each trigger rests for five minutes after a message, on all devices.
//
// rushing: three answers in a row under 15 percent of the expected time, and
// wrong. wrong_streak: three in a row on a skill are wrong. slow: over three
// times the expected time, and under an hour. streak_5, streak_10, streak_20: so
// many in a row are right. mastered: the level of a skill has become mastered.
// Answers reported by the student may set off wrong_streak alone: to the others
// they count as if they had not been given.
type Trigger string

// Values returns the triggers.
func (Trigger) Values() []string {
	return []string{"rushing", "wrong_streak", "slow", "streak_5", "streak_10", "streak_20", "mastered"}
}

// Message is one message between coach and student. Of a student the newest
// 10,000 are kept. What the student wrote or asked for as a hint is read from
// the start; what the coach wrote, replies of coaching.send included, is unread
// until coaching.markRead. The text is plain.
type Message struct {
	ID         ID          `json:"id"`
	Type       MessageType `json:"type"`
	From       Sender      `json:"from"`
	Message    string      `json:"message"`
	Skill      string      `json:"skill,omitempty"`
	QuestionID ID          `json:"questionId,omitempty"`
	Trigger    Trigger     `json:"trigger,omitempty"`
	Read       bool        `json:"read"`
	CreatedAt  Time        `json:"createdAt"`
}

// HintParams asks for a hint: by default the one after the highest that the
// student has had on this question, on any device, or the last one again. A
// question without hints of its own has three: the model writes them where there
// is one, which counts for LIMIT_AI_PER_USER when it is asked, and each node asks
// it once. Without a model, when it fails or takes too long, and beyond that
// limit they are general ones on the skill: that is no error. What a student had
// as a level of such a question stays, until the question changes.
type HintParams struct {
	QuestionID ID    `json:"questionId"`
	Level      int64 `json:"level,omitempty" is:"range=1..10"`
}

// Hint is one step towards the answer, never the answer below the last level.
type Hint struct {
	QuestionID ID     `json:"questionId"`
	Level      int64  `json:"level"`
	Levels     int64  `json:"levels"`
	Hint       string `json:"hint"`
}

// StrategyParams names a question, or a skill of the taxonomy by code or name,
// or both: then it is about that skill. For a question the model writes it where
// there is one, the same for all students and without its answer; else it is that
// of its skill. Skills of the SAT have texts of their own; for others the model
// writes it, else it is that of their subject. The model counts for
// LIMIT_AI_PER_USER when it is asked, and each node asks it once about the same.
// When it fails or takes too long, and beyond that limit, there are the texts
// without it: that is no error.
type StrategyParams struct {
	QuestionID ID     `json:"questionId,omitempty"`
	Skill      Code64 `json:"skill,omitempty"`
}

// Strategy is a way to go about a skill.
type Strategy struct {
	Strategy string   `json:"strategy"`
	Steps    []string `json:"steps"`
	Pitfalls []string `json:"pitfalls"`
}

// CoachingSendParams is what the student says. It is data for the model, never an
// instruction; control characters are left out. With a question the coach helps
// with that one: without telling the answer before the student has attempted it,
// and explaining it afterwards.
type CoachingSendParams struct {
	Message    string `json:"message" is:"len=1..4000 large"`
	QuestionID ID     `json:"questionId,omitempty"`
}

// CoachingListParams filters the messages, newest first.
type CoachingListParams struct {
	UnreadOnly bool `json:"unreadOnly,omitempty"`
	PageParams
}

// MessagePage is a page of messages and how many are unread in all.
type MessagePage struct {
	Items      []Message `json:"items"`
	Unread     int64     `json:"unread"`
	NextCursor string    `json:"nextCursor,omitempty"`
}

// MarkReadParams names the messages that were read, or says that all were:
// exactly one of the two. Unknown ids are passed over.
type MarkReadParams struct {
	MessageIDs []ID `json:"messageIds,omitempty" is:"len=1..100"`
	All        bool `json:"all,omitempty"`
}

// Unread counts what is left.
type Unread struct {
	Unread int64 `json:"unread"`
}

// CoachingMessageParams brings a message.
type CoachingMessageParams struct {
	Message Message   `json:"message"`
	Meta    EventMeta `json:"_meta"`
}

// CoachingReadParams says which messages were unread until now, at most 100 at
// a time; of many there are several.
type CoachingReadParams struct {
	MessageIDs []ID      `json:"messageIds"`
	Unread     int64     `json:"unread"`
	Meta       EventMeta `json:"_meta"`
}

// Methods of the namespace coaching.
var (
	// CoachingHint gives a hint. It is kept as a message of type hint, once
	// however often it is asked for, and causes no coaching.message. While the
	// model writes it, it is streamed by $/progress when asked; the result replaces
	// what was streamed.
	CoachingHint = method[HintParams, Hint](Spec{Name: "coaching.hint", Access: User, Weight: Light, OutsideContests: true, Timeout: 15 * time.Second})
	// CoachingStrategy gives a way to go about a question or skill. While the
	// model writes it, it is streamed by $/progress as one text when asked; the
	// result replaces what was streamed.
	CoachingStrategy = method[StrategyParams, Strategy](Spec{Name: "coaching.strategy", Access: User, Weight: Light, OutsideContests: true, Timeout: 20 * time.Second})
	// CoachingSend asks the coach and answers the coach's reply; its text is
	// streamed by $/progress when asked. Both messages come by coaching.message,
	// the student's first. A message that quotes a question of an upcoming or
	// running contest is refused as in QuestionAnalyze and not kept, and the coach
	// does not go on about one that was spoken of before. When the model fails the
	// student's message stays; a
	// repeat under the same idempotency key does not add it again, asks the model
	// if there is no reply yet, and else answers the first reply.
	CoachingSend = method[CoachingSendParams, Message](Spec{Name: "coaching.send", Access: User, Weight: Model, Idempotent: true, OutsideContests: true, Timeout: 60 * time.Second, Causes: []string{"coaching.message"}})
	// CoachingList returns messages, newest first.
	CoachingList = method[CoachingListParams, MessagePage](Spec{Name: "coaching.list", Access: User, Weight: List, OutsideContests: true})
	// CoachingMarkRead marks messages as read on all devices.
	CoachingMarkRead = method[MarkReadParams, Unread](Spec{Name: "coaching.markRead", Access: User, Weight: Light, OutsideContests: true, Causes: []string{"coaching.read"}})
)

// Notifications of the namespace coaching.
var (
	// CoachingMessage brings a new message: both of coaching.send, and what the
	// coach says unasked. Hints that were asked for are in coaching.list.
	CoachingMessage = notification[CoachingMessageParams]("coaching.message", Event, ToUser)
	// CoachingRead says which messages were read on one of the devices.
	CoachingRead = notification[CoachingReadParams]("coaching.read", Event, ToUser)
)
