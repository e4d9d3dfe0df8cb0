/**
 * What answers when the server does not: a juror's folder with pages, pictures and films of the ideas, and for everybody else a page that
 * says what still works. A form that could not be sent leaves its page standing. Everything else goes to the network as if this were not here. The network always comes first, so that what was
 * taken back is not shown from a folder; built files alone, which have their hash in their name, are taken from here.
 *
 * Put in by the build: ASSETS, addresses of the files that the page without network needs, and VERSION, which changes with them.
 */
/* global ASSETS, VERSION */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SHELL = `shell-${VERSION}`;
// Kept by static/js/offline-folder.js; what it holds of a round stands under this address.
const FOLDER = "folder";
const CONTENTS = "/folder/";
const OFFLINE = "/offline";
const BUILT = "/static/dist/";
// What a proxy says while the server behind it is away.
const AWAY = new Set([502, 503, 504]);

worker.addEventListener("install", (event) => {
  // What a page sends while it is left must not wait for this worker to wake up: it would be lost with the page.
  /** @type {any} */ (event).addRoutes?.([{ condition: { requestMethod: "POST", requestMode: "cors" }, source: "network" }]).catch(() => undefined);
  event.waitUntil(install());
});
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(readable(event.request)));
  else if (event.request.method !== "GET") return;
  else if (pathname.startsWith(BUILT)) event.respondWith(builtFile(event.request));
  else if (pathname.startsWith("/files/")) event.respondWith(file(event.request));
});

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll([OFFLINE, ...ASSETS]);
  await worker.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * Whoever goes back to what a form was answered with asks for a page that no browser keeps, which looks as if the network were missing.
 * The page is read instead, and the form not sent once more. @param {Request} request
 */
function readable(request) {
  if (request.cache !== "only-if-cached") return request;
  return new Request(request.url, { headers: { Accept: "text/html" }, redirect: "manual" });
}

/** @param {Request} request @returns {Promise<Response>} */
async function page(request) {
  const sent = request.method === "POST" ? request.clone() : null;
  const { pathname } = new URL(request.url);
  // Whoever leaves takes everything along that lies here for them alone.
  if (sent && pathname === "/sign-out") await caches.delete(FOLDER);
  try {
    const answer = await fetch(request);
    if (AWAY.has(answer.status)) return (await kept(pathname, sent)) ?? (isOurs(answer) ? answer : ((await stay(sent)) ?? answer));
    if (!sent && answer.ok) await renew(pathname, answer);
    return answer;
  } catch {
    return (await kept(pathname, sent)) ?? (await stay(sent)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

/** Our own pages keep what was typed, those of a proxy do not. @param {Response} answer */
function isOurs(answer) {
  return answer.headers.has("X-Request-Id");
}

/**
 * A form did not arrive: nothing is shown instead of its page, which keeps everything that was typed, and is told to say so.
 *
 * @param {Request | null} sent @returns {Promise<Response | undefined>}
 */
async function stay(sent) {
  if (!sent || new URL(sent.url).pathname === "/sign-out") return undefined;
  const pages = await worker.clients.matchAll({ type: "window" });
  const senders = pages.filter(({ url }) => url.replace(/#.*/, "") === sent.referrer);
  for (const sender of senders) sender.postMessage("not-sent");
  return senders.length ? new Response(null, { status: 204 }) : undefined;
}

/** A page that lies in the folder is the newer one from now on. @param {string} pathname @param {Response} answer */
async function renew(pathname, answer) {
  if (!(await caches.has(FOLDER))) return;
  const folder = await caches.open(FOLDER);
  if (await folder.match(pathname)) await folder.put(pathname, answer.clone());
}

/** @param {string} pathname @param {Request | null} sent @returns {Promise<Response | undefined>} */
async function kept(pathname, sent) {
  if (!(await caches.has(FOLDER))) return undefined;
  const folder = await caches.open(FOLDER);
  if (pathname.endsWith("/next")) return next(folder, pathname.slice(0, -"/next".length));
  if (!sent) return folder.match(pathname);
  // A button of a sheet: what was entered is kept by the page itself, so only its way on is left.
  if (!(await folder.match(pathname))) return undefined;
  const body = await sent.text().catch(() => "");
  if (body.includes("go_on=")) return next(folder, pathname);
  return Response.redirect(body.includes("check=") ? `${pathname}#check` : pathname, 303);
}

/** The sheet after one in the folder, from the top again after the last. @param {Cache} folder @param {string} pathname */
async function next(folder, pathname) {
  for (const { url } of await folder.keys()) {
    if (!new URL(url).pathname.startsWith(CONTENTS)) continue;
    const { sheets } = await (await folder.match(url))?.json();
    const place = sheets.indexOf(pathname);
    if (place >= 0) return Response.redirect(sheets[(place + 1) % sheets.length], 303);
  }
  return undefined;
}

/** @param {Request} request */
async function builtFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** @param {Request} request @returns {Promise<Response>} */
async function file(request) {
  try {
    return await fetch(request);
  } catch (fault) {
    if (!(await caches.has(FOLDER))) throw fault;
    const found = await (await caches.open(FOLDER)).match(request.url);
    if (!found) throw fault;
    return part(found, request.headers.get("Range"));
  }
}

/** A film is asked for piece by piece. @param {Response} whole @param {string | null} range */
async function part(whole, range) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (!asked) return whole;
  const bytes = await whole.blob();
  const first = Number(asked[1]);
  const last = Math.min(asked[2] ? Number(asked[2]) : bytes.size - 1, bytes.size - 1);
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${bytes.size}` } });
  return new Response(bytes.slice(first, last + 1), {
    status: 206,
    headers: {
      "Content-Type": whole.headers.get("Content-Type") ?? "application/octet-stream",
      "Content-Range": `bytes ${first}-${last}/${bytes.size}`,
      "Content-Length": String(last + 1 - first),
    },
  });
}
