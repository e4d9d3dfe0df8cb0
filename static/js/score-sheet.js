/**
 * <score-sheet>: with scripts a sheet is filled in by keys. Digits belong to <level-picker>; arrows go to the next criterion and back, C to
 * its comment, ? opens the help with the switch that turns all of them off, and a letter presses what carries it as data-key. They act while
 * the focus is on the desk or nowhere in particular. It also counts what is answered and marks what is stored; saving is done by <auto-save>.
 * Without network it goes on in the folder, and what is handed in is checked here and goes with the next save.
 */
import { fill } from "./elements.js";
import { checkSheet } from "./score-check.js";
import { answerIn } from "./score-answers.js";
import { areKeysOn, isForKeys, turnKeys } from "./score-keys.js";

class ScoreSheet extends HTMLElement {
  /** Ends the listeners outside of the sheet when it goes. */
  #gone = new AbortController();

  connectedCallback() {
    const until = { signal: this.#gone.signal };
    document.addEventListener("keydown", (event) => this.#press(event), until);
    const form = this.querySelector("form[method=post]");
    form?.addEventListener("input", (event) => this.#changed(event.target));
    this.addEventListener("auto-saved", (event) => this.#stored(/** @type {CustomEvent} */ (event).detail), true);
    this.addEventListener("without-network", (event) => this.#goOnHere(/** @type {CustomEvent} */ (event)), true);
    for (const criterion of this.#criteria) criterion.toggleAttribute("data-stored", Boolean(answerIn(criterion)));
    if (location.hash === "#check") void this.#check();
    this.#offerHelp();
    this.#showKeys();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  // ---------------------------------------------------------------- keys
  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Escape" && event.target instanceof HTMLTextAreaElement) this.#goTo(this.#present);
    if (!isForKeys(event) || !this.#isHere() || !this.#act(event.key.toLowerCase())) return;
    event.preventDefault();
  }

  /** Whether the focus is on the desk, or nowhere: a key pressed in the menu is none of ours. */
  #isHere() {
    const focused = document.activeElement;
    const desk = this.closest(".score-desk") ?? this;
    return !focused || focused === document.body || focused.id === "content" || desk.contains(focused);
  }

  /** @param {string} key */
  #act(key) {
    if (this.querySelector("dialog[open]")) return key === "?" && this.#toggleHelp();
    switch (key) {
      case "arrowdown": return this.#step(1);
      case "arrowup": return this.#step(-1);
      case "c": return this.#comment();
      case "?": return this.#toggleHelp();
      default: return /^\d$/.test(key) ? this.#choose(key) : this.#click(key);
    }
  }

  get #criteria() {
    return [...this.querySelectorAll(".score-criterion")];
  }

  /** The criterion with the focus, else the first that is open. */
  get #present() {
    const focused = this.#focused;
    return focused >= 0 ? focused : Math.max(this.#criteria.findIndex((criterion) => !answerIn(criterion)), 0);
  }

  get #focused() {
    return this.#criteria.findIndex((criterion) => criterion.contains(document.activeElement));
  }

  /** @param {number} way */
  #step(way) {
    const from = this.#focused;
    if (from < 0) return false; // there the arrows scroll
    return this.#goTo(from + way);
  }

  /** @param {number} index */
  #goTo(index) {
    const criterion = this.#criteria[index];
    const level = answerIn(criterion) ?? criterion?.querySelector("input");
    if (!(level instanceof HTMLElement)) return true; // before the first and behind the last
    level.focus({ preventScroll: true });
    criterion?.scrollIntoView({ block: "start" });
    return true;
  }

  #comment() {
    const comment = this.#criteria[this.#present]?.querySelector("textarea");
    comment?.focus();
    return Boolean(comment);
  }

  /** @param {string} points */
  #choose(points) {
    const picker = this.#criteria[this.#present]?.querySelector("level-picker");
    return picker ? /** @type {any} */ (picker).choose(points) : false;
  }

  /** @param {string} key */
  #click(key) {
    const pressed = /^[a-z]$/.test(key) ? this.querySelector(`[data-key="${key}"]`) : null;
    if (!(pressed instanceof HTMLElement)) return false;
    pressed.click();
    return true;
  }

  // ---------------------------------------------------------------- help
  get #dialog() {
    return /** @type {HTMLDialogElement | null} */ (this.querySelector("dialog.score-keys"));
  }

  #offerHelp() {
    const opener = this.querySelector(".score-keys__open");
    const choice = this.querySelector(".score-keys input");
    if (!(opener instanceof HTMLElement) || !(choice instanceof HTMLInputElement)) return;
    opener.hidden = false;
    opener.addEventListener("click", () => this.#toggleHelp());
    choice.checked = areKeysOn();
    choice.addEventListener("change", () => {
      turnKeys(choice.checked);
      this.#showKeys();
    });
  }

  #toggleHelp() {
    if (this.#dialog?.open) this.#dialog.close();
    else this.#dialog?.showModal();
    return Boolean(this.#dialog);
  }

  /** Buttons name their key only while it works. */
  #showKeys() {
    this.classList.toggle("score-sheet--keys", areKeysOn());
  }

  // ---------------------------------------------------------------- what was answered
  /** @param {EventTarget | null} field */
  #changed(field) {
    const isChoice = field instanceof HTMLInputElement;
    if (isChoice) field.closest(".score-criterion")?.removeAttribute("data-stored");
    this.#count();
  }

  #count() {
    const maximum = this.#criteria.length;
    const value = this.#criteria.filter((criterion) => answerIn(criterion)).length;
    const bar = this.querySelector("progress");
    const words = this.querySelector(".progress__text");
    if (bar) bar.value = value;
    if (words) words.textContent = fill(this.dataset.answered ?? "", { value, maximum });
    this.querySelector(".progress")?.classList.toggle("progress--full", value >= maximum);
  }

  /** @param {{ versions: Record<string, number>, open: string[], is_final: boolean }} told */
  #stored({ versions, open, is_final: isFinal }) {
    for (const criterion of this.#criteria) {
      const chosen = answerIn(criterion);
      if (chosen && chosen.name in versions) criterion.setAttribute("data-stored", "");
    }
    if (isFinal) location.assign(this.dataset.next ?? location.pathname);
    if (!open.length) return;
    this.#handIn.checked = false;
    const state = this.querySelector('[data-part="state"]');
    if (state) state.textContent = open.join(" ");
  }

  // ---------------------------------------------------------------- without network
  get #handIn() {
    return /** @type {HTMLInputElement} */ (this.querySelector('[name="hand_in"]'));
  }

  /** @param {CustomEvent} event of a button that was pressed and reaches nobody */
  #goOnHere(event) {
    const pressed = event.detail.submitter;
    if (!(pressed instanceof HTMLButtonElement)) return;
    event.preventDefault();
    if (pressed.name === "check") void this.#check();
    if (pressed.name === "go_on") location.assign(this.dataset.next ?? "");
  }

  async #check() {
    const dialog = this.querySelector(".score-check");
    if (!(dialog instanceof HTMLDialogElement) || !(await checkSheet(dialog, this.#criteria))) return;
    this.#handIn.checked = true;
    this.#handIn.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("score-sheet", ScoreSheet);
