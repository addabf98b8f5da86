package schema

import (
	_ "embed" // for the generated documents
)

//go:embed openrpc.json
var openRPC []byte

//go:embed schema.json
var jsonSchema []byte

//go:embed reference.html
var reference []byte

// OpenRPC returns the contract as an OpenRPC 1.3.2 document, JSON in UTF-8.
// The slice is shared: do not change it.
func OpenRPC() []byte { return openRPC }

// JSONSchema returns the contract as a JSON Schema 2020-12 document, JSON in
// UTF-8. The slice is shared: do not change it.
func JSONSchema() []byte { return jsonSchema }

// Reference returns the contract as a page for people, HTML in UTF-8. It has
// one style and one script element and asks for nothing else. The slice is
// shared: do not change it.
func Reference() []byte { return reference }
