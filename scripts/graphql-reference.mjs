// Writes docs/graphql.md from schema.graphql: `npm run docs:graphql`. A test compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'docs/graphql.md');

/** @param {string} sdl @returns {string} the reference in Markdown */
export function renderReference(sdl) {
  const schema = buildSchema(sdl);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.includes(type))
    .sort((one, other) => one.name.localeCompare(other.name));
  const section = (title, is, render) => [
    `## ${title}`,
    ...types
      .filter(is)
      .flatMap((type) => [`<a id="${type.name}"></a>\n\n### ${type.name}`, ...textOf(type), ...render(type)]),
  ];
  const blocks = [
    '# GraphQL reference',
    'Generated from `schema.graphql` by `npm run docs:graphql`. How to use it from a frontend is told in [frontend.md](frontend.md).',
    ...['Queries', 'Mutations', 'Subscriptions'].flatMap((title, at) => operations(title, roots[at])),
    ...section('Objects', isObjectType, (type) => [...implemented(type), fieldTable(Object.values(type.getFields()))]),
    ...section('Interfaces', isInterfaceType, (type) => [
      fieldTable(Object.values(type.getFields())),
      `Implemented by ${schema.getPossibleTypes(type).map(linkTo).join(', ')}.`,
    ]),
    ...section('Inputs', isInputObjectType, (type) => [inputTable(Object.values(type.getFields()))]),
    ...section('Enums', isEnumType, (type) => [
      table(
        ['value', ''],
        type.getValues().map((value) => [code(value.name), cell(value)]),
      ),
    ]),
    ...section('Scalars', isScalarType, () => []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function operations(title, root) {
  return [
    `## ${title}`,
    ...Object.values(root.getFields()).flatMap((field) => [
      `### ${root.name}.${field.name}`,
      ...textOf(field),
      `Answers ${typeLink(field.type)}.`,
      ...(field.args.length > 0 ? [inputTable(field.args)] : []),
    ]),
  ];
}

const implemented = (type) =>
  type.getInterfaces().length > 0 ? [`Implements ${type.getInterfaces().map(linkTo).join(', ')}.`] : [];

function fieldTable(fields) {
  const rows = fields.map((field) => [
    code(field.name),
    typeLink(field.type),
    [cell(field), argumentsOf(field)].filter(Boolean).join(' '),
  ]);
  return table(['field', 'type', ''], rows);
}

function argumentsOf({ args }) {
  const texts = args.map((arg) => `${code(`${arg.name}: ${arg.type}`)}${arg.description ? ` (${cell(arg)})` : ''}`);
  return texts.length > 0 ? `Arguments: ${texts.join(', ')}` : '';
}

function inputTable(fields) {
  const rows = fields.map((field) => {
    const fallback = field.defaultValue === undefined ? '' : `Default: ${code(JSON.stringify(field.defaultValue))}`;
    return [code(field.name), typeLink(field.type), [cell(field), fallback].filter(Boolean).join(' ')];
  });
  return table(['name', 'type', ''], rows);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const textOf = ({ description }) => (description ? [description] : []);
const cell = ({ description }) => (description ?? '').replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
const code = (text) => `\`${text}\``;
const linkTo = ({ name }) => `[${name}](#${name})`;

/** The type as it is written, leading to what it names. */
function typeLink(type) {
  const named = getNamedType(type);
  return isSpecifiedScalarType(named) ? code(type) : `[${code(type)}](#${named.name})`;
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(TARGET, renderReference(readFileSync(join(ROOT, 'schema.graphql'), 'utf8')));
  console.log('Wrote docs/graphql.md');
}
