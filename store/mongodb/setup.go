package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// collection is a collection with its indexes. shard is the key by which a
// cluster may be told to spread it; each unique index begins with it, because a
// cluster enforces no other ones. ("_id" is unique in each shard by itself.)
type collection struct {
	name    string
	of      func(*DB) **mongo.Collection
	shard   string
	rules   bson.M // JSON Schema of what is written by other hands than ours; nil: any
	indexes []index
}

type index struct {
	name   string
	keys   bson.D
	unique bool
}

func up(names ...string) (keys bson.D) {
	for _, name := range names {
		keys = append(keys, is(name, 1))
	}
	return keys
}

// collections is everything the store keeps.
var collections = []collection{
	{name: "questions", of: func(db *DB) **mongo.Collection { return &db.questions }, shard: "createdBy", indexes: []index{
		// A user draws no variant twice. Questions that were not drawn have a
		// key of their own in its place, so that the index needs no condition.
		{"origin", up("createdBy", "originKey"), true},
		// A list is walks merged, newest first: what is shared, and what is
		// one's own. However many private questions others have generated, a
		// page reads about a page of documents.
		{"shared", up("visibility", "createdAt", "_id"), false},
		{"own", up("createdBy", "createdAt", "_id"), false},
		// Choosing what to practise asks for one skill among all shared.
		{"shared_skill", up("visibility", "skill", "createdAt", "_id"), false},
		// The list of everything, for those who may see it.
		{"newest", up("createdAt", "_id"), false},
		// Questions that ask about the same share a hash.
		{"sketch", up("sketch"), false},
	}},
	// Groups of questions that are being written: few at any time.
	{name: "question_batches", of: func(db *DB) **mongo.Collection { return &db.batches }, shard: "_id"},
	{name: "question_reviews", of: func(db *DB) **mongo.Collection { return &db.reviews }, shard: "questionId", indexes: []index{
		{"once", up("questionId", "userId"), true},
		// What a user has reviewed, to show and to erase it.
		{"of_user", up("userId", "questionId"), false},
	}},
	{name: "attempts", of: func(db *DB) **mongo.Collection { return &db.attempts }, shard: "userId",
		rules: required("userId", "string", "questionId", "string", "number", "long", "at", "date"), indexes: []index{
			// Of racing first attempts one counts. Also answers which number
			// comes next, and what a user has attempted.
			{"number", up("userId", "questionId", "number"), true},
			// The order in which a user's attempts are folded.
			{"of_user", up("userId", "at", "_id"), false},
			// What a user did in a session.
			{"in_session", up("userId", "sessionId", "at", "_id"), false},
			// The order in which everybody's are folded.
			{"order", up("at", "_id"), false},
			// A question's statistics are read from this index alone.
			{"first", up("questionId", "number", "correct"), false},
		}},
	{name: "reports", of: func(db *DB) **mongo.Collection { return &db.reports }, shard: "userId", indexes: []index{
		{"once", up("userId", "questionId", "type"), true},
		{"of_question", up("questionId", "at", "_id"), false},
	}},
	{name: "messages", of: func(db *DB) **mongo.Collection { return &db.messages }, shard: "userId", indexes: []index{
		{"once", up("userId", "id"), true},
		{"of_user", up("userId", "at", "id"), false},
		// How many are unread is asked with every page.
		{"unread", up("userId", "readAt"), false},
	}},
	// What a user has active, one document for each user.
	{name: "session_users", of: func(db *DB) **mongo.Collection { return &db.sessionUsers }, shard: "_id"},
	// Sessions that have ended.
	{name: "sessions", of: func(db *DB) **mongo.Collection { return &db.sessions }, shard: "userId", indexes: []index{
		{"once", up("userId", "id"), true},
		{"of_user", up("userId", "startedAt", "id"), false},
	}},
	// All of a user's extensions, one document for each user.
	{name: "extensions", of: func(db *DB) **mongo.Collection { return &db.extensions }, shard: "_id"},
	{name: "revocations", of: func(db *DB) **mongo.Collection { return &db.revocations }, shard: "_id", indexes: []index{
		// Nodes read all of them in this order, and what is new later.
		{"order", up("at", "_id"), false},
	}},
	{name: "contests", of: func(db *DB) **mongo.Collection { return &db.contests }, shard: "_id", indexes: []index{
		// A list is walks merged: what is public, and what is one's own.
		{"public", up("isPublic", "draft", "createdAt", "_id"), false},
		{"own", up("createdBy", "createdAt", "_id"), false},
		{"newest", up("createdAt", "_id"), false},
		// Contests that are not over are few among all that ever were.
		{"end", up("endTime"), false},
		// What still has something before it, in the order of its beginning.
		{"open", up("open", "startTime", "_id"), false},
		// Which questions are in open contests; others have none here.
		{"locked", up("locked"), false},
	}},
	{name: "contest_freezes", of: func(db *DB) **mongo.Collection { return &db.freezes }, shard: "contestId", indexes: []index{
		{"of_contest", up("contestId"), false},
		// Which name a user, to erase it: there is one document a contest.
		{"holders", up("keyHolders"), false},
		{"makers", up("questions.createdBy"), false},
	}},
	{name: "contest_entries", of: func(db *DB) **mongo.Collection { return &db.entries }, shard: "contestId",
		rules: required("contestId", "string", "position", "long", "type", "string", "participant", "string", "slot", "string"), indexes: []index{
			// One entry a position: it decides races of nodes, and cancelling.
			{"position", up("contestId", "position"), true},
			// An answer counts once; also one participant's entries. Entries
			// that are no answers have a slot of their own.
			{"answer", up("contestId", "participant", "slot"), true},
		}},
	{name: "registrations", of: func(db *DB) **mongo.Collection { return &db.registrations }, shard: "contestId",
		rules: required("contestId", "string", "userId", "string", "participant", "string", "place", "long"), indexes: []index{
			{"once", up("contestId", "userId"), true},
			// One registration a place: never more than there are places.
			{"place", up("contestId", "place"), true},
			// The log names users by it; also their order.
			{"participant", up("contestId", "participant"), true},
			// What a user is registered in, and has joined.
			{"of_user", up("userId", "joinedAt", "contestId"), false},
		}},
	{name: "models", of: func(db *DB) **mongo.Collection { return &db.models }, shard: "_id"},
	{name: "leases", of: func(db *DB) **mongo.Collection { return &db.leases }, shard: "_id"},
}

