import type { ConnectionView, PageView } from "../view.js";
import { needsUser, sayConnection } from "../words.js";

/** Shows how the connection is, and how many questions the page has. */
export async function showBadge(connection: ConnectionView, page?: PageView) {
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
