// client/src/schema.ts
var protocol = "prepwire.v1", namespaces = [
  "analytics",
  "coaching",
  "contest",
  "extension",
  "question",
  "recommendations",
  "session",
  "system",
  "rpc",
  "admin"
], idempotentMethods = [
  "coaching.send",
  "contest.create",
  "contest.register",
  "question.generate",
  "question.create",
  "session.start"
];
export {
  idempotentMethods,
  namespaces,
  protocol
};
