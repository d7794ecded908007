import { registerHooks } from 'node:module';

// Node runs TypeScript by itself but takes an import path as it stands, and ours end in `.js`, as the compiled files will.
// With this, Jest's configuration and its global set-up, which no transform reaches, can use the modules beside this one.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const ours = /^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts');
    return nextResolve(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
