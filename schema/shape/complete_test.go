package shape_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"prepwire/schema/shape"
)

type state json.RawMessage

func (s state) MarshalJSON() ([]byte, error) { return json.RawMessage(s).MarshalJSON() }

type shelf struct {
	Books  []string            `json:"books"`
	Byline map[string][]string `json:"byline"`
	State  state               `json:"state"`
	Notes  []string            `json:"notes,omitempty"`
}

type library struct {
	Shelves []shelf `json:"shelves"`
	Best    *shelf  `json:"best,omitempty"`
	Count   int64   `json:"count"`
}

func TestCompleteWritesNoNull(t *testing.T) {
	shared := []shelf{{Books: []string{"a"}, Byline: map[string][]string{"x": nil, "y": {"z"}}, State: state(`{"a":1}`)}, {}}
	v := library{Shelves: shared, Best: &shelf{Notes: []string{}}}
	before := library{Shelves: append([]shelf(nil), shared...), Best: &shelf{Notes: []string{}}}
	got, err := json.Marshal(shape.Of[library]().Complete(v))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"shelves":[{"books":["a"],"byline":{"x":[],"y":["z"]},"state":{"a":1}},{"books":[],"byline":{},"state":{}}],"best":{"books":[],"byline":{},"state":{}},"count":0}`
	if string(got) != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if !reflect.DeepEqual(v, before) {
		t.Errorf("Complete changed its argument: %+v", v)
	}
}

func TestCompleteLeavesAloneWhatIsWhole(t *testing.T) {
	v := library{Shelves: []shelf{{Books: []string{}, Byline: map[string][]string{}, State: state(`{}`)}}}
	got := shape.Of[library]().Complete(v).(library)
	if &got.Shelves[0] != &v.Shelves[0] {
		t.Error("a whole value is copied")
	}
	if got := shape.Of[inner]().Complete(inner{Name: "a"}); got != (inner{Name: "a"}) {
		t.Errorf("%+v", got)
	}
	if shape.Of[any]().Complete(nil) != nil {
		t.Error("nil is not nil")
	}
	if got := shape.Of[[]string]().Complete([]string(nil)).([]string); got == nil {
		t.Error("a nil list stays nil")
	}
	if got := shape.Of[library]().Complete(&v).(*library); got != &v {
		t.Error("a pointer to a whole value is copied")
	}
}
