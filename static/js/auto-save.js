/**
 * <auto-save>: no text typed into the form inside it is lost. It is kept in the browser at once and sent a second after the last key, when
 * a field or the page is left; a status line tells the truth about it. The server answers per field: what is safe, where somebody else was
 * faster, who writes where. Without JavaScript the form has its button. On a page without a form it only sends what was left behind.
 */
import { Conflicts } from "./conflict-panel.js";
import { element, fill } from "./elements.js";
import { FormTexts, isControl } from "./form-texts.js";
import { Drafts } from "./kept-drafts.js";
import { sendLeftBehind } from "./left-behind.js";
import { randomKey } from "./random-key.js";
import { Saving, pause, post, writeOf } from "./saving.js";
import { presentSession } from "./session.js";
import { signInAgain } from "./sign-in-again.js";
import { showKept, showWriters, tell } from "./team-mates.js";

/** @typedef {import("./kept-drafts.js").Write} Write @typedef {import("./kept-drafts.js").Kept} Kept */
/** @typedef {import("./saving.js").Answer} Answer */
/** @typedef {{ text: string, version: number, by: string }} Newer */

const PAUSE_MS = 1000;
// Whoever types without a pause is saved now and then all the same.
const LONGEST_MS = 5000;
// A save that is answered at once is not worth a word.
const SILENT_MS = 800;

class AutoSave extends HTMLElement {
  #place = { id: randomKey(), owner: this.dataset.owner ?? "", page: "", url: this.dataset.url ?? "", keptAt: 0 };
  #isShared = "shared" in this.dataset;
  #drafts = new Drafts(this.#place.owner, this.#isShared);
  #sending = /** @type {Write | null} */ (null);
  #savings = /** @type {Set<Saving>} */ (new Set());
  /** Texts that the server did not want as they are. @type {Map<string, string>} */
  #unwanted = new Map();
  #section = "";
  #timer = 0;
  #since = 0;
  #touchedAt = 0;
  /** When what is not saved was filled in; that may have been at an earlier visit. */
  #filledAt = 0;
  #isUnderWay = false;
  #isAway = false;
  #isClosed = false;

