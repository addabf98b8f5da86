import type { TestProject } from "vitest/node";
import { startGateway } from "../../client/test/gateway.js";
import { extensionOrigin } from "./origin.js";

/**
 * Starts the gateway that all tests of the extension share. It lets the extension
 * in; the model is the fake one that PREPWIRE_MODEL names.
 */
export default async function setup(project: TestProject) {
  const model = process.env.PREPWIRE_MODEL ?? "";
  const env = model && { GEMINI_BASE_URL: model, GEMINI_API_KEY: "k".repeat(39) };
  const { address, program, data, stop } = await startGateway(
    { "allowed-origins": extensionOrigin },
    { LIMIT_AI_PER_USER: "0", ...(env || {}) },
  );
  project.provide("gateway", address);
  project.provide("program", program);
  project.provide("data", data);
  return stop;
}
