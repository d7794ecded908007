import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** What makes a document large or tangled, whatever its fields cost. */
export interface DocumentSize {
  /** Levels of fields; those of introspection, for which GraphQL has a rule of its own, count as one. */
  depth: number;
  rootFields: number;
  /** All there are, those of a fragment once for each time that it is spread. */
  fields: number;
  /** In the whole document, each where it is written. */
  aliases: number;
  directives: number;
}

/** @param document a valid one: its fragments exist and are not circular */
export function documentSize(document: DocumentNode, operation: OperationDefinitionNode): DocumentSize {
  return { ...shapeOf(document, operation), ...countsOf(document) };
}

function countsOf(document: DocumentNode): Pick<DocumentSize, 'aliases' | 'directives'> {
  const counts = { aliases: 0, directives: 0 };
  visit(document, {
    Field: ({ alias }) => {
      if (alias !== undefined) counts.aliases++;
    },
    Directive: () => {
      counts.directives++;
    },
  });
  return counts;
}

/** Levels of fields in a selection, the fields at its top, and all of them. */
type Shape = Pick<DocumentSize, 'depth' | 'rootFields' | 'fields'>;

/** Looks at each fragment once, as a few that spread each other twice would come to thousands. */
function shapeOf(document: DocumentNode, operation: OperationDefinitionNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, Shape>();

  function ofFragment(name: string): Shape {
    const shape = known.get(name) ?? ofSelections(fragments.get(name)?.selectionSet);
    known.set(name, shape);
    return shape;
  }

  function ofField({ name, selectionSet }: FieldNode): Shape {
    const { depth, fields } = ofSelections(selectionSet);
    return { depth: name.value.startsWith('__') ? 1 : 1 + depth, rootFields: 1, fields: 1 + fields };
  }

  function ofSelections(selectionSet: SelectionSetNode | undefined): Shape {
    const whole = { depth: 0, rootFields: 0, fields: 0 };
    for (const selection of selectionSet?.selections ?? []) {
      const part =
        selection.kind === Kind.FIELD
          ? ofField(selection)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(selection.selectionSet)
            : ofFragment(selection.name.value);
      whole.depth = Math.max(whole.depth, part.depth);
      whole.rootFields += part.rootFields;
      whole.fields += part.fields;
    }
    return whole;
  }

  return ofSelections(operation.selectionSet);
}
