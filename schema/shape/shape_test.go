package shape_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"prepwire/schema/shape"
)

type colour string

func (colour) Values() []string { return []string{"red", "green"} }

type code string

func (code) Rules() (is, format, pattern string) { return "len=2..4", "", `^[A-Z]+$` }

type inner struct {
	Name string  `json:"name" is:"len=1..3"`
	Size float64 `json:"size,omitempty" is:"range=0.5..2 default=1"`
}

type page struct {
	Limit int64 `json:"limit,omitempty" is:"range=1..10 default=5"`
}

type everything struct {
	Text   string             `json:"text" is:"len=1..5 large"`
	Colour colour             `json:"colour,omitempty" is:"default=red"`
	Code   *code              `json:"code,omitempty"`
	Count  int64              `json:"count,omitempty" is:"range=-2..3"`
	Offset uint64             `json:"offset,omitempty"`
	On     bool               `json:"on,omitempty" is:"default=true"`
	Items  []inner            `json:"items,omitempty" is:"len=0..2"`
	Words  []string           `json:"words,omitempty" is:"items=1..2"`
	Shares map[string]float64 `json:"shares,omitempty" is:"len=0..2 each=0..1"`
	page
}

func TestTypesHaveTheShapeTheirTagsState(t *testing.T) {
	s := shape.Of[everything]()
	if s.Kind != shape.Object || s.Name != "everything" || len(s.Fields) != 10 {
		t.Fatalf("%+v", s)
	}
	text, _ := s.Member("text")
	if text.Optional || !text.Type.Large || text.Type.Length != (shape.Span{Min: 1, Max: 5, HasMin: true, HasMax: true}) {
		t.Errorf("text %+v", text)
	}
	limit, _ := s.Member("limit")
	if limit.Owner != "page" || limit.Default != "5" || !limit.Optional {
		t.Errorf("limit %+v", limit)
	}
	if c, _ := s.Member("colour"); c.Default != `"red"` || len(c.Type.Enum) != 2 || c.Type.Name != "colour" {
		t.Errorf("colour %+v", c)
	}
	if offset, _ := s.Member("offset"); !offset.Type.Range.HasMin || offset.Type.Range.Min != 0 {
		t.Errorf("offset %+v", offset)
	}
	if _, ok := s.Member("Text"); ok {
		t.Error("members are found in any case")
	}
	if shape.Of[everything]() != s {
		t.Error("a type is built twice")
	}
}

type circle struct {
	Again []circle `json:"again"`
}

func TestMistakesInAContractPanic(t *testing.T) {
	cases := map[string]func(){
		"contains itself":   func() { shape.Of[circle]() },
		"no JSON shape":     func() { shape.Of[chan int]() },
		"needs a json name": func() { shape.Of[struct{ A string }]() },
		"two members":       func() { shape.Of[twice]() },
		"unknown rule": func() {
			shape.Of[struct {
				A string `json:"a" is:"size=1"`
			}]()
		},
		"no range": func() {
			shape.Of[struct {
				A string `json:"a" is:"len=5"`
			}]()
		},
		"no number": func() {
			shape.Of[struct {
				A string `json:"a" is:"len=x..5"`
			}]()
		},
		"would not accept": func() {
			shape.Of[struct {
				A int64 `json:"a,omitempty" is:"range=1..2 default=3"`
			}]()
		},
		"has a default": func() {
			shape.Of[struct {
				A int64 `json:"a" is:"default=3"`
			}]()
		},
		"needs omitempty": func() {
			shape.Of[struct {
				A *inner `json:"a"`
			}]()
		},
		"needs omitzero": func() {
			shape.Of[struct {
				A inner `json:"a,omitempty"`
			}]()
		},
		"missing closing )":    func() { shape.Of[badPattern]() },
		"more than 64 members": func() { shape.OfType(crowd()) },
	}
	for want, build := range cases {
		t.Run(want, func(t *testing.T) {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			build()
		})
	}
}

type twice struct {
	Limit int64 `json:"limit"`
	page
}

type badPattern string

func (badPattern) Rules() (is, format, pattern string) { return "", "", "(" }

// crowd returns a struct with 65 members.
func crowd() reflect.Type {
	var fields []reflect.StructField
	for i := range 65 {
		tag := reflect.StructTag(fmt.Sprintf(`json:"m%d"`, i))
		fields = append(fields, reflect.StructField{Name: fmt.Sprint("M", i), Type: reflect.TypeFor[string](), Tag: tag})
	}
	return reflect.StructOf(fields)
}