// required is a JSON Schema by names and BSON types, in turn. A "long" may be
// an "int", too, as the driver writes small numbers.
func required(namesAndTypes ...string) bson.M {
	names, properties := bson.A{}, bson.M{}
	for i := 0; i < len(namesAndTypes); i += 2 {
		types := bson.A{namesAndTypes[i+1]}
		if types[0] == "long" {
			types = append(types, "int")
		}
		names = append(names, namesAndTypes[i])
		properties[namesAndTypes[i]] = bson.M{"bsonType": types}
	}
	return bson.M{"$jsonSchema": bson.M{"bsonType": "object", "required": names, "properties": properties}}
}

// setUp reads the server's clock and makes what is missing. It may be called
// again, and by many nodes at once.
func (db *DB) setUp(ctx context.Context) error {
	if err := db.timed(ctx, db.readClock); err != nil {
		return translate(ctx, err)
	}
	for _, c := range collections {
		if err := db.timed(ctx, func(ctx context.Context) error { return db.makeCollection(ctx, c) }); err != nil {
			return translate(ctx, fmt.Errorf("collection %s: %w", c.name, err))
		}
		if err := makeIndexes(ctx, *c.of(db), c.indexes); err != nil {
			return translate(ctx, fmt.Errorf("indexes of %s: %w", c.name, err))
		}
	}
	return translate(ctx, db.timed(ctx, db.settleOldBatches))
}

// timed does a step within the time of a call.
func (db *DB) timed(ctx context.Context, step func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, db.opts.Timeout)
	defer cancel()
	return step(ctx)
}

// indexesWithin is the time for the indexes of one collection. A server gives up
// what it has built when the time is over, and would never finish on a large
// collection within that of a call.
const indexesWithin = 6 * time.Hour

// ErrIndex: an index of the name is there, but on other keys, or not unique
// where it must be. Somebody else made it.
var ErrIndex = errors.New("is another index than the store needs: drop it, and start again")

// makeIndexes makes those that are missing.
func makeIndexes(ctx context.Context, of *mongo.Collection, wanted []index) error {
	ctx, cancel := context.WithTimeout(ctx, indexesWithin)
	defer cancel()
	known, err := of.Indexes().ListSpecifications(ctx)
	if err != nil {
		return err
	}
	var missing []mongo.IndexModel
	for _, x := range wanted {
		i := slices.IndexFunc(known, func(k mongo.IndexSpecification) bool { return k.Name == x.name })
		switch {
		case i < 0:
			missing = append(missing, mongo.IndexModel{Keys: x.keys, Options: options.Index().SetName(x.name).SetUnique(x.unique)})
		case !x.same(known[i]):
			return fmt.Errorf("%q %w", x.name, ErrIndex)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = of.Indexes().CreateMany(ctx, missing)
	return err
}

func (x index) same(known mongo.IndexSpecification) bool {
	keys, err := known.KeysDocument.Elements()
	return err == nil && (known.Unique != nil && *known.Unique) == x.unique &&
		slices.EqualFunc(keys, x.keys, func(k bson.RawElement, wanted bson.E) bool { return k.Key() == wanted.Key })
}

// Codes of the server's errors when a collection is made.
const (
	codeExists         = 48
	codeNotImplemented = 238
)

// makeCollection makes a collection, or brings the rules of one up to date. A
// server that knows no rules keeps what we write without them.
func (db *DB) makeCollection(ctx context.Context, c collection) error {
	database := db.client.Database(db.name)
	o := options.CreateCollection()
	if c.rules != nil {
		o.SetValidator(c.rules)
	}
	err := database.CreateCollection(ctx, c.name, o)
	switch {
	case hasCode(err, codeExists) && c.rules != nil:
		err = database.RunCommand(ctx, bson.D{is("collMod", c.name), is("validator", c.rules)}).Err()
	case hasCode(err, codeExists):
		return nil
	case hasCode(err, codeNotImplemented):
		err = database.CreateCollection(ctx, c.name)
	}
	if hasCode(err, codeExists, codeNotImplemented) {
		return nil
	}
	return err
}
