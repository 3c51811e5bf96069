// Holds every example against the schema: `npm run check`, or with the path of another schema.

import { readFileSync } from 'node:fs';
import { buildSchema, coerceInputValue, getOperationAST, parse, typeFromAST, validate } from 'graphql';
import { journey } from '../src/examples/index.js';
import { WELCOME } from '../src/examples/welcome.js';

const sdl = process.argv[2] ?? new URL('../../schema.graphql', import.meta.url);
const schema = buildSchema(readFileSync(sdl, 'utf8'));
const examples = journey.flatMap((stage) => stage.examples);
const faults = [];

function check(name, query, variables = {}) {
  const document = parse(query);
  const report = (fault) => faults.push(`${name}: ${fault}`);
  validate(schema, document).forEach((error) => report(error.message));
  for (const { variable, type } of getOperationAST(document)?.variableDefinitions ?? []) {
    const declared = typeFromAST(schema, type);
    if (declared) {
      coerceInputValue(variables[variable.name.value], declared, (path, _value, error) =>
        report(`$${[variable.name.value, ...path].join('.')}: ${error.message}`),
      );
    }
  }
}

check('Welcome', WELCOME);
for (const { field, query, variables } of examples) check(field, query, variables?.({}));

const { Query, Mutation } = schema.getTypeMap();
const shown = new Set(examples.map(({ field }) => field));
const missing = [Query, Mutation].flatMap((type) => Object.keys(type.getFields())).filter((field) => !shown.has(field));
if (missing.length) faults.push(`without an example: ${missing.join(', ')}`);

faults.forEach((fault) => console.error(fault));
console.log(`${examples.length} examples, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
