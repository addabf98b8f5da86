import { type ConnectionView, type PageView, read } from "../view.js";
import { needsUser, sayConnection } from "../words.js";
import { line } from "./turns.js";

// What is kept is read and shown in one turn: what was read first never comes last.
const inTurn = line();

/** Shows how the connection is, and how many questions the page has. */
export const showBadge = () =>
  inTurn(async () => {
    const { connection, page } = await read("connection", "page");
    if (connection) await draw(connection, page);
  });

async function draw(connection: ConnectionView, page?: PageView) {
  const { action } = chrome;
  const count = page && !page.gone ? page.questions.length : 0;
  const [text, color] = needsUser(connection)
    ? ["!", "#b3261e"]
    : connection.status === "open"
      ? [count ? `${count}` : "✓", "#1a6b3c"]
      : ["…", "#7a5b00"];
  const found = count === 1 ? " 1 question found." : count ? ` ${count} questions found.` : "";
  await Promise.all([
    action.setBadgeText({ text }),
    action.setBadgeBackgroundColor({ color }),
    action.setBadgeTextColor({ color: "#ffffff" }),
    action.setTitle({ title: `Prepwire: ${sayConnection(connection)}${found}` }),
  ]);
}
