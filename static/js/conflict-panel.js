/** Two devices changed one field: what the other one has, word by word, and the choice between mine, theirs and both. */
import { element } from "./elements.js";

/**
 * @typedef {{ key: string, label: string, stored: string, value?: string, version: number, title: string, changes: [string, string][] }} Conflict
 * @typedef {"mine" | "theirs" | "both"} Choice
 */

/** The fields that wait for a choice, each with its panel. */
export class Conflicts {
  /** @type {Map<string, HTMLElement>} */
  #panels = new Map();

  /**
   * @param {HTMLTemplateElement} template see conflictPanel
   * @param {import("./form-texts.js").FormTexts} texts
   * @param {(key: string) => void} onChosen
   */
  constructor(template, texts, onChosen) {
    this.template = template;
    this.texts = texts;
    this.onChosen = onChosen;
  }

  get size() { return this.#panels.size; }

  /** @returns {HTMLElement | undefined} the panel that has waited longest */
  get first() { return this.#panels.values().next().value; }

  /** @param {string} key */
  has(key) { return this.#panels.has(key); }

  /** @param {Conflict} conflict */
  ask(conflict) {
    this.#panels.get(conflict.key)?.remove();
    const panel = conflictPanel(this.template, conflict, (choice) => this.#choose(conflict, choice));
    // Of a choice there is no "both".
    if (this.texts.isChosen(conflict.key)) panel.querySelector('[data-choice="both"]')?.remove();
    this.#panels.set(conflict.key, panel);
    const frame = this.texts.frame(conflict.key);
    if (frame) frame.after(panel);
    else this.texts.form.prepend(panel);
  }

  /** @param {Conflict} conflict @param {Choice} choice */
  #choose({ key, stored, value = stored, version }, choice) {
    this.#panels.get(key)?.remove();
    this.#panels.delete(key);
    this.texts.note(key, value, version);
    if (choice === "theirs") this.texts.write(key, value);
    if (choice === "both") this.texts.append(key, value);
    this.texts.focus(key);
    this.onChosen(key);
  }
}

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
