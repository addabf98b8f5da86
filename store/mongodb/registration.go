package mongodb

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"prepwire/store"
)

// registrationRecord has the fields of store.Registration under the names they
// are kept by.
type registrationRecord struct {
	ContestID    string    `bson:"contestId"`
	UserID       string    `bson:"userId"`
	Name         string    `bson:"name"`
	Participant  string    `bson:"participant"`
	RegisteredAt time.Time `bson:"registeredAt"`
	JoinedAt     time.Time `bson:"joinedAt"`
}

// registrationDocument is a registration as it is kept. Places are numbers up
// to the contest's capacity, each given once.
type registrationDocument struct {
	ID    bson.ObjectID      `bson:"_id"`
	Kept  registrationRecord `bson:",inline"`
	Place int64              `bson:"place"`
}

func (db *DB) registration(ctx context.Context, contestID, userID string) (registrationDocument, error) {
	r, err := one[registrationDocument](ctx, db.registrations, bson.D{is("contestId", contestID), is("userId", userID)})
	if err != nil {
		return r, fmt.Errorf("registration: %w", err)
	}
	return r, nil
}

// Register implements store.Contests.
func (db *DB) Register(ctx context.Context, r store.Registration, capacity int) (store.Registration, error) {
	if err := r.Check(); err != nil {
		return store.Registration{}, fmt.Errorf("register: %w", err)
	}
	r.RegisteredAt, r.JoinedAt = store.Millis(r.RegisteredAt), time.Time{}
	return call(ctx, db, "register", func(ctx context.Context) (store.Registration, error) {
		place := int64(0) // the next one, as far as the count tells
		return retry(ctx, db.turns.at("registration", r.ContestID), func() (store.Registration, bool, error) {
			kept, known, err := db.registered(ctx, r)
			if err != nil || known {
				return kept, true, err
			}
			taken, err := countBy[string](ctx, db.registrations, bson.D{is("contestId", r.ContestID)}, "contestId")
			n := taken[r.ContestID]
			switch {
			case err != nil:
				return store.Registration{}, true, err
			case n >= capacity:
				if kept, known, err := db.registered(ctx, r); err != nil || known { // since it was asked
					return kept, true, err
				}
				return store.Registration{}, true, fmt.Errorf("contest %q, %d of %d places: %w", r.ContestID, n, capacity, store.ErrFull)
			case place == 0:
				place = int64(n) + 1
			}
			collides, err := insert(ctx, db.registrations, registrationDocument{bson.NewObjectID(), registrationRecord(r), place})
			if err != nil || !collides {
				return r, true, err
			}
			place, err = db.anotherPlace(ctx, r, capacity)
			return store.Registration{}, false, err
		})
	})
}

// registered looks for a registration of the same user. One that was given
// back, but not taken away yet, is taken away.
func (db *DB) registered(ctx context.Context, r store.Registration) (store.Registration, bool, error) {
	l, err := db.leaversOf(ctx, r.ContestID)
	if err != nil {
		return store.Registration{}, false, err
	}
	kept, err := db.registration(ctx, r.ContestID, r.UserID)
	switch {
	case isAbsent(err):
		return store.Registration{}, false, nil
	case err == nil && slices.Contains(l.Left, kept.ID):
		return store.Registration{}, false, db.takeAway(ctx, r.ContestID, kept.ID)
	}
	return store.Registration(kept.Kept), err == nil, err
}

