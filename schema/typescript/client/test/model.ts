import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/**
 * A server that speaks as the model's API does, and stops after the first words
 * until told to go on. Meanwhile it says again and again what it says while it
 * thinks: how long a test takes to look at what is written so far does not matter.
 */
export async function slowModel(first: string, rest = "", thinks = "") {
  let goOn = () => {};
  const told = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const piece = (text: string, more: object = {}) =>
    JSON.stringify({ candidates: [{ content: { role: "model", parts: [{ text }] }, ...more }] });
  const server = createServer(async (request, answer) => {
    request.resume();
    answer.writeHead(200, { "Content-Type": "application/json; charset=UTF-8" });
    answer.write(`[${piece(first)}`);
    const alive = setInterval(() => answer.write(`,${piece(thinks)}`), 200);
    answer.on("close", () => clearInterval(alive));
    await told;
    clearInterval(alive);
    answer.end(`,${piece(rest, { finishReason: "STOP" })}]`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    goOn();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const env = { GEMINI_BASE_URL: `http://127.0.0.1:${port}`, GEMINI_API_KEY: "k".repeat(39) };
  return { env, goOn };
}
