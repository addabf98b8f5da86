package schema_test

import (
	"bytes"
	"reflect"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"prepwire/schema"
	"prepwire/schema/scan"
	"prepwire/schema/shape"
)

// maxDepth is how deep messages may nest.
const maxDepth = 64

var compiler = sync.OnceValues(func() (*jsonschema.Compiler, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c, c.AddResource("schema.json", document)
})

// oracle is what the committed schema.json says at a place.
func oracle(t testing.TB, pointer string) *jsonschema.Schema {
	t.Helper()
	c, err := compiler()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func paramsOracle(t testing.TB, method string) *jsonschema.Schema {
	return oracle(t, "/properties/methods/properties/"+method+"/properties/params")
}

// judge asks an oracle about a text.
func judge(t testing.TB, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%q is not JSON: %v", text, err)
	}
	return s.Validate(value)
}

// decode reads params as the gateway does.
func decode(t testing.TB, params *shape.Type, text []byte) (value any, faults []shape.Fault) {
	t.Helper()
	if fault := scan.Check(text, maxDepth); fault != scan.OK {
		t.Fatalf("scan.Check = %d for %q", fault, text)
	}
	dst := reflect.New(params.Go)
	faults = params.DecodeParams(text, dst.Interface(), &schema.Meta{})
	return dst.Elem().Interface(), faults
}
