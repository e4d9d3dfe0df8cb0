/** The dialog that appears when a session has ended while somebody writes. What was typed stays where it is. */
import { presentSession, renewed } from "./session.js";

/** @typedef {import("./session.js").Session} Session */

/** @type {Promise<Session | null> | null} */
let asking = null;

/**
 * Asks for name and password until they are right or the dialog is closed; several callers share one dialog.
 *
 * @param {HTMLTemplateElement} template a <dialog> with a form to sign in and a `[data-part="error"]`
 * @param {string} sessionUrl
 * @returns {Promise<Session | null>} null if it was closed
 */
export function signInAgain(template, sessionUrl) {
  asking ??= ask(template, sessionUrl).finally(() => { asking = null; });
  return asking;
}

/**
 * @param {HTMLTemplateElement} template
 * @param {string} sessionUrl
 * @returns {Promise<Session | null>}
 */
function ask(template, sessionUrl) {
  const dialog = /** @type {HTMLDialogElement} */ (template.content.firstElementChild?.cloneNode(true));
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const error = /** @type {HTMLElement} */ (dialog.querySelector('[data-part="error"]'));
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    /**
     * The dialog goes in one step with the return of the focus: browsers tell a moment late that a dialog was closed, and letters typed
     * in that moment would go nowhere, because the field's cursor went with the dialog.
     *
     * @param {Session | null} session
     */
    const leave = (session) => {
      if (!dialog.isConnected) return;
      dialog.close();
      dialog.remove();
      if (before instanceof HTMLElement) {
        before.blur();
        before.focus();
      }
      resolve(session);
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      const outcome = await tried(form, sessionUrl);
      if (typeof outcome === "string") error.textContent = form.dataset[outcome] ?? "";
      else leave(outcome);
    });
    dialog.querySelector('[data-part="close"]')?.addEventListener("click", () => leave(null));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      leave(null);
    });
    dialog.addEventListener("close", () => leave(null));
    dialog.showModal();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sessionUrl
 * @returns {Promise<Session | string>} the session, or which words say what went wrong
 */
async function tried(form, sessionUrl) {
  try {
    const { csrf_token: token } = await presentSession(sessionUrl);
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    body.set("csrf_token", token);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) return renewed(await answer.json());
    return answer.status === 429 ? "tooMany" : "wrong";
  } catch {
    return "offline";
  }
}
