package learner

// settings are the numbers of the model that are not estimated by Fit. Those
// that were searched for, were searched for on held-out students of simulated
// training logs only.
type settings struct {
	student, skill     float64 // variance of ability over students, and of a skill around it
	item, isomorph     float64 // variance of an item's difficulty: alone, and within its family
	family, skillLevel float64 // variance of families, and of skills' difficulty
	level              float64 // variance of a level's difficulty around (level-3)·levelStep
	levelStep          float64
	driftStudent       float64 // variance added with each answer
	driftSkill         float64
	forgetVariance     float64 // variance added to a skill with each day left alone
	forget             float64 // share of a skill's distance to base forgotten a day
	learn              float64 // what an answer adds to a skill at the best success
	guess              float64 // chance of being right by luck, options unknown
	luck               float64 // over the number of options: the same, options known
	ridge              float64 // pull of the head's weights towards the filter alone
	folds, rounds      int     // of Fit: groups of students held out in turn, and passes over the log
}

// tuned is where Fit begins. The numbers were found by coordinate search on
// held-out students of two simulated training logs.
var tuned = settings{
	student: 1.0, skill: 0.35, item: 1.5, isomorph: 0.35 * 0.35, family: 0.64, skillLevel: 0.8,
	level: 0.3, levelStep: 0.75,
	driftStudent: 0.0005, driftSkill: 0.02, forgetVariance: 0.01, forget: 0.004, learn: 0.03,
	guess: 0.1, luck: 0.8, ridge: 10, folds: 5, rounds: 2,
}

// fitted are the settings that Fit adjusts to a log and Params carry along.
func (set *settings) fitted() []*float64 {
	return []*float64{&set.student, &set.skill, &set.item, &set.driftStudent, &set.driftSkill, &set.learn, &set.forget, &set.guess}
}
