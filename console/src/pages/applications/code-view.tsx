import hljs from 'highlight.js/lib/core';
import javascript from 'highlight.js/lib/languages/javascript';
import { useMemo } from 'react';
import classes from './code-view.module.css';

hljs.registerLanguage('javascript', javascript);

/** JavaScript with its words coloured; highlight.js escapes what it is given. */
export default function CodeView({ code, label }: { code: string; label: string }) {
  const html = useMemo(() => hljs.highlight(code, { language: 'javascript' }).value, [code]);
  return (
    <pre className={classes.code} tabIndex={0} role="region" aria-label={label}>
      <code dangerouslySetInnerHTML={{ __html: html }} />
    </pre>
  );
}