// anotherPlace chooses among the first free places, differently for each of
// many who come at once; 0 when none is free. It is store.ErrExists when it is
// not the place that stood in the way, but another user's participant id.
func (db *DB) anotherPlace(ctx context.Context, r store.Registration, capacity int) (int64, error) {
	other, err := one[registrationDocument](ctx, db.registrations, bson.D{is("contestId", r.ContestID), is("participant", r.Participant)})
	if err == nil && other.Kept.UserID != r.UserID {
		return 0, fmt.Errorf("participant %q: %w", r.Participant, store.ErrExists)
	}
	if err := notAbsent(err); err != nil {
		return 0, err
	}
	found, err := all[registrationDocument](ctx, db.registrations, bson.D{is("contestId", r.ContestID)},
		options.Find().SetSort(up("place")).SetProjection(bson.D{is("_id", 0), is("place", 1)}))
	if err != nil {
		return 0, err
	}
	const choice = 64
	var free []int64
	next := int64(1)
	for _, f := range found {
		for ; next < f.Place && len(free) < choice; next++ {
			free = append(free, next)
		}
		next = max(next, f.Place+1)
	}
	for ; len(free) < choice && next <= int64(capacity); next++ {
		free = append(free, next)
	}
	free = slices.DeleteFunc(free, func(place int64) bool { return place > int64(capacity) })
	if len(free) == 0 {
		return 0, nil
	}
	return free[rand.N(len(free))], nil
}

// MarkJoined implements store.Contests.
func (db *DB) MarkJoined(ctx context.Context, contestID, userID string, at time.Time) (store.Registration, error) {
	if at.IsZero() {
		return store.Registration{}, fmt.Errorf("mark joined: no time: %w", store.ErrInvalid)
	}
	return call(ctx, db, "mark joined", func(ctx context.Context) (store.Registration, error) {
		_, err := update(ctx, db.registrations, bson.D{is("contestId", contestID), is("userId", userID), is("joinedAt", nil)},
			set(is("joinedAt", store.Millis(at))))
		if err != nil {
			return store.Registration{}, err
		}
		r, err := db.registration(ctx, contestID, userID)
		return store.Registration(r.Kept), err
	})
}

// Registration implements store.Contests.
func (db *DB) Registration(ctx context.Context, contestID, userID string) (store.Registration, error) {
	return call(ctx, db, "registration", func(ctx context.Context) (store.Registration, error) {
		r, err := db.registration(ctx, contestID, userID)
		return store.Registration(r.Kept), err
	})
}

// Registrations implements store.Contests.
func (db *DB) Registrations(ctx context.Context, contestID, after string, limit int) ([]store.Registration, error) {
	return call(ctx, db, "registrations", func(ctx context.Context) ([]store.Registration, error) {
		found, err := all[registrationDocument](ctx, db.registrations,
			bson.D{is("contestId", contestID), is("participant", bson.D{is("$gt", after)})},
			options.Find().SetSort(up("participant")).SetLimit(int64(store.ClampLimit(limit))))
		var rs []store.Registration
		for _, r := range found {
			rs = append(rs, store.Registration(r.Kept))
		}
		return rs, err
	})
}

// CountRegistrations implements store.Contests.
func (db *DB) CountRegistrations(ctx context.Context, contestIDs []string) (map[string]int, error) {
	if err := tooMany(len(contestIDs)); err != nil {
		return nil, fmt.Errorf("count registrations: %w", err)
	}
	return call(ctx, db, "count registrations", func(ctx context.Context) (map[string]int, error) {
		if len(contestIDs) == 0 {
			return map[string]int{}, nil
		}
		counts, err := countBy[string](ctx, db.registrations, bson.D{in("contestId", contestIDs)}, "contestId")
		if err != nil {
			return nil, err
		}
		for _, id := range contestIDs {
			counts[id] += 0 // known or not
		}
		return counts, nil
	})
}

// Engaged implements store.Contests.
func (db *DB) Engaged(ctx context.Context, userID string) (bool, error) {
	return call(ctx, db, "engaged", func(ctx context.Context) (bool, error) {
		joined, err := all[registrationDocument](ctx, db.registrations,
			bson.D{is("userId", userID), is("joinedAt", bson.D{is("$ne", nil)})}, options.Find().SetProjection(only("contestId")))
		if err != nil || len(joined) == 0 {
			return false, err
		}
		var ids []string
		for _, r := range joined {
			ids = append(ids, r.Kept.ContestID)
		}
		_, err = one[leavers](ctx, db.contests, bson.D{in("_id", ids), is("open", true)}, options.FindOne().SetProjection(only("_id")))
		return err == nil, notAbsent(err)
	})
}
