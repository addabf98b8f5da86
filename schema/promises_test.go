package schema_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"prepwire/schema"
)

// What version 1 has promised to clients, written down a second time: whoever
// changes one of these breaks clients, and the generated documents would follow
// without a word.

// methodsOf returns the sorted names of the methods that are so.
func methodsOf(so func(*schema.Spec) bool) []string {
	var out []string
	for _, m := range schema.Methods() {
		if so(m) {
			out = append(out, m.Name)
		}
	}
	slices.Sort(out)
	return out
}

func same(t *testing.T, what string, got []string, want string) {
	t.Helper()
	if wanted := slices.Sorted(slices.Values(strings.Fields(want))); !slices.Equal(got, wanted) {
		t.Errorf("%s: %q, promised %q", what, got, wanted)
	}
}

func TestWhoMayCallWhat(t *testing.T) {
	for access, want := range map[schema.Access]string{
		schema.Anyone:    "session.authenticate system.ping system.info rpc.discover",
		schema.Author:    "question.create question.update question.delete question.verify question.review",
		schema.Organizer: "contest.create contest.update contest.publish contest.cancel",
		schema.Admin:     "admin.stats admin.ai admin.revoke admin.drain admin.broadcast",
	} {
		same(t, access.String(), methodsOf(func(m *schema.Spec) bool { return m.Access == access }), want)
	}
}

func TestWhichCallsAreSpecial(t *testing.T) {
	same(t, "later messages wait for", methodsOf(func(m *schema.Spec) bool { return m.Barrier }),
		"session.authenticate session.resume contest.join contest.leave")
	same(t, "idempotent", methodsOf(func(m *schema.Spec) bool { return m.Idempotent }),
		"session.start question.generate question.create contest.create contest.register coaching.send")
	same(t, "refused within a contest", methodsOf(func(m *schema.Spec) bool { return m.OutsideContests }),
		"question.analyze extension.screenshot coaching.hint coaching.strategy coaching.send coaching.list coaching.markRead")
	same(t, "counted as calls of the model", methodsOf(func(m *schema.Spec) bool { return m.Weight == schema.Model }),
		"question.generate question.analyze extension.screenshot coaching.send")
	if w := schema.ContestSubmitAnswer.Spec.Weight; w != schema.Essential {
		t.Errorf("contest.submitAnswer is shed as %v", w)
	}
}

func TestWhichNotificationsAreStates(t *testing.T) {
	var states []string
	for _, n := range schema.Notices() {
		if n.Kind == schema.State {
			states = append(states, n.Name)
		}
	}
	slices.Sort(states)
	same(t, "only the newest matters of", states, `$/progress question.generating question.insight contest.leaderboardUpdated
		contest.standingUpdated contest.participantsUpdated analytics.updated session.expiring session.draining system.announcement`)
}

func TestCodesOfReasons(t *testing.T) {
	want := map[schema.Code]string{
		-32700: "parse_error", -32600: "invalid_request batch_too_large too_deep", -32601: "method_not_found",
		-32602: "invalid_params", -32603: "internal", -32800: "cancelled",
		-32001: "token_missing token_invalid token_expired token_revoked",
		-32002: "role_required not_owner key_holder subject_mismatch",
		-32003: "not_found", -32004: "too_large", -32005: "rate_limited overloaded too_many_calls",
		-32006: "store_unavailable bus_unavailable ai_unavailable ai_not_configured ai_bad_output keys_unavailable renew_unavailable draining",
		-32007: "deadline_exceeded ai_timeout",
		-32008: `contest_not_started contest_ended contest_cancelled contest_running contest_frozen contest_full question_not_open
			not_registered registration_closed invite_required unknown_question session_ended`,
		-32009: "version_conflict already_exists already_answered idempotency_mismatch",
		-32010: "ai_blocked", -32012: "ai_quota",
	}
	got := map[schema.Code][]string{}
	for _, r := range schema.Reasons() {
		got[r.Code] = append(got[r.Code], string(r.Reason))
	}
	if codes, wanted := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(codes, wanted) {
		t.Errorf("codes %v, promised %v", codes, wanted)
	}
	for code, reasons := range want {
		slices.Sort(got[code])
		same(t, "reasons of an error code", got[code], reasons)
	}
}

func TestCloseCodes(t *testing.T) {
	for code, want := range map[schema.CloseCode]schema.CloseCode{
		schema.CloseGoingAway: 1001, schema.CloseBinary: 1003, schema.CloseNotUTF8: 1007, schema.ClosePolicy: 1008,
		schema.CloseTooBig: 1009, schema.CloseTryAgain: 1013, schema.CloseTokenExpired: 4001, schema.CloseTokenInvalid: 4003,
		schema.CloseTooSlow: 4008, schema.CloseReplaced: 4009, schema.CloseAuthTimeout: 4100,
	} {
		if code != want {
			t.Errorf("close code %d, promised %d", code, want)
		}
	}
}

func TestDefaultsOfLimits(t *testing.T) {
	var got []string
	for _, l := range schema.DefaultLimits() {
		got = append(got, l.Name+"="+l.Default)
	}
	slices.Sort(got)
	same(t, "limits", got, `LIMIT_FRAME=8MiB LIMIT_BATCH=100 LIMIT_INFLIGHT=64 LIMIT_WAITING=256 LIMIT_QUEUE=1MiB LIMIT_CONNS=100000 LIMIT_CONNECTS=1000/s
		LIMIT_CONNS_PER_USER=20 LIMIT_CONNS_PER_ADDRESS=2000 LIMIT_CONNECTS_PER_ADDRESS=200/s LIMIT_CALLS_PER_USER=50/s
		LIMIT_AI_PER_USER=20/m LIMIT_METHODS= LIMIT_REPLAY=1000`)
}
