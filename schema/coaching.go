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

// Message is one message between coach and student.
type Message struct {
	ID         ID          `json:"id"`
	Type       MessageType `json:"type"`
	From       Sender      `json:"from"`
	Message    string      `json:"message"`
	Skill      string      `json:"skill,omitempty"`
	QuestionID ID          `json:"questionId,omitempty"`
	Trigger    string      `json:"trigger,omitempty"`
	Read       bool        `json:"read"`
	CreatedAt  Time        `json:"createdAt"`
}

// HintParams asks for a hint, the next one by default.
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

// StrategyParams names a question or a skill.
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

// CoachingSendParams is what the student says.
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

// MarkReadParams names the messages that were read.
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

// CoachingReadParams says which messages were read on another device.
type CoachingReadParams struct {
	MessageIDs []ID      `json:"messageIds"`
	Unread     int64     `json:"unread"`
	Meta       EventMeta `json:"_meta"`
}

// Methods of the namespace coaching.
var (
	// CoachingHint gives a hint.
	CoachingHint = method[HintParams, Hint](Spec{Name: "coaching.hint", Access: User, Weight: Light, OutsideContests: true})
	// CoachingStrategy gives a way to go about a question or skill.
	CoachingStrategy = method[StrategyParams, Strategy](Spec{Name: "coaching.strategy", Access: User, Weight: Light, OutsideContests: true})
	// CoachingSend asks the coach; the answer is streamed by $/progress when asked.
	CoachingSend = method[CoachingSendParams, Message](Spec{Name: "coaching.send", Access: User, Weight: Model, OutsideContests: true, Timeout: 60 * time.Second, Causes: []string{"coaching.message"}})
	// CoachingList returns messages, newest first.
	CoachingList = method[CoachingListParams, MessagePage](Spec{Name: "coaching.list", Access: User, Weight: List, OutsideContests: true})
	// CoachingMarkRead marks messages as read on all devices.
	CoachingMarkRead = method[MarkReadParams, Unread](Spec{Name: "coaching.markRead", Access: User, Weight: Light, OutsideContests: true, Causes: []string{"coaching.read"}})
)

// Notifications of the namespace coaching.
var (
	// CoachingMessage brings a message of the coach.
	CoachingMessage = notification[CoachingMessageParams]("coaching.message", Event, ToUser)
	// CoachingRead says which messages were read on another device.
	CoachingRead = notification[CoachingReadParams]("coaching.read", Event, ToUser)
)
