/**
 * Builds static/dist/: one stylesheet, one script, the fonts and the pictures, each with a hash in its name, and manifest.json
 * from the plain name to the hashed one. Hashed names let the server answer "immutable"; the pages find them through the manifest.
 *
 * Run it with `node static/build.mjs` after `npm ci`.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.dirname(HERE);
const DIST = path.join(HERE, "dist");
// A folder per process, since a developer's build and a test's may run at the same time.
const NEXT = path.join(ROOT, "node_modules", `.dist-${process.pid}`);
const TARGET = ["chrome111", "firefox113", "safari16.4"];

const manifest = {};
await rm(NEXT, { recursive: true, force: true });
await mkdir(NEXT, { recursive: true });
await buildStyles();
await buildScript();
await buildPictures();
await buildIcons();
await buildWorker();
await copyPaperFonts();
await writeFile(path.join(NEXT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
// Built beside and moved when finished: a build that fails leaves the old files alone.
await rm(DIST, { recursive: true, force: true });
await rename(NEXT, DIST);

/** Stores bytes under a name that carries their hash and notes it in the manifest. */
async function store(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  manifest[name] = `${stem}-${hash}${ext}`;
  await writeFile(path.join(NEXT, manifest[name]), bytes);
}

async function buildPictures() {
  const folder = path.join(HERE, "img");
  for (const name of (await readdir(folder)).sort()) {
    // Those the stylesheet shows are there already.
    if (!(name in manifest)) await store(name, await readFile(path.join(folder, name)));
  }
}

/** The icon of the installed application: our spark on a ground that a system may cut to any shape. */
async function buildIcons() {
  const spark = await readFile(path.join(HERE, "img", "spark.svg"), "utf8");
  const inside = spark.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const ground = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><path fill="#14184a" d="M0 0h96v96H0z"/>';
  await store("icon.svg", `${ground}<g transform="translate(16 16)">${inside}</g></svg>\n`);
}

/** Of what is built before, the files that the page without network needs. */
async function buildWorker() {
  const needed = ["app.css", "app.js", "spark.svg", "fira-sans-latin-400-normal.woff2", "fira-sans-latin-700-normal.woff2"];
  const parts = (await readdir(NEXT)).filter((name) => name.startsWith("part-"));
  const assets = [...needed.map((name) => manifest[name]), ...parts].sort().map((name) => `/static/dist/${name}`);
  const version = createHash("sha256").update(assets.join()).digest("hex").slice(0, 10);
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(HERE, "worker", "service-worker.js")],
    outdir: NEXT,
    minify: true,
    target: TARGET,
    define: { ASSETS: JSON.stringify(assets), VERSION: JSON.stringify(version) },
    write: false,
  });
  await store("service-worker.js", outputFiles[0].contents);
}

async function buildScript() {
  const result = await esbuild.build({
    entryPoints: [path.join(HERE, "js", "app.js")],
    outdir: NEXT,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: TARGET,
    chunkNames: "part-[hash]",
    write: false,
  });
  for (const file of result.outputFiles) {
    const name = path.basename(file.path);
    // What is imported only when it is needed is named by its importer, and carries its hash already.
    if (name === "app.js") await store(name, file.contents);
    else await writeFile(path.join(NEXT, name), file.contents);
  }
}

async function buildStyles() {
  const bundled = await esbuild.build({
    entryPoints: [path.join(HERE, "css", "app.css")],
    outdir: NEXT,
    bundle: true,
    target: TARGET,
    loader: { ".woff2": "file", ".svg": "file" },
    assetNames: "[name]-[hash]",
    write: false,
  });
  let css = "";
  for (const file of bundled.outputFiles) {
    if (file.path.endsWith(".css")) {
      css = file.text;
      continue;
    }
    const name = path.basename(file.path);
    manifest[name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = name;
    await writeFile(path.join(NEXT, name), file.contents);
  }
  const { code } = await esbuild.transform(await withoutUnused(css), { loader: "css", minify: true, target: TARGET });
  await store("app.css", code);
}

/** typst sets the PDFs and reads TrueType only. Plain names: it takes the whole folder, and no page asks for these. */
async function copyPaperFonts() {
  const folder = path.join(NEXT, "fonts", "pdf");
  await mkdir(folder, { recursive: true });
  const styles = {
    "fira-sans": ["400Regular", "500Medium", "700Bold", "800ExtraBold"],
    "noto-sans-arabic": ["400Regular", "700Bold"],
    "noto-emoji": ["400Regular"],
  };
  for (const [family, weights] of Object.entries(styles)) {
    const stem = family.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());
    for (const weight of weights) {
      const name = `${stem}_${weight}.ttf`;
      await copyFile(path.join(ROOT, "node_modules", "@expo-google-fonts", family, weight, name), path.join(folder, name));
    }
  }
}

/** KERN brings 340 kB for every case there is; pages keep the rules whose classes appear in templates, scripts or Python. */
async function withoutUnused(css) {
  const [purged] = await new PurgeCSS().purge({
    content: ["templates/**/*.html", "static/js/**/*.js", "app/**/*.py"].map((pattern) => path.join(ROOT, pattern)),
    css: [{ raw: css }],
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
    variables: true,
    // The number of a category comes out of the database, so no template spells these names.
    safelist: { standard: [/^category-\d$/] },
  });
  return purged.css;
}
