import { isPrepwireError } from "@prepwire/client";
import type { ConnectionView } from "./view.js";

const failures: Record<string, string> = {
  ai_not_configured: "This gateway has no model that could read a picture.",
  ai_unavailable: "The model cannot be reached just now. Try again later.",
  ai_bad_output: "The model answered nothing that makes sense. Try again.",
  ai_timeout: "The model took too long. Try again.",
  ai_blocked: "The model refuses to speak about this picture.",
  ai_quota: "The model's quota is used up for now.",
  contest_running: "You are in a contest. Nothing is explained until it has ended.",
  too_large: "The picture is too large. Make the window smaller, and try again.",
  message_too_large: "The picture is too large for this gateway. Make the window smaller.",
  invalid_params:
    "The gateway finds no question in this picture. Bring one into view, and try again.",
  rate_limited: "That was too often in a short time.",
  overloaded: "The gateway is busy. Try again in a moment.",
  draining: "The gateway restarts. Try again in a moment.",
  not_connected: "There is no connection to the gateway.",
  connection_lost: "The connection broke. Try again.",
  closed: "There is no connection to the gateway.",
  timeout: "No answer came. Try again.",
  role_required: "Your account may not do this.",
};

/** Why something failed, for people. Texts of the gateway's inside are not shown. */
export function faultOf(error: unknown): string {
  if (error instanceof Fault) return error.message;
  if (!isPrepwireError(error)) return "Something went wrong in the extension. Try again.";
  const { reason, data } = error;
  const wait = Math.ceil((data.retryAfterMs ?? 0) / 1000);
  const when = wait ? ` Try again in ${wait} s.` : "";
  const known = Object.hasOwn(failures, reason) && failures[reason];
  if (known) return known + (known.includes("ry again") ? "" : when);
  return `The gateway could not do it (${reason}${data.ref ? `, ${data.ref}` : ""}).${when}`;
}

/** A failure that is said in plain words already. */
export class Fault extends Error {}

const waits: Record<string, string> = {
  unreachable: "The gateway cannot be reached, or does not let this extension in.",
  draining: "The gateway restarts.",
  token_failed: "The token could not be renewed.",
};

const stops: Record<string, string> = {
  token_expired: "The token has expired. Enter a new one.",
  token_invalid: "The token is not valid, or was revoked. Enter a new one.",
  auth_timeout: "The gateway waited for a token in vain. Enter a new one.",
  wrong_protocol: "What answers at this address is no Prepwire gateway.",
  unsupported: "The address is not valid.",
  replaced: "You opened more connections than are allowed, and this one was closed.",
};

/** How the connection is, for people. */
export function sayConnection({ status, reason = "", name }: ConnectionView): string {
  switch (status) {
    case "unset":
      return "Enter the gateway's address and your token in the settings.";
    case "open":
      return name ? `Connected as ${name}.` : "Connected.";
    case "connecting":
      return "Connecting …";
    case "reconnecting":
      return `${waits[reason] ?? "The connection broke."} Trying again …`;
    case "closed":
      return stops[reason] ?? "Not connected.";
  }
}

/** Says whether the user has to change the settings. */
export const needsUser = ({ status, reason }: ConnectionView) =>
  status === "unset" || (status === "closed" && reason !== "replaced");
