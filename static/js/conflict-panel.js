/** Two people changed one field: what the other one wrote, word by word, and the choice between mine, theirs and both. */
import { element } from "./elements.js";

/**
 * @typedef {{ key: string, label: string, stored: string, version: number, title: string, changes: [string, string][] }} Conflict
 * @typedef {"mine" | "theirs" | "both"} Choice
 */

/**
 * @param {HTMLTemplateElement} template a section with parts for title, other, changes, and a button for each choice
 * @param {Conflict} conflict
 * @param {(choice: Choice) => void} onChoice
 * @returns {HTMLElement}
 */
export function conflictPanel(template, conflict, onChoice) {
  const panel = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  panel.dataset.field = conflict.key;
  fillPart(panel, "label", conflict.label);
  fillPart(panel, "title", conflict.title);
  fillPart(panel, "stored", conflict.stored || template.dataset.empty || "");
  const place = panel.querySelector('[data-part="changes"]');
  place?.replaceChildren(...conflict.changes.map(([kind, text]) => changed(kind, text, template)));
  for (const pressed of panel.querySelectorAll("[data-choice]")) {
    pressed.addEventListener("click", () => onChoice(/** @type {Choice} */ (pressed.getAttribute("data-choice"))));
  }
  return panel;
}

/**
 * @param {HTMLElement} panel
 * @param {string} part
 * @param {string} text
 */
function fillPart(panel, part, text) {
  const place = panel.querySelector(`[data-part="${part}"]`);
  if (place) place.textContent = text;
}

/**
 * @param {string} kind
 * @param {string} text
 * @param {HTMLTemplateElement} template
 */
function changed(kind, text, template) {
  if (kind === "same") return document.createTextNode(text);
  const made = element(kind === "old" ? "del" : "ins", `changes__${kind}`);
  made.append(element("span", "kern-sr-only", `${template.dataset[kind] ?? ""} `), text);
  return made;
}
