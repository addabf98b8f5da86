import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that speaks as the model's API does, and stops after the first words until told to go on. */
export async function slowModel(first: string, rest: string) {
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
    await told;
    answer.end(`,${piece(rest, { finishReason: "STOP" })}]`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const env = { GEMINI_BASE_URL: `http://127.0.0.1:${port}`, GEMINI_API_KEY: "k".repeat(39) };
  const end = () => {
    goOn();
    server.close();
  };
  return { env, goOn, end };
}
