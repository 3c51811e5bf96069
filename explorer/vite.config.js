import { defineConfig } from 'vite';
import { licences } from './build/licences.js';

const notices = licences({ fileName: 'LICENSES.txt' });
const ours = (file) => new URL(`./src/editor/${file}`, import.meta.url).pathname;

export default defineConfig({
  base: '/graphiql/',
  plugins: [notices.write],
  worker: { plugins: () => [notices.collect] },
  resolve: {
    // What GraphiQL brings in whole, and needs a small part of.
    alias: [
      { find: /^monaco-editor\/esm\/vs\/editor\/edcore\.main\.js$/, replacement: ours('monaco.js') },
      { find: /^prettier\/(standalone|parser-(babel|graphql)|plugins\/(estree|graphql))$/, replacement: ours('format.js') },
    ],
  },
  build: {
    outDir: '../assets/graphiql',
    emptyOutDir: true,
    assetsDir: 'hashed', // every name in it carries a hash of its content: it may be cached for ever
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
