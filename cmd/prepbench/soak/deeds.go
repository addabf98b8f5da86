package soak

import (
	"fmt"
	"strings"

	"prepwire/schema"
)

// deeds are what students do, each as often as it stands here.
var deeds = []string{
	"question.generate", "question.answer", "question.answer", "question.answer", "question.get", "question.list", "question.taxonomy",
	"coaching.hint", "coaching.strategy", "coaching.list", "coaching.markRead",
	"recommendations.request", "recommendations.subscribe", "recommendations.refresh", "recommendations.unsubscribe",
	"analytics.get", "analytics.performance", "analytics.progress", "analytics.recordAnswer",
	"contest.list", "session.start", "session.list", "extension.state", "system.ping", "rpc.discover",
	"question.get by mistake", "question.answer by mistake", "nothing.atAll",
}

// mistakes are deeds that the gateway has to refuse, and how.
var mistakes = map[string]schema.Reason{
	"question.get by mistake": schema.ReasonNotFound, "question.answer by mistake": schema.ReasonInvalidParams, "nothing.atAll": schema.ReasonMethodNotFound,
}

// after is what follows a deed at once.
var after = map[string]string{"session.start": "session.end"}

// object is params by name.
type object = map[string]any

// params are those of a deed.
func (s *student) params(method string) any {
	var question schema.ID
	if len(s.questions) > 0 {
		question = s.questions[s.rng.IntN(len(s.questions))]
	}
	skill := skills[s.rng.IntN(len(skills))]
	switch method {
	case "question.generate":
		return object{"examType": "SAT", "subject": "math", "skill": skill, "count": 1 + s.rng.IntN(3)}
	case "question.answer":
		return object{"questionId": question, "answer": string(rune('A' + s.rng.IntN(4))), "timeSpentMs": 1000 + s.rng.IntN(100_000)}
	case "question.get", "coaching.hint", "coaching.strategy":
		return object{"questionId": question}
	case "question.get by mistake":
		return object{"questionId": fmt.Sprintf("%016x", s.rng.Uint64())}
	case "question.answer by mistake":
		return object{"questionId": question, "answer": strings.Repeat("9", 2001), "elapsed": -1}
	case "session.start":
		return object{"kind": "practice", "state": object{"page": s.rng.IntN(100)}}
	case "question.list":
		return object{"mine": true}
	case "coaching.markRead":
		return object{"all": true}
	case "recommendations.request", "recommendations.subscribe":
		return object{"mode": []string{"practise", "measure", "review"}[s.rng.IntN(3)], "limit": 1 + s.rng.IntN(10)}
	case "analytics.progress":
		return object{"days": 7}
	case "analytics.recordAnswer":
		return object{"ref": string(question), "skill": skill, "correct": s.rng.IntN(2) == 0}
	}
	return object{}
}

var skills = []string{"ALG1", "ALG2", "ALG3", "ALG4", "ALG5"}
