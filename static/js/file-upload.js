/**
 * <file-upload>: makes the upload form inside it pleasant: choose, drag or photograph several files, see what is sent and how far it is, pause,
 * go on, stop. What was interrupted goes on by itself, also after the page was loaded again. The form stays what it is without JavaScript.
 */
import { inMegabytes, inTime } from "./amounts.js";
import { button, element, fill, pick, relabel } from "./elements.js";
import { randomKey } from "./random-key.js";

const AGAIN_MS = 3000;
const AT_ONCE = 2;

/** @typedef {import("./sending.js").Sending} Sending */
/** @typedef {import("./kept-files.js").KeptFile} KeptFile */

class FileUpload extends HTMLElement {
  /** @type {Row[]} */
  #rows = [];

  connectedCallback() {
    const form = this.querySelector("form");
    const chooser = this.querySelector('input[type="file"]');
    if (!form || !(chooser instanceof HTMLInputElement)) return;
    this.form = form;
    this.list = element("ul", "file-upload__list");
    chooser.multiple = true;
    form.hidden = true;
    this.append(this.#buildArea(chooser));
    addEventListener("online", () => { for (const row of this.#rows) row.sending?.hurry(); });
    addEventListener("beforeunload", (event) => { if (this.#rows.some((row) => row.isSending)) event.preventDefault(); });
    void this.#goOn();
  }

  /** @param {HTMLInputElement} chooser */
  #buildArea(chooser) {
    const { choose = "", drop = "", camera } = this.dataset;
    const area = element("div", "file-upload__drop");
    const label = chooser.labels?.[0]?.firstChild?.textContent ?? "";
    const help = document.getElementById(`${chooser.id}-help`)?.textContent;
    const buttons = element("div", "cluster");
    this.choosing = button(choose, "primary", () => pick(chooser, null));
    buttons.append(this.choosing);
    if (camera) buttons.append(button(camera, "secondary", () => pick(chooser, "environment")));
    buttons.append(element("span", "muted", drop));
    area.append(element("p", "file-upload__label", label));
    if (help) area.append(element("p", "file-upload__help", help));
    area.append(buttons, /** @type {HTMLElement} */ (this.list));
    chooser.addEventListener("change", () => {
      this.#takeAll([...(chooser.files ?? [])]);
      this.form?.reset();
    });
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      area.classList.add("file-upload__drop--over");
    });
    area.addEventListener("dragleave", () => area.classList.remove("file-upload__drop--over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("file-upload__drop--over");
      this.#takeAll([...(event.dataTransfer?.files ?? [])]);
    });
    return area;
  }

  /** Files that were on their way when the page was left. */
  async #goOn() {
    const { keptFiles } = await import("./kept-files.js");
    for (const kept of await keptFiles(this.url, this.#person)) this.#add(kept);
    this.#next();
  }

  /** @param {File[]} files */
  #takeAll(files) {
    const begun = { page: this.url, owner: this.#person, url: null, keptAt: Date.now() };
    for (const file of files) this.#add({ ...begun, id: randomKey(), file }).keep();
    this.#next();
  }

  get #person() {
    return this.dataset.owner ?? "";
  }

  get url() {
    return this.form?.action ?? "";
  }

  /** @param {KeptFile} kept */
  #add(kept) {
    const row = new Row(this, kept, () => this.#next());
    this.#rows.push(row);
    this.list?.append(row.item);
    return row;
  }

  /** Begin what waits; once everything has arrived, show it where it belongs. */
  #next() {
    this.#rows = this.#rows.filter((row) => row.item.isConnected);
    for (const row of this.#rows) {
      if (this.#rows.filter((other) => other.isSending).length >= AT_ONCE) break;
      if (row.isWaiting) void row.begin();
    }
    const isBusy = this.#rows.some((row) => row.isWaiting || row.isSending);
    this.setAttribute("aria-busy", String(isBusy));
    if (!isBusy && this.#rows.some((row) => row.hasArrived) && this.#rows.every((row) => row.hasArrived)) location.reload();
  }
}

/** A file and how far it is: waiting, sending, offline, paused, checking (by the server) or failed. */
class Row {
  /** @type {Sending | null} */
  sending = null;
  /** @type {Promise<void> | undefined} */
  keeping;
  #state = "";

  /**
   * @param {FileUpload} owner
   * @param {KeptFile} kept
   * @param {() => void} onChange
   */
  constructor(owner, kept, onChange) {
    this.owner = owner;
    this.kept = kept;
    this.onChange = onChange;
    const { file } = kept;
    this.bar = element("progress", "progress__bar");
    this.bar.max = Math.max(file.size, 1);
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.line = element("p", "numeric muted");
    this.status = element("p", "file-upload__status");
    this.status.setAttribute("role", "status");
    this.pause = button("", "tertiary", () => this.#turn());
    this.stop = button(this.#word("cancel"), "tertiary", () => void this.#cancel());
    const buttons = element("div", "cluster");
    buttons.append(this.pause, this.stop);
    this.item = element("li", "file-upload__file");
    this.item.append(element("p", "file-upload__name", file.name), this.bar, this.line, this.status, buttons);
    this.#become("waiting");
    this.#name(this.pause, "pause");
    this.#name(this.stop, "cancel");
    this.pause.hidden = true;
    const limit = Number(owner.dataset.maxBytes);
    const words = { name: file.name, size: inMegabytes(file.size), limit: inMegabytes(limit) };
    if (file.size > limit) void this.#fail(fill(this.#word("tooLarge"), words));
  }

  get isWaiting() {
    return this.#state === "waiting";
  }

  get isSending() {
    return this.#state === "sending" || this.#state === "offline";
  }

  get hasArrived() {
    return this.#state === "checking";
  }

  /** Here from the moment it was chosen: what waits for its turn is not forgotten either when the page goes. */
  keep() {
    const isWanted = () => this.item.isConnected && this.#state !== "failed";
    this.keeping = this.#insist(() => import("./kept-files.js")).then(({ keepFile }) => isWanted() ? keepFile(this.kept) : undefined);
  }

  async begin() {
    this.#become("sending");
    await this.keeping;
    const { keepFile } = await this.#insist(() => import("./kept-files.js"));
    const { Sending } = await this.#insist(() => import("./sending.js"));
    if (!this.item.isConnected) return;
    this.pause.hidden = false;
    this.sending = new Sending(this.kept.file, this.kept.page, {
      key: this.kept.id,
      known: this.kept.url,
      token: () => String(new FormData(this.owner.form).get("csrf_token") ?? ""),
      onChange: () => queueMicrotask(() => this.#show()),
      onBegun: (url) => void keepFile({ ...this.kept, url }),
    });
  }

  /**
   * Load a part of this script, however long the network is away.
   *
   * @template T
   * @param {() => Promise<T>} load
   * @returns {Promise<T>}
   */
  async #insist(load) {
    for (;;) {
      try {
        return await load();
      } catch {
        if (this.isSending) this.#become("offline");
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  #show() {
    const { sending } = this;
    if (!sending || !this.item.isConnected) return;
    this.bar.value = sending.sent;
    const { secondsLeft } = sending;
    const isOnItsWay = secondsLeft !== null && sending.state !== "done";
    const words = { sent: inMegabytes(sending.sent), size: inMegabytes(sending.file.size), speed: inMegabytes(sending.speed), left: inTime(secondsLeft ?? 0) };
    this.line.textContent = fill(this.#word(isOnItsWay ? "progress" : "sent"), words);
    this.#name(this.pause, sending.state === "paused" ? "resume" : "pause");
    if (sending.state === "failed") void this.#fail(sending.reason || this.#word("failed"), sending.mayGoOnLater);
    else if (sending.state === "done") void this.#finish();
    else this.#become(sending.state);
  }

  #turn() {
    if (this.sending?.state === "paused") this.sending.resume();
    else this.sending?.pause();
    this.onChange();
  }

  async #cancel() {
    const { forgetFile } = await import("./kept-files.js");
    await forgetFile(this.kept.id);
    const next = (this.item.nextElementSibling ?? this.item.previousElementSibling)?.querySelector("button:not([hidden])");
    this.#handOn(/** @type {HTMLElement | null | undefined} */ (next) ?? this.owner.choosing);
    this.item.remove();
    this.onChange();
    await this.sending?.cancel();
  }

  async #finish() {
    if (this.hasArrived) return;
    this.#become("checking");
    this.#handOn(this.owner.choosing);
    this.pause.remove();
    this.stop.remove();
    const { forgetFile } = await import("./kept-files.js");
    await forgetFile(this.kept.id);
    this.onChange();
  }

  /**
   * @param {string} reason
   * @param {boolean} [mayGoOnLater] whether the page should try again when it is opened next time
   */
  async #fail(reason, mayGoOnLater = false) {
    this.#state = "failed";
    if (!mayGoOnLater) {
      // Before it is said: who has read it may leave the page, and must not find the file on its way again.
      const { forgetFile } = await import("./kept-files.js");
      await forgetFile(this.kept.id);
    }
    this.#handOn(this.stop);
    this.pause.remove();
    this.bar.remove();
    this.line.remove();
    this.status.className = "file-upload__error";
    this.status.setAttribute("role", "alert");
    this.status.textContent = reason;
    relabel(this.stop, this.#word("dismiss"));
    this.#name(this.stop, "dismiss");
    queueMicrotask(this.onChange);
  }

  /**
   * Whoever stands on a button that goes away stands on another one then, not at the top of the page.
   *
   * @param {HTMLElement | null | undefined} other
   */
  #handOn(other) {
    if (this.item.contains(document.activeElement)) other?.focus();
  }

  /**
   * Words only when something changes: a screen reader should not count along.
   *
   * @param {string} state
   */
  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.status.textContent = this.#word(state);
  }

  /**
   * The same button beside every file needs to say which one it means.
   *
   * @param {HTMLButtonElement} named
   * @param {string} word
   */
  #name(named, word) {
    relabel(named, this.#word(word));
    named.setAttribute("aria-label", `${this.#word(word)}: ${this.kept.file.name}`);
  }

  /** @param {string} name */
  #word(name) {
    return this.owner.dataset[name] ?? "";
  }
}

customElements.define("file-upload", FileUpload);
