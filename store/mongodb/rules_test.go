package mongodb

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"prepwire/store"
)

// The server of these tests knows no rules, MongoDB does: what is written must
// fit them, or nothing could be written there.
func TestDocumentsFitTheRules(t *testing.T) {
	entry := store.ContestEntry{ContestID: "c1", Position: 1, Type: "opened", Body: []byte("{}")}
	written := map[string][]any{
		"attempts":        {attemptRecord(store.Attempt{ID: "a", UserID: "ann", QuestionID: "q1", Number: 1, At: day})},
		"contest_entries": {entryDocument{Kept: entryRecord(entry), Slot: entrySlot(entry)}, barrierAt("c1", 2, day)},
		"registrations":   {registrationDocument{bson.NewObjectID(), registrationRecord{ContestID: "c1", UserID: "ann", Participant: "p"}, 1}},
	}
	for _, c := range collections {
		if c.rules == nil {
			continue
		}
		if len(written[c.name]) == 0 {
			t.Errorf("%s has rules, and no document here", c.name)
		}
		schema := c.rules["$jsonSchema"].(bson.M)
		for _, document := range written[c.name] {
			raw, err := marshal(document)
			noError(t, err)
			for name, property := range schema["properties"].(bson.M) {
				is := map[bson.Type]string{bson.TypeString: "string", bson.TypeInt32: "int", bson.TypeInt64: "long", bson.TypeDateTime: "date"}[bson.Raw(raw).Lookup(name).Type]
				if !slices.Contains(property.(bson.M)["bsonType"].(bson.A), any(is)) {
					t.Errorf("%s: %s is %q", c.name, name, is)
				}
			}
		}
	}
}
