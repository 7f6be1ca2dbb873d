// Builds styles, browser modules and icons into the packages' static folders, which are committed.
// `node build.mjs --check` builds into a temporary folder instead and compares: no Node on users' machines,
// and no committed file that its source does not make.

import { build } from "esbuild";
import { compile } from "sass";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const here = import.meta.dirname;
const isCheck = process.argv.includes("--check");
const root = isCheck ? mkdtempSync(join(tmpdir(), "frontend-")) : resolve(here, "..");
const committed = resolve(here, "..");
const ui = "src/tongban/ui";

// entry -> where its bundle goes
const MODULES = {
  "src/ui/tongban.js": `${ui}/static/ui/tongban.js`,
  "src/demo/demo.js": `${ui}/static/ui/demo.js`,
  "src/wallet/wallet.js": "src/tongban/licences/static/licences/wallet.js",
  "src/wallet/service-worker.js": "src/tongban/licences/static/licences/service-worker.js",
  "src/verify/verify.js": "src/tongban/licences/static/licences/verify.js",
  "src/roadside/roadside.js": "src/tongban/roadside/static/roadside/roadside.js",
  "src/transfers/citizen.js": "src/tongban/transfers/static/transfers/citizen.js",
  "src/transfers/viewer.js": "src/tongban/transfers/static/transfers/viewer.js",
};
// files that are copied as they are
const COPIES = {
  "node_modules/barcode-detector/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm":
    `${ui}/static/ui/zxing_reader.wasm`,
  "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm": `${ui}/static/ui/zxing_reader.wasm`,
};
const made = [];

function write(path, content) {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  made.push(path);
}

const style = compile(join(here, "src/styles/tongban.scss"), {
  style: "compressed",
  loadPaths: [join(here, "node_modules")],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "mixed-decls"],
});
write(`${ui}/static/ui/tongban.css`, style.css);

for (const [entry, target] of Object.entries(MODULES)) {
  if (!existsSync(join(here, entry))) continue;
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    legalComments: "none",
    logLevel: "error",
  });
  write(target, result.outputFiles[0].contents);
}

for (const [source, target] of Object.entries(COPIES)) {
  if (existsSync(join(here, source))) write(target, readFileSync(join(here, source)));
}

const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
for (const name of names) {
  const source = join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
  const drawn = readFileSync(source, "utf8").replace(/<!--[\s\S]*?-->\s*/g, "");
  write(`${ui}/icons/${name}.svg`, drawn.trim() + "\n");
}
cpSync(join(here, "node_modules/@tabler/icons/LICENSE"), join(root, `${ui}/icons/LICENSE`));

if (isCheck) {
  const stale = made.filter((path) => {
    const there = join(committed, path);
    return !existsSync(there) || !readFileSync(there).equals(readFileSync(join(root, path)));
  });
  rmSync(root, { recursive: true });
  for (const path of stale) console.error(`not what its source builds: ${path}`);
  console.log(`${made.length} files checked, ${stale.length} stale`);
  process.exit(stale.length ? 1 : 0);
}
console.log(`${made.length} files built`);
