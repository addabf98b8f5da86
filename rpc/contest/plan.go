package contest

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"prepwire/auth"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
	"prepwire/store"
)

const followsFromLimits = "follows from the time limits with live pacing: leave it out"

const (
	minDuration = time.Second
	maxDuration = 366 * 24 * time.Hour
	maxAhead    = 10 * maxDuration // of a start
)

// plan is what an organizer wants a contest to be, on its way to be checked.
// All that is wrong with it is said at once.
type plan struct {
	store.Contest
	now        time.Time
	endTime    time.Time     // given, or zero
	duration   time.Duration // given, or zero
	gapGiven   bool
	registered int
	questions  []store.Question // those found, in no order
	faults     []schema.ParamError
}

func (p *plan) fault(pointer, format string, a ...any) {
	p.faults = append(p.faults, schema.ParamError{Pointer: pointer, Message: fmt.Sprintf(format, a...)})
}

// checkPlan completes p and looks for everything that is wrong with it.
func (s *Service) checkPlan(ctx context.Context, who *auth.Identity, p *plan) error {
	p.checkTexts()
	p.checkRules()
	p.checkTimes()
	if err := s.checkQuestions(ctx, who, p); err != nil {
		return err
	}
	if p.MaxParticipants < p.registered {
		p.fault("/maxParticipants", "must be at least %d, as so many are registered", p.registered)
	}
	p.nameSubjects()
	if len(p.faults) > 0 {
		return refuse(p.faults)
	}
	return nil
}

func (p *plan) checkTexts() {
	p.Title = strings.TrimSpace(p.Title)
	if p.Title == "" {
		p.fault("/title", "must not be blank")
	}
	for _, text := range []struct{ pointer, text string }{
		{"/title", p.Title}, {"/description", p.Description},
	} {
		if strings.ContainsFunc(text.text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }) {
			p.fault(text.pointer, "must not hold control characters")
		}
	}
}

func (p *plan) live() bool { return p.Pacing == scoring.Live }

func (p *plan) checkRules() {
	if p.Scoring == scoring.Speed && !p.live() {
		p.fault("/scoring", "speed needs live pacing")
	}
	if p.gapGiven && !p.live() {
		p.fault("/gapMs", "needs live pacing")
	}
	if !p.live() {
		p.GapMs = 0
	}
	for i, q := range p.Questions {
		switch {
		case p.live() && q.TimeLimitMs == 0:
			p.fault(fmt.Sprintf("/questions/%d/timeLimitMs", i), "is required with live pacing")
		case !p.live() && q.TimeLimitMs != 0:
			p.fault(fmt.Sprintf("/questions/%d/timeLimitMs", i), "needs live pacing")
		}
	}
}

func (p *plan) checkTimes() {
	switch {
	case !p.StartTime.After(p.now):
		p.fault("/startTime", "must be in the future")
	case p.StartTime.After(p.now.Add(maxAhead)):
		p.fault("/startTime", "must be within the next ten years")
	}
	ends := p.checkEnd()
	switch {
	case p.RegistrationDeadline.IsZero():
		p.RegistrationDeadline = p.EndTime
	case ends && p.RegistrationDeadline.After(p.EndTime):
		p.fault("/registrationDeadline", "must not be after the end")
	case !p.RegistrationDeadline.After(p.now):
		p.fault("/registrationDeadline", "must be in the future")
	}
}

// checkEnd finds out when the contest ends, and reports whether it could.
func (p *plan) checkEnd() bool {
	if p.live() {
		if !p.endTime.IsZero() {
			p.fault("/endTime", followsFromLimits)
		}
		if p.duration != 0 {
			p.fault("/durationMs", followsFromLimits)
		}
		p.EndTime = p.StartTime.Add(p.liveTime())
		return true
	}
	switch {
	case !p.endTime.IsZero() && p.duration != 0:
		p.fault("/durationMs", "give endTime or durationMs, not both")
		return false
	case !p.endTime.IsZero():
		p.EndTime = p.endTime
	case p.duration != 0:
		p.EndTime = p.StartTime.Add(p.duration)
	case p.EndTime.IsZero():
		p.fault("/endTime", "is required, or durationMs")
		return false
	}
	return p.checkDuration()
}

