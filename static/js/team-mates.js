/** What a page shows beside its form: who writes where, and a copy of everything once it cannot be saved any more. */
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
 */
export function showKept(host, template, reason) {
  if (!host.querySelector("textarea[data-kept]")) host.prepend(template.content.cloneNode(true));
  const place = host.querySelector('[data-part="reason"]');
  if (place) place.textContent = reason;
}
