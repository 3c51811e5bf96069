// Holds the collection against the schema: `npm run check`. Each field of Query and Mutation has its request, and
// every document is valid, with its variables.

import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const schema = buildSchema(read('../schema.graphql'));
const collection = JSON.parse(read('keyward.postman_collection.json'));

const requests = collection.item.flatMap((folder) => folder.item).filter(({ request }) => request.body);
const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.keys(type.getFields()));
const missing = new Set(fields);
const faults = requests.flatMap(check);
if (missing.size) faults.push(`no request for: ${[...missing].join(', ')}`);

faults.forEach((fault) => console.error(fault));
console.log(`${fields.length} fields of the schema, ${requests.length} requests for them, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;

function check({ name, request }) {
  const { query, variables } = request.body.graphql;
  const document = parse(query);
  const operation = getOperationAST(document);
  for (const { name: field } of operation.selectionSet.selections) missing.delete(field.value);

  const invalid = validate(schema, document);
  const { errors = [] } = invalid.length
    ? { errors: invalid }
    : getVariableValues(schema, operation.variableDefinitions, JSON.parse(variables || '{}'));
  return errors.map(({ message }) => `${name}: ${message}`);
}
