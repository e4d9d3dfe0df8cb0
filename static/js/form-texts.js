/** The controls of a form as texts by name: what stands in them, what the server has, and which version of it. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

export class FormTexts {
  /** @type {Map<string, Control[]>} */
  #controls = new Map();
  /** @type {Map<string, string>} */
  #saved = new Map();
  #form;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
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
    return Number(this.#versionField(name)?.value || 0);
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
    return this.#controls.get(name)?.[0]?.closest(".field:not(.check)") ?? null;
  }

  /** Everything with its labels, to be copied or saved as a file. */
  asText() {
    const labelled = this.names.map((name) => {
      const label = this.frame(name)?.querySelector(".kern-label")?.textContent?.trim() ?? name;
      return `${label}\n${this.value(name)}`;
    });
    return `${labelled.join("\n\n")}\n`;
  }

  /** @param {string} name */
  #versionField(name) {
    const field = this.#form.elements.namedItem(`${name}-version`);
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
