import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';

/** Whom `npm run dev` speaks to. */
const server = process.env.VOXSYNC_URL ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // they know light-dark()
    chunkSizeWarningLimit: 800, // a test holds the first load to its budget
    manifest: true, // the check of the bundle's size reads it
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the content policy has no data: for scripts and fonts
  },
  server: {
    proxy: { '/graphql': { target: server, ws: true, changeOrigin: true }, '/recordings': server, '/exports': server },
  },
});
