/** button[data-confirm]: asks before the form is sent. The question comes as text, never as HTML. */
import { button, element } from "./elements.js";

/** @type {WeakSet<Element>} */
const confirmed = new WeakSet();

document.addEventListener("submit", (event) => {
  const { submitter } = event;
  if (!(submitter instanceof HTMLElement) || submitter.dataset.confirm === undefined) return;
  if (confirmed.delete(submitter)) return;
  event.preventDefault();
  ask(submitter, () => {
    confirmed.add(submitter);
    /** @type {HTMLFormElement} */ (event.target).requestSubmit(submitter);
  });
}, { capture: true });

/**
 * @param {HTMLElement} submitter
 * @param {() => void} onYes
 */
function ask(submitter, onYes) {
  const { confirm = "", confirmYes = "", confirmNo = "" } = submitter.dataset;
  const dialog = element("dialog", "dialog");
  const question = element("p", "dialog__question", confirm);
  question.id = "confirm-question";
  dialog.setAttribute("aria-labelledby", question.id);
  const actions = element("div", "dialog__actions");
  const no = button(confirmNo, "secondary", () => dialog.close());
  no.autofocus = true;
  actions.append(no, button(confirmYes, "primary", () => dialog.close("yes")));
  dialog.append(question, actions);
  dialog.addEventListener("close", () => {
    dialog.remove();
    submitter.focus();
    if (dialog.returnValue === "yes") onYes();
  });
  document.body.append(dialog);
  dialog.showModal();
}
