/** The controls of a form as texts by name: what stands in them, what the server has, and which version of it. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

export class FormTexts {
  /** @type {Map<string, Control[]>} */
  #controls = new Map();
  /** @type {Map<string, string>} */
  #saved = new Map();
  /** Versions of texts that have none of their own on the page: there they are that of the whole form. @type {Map<string, number>} */
  #bases = new Map();
  #whole = 0;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.#whole = Number(/** @type {HTMLInputElement | null} */ (form.elements.namedItem("version"))?.value || 0);
    // A browser that fills the form in again after a reload would mix texts of one moment with versions of another.
    form.autocomplete = "off";
    for (const control of form.elements) {
      if (!isControl(control) || !control.name || ["submit", "button"].includes(control.type)) continue;
      if (control.type === "hidden") control.value = /** @type {HTMLInputElement} */ (control).defaultValue;
      else this.#controls.set(control.name, [...(this.#controls.get(control.name) ?? []), control]);
    }
    // Whoever was faster than this script has typed something already.
    for (const name of this.#controls.keys()) this.#saved.set(name, this.#told(name));
  }

  /** What stood in a field when the page came. @param {string} name */
  #told(name) {
    const controls = this.#controls.get(name) ?? [];
    const chosen = controls.find((control) => isChoice(control) && control.defaultChecked);
    if (chosen) return chosen.value;
    const [control] = controls;
    return control && !isChoice(control) && !(control instanceof HTMLSelectElement) ? control.defaultValue : this.value(name);
  }

  get names() {
    return [...this.#controls.keys()];
  }

  /** Names of the texts that the server does not have yet. */
  get unsaved() {
    return this.names.filter((name) => this.value(name) !== this.#saved.get(name));
  }

  /**
   * The same while a write is under way, which may arrive: what was taken back to what stood there before must not get lost either.
   *
   * @param {Record<string, string>} [underWay]
   */
  unsavedBeside(underWay = {}) {
    const unsaved = new Set(this.unsaved);
    return this.names.filter((name) => unsaved.has(name) || (name in underWay && underWay[name] !== this.value(name)));
  }

  /** @param {string} name */
  has(name) {
    return this.#controls.has(name);
  }

  /** @param {string} name */
  value(name) {
    const controls = this.#controls.get(name) ?? [];
    const chosen = controls.find((control) => isChoice(control) && control.checked);
    if (chosen) return chosen.value;
    return controls[0] && !isChoice(controls[0]) ? controls[0].value : "";
  }

  /**
   * Puts a text into its field, the cursor staying where it was.
   *
   * @param {string} name
   * @param {string} value
   */
  write(name, value) {
    for (const control of this.#controls.get(name) ?? []) {
      if (isChoice(control)) control.checked = control.value === value;
      else if (control instanceof HTMLSelectElement) control.value = value;
      else {
        const place = control === document.activeElement ? control.selectionStart : null;
        control.value = value;
        if (place !== null) control.setSelectionRange(place, place);
      }
    }
    this.#controls.get(name)?.[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * Puts another text behind the one in a field.
   *
   * @param {string} name
   * @param {string} other
   */
  append(name, other) {
    const between = this.#controls.get(name)?.[0] instanceof HTMLTextAreaElement ? "\n\n" : " ";
    this.write(name, [this.value(name), other].filter(Boolean).join(between));
  }

  /** @param {string} name the version that a text changes; 0 for one that was never written */
  base(name) {
    const field = this.#versionField(name);
    return field ? Number(field.value || 0) : this.#bases.get(name) ?? this.#whole;
  }

  /**
   * The server has this text at this version now.
   *
   * @param {string} name
   * @param {string} value
   * @param {number} version
   */
  note(name, value, version) {
    this.#saved.set(name, value);
    this.rebase(name, version);
  }

  /**
   * @param {string} name
   * @param {number} version
   */
  rebase(name, version) {
    const field = this.#versionField(name);
    if (field) field.value = String(version);
    else this.#bases.set(name, version);
  }

  /** Everything on the page is that of a version of the whole: its own button changes that one. @param {number} version */
  rebaseWhole(version) {
    const field = this.form.elements.namedItem("version");
    if (field instanceof HTMLInputElement) field.value = String(version);
  }

  /**
   * A page from the time before the network went knows less than was saved since.
   *
   * @param {Record<string, import("./kept-drafts.js").Text>} known
   */
  catchUp(known) {
    for (const [name, { value, base }] of Object.entries(known)) {
      if (!this.has(name) || base <= this.base(name) || this.unsaved.includes(name)) continue;
      this.note(name, value, base);
      this.write(name, value);
      this.rebaseWhole(base);
    }
  }

  /**
   * What an earlier visit left behind. Whoever was faster than this script has typed or chosen something already: what was typed comes
   * behind it, and what was chosen counts.
   *
   * @param {string} name
   * @param {import("./kept-drafts.js").Text} text
   * @returns {boolean} whether the field shows it now
   */
  putBack(name, { value, base }) {
    const present = this.value(name);
    const isNew = this.unsaved.includes(name);
    if (!this.has(name) || present === value || (isNew && this.isChosen(name))) return false;
    this.rebase(name, base);
    this.write(name, value);
    if (isNew) this.append(name, present);
    return true;
  }

  /** What the server has of each text, as far as the page knows. */
  get known() {
    return Object.fromEntries(this.names.map((name) => [name, { value: this.#saved.get(name) ?? "", base: this.base(name) }]));
  }

  /** Whether it is chosen and not written. @param {string} name */
  isChosen(name) {
    const control = this.#controls.get(name)?.[0];
    return control !== undefined && isChoice(control);
  }

  /**
   * @param {string[]} names
   * @returns {Record<string, import("./kept-drafts.js").Text>}
   */
  withBases(names) {
    return Object.fromEntries(names.map((name) => [name, { value: this.value(name), base: this.base(name) }]));
  }

  /** @param {string} name */
  focus(name) {
    this.#controls.get(name)?.[0]?.focus();
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null} what draws the field with its label
   */
  frame(name) {
    return this.#controls.get(name)?.[0]?.closest(".field:not(.check), level-picker") ?? null;
  }

  /** Everything with its labels, to be copied or saved as a file. */
  asText() {
    const labelled = this.names.filter((name) => this.frame(name)).map((name) => {
      const label = this.frame(name)?.querySelector("legend, .kern-label")?.textContent?.trim() ?? name;
      return `${label}\n${this.value(name)}`;
    });
    return `${labelled.join("\n\n")}\n`;
  }

  /** @param {string} name */
  #versionField(name) {
    const field = this.form.elements.namedItem(`${name}-version`);
    return field instanceof HTMLInputElement ? field : null;
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {target is Control}
 */
export function isControl(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/**
 * @param {Control} control
 * @returns {control is HTMLInputElement}
 */
function isChoice(control) {
  return control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");
}
