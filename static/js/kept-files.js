/**
 * Files that wait or are being sent, kept in the browser so that a page that is loaded again goes on with them by itself. Kept per page of
 * files and person: an upload belongs to whoever began it, so another one of the team who opens the page leaves them alone.
 */
import { openDB } from "idb";

/** @typedef {{ id: string, page: string, owner?: string, file: File, url: string | null, keptAt: number }} KeptFile */

const STORE = "files";
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/** A browser that forbids it (private window, full disk) sends all the same, only a reload forgets. */
async function store() {
  return openDB("sending", 1, { upgrade: (database) => void database.createObjectStore(STORE, { keyPath: "id" }) });
}

/**
 * @param {string} page
 * @param {string} owner
 * @returns {Promise<KeptFile[]>}
 */
export async function keptFiles(page, owner) {
  try {
    const all = /** @type {KeptFile[]} */ (await (await store()).getAll(STORE));
    const mine = new Set(all.filter((kept) => kept.page === page && (kept.owner ?? owner) === owner));
    // What can be sent now is not too old for it: the clock of the device may be wrong.
    for (const old of all) if (!mine.has(old) && old.keptAt < Date.now() - KEPT_FOR) await forgetFile(old.id);
    return [...mine];
  } catch {
    return [];
  }
}

/** @param {KeptFile} kept */
export async function keepFile(kept) {
  try {
    await (await store()).put(STORE, kept);
  } catch {
    // As said above.
  }
}

/** @param {string} id */
export async function forgetFile(id) {
  try {
    await (await store()).delete(STORE, id);
  } catch {
    // As said above.
  }
}
