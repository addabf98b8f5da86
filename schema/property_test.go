package schema_test

import (
	"flag"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"prepwire/schema"
	"prepwire/schema/shape"
)

var (
	seed      = flag.Uint64("seed", 1, "of the generated documents")
	documents = flag.Int("documents", 10000, "how many to generate")
)

// tally counts what became of the documents of one kind.
type tally struct{ accepted, refused int }

// The decoder accepts exactly what schema.json accepts, for every method.
func TestDecoderAcceptsWhatTheSchemaAccepts(t *testing.T) {
	t.Logf("seed %d, %d documents", *seed, *documents)
	made := newMaker(*seed)
	oracles := map[string]*jsonschema.Schema{}
	for _, m := range schema.Methods() {
		oracles[m.Name] = paramsOracle(t, m.Name)
	}
	count := map[string]*tally{"untouched": {}}
	for i := range *documents {
		method, kind, doc := made.document()
		text := doc.bytes()
		_, faults := decode(t, method.Params, text)
		verdict := judge(t, oracles[method.Name], text)
		if (verdict == nil) != (len(faults) == 0) {
			t.Errorf("document %d, %s, %s: decoder says %v, schema says %v\n%.3000s", i, method.Name, kind, faults, verdict, text)
		}
		if kind == "untouched" && verdict != nil {
			t.Errorf("document %d, %s, was meant to be valid: %v\n%.3000s", i, method.Name, verdict, text)
		}
		if count[kind] == nil {
			count[kind] = &tally{}
		}
		count[kind].add(verdict == nil)
	}
	report(t, count)
}

// document makes a document for some method, in three of four cases changed.
func (m maker) document() (method *schema.Spec, kind string, doc *node) {
	change := pick(m, mutations...)
	if m.chance(25) {
		change = mutation{"untouched", func(maker, *node) bool { return true }}
	}
	for {
		method = pick(m, schema.Methods()...)
		if m.chance(15) { // those with members of any names, where more is allowed
			method = pick(m, schema.SessionStart.Spec, schema.SessionUpdate.Spec, schema.RecommendationsRequest.Spec)
		}
		doc = m.value(method.Params)
		if m.chance(25) {
			doc.members = append(doc.members, member{`"_meta"`, m.value(shape.Of[schema.Meta]())})
		}
		if change.apply(m, doc) {
			return method, change.name, doc
		}
	}
}

func (c *tally) add(accepted bool) {
	if accepted {
		c.accepted++
	} else {
		c.refused++
	}
}

// report prints the counts and fails when a kind of change never mattered, or always did.
func report(t *testing.T, count map[string]*tally) {
	t.Helper()
	var lines strings.Builder
	kinds := []string{"untouched"}
	for _, m := range mutations {
		kinds = append(kinds, m.name)
	}
	for _, kind := range kinds {
		c := count[kind]
		if c == nil {
			t.Errorf("no document with %s", kind)
			continue
		}
		fmt.Fprintf(&lines, "\n%-28s %5d accepted %5d refused", kind, c.accepted, c.refused)
		if c.accepted == 0 || (c.refused == 0) != (kind == "untouched") {
			t.Errorf("%s: %d accepted, %d refused", kind, c.accepted, c.refused)
		}
	}
	t.Log(lines.String())
}

// The oracle cannot see duplicates; the decoder refuses them wherever they are.
func TestDuplicateMembersAreRefused(t *testing.T) {
	made := newMaker(*seed)
	tried := map[bool]int{}
	for range 2000 {
		method := pick(made, schema.Methods()...)
		doc := made.value(method.Params)
		changeMeta(made, doc)
		n := one(made, doc, withMembers)
		if n == nil {
			continue
		}
		again := n.members[made.IntN(len(n.members))]
		if made.chance(50) && !strings.Contains(again.name, `\`) {
			again.name = fmt.Sprintf(`"\u%04X%s`, again.name[1], again.name[2:])
		}
		n.members = slices.Insert(n.members, made.IntN(len(n.members)+1), again)
		text := doc.bytes()
		_, faults := decode(t, method.Params, text)
		if len(faults) == 0 {
			t.Fatalf("seed %d, %s: %s given twice is accepted: %s", *seed, method.Name, again.name, text)
		}
		tried[n == doc]++
	}
	if tried[true] == 0 || tried[false] == 0 {
		t.Errorf("%d at the top, %d further in", tried[true], tried[false])
	}
}

// Params by position mean what the same members mean by name.
func TestPositionalParamsMeanTheSame(t *testing.T) {
	made := newMaker(*seed)
	var count tally
	for i := range 3000 {
		method := pick(made, schema.Methods()...)
		doc := made.value(method.Params)
		if made.chance(50) {
			pick(made, mutations...).apply(made, doc)
		}
		array, named, ok := inOrder(method.Params, doc)
		if !ok {
			continue
		}
		byName, nameFaults := decode(t, method.Params, named.bytes())
		byPosition, faults := decode(t, method.Params, array.bytes())
		if !slices.Equal(pointers(faults), pointers(nameFaults)) {
			t.Fatalf("seed %d, document %d, %s: %v by position, %v by name\n%s\n%s", *seed, i, method.Name, faults, nameFaults, array.bytes(), named.bytes())
		}
		if len(faults) == 0 && !reflect.DeepEqual(byPosition, byName) {
			t.Fatalf("seed %d, document %d, %s: by position %+v, by name %+v", *seed, i, method.Name, byPosition, byName)
		}
		count.add(len(faults) == 0)
	}
	t.Logf("%d accepted, %d refused", count.accepted, count.refused)
	if count.accepted < 500 || count.refused < 200 {
		t.Error("too few of either")
	}
}

// inOrder writes an object's members as an array, with null for those that are
// missing in between, and the same object in the order of the contract.
func inOrder(t *shape.Type, doc *node) (array, named *node, ok bool) {
	array, named = &node{kind: list}, &node{kind: object}
	for _, m := range doc.members {
		if _, known := t.Member(strings.Trim(m.name, `"`)); !known {
			return nil, nil, false
		}
	}
	left := 0 // out, since the last that is there
	for _, f := range t.Fields {
		at := slices.IndexFunc(doc.members, func(m member) bool { return m.name == quote(f.Name) })
		if at < 0 {
			left++
			if !f.Optional && len(named.members) < len(doc.members) {
				return nil, nil, false // nothing stands for a required member
			}
			continue
		}
		value := doc.members[at].value
		if value.text == "null" && f.Optional {
			return nil, nil, false // by position that means to leave it out
		}
		for ; left > 0; left-- {
			array.elems = append(array.elems, &node{text: "null"})
		}
		array.elems = append(array.elems, value)
		named.members = append(named.members, doc.members[at])
	}
	return array, named, doc.kind == object
}

func pointers(faults []shape.Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Pointer)
	}
	return out
}
