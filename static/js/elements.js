/** Builders for the few elements that scripts add. Trusted Types forbid writing HTML, so everything goes through the DOM. */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const VARIANTS = {
  primary: "kern-btn--primary",
  secondary: "kern-btn--secondary",
  tertiary: "kern-btn--tertiary",
};

/**
 * A button that looks like the macro's in templates/components/button.html.
 *
 * @param {string} label
 * @param {keyof typeof VARIANTS} variant
 * @param {() => void} onClick
 */
export function button(label, variant, onClick) {
  const made = element("button", `button kern-btn ${VARIANTS[variant]}`);
  made.type = "button";
  made.append(element("span", "kern-label", label));
  made.addEventListener("click", onClick);
  return made;
}

/**
 * @param {HTMLButtonElement} made a button from `button()`
 * @param {string} label
 */
export function relabel(made, label) {
  if (made.firstElementChild) made.firstElementChild.textContent = label;
}

/**
 * Puts words into a sentence from the server: fill("{used} von 80", {used: "3"}).
 *
 * @param {string} sentence
 * @param {Record<string, string | number>} words
 */
export function fill(sentence, words) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(words[name] ?? whole));
}

/**
 * What an element with text or a field says.
 *
 * @param {string} id
 */
export function textOf(id) {
  const source = document.getElementById(id);
  if (source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement) return source.value;
  return source?.textContent ?? "";
}

/**
 * @param {HTMLInputElement} chooser
 * @param {string | null} capture which camera, or null for the chooser of files
 */
export function pick(chooser, capture) {
  if (capture) chooser.setAttribute("capture", capture);
  else chooser.removeAttribute("capture");
  chooser.click();
}
