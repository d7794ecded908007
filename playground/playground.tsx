import './workers.js';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.js';
import welcome from './welcome.graphql';

const container = document.getElementById('playground');
if (container === null) throw new Error('index.html has no #playground');

// The page's own address, so that a proxy may put the server below any path.
const fetcher = createFetcher(new URL(location.pathname, location.href));

// GraphiQL keeps what is typed, and its history keeps the headers whatever `shouldPersistHeaders` says: passwords and
// tokens. In the session's storage they outlive a reload and end with the tab, instead of staying on the disk.
createRoot(container).render(
  <GraphiQL
    fetcher={fetcher}
    storage={sessionStorage}
    shouldPersistHeaders
    showPersistHeadersSettings={false}
    defaultTabs={[{ query: welcome }]}
    defaultEditorToolsVisibility="headers"
  >
    <GraphiQL.Logo>Voxsync</GraphiQL.Logo>
  </GraphiQL>,
);
