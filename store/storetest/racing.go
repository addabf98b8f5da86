package storetest

// Racing reports whether a test, named as RunBut does, needs what MongoDB calls
// atomic operations on a document: it calls a store from many goroutines at
// once, and a server that loses one of two updates fails it.
func Racing(test string) bool { return racing[test] }

var racing = map[string]bool{
	"Attempts/OneOfManyFirstAttemptsCounts":                true,
	"Attempts/RacingGroupsCountOnce":                       true,
	"Attempts/RacingRepeatsGetOneAnswer":                   true,
	"ContestCourse/CloseAndCancelExcludeEachOther":         true,
	"ContestCourse/FreezeAndUpdateExcludeEachOther":        true,
	"ContestCourse/RacingFreezesAnswerOne":                 true,
	"ContestEntries/CancelAndClosingEntryExcludeEachOther": true,
	"ContestEntries/OneOfManyAnswersCounts":                true,
	"ContestEntries/OneOfManyWinsAPosition":                true,
	"ContestEntries/RacingAppendersKeepOneChain":           true,
	"Contests/OneOfManyUpdatesWins":                        true,
	"Contests/RacingCreatesGetOneAnswer":                   true,
	"Drawn/ManyWalkersMeetEachVariantOnce":                 true,
	"Extensions/OneOfManyWins":                             true,
	"Extensions/RacingNewOnesStayBounded":                  true,
	"Leases/OneOfManyGetsIt":                               true,
	"Life/CancelledActsAreRepeatable":                      true,
	"Life/CloseDuringAStorm":                               true,
	"Messages/RacingRepeatsAddOne":                         true,
	"Models/OneOfManyWins":                                 true,
	"QuestionReviews/RacingReviewsAreOne":                  true,
	"Questions/OneOfManyUpdatesWins":                       true,
	"Questions/RacingCreatesMakeOne":                       true,
	"Questions/RacingDrawsShareNothing":                    true,
	"Registrations/NeverMoreThanThePlaces":                 true,
	"Registrations/PlacesAreKeptWhileManyComeAndGo":        true,
	"Registrations/RacingRepeatsGetOneAnswer":              true,
	"Reports/RacingRepeatsGetOneAnswer":                    true,
	"SessionCourse/OneOfManyUpdatesWins":                   true,
	"SessionCourse/RacingEndAndUpdate":                     true,
	"Sessions/RacingRepeatsOfAStart":                       true,
	"Sessions/RacingStartsLeaveOneActive":                  true,
	"Users/WhileTheUserActs":                               true,
}
