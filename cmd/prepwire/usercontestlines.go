package main

import (
	"encoding/json"
	"time"

	"prepwire/schema"
	"prepwire/store"
)

func when(t time.Time) schema.Time { return schema.Time{Time: t} }

type questionLine struct {
	ID              string           `json:"id"`
	ExamType        string           `json:"examType"`
	Subject         string           `json:"subject"`
	Skill           string           `json:"skill,omitempty"`
	DifficultyLevel int              `json:"difficultyLevel"`
	QuestionType    string           `json:"questionType"`
	Passage         string           `json:"passage,omitempty"`
	Stem            string           `json:"stem"`
	Options         []store.Option   `json:"options,omitempty"`
	Tags            []string         `json:"tags,omitempty"`
	Provider        string           `json:"provider"`
	Visibility      store.Visibility `json:"visibility"`
	CreatedAt       schema.Time      `json:"createdAt"`
	UpdatedAt       schema.Time      `json:"updatedAt"`
	DeletedAt       schema.Time      `json:"deletedAt,omitzero"`
	CorrectAnswer   string           `json:"correctAnswer,omitempty"`
	Explanation     string           `json:"explanation,omitempty"`
	Hints           []string         `json:"hints,omitempty"`
}

// byAuthor is the provider of questions that somebody wrote by hand.
const byAuthor = "author"

// lineOfQuestion holds the key if the user wrote or has answered the question,
// and no open contest has it.
func lineOfQuestion(q store.Question, locked, answered bool) userLine {
	data := questionLine{ID: q.ID, ExamType: q.ExamType, Subject: q.Subject, Skill: q.Skill, DifficultyLevel: q.DifficultyLevel,
		QuestionType: q.QuestionType, Passage: q.Passage, Stem: q.Stem, Options: q.Options, Tags: q.Tags, Provider: q.Provider,
		Visibility: q.Visibility, CreatedAt: when(q.CreatedAt), UpdatedAt: when(q.UpdatedAt), DeletedAt: when(q.DeletedAt)}
	switch {
	case locked:
		return userLine{"question", data, lockedKey}
	case !answered && q.Provider != byAuthor:
		return userLine{"question", data, unseenKey}
	}
	data.CorrectAnswer, data.Explanation, data.Hints = q.CorrectAnswer, q.Explanation, q.Hints
	return userLine{Kind: "question", Data: data}
}

type contestLine struct {
	ID          string      `json:"id"`
	Title       string      `json:"title"`
	Description string      `json:"description,omitempty"`
	ExamType    string      `json:"examType,omitempty"`
	QuestionIDs []string    `json:"questionIds"`
	StartTime   schema.Time `json:"startTime"`
	EndTime     schema.Time `json:"endTime"`
	Draft       bool        `json:"draft"`
	CreatedAt   schema.Time `json:"createdAt"`
}

func lineOfContest(c store.Contest) userLine {
	data := contestLine{ID: c.ID, Title: c.Title, Description: c.Description, ExamType: c.ExamType, StartTime: when(c.StartTime),
		EndTime: when(c.EndTime), Draft: c.Draft, CreatedAt: when(c.CreatedAt)}
	for _, q := range c.Questions {
		data.QuestionIDs = append(data.QuestionIDs, q.QuestionID)
	}
	return userLine{Kind: "contest", Data: data}
}

type registrationLine struct {
	ContestID    string      `json:"contestId"`
	Title        string      `json:"title"`
	Name         string      `json:"name"`
	Participant  string      `json:"participant"`
	RegisteredAt schema.Time `json:"registeredAt"`
	JoinedAt     schema.Time `json:"joinedAt,omitzero"`
}

func lineOfRegistration(r store.Registration, c store.Contest) userLine {
	line := userLine{Kind: "registration", Data: registrationLine{r.ContestID, c.Title, r.Name, r.Participant, when(r.RegisteredAt), when(r.JoinedAt)}}
	if c.IsOpen() {
		line.Withheld = openAnswers
	}
	return line
}

// answerLine is an entry of a contest's log, as prepwire verify knows it.
type answerLine struct {
	ContestID   string          `json:"contestId"`
	Entry       json.RawMessage `json:"entry"`
	TimeSpentMs int64           `json:"timeSpentMs,omitempty"`
}

func lineOfAnswer(e store.ContestEntry) userLine {
	return userLine{Kind: "contestAnswer", Data: answerLine{e.ContestID, e.Body, e.TimeSpentMs}}
}
