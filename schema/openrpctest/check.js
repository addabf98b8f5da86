// Reads an OpenRPC document as an independent reader does: valid by the
// specification's own schema, every reference resolved, and every method's
// params usable to judge a call. Prints what it read; exits 1 on any fault.
import { readFileSync } from "node:fs";
import utils from "@open-rpc/schema-utils-js";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const valid = utils.validateOpenRPCDocument(document);
if (valid !== true) throw valid;

const read = await utils.parseOpenRPCDocument(structuredClone(document));
const unresolved = JSON.stringify(read.methods).match(/"\$ref":"[^"]*"/);
if (unresolved) throw new Error(`unresolved ${unresolved[0]}`);

const calls = new utils.MethodCallValidator(read);
const judge = (method, params) => calls.validate(method, params);
const accepted = (verdict) => Array.isArray(verdict) && verdict.length === 0;
if (!accepted(judge("question.generate", { examType: "SAT", subject: "math", count: 3 }))) throw new Error("a good call by name is refused");
if (!accepted(judge("question.get", ["q1"]))) throw new Error("a good call by position is refused");
if (accepted(judge("question.generate", { examType: "SAT", subject: "math", count: 11 }))) throw new Error("a bad call is accepted");

const methods = read.methods.filter((m) => m.result).length;
console.log(JSON.stringify({ openrpc: read.openrpc, methods, notifications: document["x-notifications"].length }));
