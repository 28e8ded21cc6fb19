import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { repository } from './repository.ts'

/** Makes one file of a program outside of the workspaces, which then starts as fast as in production; returns its path. */
export async function bundleProgram(source: string, name: string): Promise<string> {
  const outfile = join(repository, 'node_modules/.cache', `${name}.mjs`)
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'error',
    plugins: [workspacesOnly],
  })
  return outfile
}

/** What comes from the registry stays outside. */
const workspacesOnly: Plugin = {
  name: 'workspaces-only',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@gameserver/') ? undefined : { path, external: true },
    )
  },
}
