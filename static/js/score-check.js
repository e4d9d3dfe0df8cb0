/** Check your answers without network: what would be handed in as it stands on this device. The server checks it again when it arrives. */
import { element } from "./elements.js";
import { answerIn, lacksWhy } from "./score-answers.js";

/**
 * @param {HTMLDialogElement} dialog
 * @param {Element[]} criteria
 * @returns {Promise<boolean>} whether it is to be handed in
 */
export function checkSheet(dialog, criteria) {
  const open = criteria.flatMap((criterion) => openPoints(criterion, dialog));
  dialog.querySelector('[data-part="marks"]')?.replaceChildren(...criteria.map(line));
  const said = dialog.querySelector('[data-part="open"]');
  if (said) said.textContent = open.join(" ");
  const button = dialog.querySelector('[data-part="hand-in"]');
  if (button instanceof HTMLElement) button.hidden = open.length > 0;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "hand_in"), { once: true });
  });
}

/** @param {Element} criterion */
function line(criterion) {
  const level = criterion.querySelector(".level:has(:checked)");
  const parts = [".level__points", ".level__title"].map((part) => level?.querySelector(part)?.textContent?.trim());
  const words = level ? parts : [answerIn(criterion)?.value];
  const comment = criterion.querySelector("textarea")?.value.trim();
  const made = element("div", "");
  made.append(
    element("dt", "", nameOf(criterion)),
    element("dd", "written", [words.filter(Boolean).join(" · ") || "–", comment].filter(Boolean).join("\n")),
  );
  return made;
}

/** @param {Element} criterion @param {HTMLElement} dialog */
function openPoints(criterion, dialog) {
  if (!answerIn(criterion) && criterion.hasAttribute("data-required")) return [`${nameOf(criterion)}: ${dialog.dataset.missing}`];
  return lacksWhy(criterion) ? [`${nameOf(criterion)}: ${dialog.dataset.unexplained}`] : [];
}

/** @param {Element} criterion */
function nameOf(criterion) {
  return criterion.querySelector("legend")?.textContent?.trim() ?? "";
}
