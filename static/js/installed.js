/**
 * Lets the application answer without network, see static/worker/service-worker.js, and sees to it that a folder belongs to whoever is
 * signed in: as soon as a page comes from the server while somebody else or nobody is, it is thrown away.
 */
import { contentsOf, forgetFolder } from "./folder.js";
import { presentSession } from "./session.js";

const ADDRESS = "/service-worker.js";

// Only this one address becomes a script by the policy that pages allow.
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("service-worker", { createScriptURL: () => ADDRESS });

/** Nothing depends on it: a browser that has none, or a private window, works with the network alone. */
async function install() {
  await navigator.serviceWorker?.register(policy?.createScriptURL("") ?? ADDRESS).catch(() => undefined);
}

async function guard() {
  if (!("caches" in globalThis)) return;
  const [contents] = await contentsOf();
  if (!contents) return;
  const session = await presentSession("/session").catch(() => null);
  if (session && session.person !== contents.owner) await forgetFolder();
}

void install();
void guard();