func (p *plan) checkDuration() bool {
	lasts := p.EndTime.Sub(p.StartTime)
	switch {
	case lasts <= 0:
		p.fault("/endTime", "must be after startTime")
	case lasts < minDuration:
		p.fault("/endTime", "must be at least 1 s after startTime")
	case lasts > maxDuration:
		p.fault("/endTime", "must be at most 366 days after startTime")
	default:
		return true
	}
	return false
}

// liveTime is from the opening of the first question to the close of the last.
func (p *plan) liveTime() time.Duration {
	total := int64(len(p.Questions)-1) * p.GapMs
	for _, q := range p.Questions {
		total += q.TimeLimitMs
	}
	return time.Duration(total) * time.Millisecond
}

// setQuestions takes the questions as they were sent.
func (p *plan) setQuestions(questions []schema.ContestQuestion) {
	p.Questions = make([]store.ContestQuestion, len(questions))
	for i, q := range questions {
		milli := math.Round(q.Points * 1000)
		if math.Abs(q.Points*1000-milli) > 1e-6*max(1, milli) {
			p.fault(fmt.Sprintf("/questions/%d/points", i), "must have at most 3 decimal places")
		}
		p.Questions[i] = store.ContestQuestion{QuestionID: string(q.QuestionID), PointsMilli: int64(milli), TimeLimitMs: q.TimeLimitMs}
	}
}

// checkQuestions looks for questions that are not there, or not for the
// organizer to see, or twice.
func (s *Service) checkQuestions(ctx context.Context, who *auth.Identity, p *plan) error {
	ids := make([]string, 0, len(p.Questions))
	seen := map[string]bool{}
	for i, q := range p.Questions {
		if seen[q.QuestionID] {
			p.fault(fmt.Sprintf("/questions/%d/questionId", i), "comes twice")
			continue
		}
		seen[q.QuestionID] = true
		ids = append(ids, q.QuestionID)
	}
	usable, err := s.usable(ctx, who, p, ids)
	if err != nil {
		return err
	}
	for i, q := range p.Questions {
		if !usable[q.QuestionID] {
			p.fault(fmt.Sprintf("/questions/%d/questionId", i), "there is no such question")
		}
	}
	return nil
}

// usable says which questions the organizer can see.
func (s *Service) usable(ctx context.Context, who *auth.Identity, p *plan, ids []string) (map[string]bool, error) {
	found, err := s.store.QuestionsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("find questions: %w", err)
	}
	locked, err := s.store.LockedQuestions(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("find locked questions: %w", err)
	}
	usable := make(map[string]bool, len(found))
	for _, q := range found {
		lock, isLocked := locked[q.ID]
		if sees(who, q, lock, isLocked) {
			usable[q.ID] = true
			p.questions = append(p.questions, q)
		}
	}
	return usable, nil
}

// nameSubjects says what the contest is about where the organizer did not: what
// its questions are about. What the organizer names as they do, but for case,
// is written as there.
func (p *plan) nameSubjects() {
	var exams, subjects []string
	for _, q := range p.questions {
		exams, subjects = addNew(exams, q.ExamType), addNew(subjects, q.Subject)
	}
	p.ExamType = spelledAs(exams, p.ExamType)
	for i, subject := range p.Subjects {
		p.Subjects[i] = spelledAs(subjects, subject)
	}
	switch {
	case p.ExamType != "":
	case len(exams) == 1:
		p.ExamType = exams[0]
	default:
		p.ExamType = mixed
	}
	if p.Subjects == nil {
		p.Subjects = subjects[:min(len(subjects), maxSubjects)]
	}
}

const (
	mixed       = "mixed"
	maxSubjects = 20
)

func addNew(list []string, s string) []string {
	for _, known := range list {
		if known == s {
			return list
		}
	}
	return append(list, s)
}

func spelledAs(list []string, s string) string {
	for _, known := range list {
		if strings.EqualFold(known, s) {
			return known
		}
	}
	return s
}
