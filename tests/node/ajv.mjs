// Compiles each schema named on the command line with Ajv in strict mode (JSON Schema 2020-12); prints what it refuses.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

let failed = 0;
for (const file of process.argv.slice(2)) {
  const complaints = [];
  const say = (message) => complaints.push(String(message));
  // A target is a number or a range, a condition a word or a list: unions are part of the format.
  const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true, allErrors: true, logger: { log: say, warn: say, error: say } });
  try {
    ajv.compile(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    complaints.push(error.message);
  }
  for (const complaint of complaints) {
    failed += 1;
    console.log(`${file}: ${complaint}`);
  }
}
process.exit(failed ? 1 : 0);
