package main

import (
	"encoding/json"

	"prepwire/schema"
	"prepwire/store"
)

// userLine is one line of an export.
type userLine struct {
	Kind     string `json:"kind"`
	Data     any    `json:"data"`
	Withheld string `json:"withheld,omitempty"` // what is left out, and why
}

// Why something is withheld.
const (
	lockedKey   = "correct answer, explanation, hints: the question is in a contest that has not ended"
	unseenKey   = "correct answer, explanation, hints: the question was not answered"
	lockedRight = "whether it is right: the question is in a contest that has not ended"
	openAnswers = "answers: the contest has not ended"
)

type sessionLine struct {
	ID        string                `json:"id"`
	Kind      string                `json:"kind"`
	Goals     []string              `json:"goals,omitempty"`
	State     json.RawMessage       `json:"state"`
	StartedAt schema.Time           `json:"startedAt"`
	UpdatedAt schema.Time           `json:"updatedAt"`
	EndedAt   schema.Time           `json:"endedAt,omitzero"`
	Summary   *store.SessionSummary `json:"summary,omitempty"`
}

func lineOfSession(s store.Session) userLine {
	return userLine{Kind: "session", Data: sessionLine{s.ID, s.Kind, s.Goals, s.State, when(s.StartedAt), when(s.UpdatedAt), when(s.EndedAt), s.Summary}}
}

type attemptLine struct {
	ID              string       `json:"id"`
	QuestionID      string       `json:"questionId"`
	SessionID       string       `json:"sessionId,omitempty"`
	Answer          string       `json:"answer"`
	Correct         *bool        `json:"correct,omitempty"`
	Number          int          `json:"number"`
	TimeSpentMs     int64        `json:"timeSpentMs,omitempty"`
	ExamType        string       `json:"examType,omitempty"`
	Subject         string       `json:"subject,omitempty"`
	Skill           string       `json:"skill,omitempty"`
	DifficultyLevel int          `json:"difficultyLevel,omitempty"`
	Source          store.Source `json:"source"`
	At              schema.Time  `json:"at"`
}

func lineOfAttempt(a store.Attempt, locked bool) userLine {
	data := attemptLine{a.ID, a.QuestionID, a.SessionID, a.Answer, &a.Correct, a.Number, a.TimeSpentMs,
		a.ExamType, a.Subject, a.Skill, a.DifficultyLevel, a.Source, when(a.At)}
	if locked {
		data.Correct = nil
		return userLine{"attempt", data, lockedRight}
	}
	return userLine{Kind: "attempt", Data: data}
}

type messageLine struct {
	ID         string      `json:"id"`
	Type       string      `json:"type"`
	From       string      `json:"from"`
	Message    string      `json:"message"`
	Skill      string      `json:"skill,omitempty"`
	QuestionID string      `json:"questionId,omitempty"`
	Trigger    string      `json:"trigger,omitempty"`
	CreatedAt  schema.Time `json:"createdAt"`
	ReadAt     schema.Time `json:"readAt,omitzero"`
}

func lineOfMessage(m store.Message) userLine {
	from := "coach"
	if m.FromStudent {
		from = "student"
	}
	return userLine{Kind: "message", Data: messageLine{m.ID, m.Type, from, m.Text, m.Skill, m.QuestionID, m.Trigger, when(m.At), when(m.ReadAt)}}
}

type extensionLine struct {
	ExtensionID string          `json:"extensionId"`
	State       json.RawMessage `json:"state"`
	Version     int64           `json:"version"`
	UpdatedAt   schema.Time     `json:"updatedAt"`
}

func lineOfExtension(e store.Extension) userLine {
	return userLine{Kind: "extension", Data: extensionLine{e.ID, e.State, e.Version, when(e.UpdatedAt)}}
}

type reportLine struct {
	ID          string      `json:"id"`
	QuestionID  string      `json:"questionId"`
	Type        string      `json:"type"`
	Description string      `json:"description,omitempty"`
	At          schema.Time `json:"at"`
}

func lineOfReport(r store.Report) userLine {
	return userLine{Kind: "report", Data: reportLine{r.ID, r.QuestionID, r.Type, r.Description, when(r.At)}}
}

type reviewLine struct {
	QuestionID string      `json:"questionId"`
	At         schema.Time `json:"at"`
}

func lineOfReview(r store.Review) userLine {
	return userLine{Kind: "review", Data: reviewLine{r.QuestionID, when(r.At)}}
}

type revocationLine struct {
	Reason string      `json:"reason,omitempty"`
	At     schema.Time `json:"at"`
}

func lineOfRevocation(r store.Revocation) userLine {
	return userLine{Kind: "revocation", Data: revocationLine{r.Reason, when(r.At)}}
}
