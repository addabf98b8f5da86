package main

import (
	"slices"

	"prepwire/schema"
	"prepwire/schema/shape"
)

// errorObject is the error member of a reply.
func errorObject(d *definitions) shape.Ordered {
	var codes []schema.Code
	for _, r := range schema.Reasons() {
		if !slices.Contains(codes, r.Code) {
			codes = append(codes, r.Code)
		}
	}
	out := record("", "Error is the error member of a reply. Branch on data.reason.", shape.Ordered{
		{Name: "code", Value: shape.Ordered{{Name: "type", Value: "integer"}, {Name: "enum", Value: codes}}},
		{Name: "message", Value: shape.Ordered{{Name: "description", Value: "for people"}, {Name: "type", Value: "string"}}},
		{Name: "data", Value: d.Schema(shape.Of[schema.ErrorData]())},
	})
	return out
}

// catalogue is every reason with its code, message and whether to try again.
func catalogue() []shape.Ordered {
	return entries(schema.Reasons(), func(r schema.ReasonInfo) shape.Ordered {
		return shape.Ordered{
			{Name: "code", Value: r.Code},
			{Name: "reason", Value: r.Reason},
			{Name: "message", Value: r.Message},
			{Name: "retryable", Value: r.Retryable},
		}
	})
}

// numbers lists the declared values of a numeric type with what they mean.
func numbers(c *comments, of, member string) []shape.Ordered {
	return entries(c.numbers[of], func(n constant) shape.Ordered {
		return shape.Ordered{
			{Name: member, Value: n.value},
			{Name: "name", Value: n.name},
			{Name: "description", Value: n.comment},
		}
	})
}

func limits() []shape.Ordered {
	return entries(schema.DefaultLimits(), func(l schema.Limit) shape.Ordered {
		return shape.Ordered{
			{Name: "name", Value: l.Name},
			{Name: "default", Value: l.Default},
			{Name: "description", Value: l.Means},
		}
	})
}

// entries lists things in their order.
func entries[T any](all []T, entry func(T) shape.Ordered) []shape.Ordered {
	var out []shape.Ordered
	for _, one := range all {
		out = append(out, entry(one))
	}
	return out
}

// mayRefuse reports whether a call of m may be refused for r. It is generous:
// it rules out only what cannot be.
func mayRefuse(m *schema.Spec, r schema.ReasonInfo) bool {
	namespace := namespaceOf(m.Name)
	switch r.Code {
	case schema.ParseError, schema.InvalidRequest, schema.MethodNotFound:
		return false // these answer frames, not calls of a method
	case schema.NotAuthenticated:
		return m.Access != schema.Anyone || namespace == "session"
	case schema.NotFound:
		return namesAnObject(m.Params)
	case schema.TooLarge:
		return hasLarge(m.Params) || namespace == "session"
	case schema.Blocked, schema.QuotaExhausted:
		return m.Weight == schema.Model
	}
	return mayRefuseReason(m, r.Reason, namespace)
}

func mayRefuseReason(m *schema.Spec, r schema.Reason, namespace string) bool {
	_, versioned := m.Params.Member("version")
	switch r {
	case schema.RoleRequired:
		return m.Access > schema.User
	case schema.NotOwner:
		return m.Access > schema.User && namesAnObject(m.Params)
	case schema.SubjectMismatch, schema.KeysUnavailable:
		return m.Name == schema.SessionAuthenticate.Spec.Name
	case schema.RenewUnavailable:
		return m.Name == schema.SessionRenew.Spec.Name
	case schema.AIUnavailable, schema.AINotConfigured, schema.AIBadOutput, schema.AITimeout:
		return m.Weight == schema.Model
	case schema.VersionConflict:
		return versioned
	case schema.AlreadyExists, schema.IdempotencyMismatch:
		return m.Idempotent
	case schema.AlreadyAnswered, schema.UnknownQuestion, schema.QuestionNotOpen:
		return m.Name == schema.ContestSubmitAnswer.Spec.Name
	case schema.SessionIsOver:
		return namespace == "session"
	case schema.ContestRunning:
		return m.OutsideContests || namespace == "contest" || namespace == "question"
	}
	if info, _ := r.Info(); info.Code == schema.WrongState || r == schema.KeyHolder {
		return namespace == "contest"
	}
	return true
}

// namesAnObject reports whether one of the members is an id.
func namesAnObject(t *shape.Type) bool {
	return slices.ContainsFunc(t.Fields, func(f shape.Field) bool { return f.Type.Name == "ID" && f.Name != "requestId" })
}

func hasLarge(t *shape.Type) bool {
	return slices.ContainsFunc(t.Fields, func(f shape.Field) bool { return f.Type.Large })
}
