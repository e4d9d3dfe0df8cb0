/**
 * <offline-folder>: takes all ideas of a round along. Pages come first, then pictures and PDFs, and films last as far as there is space. It
 * says how far it is and what is there. The server notes when it was loaded, which counts for sheets that arrive after the end.
 */
import { button, element, fill } from "./elements.js";
import { contentsOf, forgetFolder, noteContents, openFolder } from "./folder.js";
import { randomKey } from "./random-key.js";
import { post } from "./saving.js";
import { presentSession } from "./session.js";

/** @typedef {import("./folder.js").Contents} Contents */

// What stays free for everything else on this device.
const RESERVE = 50 * 1024 ** 2;
const FILE = /(?:src|href|poster)="(\/files\/[^"]+)"/g;
// A film comes in two sizes, the large one only for large screens.
const LARGE = /<source[^>]*media=[^>]*>/g;
const FILM = /<source[^>]*src="(\/files\/[^"]+)"/g;

class OfflineFolder extends HTMLElement {
  connectedCallback() {
    if (this.firstElementChild || !("caches" in globalThis) || !navigator.serviceWorker) return;
    this.state = element("p", "folder__state");
    this.state.setAttribute("role", "status");
    this.bar = element("progress", "folder__bar");
    this.bar.setAttribute("aria-label", this.dataset.load ?? "");
    this.bar.hidden = true;
    this.loading = button(this.dataset.load ?? "", "secondary", () => void this.#load());
    this.removing = button(this.dataset.remove ?? "", "tertiary", () => void this.#remove());
    const buttons = element("p", "cluster");
    buttons.append(this.loading, this.removing);
    this.append(this.state, this.bar, buttons);
    void this.#show();
  }

  async #show() {
    const contents = (await contentsOf()).find(({ round, owner }) => round === this.dataset.round && owner === this.dataset.owner);
    const { ideas = 0, files = 0, films = 0, missing, bytes = 0, clock = "" } = contents ?? {};
    this.#say(fill((contents ? this.dataset.there : this.dataset.none) ?? "", { ideas, files, films, clock, megabytes: Math.ceil(bytes / 1024 ** 2) }));
    const isWhole = !missing?.files && !missing?.films;
    if (!isWhole) this.state?.append(document.createElement("br"), fill(this.dataset.missing ?? "", { ...missing }));
    if (this.removing) this.removing.hidden = !contents;
    if (this.loading?.firstElementChild) this.loading.firstElementChild.textContent = (contents ? this.dataset.again : this.dataset.load) ?? "";
    this.dataset.ready = "";
  }

  async #load() {
    if (this.loading) this.loading.disabled = true;
    try {
      const { csrf_token: token } = await presentSession(this.dataset.sessionUrl ?? "");
      const way = { url: this.dataset.url ?? "", token: () => token };
      const answer = await post(way, { key: randomKey(), body: "", texts: {} });
      if (answer?.status !== 200) throw new Error(answer?.told?.message ?? "");
      await this.#fill(answer.told);
      await this.#show();
    } catch (fault) {
      this.#say(this.#reason(fault));
    }
    if (this.loading) this.loading.disabled = false;
    if (this.bar) this.bar.hidden = true;
  }

  /** What the server said, else what is known of this device. @param {unknown} fault */
  #reason(fault) {
    if (fault instanceof DOMException && fault.name === "QuotaExceededError") return this.dataset.full ?? "";
    const isTold = fault instanceof Error && !(fault instanceof TypeError) && !(fault instanceof DOMException);
    return (isTold && fault.message) || (this.dataset.failed ?? "");
  }

  /** @param {{ list: string, overview: string, sheets: string[], clock: string }} told */
  async #fill({ list, overview, sheets, clock }) {
    void navigator.storage?.persist?.();
    const pages = [list, overview, ...sheets];
    const files = /** @type {Set<string>} */ (new Set());
    const films = /** @type {Set<string>} */ (new Set());
    let done = 0;
    for (const page of pages) {
      const html = await this.#takePage(page);
      for (const [, film] of html.replace(LARGE, "").matchAll(FILM)) if (film) films.add(film);
      for (const [, file] of html.replace(LARGE, "").matchAll(FILE)) if (file && !films.has(file)) files.add(file);
      this.#progress(++done, pages.length + files.size + films.size);
    }
    let bytes = 0;
    const kept = /** @type {string[]} */ ([]);
    for (const file of [...files, ...films]) {
      const taken = await this.#takeFile(file);
      bytes += taken;
      if (taken) kept.push(file);
      this.#progress(++done, pages.length + files.size + films.size);
    }
    const { owner = "", round = "" } = this.dataset;
    const here = { files: kept.filter((file) => files.has(file)).length, films: kept.filter((file) => films.has(file)).length };
    const missing = { files: files.size - here.files, films: films.size - here.films };
    await noteContents({ owner, round, sheets, kept, ideas: sheets.length, ...here, missing, bytes, clock });
  }

  /** @param {string} page @returns {Promise<string>} what stands in it */
  async #takePage(page) {
    const answer = await fetch(page, { headers: { Accept: "text/html" }, redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error("");
    const html = await answer.clone().text();
    await (await openFolder()).put(page, answer);
    return html;
  }

  /** @param {string} file @returns {Promise<number>} how many bytes it has; 0 if there is no space for it */
  async #takeFile(file) {
    const folder = await openFolder();
    const answer = await fetch(file);
    const size = Number(answer.headers.get("Content-Length"));
    const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    if (!answer.ok || quota - usage - RESERVE < size) {
      await answer.body?.cancel();
      return 0;
    }
    try {
      await folder.put(file, answer);
    } catch {
      return 0; // what a browser tells of its space is a guess
    }
    return size;
  }

  async #remove() {
    await forgetFolder();
    await this.#show();
    this.loading?.focus();
  }

  /** @param {number} value @param {number} maximum */
  #progress(value, maximum) {
    if (!this.bar) return;
    this.bar.hidden = false;
    this.bar.max = maximum;
    this.bar.value = value;
    this.#say(fill(this.dataset.loading ?? "", { value, maximum }));
  }

  /** @param {string} words */
  #say(words) {
    if (this.state) this.state.textContent = words.trim();
  }
}

customElements.define("offline-folder", OfflineFolder);
