// Judges folders of pages for `html.py`: starting anew for each would take longer than looking at what lies in them.
// In comes the name of a folder, a line each; out goes what was found there as JSON, a line each.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate(JSON.parse(process.argv[2]));

for await (const folder of createInterface({ input: process.stdin })) {
  const found = [];
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".html")).sort()) {
    const { results } = await validator.validateFile(join(folder, name));
    for (const { line, column, ruleId, message } of results.flatMap(({ messages }) => messages)) {
      found.push(`${name}:${line}:${column} ${ruleId}: ${message}`);
    }
  }
  console.log(JSON.stringify(found));
}
