/**
 * The service worker leaves the page of a form standing that could not be sent, with everything that was typed. This says so.
 */
import { button, element } from "./elements.js";
import { release } from "./submit-once.js";

/** @type {HTMLFormElement | null} */
let sent = null;

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target instanceof HTMLFormElement) sent = event.target;
});

navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (data !== "not-sent" || !sent) return;
  release(sent);
  sent = null;
  const { notSent = "", close = "" } = document.body.dataset;
  const dialog = element("dialog", "dialog");
  const words = element("p", "dialog__question", notSent);
  words.id = "not-sent-words";
  dialog.setAttribute("aria-labelledby", words.id);
  const actions = element("div", "dialog__actions");
  actions.append(button(close, "primary", () => dialog.close()));
  dialog.append(words, actions);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
});
