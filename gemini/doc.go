// Package gemini asks Google's Gemini for text and for structured output. It
// knows nothing of questions or exams: a caller gives it instructions, parts and
// a schema, and gets text back or an [Error] that says what to do next.
//
// A request passes through it like this:
//
//	Generate, Stream   client.go   check the request, time limits, attempts
//	   │ chooser       chooser.go  which key (a pool of keys fits here)
//	   │ backend       sdk.go      the only file that names generative-ai-go
//	   │ wire          wire.go     key header, address, request extras, errors
//	   │ guard         guard.go    what came back: cut? hidden error? odd parts?
//	   ▼
//	Gemini
//
// The SDK is deprecated upstream and has sharp edges: it hides errors inside
// streams, retries without limit, loses the details of a refusal and prints keys
// in addresses. So everything that crosses the network goes through our own
// http.RoundTripper, below the SDK, and what the wire saw decides the outcome.
//
// Keys travel in the x-goog-api-key header and nowhere else. No error, event,
// result or formatted value of this package contains one.
package gemini