  connectedCallback() {
    if (this.texts) return;
    this.form = this.querySelector("form") ?? element("form", "");
    this.texts = new FormTexts(this.form);
    this.conflicts = new Conflicts(this.#template("conflict"), this.texts, () => this.#changed("chosen"));
    this.#place.page = this.form.action;
    for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.#changed());
    this.form.addEventListener("focusin", (event) => this.#entered(event.target));
    this.form.addEventListener("focusout", () => void this.#save());
    this.addEventListener("submit", (event) => void this.#submitted(event));
    addEventListener("online", this.#hurry);
    addEventListener("pagehide", () => void this.#save(true));
    // What is neither on the server nor on this device would be gone without a word.
    addEventListener("beforeunload", (event) => { if (this.#isAway && !this.#drafts.isKept) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => void (document.hidden ? this.#save(true) : this.#hurry()));
    void this.#begin();
    if (this.#open().length) this.#changed();
  }

  get #mine() { return /** @type {FormTexts} */ (this.texts); }

  get #conflicts() { return /** @type {Conflicts} */ (this.conflicts); }
  /** Takes up what an earlier visit could not send; on a shared device its key is needed. */
  async #begin() {
    for (; this.#isShared && !(await this.#drafts.unlock(this.dataset.sessionUrl ?? "")); await pause(PAUSE_MS)) this.dataset.ready = "";
    if (this.#isShared) void this.#keep();
    const kept = (await this.#drafts.all()).filter(({ id }) => id !== this.#place.id);
    // After that, as a page that leaves notes what is saved first and then removes what it kept.
    if ("known" in this.dataset) this.#mine.catchUp(await this.#drafts.known(this.#place.page));
    const here = kept.filter(({ page }) => page === this.#place.page && this.form?.isConnected).at(-1);
    if (here) await this.#putBack(here);
    this.dataset.ready = "";
    for (const each of kept) {
      if (each === here) continue;
      const answer = await sendLeftBehind(each, (write, url) => this.#sent(write, url));
      if (answer) {
        await this.#drafts.remove(each.id, each.keptAt);
        // What came too late is kept as well, but does not count: the server says so.
        if (!here) this.#tell("found", answer.told?.message ?? this.dataset.foundSent ?? "");
      } else if (this.dataset.page && each.page.endsWith(this.dataset.page)) {
        showKept(this, this.#template("kept"), this.dataset.left ?? "", each.draft.copy);
      }
    }
  }

  /** @param {Kept} kept what belongs to the fields of this page */
  async #putBack({ id, keptAt, draft: { texts, sending, at = 0 } }) {
    while (this.#sending) await pause(50);
    const isBack = Object.entries(texts).map(([name, text]) => this.#mine.putBack(name, text));
    if (isBack.includes(true)) this.#tell("found", this.dataset.found ?? "");
    this.#sending = sending;
    this.#filledAt = at;
    this.#isUnderWay = true;
    await this.#keep();
    await this.#drafts.remove(id, keptAt);
    this.#isUnderWay = false;
    // The network may be away for long; the page is ready all the same.
    void (sending ? this.#finish(sending) : this.#save());
  }

  /** @param {string} [state] what to say of it */
  #changed(state) {
    if (state && !this.#conflicts.size) this.#tell(state);
    this.#touchedAt = this.#filledAt = Date.now();
    void this.#keep();
    if (!this.#open().length) return;
    clearTimeout(this.#timer);
    this.#since ||= Date.now();
    const wait = Math.max(0, Math.min(PAUSE_MS, this.#since + LONGEST_MS - Date.now()));
    this.#timer = setTimeout(() => void this.#save(), wait);
  }

  /** Names of texts that can be sent: unsaved, not waiting for a choice, and not refused as they are. */
  #open() {
    const mine = this.#mine;
    return mine.unsaved.filter((name) => !this.#conflicts.has(name) && this.#unwanted.get(name) !== mine.value(name));
  }

  #keep() {
    const area = this.querySelector("textarea[data-kept]");
    if (area instanceof HTMLTextAreaElement) area.value = this.#mine.asText();
    return this.#drafts.keep(this.#place, () => {
      const texts = this.#mine.withBases(this.#mine.unsavedBeside(this.#sending?.texts));
      if (!this.#sending && !Object.keys(texts).length) return null;
      return { texts, sending: this.#sending, at: this.#filledAt, shown: this.#shownVersions(Object.keys(texts)), copy: this.#mine.asText() };
    });
  }

  /** @param {boolean} [isLeaving] nothing can be waited for any more */
  async #save(isLeaving = false) {
    clearTimeout(this.#timer);
    // After a dialog that was closed, what may have arrived goes first.
    if (this.#sending && !this.#isUnderWay) return this.#finish(this.#sending);
    const names = this.#open();
    if (this.#sending || this.#isClosed || !names.length) return;
    this.#since = 0;
    const write = writeOf(this.#mine.withBases(names), [...this.#shownVersions(names), ["section", this.#section]], this.#filledAt);
    this.#sending = write;
    await this.#finish(write, isLeaving);
  }

  /** @param {Write} write @param {boolean} [isLeaving] @returns {Promise<void>} */
  async #finish(write, isLeaving = false) {
    this.#isUnderWay = true;
    // Kept first: should the answer get lost, the next visit knows under which key it may have arrived.
    const kept = this.#keep();
    if (!isLeaving) await kept;
    const late = setTimeout(() => this.#tell("sending"), SILENT_MS);
    const answer = await this.#sent(write, this.#place.url);
    clearTimeout(late);
    this.#isUnderWay = false;
    if (!answer) return;
    this.#sending = null;
    this.#isAway = false;
    this.#answered(answer, write);
    await this.#keep();
    if (this.#open().length) this.#changed();
  }

  /** The versions of the other texts on the page, for what is newer. @param {string[]} sent @returns {[string, string][]} */
  #shownVersions(sent) {
    const others = this.#mine.names.filter((name) => !sent.includes(name));
    return others.map((name) => [`${name}-version`, String(this.#mine.base(name))]);
  }

  /** Tells the others where one writes, and asks what they wrote, before anything is typed. @param {EventTarget | null} target */
  #entered(target) {
    if (!("together" in this.dataset) || !isControl(target) || !target.name || target.name === this.#section || this.#isClosed) return;
    this.#section = target.name;
    setTimeout(async () => {
      if (this.#sending || this.#section !== target.name) return;
      const write = writeOf({}, [...this.#shownVersions([]), ["section", this.#section]]);
      const answer = await post({ url: this.#place.url, token: () => this.#token }, write);
      if (answer?.status === 200) this.#showOthers(answer.told);
    }, PAUSE_MS);
  }

  get #token() {
    return String(new FormData(/** @type {HTMLFormElement} */ (this.form)).get("csrf_token") ?? this.dataset.token ?? "");
  }

  #hurry = () => { for (const saving of this.#savings) saving.hurry(); };

  /** @param {Write} write @param {string} url */
  async #sent(write, url) {
    const saving = new Saving({
      url,
      token: () => this.#token,
      renew: () => this.#renew(),
      signIn: () => this.#signIn(),
      onTrouble: (trouble) => {
        this.#isAway = trouble === "offline";
        this.#tell(this.#drafts.isKept ? trouble : `${trouble}-unkept`);
      },
    }, write);
    this.#savings.add(saving);
    const answer = await saving.done();
    this.#savings.delete(saving);
    return answer;
  }

  async #renew() {
    const session = await presentSession(this.dataset.sessionUrl ?? "");
    this.dataset.token = session.csrf_token;
    return session.person === this.#place.owner;
  }

  /** @param {Answer} answer @param {Write} write */
  #answered({ status, told }, write) {
    for (const [name, version] of Object.entries(told.versions ?? {})) {
      this.#mine.note(name, write.texts[name] ?? "", Number(version));
    }
    if (told.version) this.#mine.rebaseWhole(told.version);
    for (const conflict of told.conflicts ?? []) this.#conflicts.ask(conflict);
    for (const [name, text] of Object.entries(write.texts)) {
      if (!(name in (told.versions ?? {})) && !this.#conflicts.has(name)) this.#unwanted.set(name, text);
    }
    if (status !== 200) {
      this.#refused(status, told);
      return;
    }
    this.#showOthers(told);
    if ("known" in this.dataset) void this.#drafts.note(this.#place, this.#mine.known);
    if (this.#conflicts.size) this.#tell("conflict");
    else if (this.#unwanted.size) this.#tell("refused", Object.values(told.faults ?? {})[0] ?? this.dataset.refused);
    else this.#tell("saved", fill(this.dataset.saved ?? "", { clock: told.clock }));
    this.dispatchEvent(new CustomEvent("auto-saved", { detail: told }));
  }

  /** @param {{ newer: Record<string, Newer>, writers: import("./team-mates.js").Writer[] }} told */
  #showOthers({ newer, writers }) {
    for (const [name, { text, version, by }] of Object.entries(newer)) {
      const mine = this.#mine;
      // Answers may overtake one another.
      if (!mine.has(name) || mine.unsaved.includes(name) || version <= mine.base(name)) continue;
      mine.note(name, text, version);
      if (mine.value(name) === text) continue;
      mine.write(name, text);
      this.#tell("newer", fill(this.dataset.newer ?? "", { person: by }));
    }
    showWriters(this, this.#mine, writers);
  }

  async #signIn() {
    // A dialog that opens under somebody's fingers would swallow letters.
    while (Date.now() - this.#touchedAt < PAUSE_MS) await pause(100);
    const form = /** @type {HTMLFormElement} */ (this.form);
    // Whoever holds a shared device now need not read what somebody else was typing.
    form.hidden = this.#isShared;
    const session = await signInAgain(this.#template("sign-in"), this.dataset.sessionUrl ?? "");
    if (session?.person === this.#place.owner) {
      form.hidden = false;
      this.dataset.token = session.csrf_token;
      return true;
    }
    if (session || this.#isShared) location.assign(this.dataset.elsewhere ?? "/");
    return false;
  }

  /** @param {number} status @param {{ code?: string, message?: string }} told */
  #refused(status, { code, message = this.dataset.refused ?? "" }) {
    this.#tell("refused", message);
    this.#isClosed = ["phase_closed", "already_handed_in"].includes(code ?? "") || status === 404;
    if (this.#isClosed) showKept(this, this.#template("kept"), message, this.#mine.asText());
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    if (!this.#sending && !this.#mine.unsaved.length) return;
    // What the server refuses by script it refuses in words on a page of its own.
    if (!this.#sending && !this.#open().length && !this.#conflicts.size) return;
    event.preventDefault();
    // What was typed while something was being sent is sent as well.
    for (let turn = 0; !turn || (turn < 2 && !this.#sending && this.#open().length); turn++) {
      void this.#save();
      for (; this.#isUnderWay; await pause(50)) {
        // Without network the page itself may know how to go on.
        if (this.#isAway && !this.dispatchEvent(new CustomEvent("without-network", { cancelable: true, detail: event }))) return;
      }
    }
    const conflict = this.#conflicts.first;
    if (conflict) conflict.querySelector("button")?.focus();
    else if (!this.#open().length) this.form?.requestSubmit(event.submitter);
  }

  /** @param {string} name */
  #template(name) { return /** @type {HTMLTemplateElement} */ (this.querySelector(`template[data-part="${name}"]`)); }

  /** @param {string} state @param {string} [words] */
  #tell(state, words = this.dataset[state.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())] ?? "") {
    tell(this.querySelector('[data-part="state"]'), state, words);
  }
}

customElements.define("auto-save", AutoSave);
