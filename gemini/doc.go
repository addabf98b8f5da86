// Package gemini asks Google's Gemini for text and for structured output. It
// knows nothing of questions or exams: a caller gives it instructions, parts and
// a schema, and gets text back or an [Error] that says what to do next.
//
// A request passes through it like this:
//
//	Generate, Stream   client.go   check the request, time limits, attempts
//	   │ turn          turn.go     is a failure worth another attempt?
//	   │ pool          pool.go     when may it go, and with which key?
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
//
// # The pool
//
// Quota belongs to a project and a model, so that is what a bucket is. The pool
// books a slot in a bucket before it sends: by a log of the last minute for
// requests and input tokens, by a count for the day, which ends at midnight in
// California. Limits are configured, or learned from the first refusal and kept
// in a file. A call takes the bucket that is ready first; when none is, it waits
// in line, by priority and then by who must give up first, and hears how long
// (EventQueued). When that would be too long it is refused at once ([ClassBusy])
// with the time after which there will be room. What outcomes mean:
//
//	class                    the pool                                     the call
//	key_dead                 key off for 15 min, 1 h, then days           next key at once
//	rate_minute, rate_tokens pause as told (1 s to 2 min), learn limit    next bucket, or waits
//	rate_day                 off until midnight, at most 3 probes         next bucket
//	no_quota                 off until keys are set again                 next bucket
//	rate_unknown             pause 5 s, doubling to 10 min                next bucket
//	overloaded               the model's breaker                          twice more, then the fallback
//	transport, timeout       the breaker for all                          once more
//	truncated, malformed     -                                            once more
//	max_tokens               -                                            once more with twice the room
//	blocked, bad_request     -                                            ends
//	model_missing            model off for 15 min                         the fallback, if there is one
//
// A call sends at most four requests, and never more than there are working keys
// and one. Once text has been delivered nothing is repeated, unless the request
// is Restartable.
package gemini
