package store

import "reflect"

// Created is c as it is kept when created: at version 1, nothing recorded of
// its course, times in milliseconds, empty lists nil.
func (c Contest) Created() Contest {
	c = c.kept()
	c.Version, c.UpdatedAt = 1, c.CreatedAt
	return c.withCourse(Contest{})
}

// Updated is next as it is kept after c: one version on, with everything of c
// that an update does not touch. Without UpdatedAt the time of c stays.
func (c Contest) Updated(next Contest) Contest {
	next = next.kept().withCourse(c)
	next.ID, next.Version = c.ID, c.Version+1
	next.CreatedBy, next.CreatedAt, next.RequestDigest = c.CreatedBy, c.CreatedAt, c.RequestDigest
	if next.UpdatedAt.IsZero() {
		next.UpdatedAt = c.UpdatedAt
	}
	return next
}

// IsUpdate reports whether c is what updating oldVersion with next has made:
// by this a driver knows a repeat of an update.
func (c Contest) IsUpdate(next Contest, oldVersion int) bool {
	if c.Version != oldVersion+1 {
		return false
	}
	made := c.Updated(next)
	made.Version = c.Version
	return reflect.DeepEqual(made, c.kept())
}

// IsOpen reports whether c is neither draft nor cancelled nor closed.
func (c Contest) IsOpen() bool {
	return !c.Draft && c.CancelledAt.IsZero() && c.ClosedAt.IsZero()
}

// withCourse is c with what was recorded of other's course.
func (c Contest) withCourse(other Contest) Contest {
	c.FrozenAt, c.CancelledAt, c.ClosedAt = other.FrozenAt, other.CancelledAt, other.ClosedAt
	c.LogHead, c.LogLength = other.LogHead, other.LogLength
	return c
}

// kept is c with times and lists as the store has them.
func (c Contest) kept() Contest {
	c.StartTime, c.EndTime = Millis(c.StartTime), Millis(c.EndTime)
	c.RegistrationDeadline = Millis(c.RegistrationDeadline)
	c.CreatedAt, c.UpdatedAt = Millis(c.CreatedAt), Millis(c.UpdatedAt)
	c.FrozenAt, c.CancelledAt, c.ClosedAt = Millis(c.FrozenAt), Millis(c.CancelledAt), Millis(c.ClosedAt)
	c.Subjects, c.Questions = keptList(c.Subjects), keptList(c.Questions)
	return c
}

// Kept is f as it is kept: times in milliseconds, empty lists nil.
func (f Freeze) Kept() Freeze {
	f.At = Millis(f.At)
	f.KeyHolders = keptList(f.KeyHolders)
	f.Questions = keptList(f.Questions)
	for i, q := range f.Questions {
		f.Questions[i] = q.kept()
	}
	return f
}
