import { Highlight } from '@mantine/core';
import { wordsOf } from '../../ui/search-words';
import classes from './call-table.module.css';

/** Where the words were said. */
export function Excerpt({ text, search }: { text: string; search: string }) {
  return (
    <Highlight component="div" role="cell" className={classes.excerpt} highlight={wordsOf(search)} size="xs">
      {text}
    </Highlight>
  );
}
