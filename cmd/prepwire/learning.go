package main

import (
	"context"

	"prepwire/rpc"
	"prepwire/rpc/analytics"
	"prepwire/rpc/question"
	"prepwire/rpc/recommendations"
	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
	"prepwire/store"
)

// learn prepares to tell what the learner's model says of students. Parameters
// that cannot be read now are looked for again later.
func (g *gateway) learn(ctx context.Context) {
	g.students = students.New(students.Config{Store: g.store, Log: g.log})
	if err := g.students.Load(ctx); err != nil {
		g.log.Warn("learner's parameters", "err", err)
	}
}

// tutor registers the services that show and choose.
func (g *gateway) tutor(mux *rpc.Mux, questions *question.Service) {
	analytics.New(analytics.Config{
		Store: g.store, Bus: g.bus, Keeper: g.students, Facts: g.facts, Now: g.clock.Now, Log: g.log,
		Named: func(skill string) analytics.Topic {
			t, _ := questions.NamedSkill(skill)
			return analytics.Topic(t)
		},
	}).Register(mux)
	g.recommendations = recommendations.New(recommendations.Config{
		Store: g.store, Bus: g.bus, Presence: g.presence, Keeper: g.students, Facts: g.facts, Now: g.clock.Now, Log: g.log,
		Questions: recommendable{questions},
	})
	g.recommendations.Register(mux)
}

// coached is what coaching asks of students.
type coached struct{ *students.Keeper }

func (c coached) Levels(ctx context.Context, userID, attemptID string) (before, after schema.MasteryLevel, err error) {
	b, a, err := c.Keeper.Levels(ctx, userID, attemptID)
	return schema.MasteryLevel(b), schema.MasteryLevel(a), err
}

// summed is what summaries of sessions ask of students.
type summed struct{ *students.Keeper }

func (s summed) Mastery(ctx context.Context, userID string, skills []string, through store.Position) (map[string]float64, error) {
	return s.MeansThrough(ctx, userID, skills, through)
}

// recommendable is the question service as recommendations see it.
type recommendable struct{ *question.Service }

func (r recommendable) NamedSkill(name string) (code string, known bool) {
	t, known := r.Service.NamedSkill(name)
	return t.Skill, known
}

func (r recommendable) Varieties() []recommendations.Variety {
	var out []recommendations.Variety
	for _, v := range r.Service.Varieties() {
		out = append(out, recommendations.Variety(v))
	}
	return out
}

func (r recommendable) Fresh(ctx context.Context, user string, vs []recommendations.Variety) (map[recommendations.Variety]schema.Question, error) {
	wanted := make([]question.Variety, len(vs))
	for i, v := range vs {
		wanted[i] = question.Variety(v)
	}
	made, err := r.Service.Fresh(ctx, user, wanted)
	out := make(map[recommendations.Variety]schema.Question, len(made))
	for v, q := range made {
		out[recommendations.Variety(v)] = q
	}
	return out, err
}
