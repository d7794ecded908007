import { createApp } from '../src/bootstrap.js';
import { parseEnv } from '../src/config/index.js';
import { serveParent } from './child.js';

/** The server under test, as `src/main.ts` starts it, in a process of its own. */
const env = parseEnv(process.env);
const app = await createApp(env);
await app.listen(env.PORT, env.HOST);
serveParent({ url: await app.getUrl() }, () => app.close());
