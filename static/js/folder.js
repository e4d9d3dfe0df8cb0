/** A juror's folder: pages and files of the ideas to be judged, kept on this device for the time without network. */

/**
 * @typedef {{ owner: string, round: string, sheets: string[], kept: string[], ideas: number, files: number, films: number, missing: { files: number, films: number }, bytes: number, clock: string }} Contents
 */

// Both are known to static/worker/service-worker.js as well.
const FOLDER = "folder";
const CONTENTS = "/folder/";

/** @returns {Promise<Contents[]>} what lies here of each round */
export async function contentsOf() {
  if (!(await caches.has(FOLDER))) return [];
  const folder = await caches.open(FOLDER);
  const asked = (await folder.keys()).filter(({ url }) => new URL(url).pathname.startsWith(CONTENTS));
  return Promise.all(asked.map(async (request) => (await folder.match(request))?.json()));
}

export async function forgetFolder() {
  await caches.delete(FOLDER);
}

/** @returns {Promise<Cache>} */
export function openFolder() {
  return caches.open(FOLDER);
}

/** Says what lies here of a round, and takes away files that an earlier loading left behind. @param {Contents} contents */
export async function noteContents(contents) {
  const folder = await openFolder();
  const body = JSON.stringify(contents);
  await folder.put(CONTENTS + contents.round, new Response(body, { headers: { "Content-Type": "application/json" } }));
  const needed = new Set((await contentsOf()).flatMap(({ kept }) => kept));
  const files = (await folder.keys()).map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith("/files/"));
  await Promise.all(files.filter((path) => !needed.has(path)).map((path) => folder.delete(path)));
}
