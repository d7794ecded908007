import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** Fields whose value depends on who asks, beyond their workspace and role: links say whom they were given to. */
const PERSONAL: ReadonlySet<string> = new Set(['Call.recordingUrl', 'Recording.url']);

/** Whether the answer may be for one viewer alone. */
export function isPersonal(schema: GraphQLSchema, document: DocumentNode): boolean {
  const info = new TypeInfo(schema);
  let found = false;
  const Field = () => {
    found ||= PERSONAL.has(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`);
  };
  visit(document, visitWithTypeInfo(info, { Field }));
  return found;
}
