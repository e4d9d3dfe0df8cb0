/**
 * What is typed and not on the server yet, kept in the browser: it survives a reload, a crash and a battery that is empty. On a device
 * that several people share, every draft is locked with a key that the server gives to its owner alone and that only this page's memory
 * holds. Where a browser cannot lock (no https), nothing is kept there at all.
 */
import { openDB } from "idb";
import { presentSession } from "./session.js";

/**
 * @typedef {{ value: string, base: number }} Text a text, and the version on the server that it changes
 * @typedef {{ key: string, body: string, texts: Record<string, string>, at?: number }} Write a write that may have arrived or not; filled in `at`
 * @typedef {{ texts: Record<string, Text>, sending: Write | null, at?: number, shown?: [string, string][], copy?: string }} Draft filled in `at`; `shown` are the versions of all else, `copy` is all of it to be read
 * @typedef {{ id: string, owner: string, page: string, url: string, keptAt: number }} Place
 * @typedef {Place & { draft: Draft }} Kept
 * @typedef {Place & { draft?: Draft, locked?: ArrayBuffer, nonce?: Uint8Array<ArrayBuffer> }} Row
 */

const STORE = "drafts";
const KNOWN = "known:";
const KEPT_FOR = 60 * 24 * 3600 * 1000;
// A device that noted an earlier moment had no clock yet.
const FIRST_YEAR = Date.UTC(2026, 0);

/** @type {Promise<import("idb").IDBPDatabase> | null} */
let opened = null;

function database() {
  opened ??= openDB("drafts", 1, { upgrade: (made) => void made.createObjectStore(STORE, { keyPath: "id" }) });
  return opened;
}

/**
 * Phones close the database behind a page that sleeps: then it is opened once more.
 *
 * @template T
 * @param {(store: import("idb").IDBPDatabase) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function inDatabase(work) {
  try {
    return await work(await database());
  } catch {
    void opened?.then((broken) => broken.close(), () => undefined);
    opened = null;
    return work(await database());
  }
}

export class Drafts {
  #owner;
  #isShared;
  /** @type {CryptoKey | null} */
  #lock = null;
  /** @type {Promise<void> | null} */
  #keeping = null;
  #isStale = false;
  /** Whether the last text that was to be kept is on the disk of this device. */
  isKept = false;

  /**
   * @param {string} owner whose drafts these are
   * @param {boolean} isShared whether others use the device
   */
  constructor(owner, isShared) {
    this.#owner = owner;
    this.#isShared = isShared;
  }

  /** Whether something can be kept here at all. */
  get canKeep() {
    return !this.#isShared || this.#lock !== null;
  }

  /**
   * Asks for the key, which is 64 hexadecimal digits.
   *
   * @param {string} sessionUrl
   * @returns {Promise<boolean>} whether the server has answered; a network that broke just then is asked again
   */
  async unlock(sessionUrl) {
    const session = await presentSession(sessionUrl).catch(() => null);
    const key = session?.person === this.#owner ? session.draft_key : null;
    if (!key || !globalThis.crypto?.subtle) return session !== null;
    const bytes = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    this.#lock = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    return true;
  }

  /**
   * Keeps what there is now, one write after the other, so that an older one never comes last.
   *
   * @param {Place} place
   * @param {() => Draft | null} present null once nothing is left to keep
   * @returns {Promise<void>}
   */
  keep(place, present) {
    this.#isStale = true;
    this.#keeping ??= this.#keepAll(place, present).finally(() => { this.#keeping = null; });
    return this.#keeping;
  }

  /** @param {Place} place @param {() => Draft | null} present */
  async #keepAll(place, present) {
    while (this.#isStale) {
      this.#isStale = false;
      const draft = present();
      if (draft) this.isKept = await this.#put({ ...place, keptAt: Date.now() }, draft);
      else await this.remove(place.id);
    }
  }

  /**
   * @param {Place} place
   * @param {Draft} draft
   * @returns {Promise<boolean>} whether it is on the disk of this device
   */
  async #put(place, draft) {
    if (!this.canKeep) return false;
    try {
      const row = this.#lock ? await this.#locked(place, draft, this.#lock) : { ...place, draft };
      await inDatabase((store) => {
        const transaction = store.transaction(STORE, "readwrite");
        void transaction.store.put(row);
        // Said at once, so that it holds even if the page is gone before it hears that the row was written.
        transaction.commit();
        return transaction.done;
      });
      return true;
    } catch {
      return false; // a private window or a full disk
    }
  }

  /**
   * Notes what the server has of a page: one that was kept for the time without network may be older than that.
   *
   * @param {Place} place
   * @param {Record<string, Text>} texts
   */
  note(place, texts) {
    return this.#put({ ...place, id: KNOWN + place.page, keptAt: Date.now() }, { texts, sending: null });
  }

  /** @param {string} page @returns {Promise<Record<string, Text>>} what was noted of a page */
  async known(page) {
    const rows = await this.#own();
    return rows.find(({ id }) => id === KNOWN + page)?.draft.texts ?? {};
  }

  /** @param {string} id @param {number} [keptAt] when what is not needed was kept: a page that is open in another tab may have kept more */
  async remove(id, keptAt) {
    try {
      await inDatabase(async (store) => {
        const transaction = store.transaction(STORE, "readwrite");
        const row = await transaction.store.get(id);
        if (keptAt === undefined || row?.keptAt === keptAt) void transaction.store.delete(id);
        await transaction.done;
      });
    } catch {
      // What cannot be kept need not be removed.
    }
  }

  /**
   * Everything of the owner's that can be read, the oldest first.
   *
   * @returns {Promise<Kept[]>}
   */
  async all() {
    return (await this.#own()).filter(({ id }) => !id.startsWith(KNOWN));
  }

  /** @returns {Promise<Kept[]>} */
  async #own() {
    try {
      const rows = /** @type {Row[]} */ (await inDatabase((store) => store.getAll(STORE)));
      for (const row of rows) if (this.#isOver(row)) await this.remove(row.id);
      const own = rows.filter((row) => row.owner === this.#owner).sort((one, other) => one.keptAt - other.keptAt);
      const opened = await Promise.all(own.map((row) => this.#opened(row)));
      return opened.filter((kept) => kept !== null);
    } catch {
      return [];
    }
  }

  /** Nobody waits for texts of others for ever; one's own are sent, however old a device with a wrong clock takes them for. @param {Row} row */
  #isOver({ id, owner, keptAt }) {
    const isOld = keptAt > FIRST_YEAR && keptAt < Date.now() - KEPT_FOR;
    return isOld && (owner !== this.#owner || id.startsWith(KNOWN));
  }

  /**
   * @param {Place} place
   * @param {Draft} draft
   * @param {CryptoKey} lock
   * @returns {Promise<Row>}
   */
  async #locked(place, draft, lock) {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(JSON.stringify(draft));
    return { ...place, nonce, locked: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, lock, bytes) };
  }

  /**
   * @param {Row} row
   * @returns {Promise<Kept | null>}
   */
  async #opened({ draft, locked, nonce, ...place }) {
    if (draft) return { ...place, draft };
    if (!locked || !nonce || !this.#lock) return null;
    try {
      const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, this.#lock, locked);
      return { ...place, draft: JSON.parse(new TextDecoder().decode(bytes)) };
    } catch {
      return null;
    }
  }
}
