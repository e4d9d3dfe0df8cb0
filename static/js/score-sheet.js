/**
 * <score-sheet>: N goes to the next criterion, C to the comment of the present one, ? opens the help. Single letters act only while the
 * focus is in the sheet, and typing in a text field stays typing. Counts what is answered; the digits belong to <level-picker>.
 */
import { fill } from "./elements.js";
import { isTyping } from "./level-picker.js";

class ScoreSheet extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("change", () => this.#count());
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = { n: () => this.#next(), c: () => this.#comment(), "?": () => this.#help() }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  get #criteria() {
    return [...this.querySelectorAll(".score-criterion")];
  }

  /** The criterion with the focus; -1 before the first was reached. */
  get #present() {
    return this.#criteria.findIndex((criterion) => criterion.contains(document.activeElement));
  }

  #next() {
    const criteria = this.#criteria;
    const next = criteria[(this.#present + 1) % criteria.length];
    const level = next?.querySelector("input:checked") ?? next?.querySelector("input");
    if (level instanceof HTMLElement) level.focus();
    next?.scrollIntoView({ block: "start" });
  }

  #comment() {
    const comment = this.#criteria[Math.max(this.#present, 0)]?.querySelector("textarea");
    comment?.focus();
  }

  #help() {
    const help = this.querySelector(".score-keys");
    if (!(help instanceof HTMLDetailsElement)) return;
    help.open = !help.open;
    if (help.open) help.scrollIntoView({ block: "nearest" });
  }

  #count() {
    const maximum = this.#criteria.length;
    const value = this.#criteria.filter((criterion) => criterion.querySelector("input:checked")).length;
    const bar = this.querySelector("progress");
    const words = this.querySelector(".progress__text");
    if (bar) bar.value = value;
    if (words) words.textContent = fill(this.dataset.answered ?? "", { value, maximum });
    this.querySelector(".progress")?.classList.toggle("progress--full", value >= maximum);
  }
}

customElements.define("score-sheet", ScoreSheet);
