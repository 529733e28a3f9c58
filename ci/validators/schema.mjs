// schema.mjs SCHEMA FILE: what a JSON document has that its schema forbids, a line each.
import { readFileSync } from "node:fs";

import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";

const [schema, document] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file)));
const ajv = new Ajv({ allErrors: true, strict: false });
formats(ajv);
const valid = ajv.compile(schema);
if (!valid(document)) {
  for (const each of valid.errors) {
    console.log(`${each.instancePath}: ${each.message} ${JSON.stringify(each.params)}`);
  }
}
