// Package schema is the contract: every method, notification, object, error
// and limit that a client can meet, stated once, in Go.
//
// The compiler ties the gateway's handlers to it, openrpc.json and schema.json
// are generated from it (go generate, or task gen), and every client's types
// are generated from schema.json. The comments here are the client's
// documentation: they are written for the person who calls us.
//
// A method is a variable, named after its wire name:
//
//	var QuestionGenerate = method[QuestionGenerateParams, QuestionGenerateResult](Spec{
//		Name: "question.generate", Access: User, Idempotent: true,
//	})
//
// Its params are an object, by name, or an array in the order of the fields.
// Rules on values stand in the tag `is` (see package shape).
package schema

//go:generate go run prepwire/cmd/schemagen
