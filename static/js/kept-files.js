/**
 * Files that are being sent, kept in the browser so that a page that is loaded again goes on with them by itself. Kept per page of files;
 * an upload belongs to the person who began it, so nobody else who opens the page can go on with it.
 */
import { openDB } from "idb";

/** @typedef {{ id: string, page: string, file: File, url: string | null, keptAt: number }} KeptFile */

const STORE = "files";
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/** A browser that forbids it (private window, full disk) sends all the same, only a reload forgets. */
async function store() {
  return openDB("sending", 1, { upgrade: (database) => void database.createObjectStore(STORE, { keyPath: "id" }) });
}

/**
 * @param {string} page
 * @returns {Promise<KeptFile[]>}
 */
export async function keptFiles(page) {
  try {
    const all = /** @type {KeptFile[]} */ (await (await store()).getAll(STORE));
    for (const old of all.filter((kept) => kept.keptAt < Date.now() - KEPT_FOR)) await forgetFile(old.id);
    return all.filter((kept) => kept.page === page && kept.keptAt >= Date.now() - KEPT_FOR);
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
