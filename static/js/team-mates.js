/** What a page shows beside its form: how the text fares, who writes where, and a copy of everything once it cannot be saved any more. */
import { element } from "./elements.js";

/**
 * @typedef {{ section: string, words: string }} Writer
 */

const WRITING_MS = 45_000;

/**
 * @param {HTMLElement} host
 * @param {import("./form-texts.js").FormTexts} texts
 * @param {Writer[]} writers
 */
export function showWriters(host, texts, writers) {
  for (const old of host.querySelectorAll(".auto-save__writer")) old.remove();
  for (const { section, words } of writers) {
    const line = element("p", "auto-save__writer", words);
    texts.frame(section)?.prepend(line);
    setTimeout(() => line.remove(), WRITING_MS);
  }
}

/**
 * @param {HTMLElement} host
 * @param {HTMLTemplateElement} template with parts for the reason and a textarea[data-kept]
 * @param {string} reason
 * @param {string} [text]
 */
export function showKept(host, template, reason, text = "") {
  if (!host.querySelector("textarea[data-kept]")) host.prepend(template.content.cloneNode(true));
  for (const area of host.querySelectorAll("textarea[data-kept]")) area.textContent = text;
  const place = host.querySelector('[data-part="reason"]');
  if (place) place.textContent = reason;
}

/**
 * Says how the text fares; what is said already is not said again, for it is read out.
 *
 * @param {Element | null} line
 * @param {string} state
 * @param {string} words
 */
export function tell(line, state, words) {
  if (!(line instanceof HTMLElement)) return;
  line.dataset.state = state;
  if (line.textContent !== words) line.textContent = words;
}
