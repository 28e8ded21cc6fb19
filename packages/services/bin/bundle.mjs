// Bundles the application in the current folder: src/main.ts and the workspaces it imports become dist/main.js. What comes
// from the registry stays outside: native modules could not be bundled, and stack traces keep their packages' names.
import { build } from 'esbuild'

const workspacesOnly = {
  name: 'workspaces-only',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@gameserver/') ? undefined : { path, external: true },
    )
  },
}

const options = {
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [workspacesOnly],
}

// esbuild has said what is wrong by then.
await build(options).catch(() => process.exit(1))
