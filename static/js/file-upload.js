/**
 * <file-upload>: makes the upload form inside it pleasant: choose, drag or photograph, see what is sent and how far it is, stop it.
 * The file goes as a raw body, because the server then writes it once instead of twice. The form stays what it is without JavaScript.
 */
import { button, element, fill } from "./elements.js";

const MEGABYTE = 1024 * 1024;

class FileUpload extends HTMLElement {
  /** @type {XMLHttpRequest | null} */
  #request = null;

  connectedCallback() {
    const form = this.querySelector("form");
    const chooser = this.querySelector('input[type="file"]');
    if (!form || !(chooser instanceof HTMLInputElement)) return;
    this.form = form;
    this.state = element("div", "file-upload__state");
    this.state.setAttribute("aria-live", "polite");
    this.area = this.#buildArea(chooser);
    form.hidden = true;
    this.append(this.area);
  }

  /** @param {HTMLInputElement} chooser */
  #buildArea(chooser) {
    const { choose = "", drop = "", camera } = this.dataset;
    const area = element("div", "file-upload__drop");
    const label = chooser.labels?.[0]?.firstChild?.textContent ?? "";
    const help = document.getElementById(`${chooser.id}-help`)?.textContent;
    const buttons = element("div", "cluster");
    buttons.append(button(choose, "primary", () => pick(chooser, null)));
    if (camera) buttons.append(button(camera, "secondary", () => pick(chooser, "environment")));
    buttons.append(element("span", "muted", drop));
    area.append(element("p", "file-upload__label", label));
    if (help) area.append(element("p", "file-upload__help", help));
    area.append(buttons, /** @type {HTMLElement} */ (this.state));
    chooser.addEventListener("change", () => { if (chooser.files?.[0]) this.#take(chooser.files[0]); });
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      area.classList.add("file-upload__drop--over");
    });
    area.addEventListener("dragleave", () => area.classList.remove("file-upload__drop--over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("file-upload__drop--over");
      const file = event.dataTransfer?.files[0];
      if (file) this.#take(file);
    });
    return area;
  }

  /** @param {File} file */
  #take(file) {
    if (this.#request) return;
    const limit = Number(this.dataset.maxBytes);
    const words = { name: file.name, size: inMegabytes(file.size), limit: inMegabytes(limit) };
    if (file.size > limit) {
      this.#fail(fill(this.dataset.tooLarge ?? "", words));
      return;
    }
    const text = fill(this.dataset.sending ?? "", words);
    const bar = element("progress", "progress__bar");
    bar.max = Math.max(file.size, 1);
    bar.value = 0;
    bar.setAttribute("aria-label", text);
    const line = element("p", "numeric", text);
    const stop = button(this.dataset.cancel ?? "", "tertiary", () => this.#request?.abort());
    this.state?.replaceChildren(line, bar, stop);
    this.setAttribute("aria-busy", "true");
    this.#request = this.#send(file, (sent) => {
      bar.value = sent;
      if (sent < file.size) return;
      line.textContent = this.dataset.checking ?? "";
      stop.remove();
    });
  }

  /**
   * @param {File} file
   * @param {(sent: number) => void} onProgress
   */
  #send(file, onProgress) {
    const form = /** @type {HTMLFormElement} */ (this.form);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("X-CSRFToken", String(new FormData(form).get("csrf_token") ?? ""));
    request.setRequestHeader("Idempotency-Key", randomKey());
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      if (request.status < 400) location.reload();
      else this.#fail(messageOf(request) ?? this.dataset.failed ?? "");
    });
    request.addEventListener("error", () => this.#fail(this.dataset.failed ?? ""));
    request.addEventListener("abort", () => this.#clear());
    request.send(file);
    return request;
  }

  /** @param {string} reason */
  #fail(reason) {
    this.#clear();
    const words = element("p", "file-upload__error", reason);
    words.setAttribute("role", "alert");
    this.state?.append(words);
  }

  #clear() {
    this.#request = null;
    this.removeAttribute("aria-busy");
    this.form?.reset();
    this.state?.replaceChildren();
  }
}

/**
 * @param {HTMLInputElement} chooser
 * @param {string | null} capture which camera, or null for the chooser of files
 */
function pick(chooser, capture) {
  if (capture) chooser.setAttribute("capture", capture);
  else chooser.removeAttribute("capture");
  chooser.click();
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  const megabytes = bytes / MEGABYTE;
  return megabytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: megabytes < 10 ? 1 : 0 });
}

/** `crypto.randomUUID` exists only under https; a school's own server may not have it. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {XMLHttpRequest} request
 * @returns {string | null}
 */
function messageOf(request) {
  try {
    return JSON.parse(request.responseText).message ?? null;
  } catch {
    return null;
  }
}

customElements.define("file-upload", FileUpload);
