/**
 * Dependencies point one way. Each workspace with the workspaces that it may import; whatever is not listed here is
 * refused, and so is a package that a workspace imports without naming it in its package.json.
 */
const mayImport = {
  'packages/engine': [],
  'packages/matchmaking': [],
  'packages/config': [],
  'packages/livekit': [],
  'packages/protocol': [],
  'packages/games': ['packages/engine'],
  'packages/storage': ['packages/protocol'],
  'packages/client': ['packages/engine', 'packages/protocol', 'packages/livekit'],
  'packages/services': ['storage', 'matchmaking', 'engine', 'games', 'protocol'].map(
    (name) => `packages/${name}`,
  ),
  'apps/authority': ['engine', 'games', 'protocol', 'storage', 'config', 'livekit'].map(
    (name) => `packages/${name}`,
  ),
  'apps/api': ['protocol', 'matchmaking', 'storage', 'config', 'games'].map((name) => `packages/${name}`),
  'apps/bots': ['client', 'engine', 'games', 'protocol', 'config'].map((name) => `packages/${name}`),
  'apps/arcade': ['client', 'engine', 'games', 'protocol'].map((name) => `packages/${name}`),
}

/** A test, and what tests share, may use any package: real services, another client, a game. */
const tests = '\\.test\\.tsx?$|/testing\\.ts$|/test-[^/]+\\.ts$'

const boundaries = Object.entries(mayImport).flatMap(([workspace, allowed]) => [
  {
    name: `${workspace} imports only what is below it`,
    severity: 'error',
    from: { path: `^${workspace}/`, pathNot: tests },
    to: { path: '^(packages|apps)/', pathNot: [workspace, ...allowed].map((folder) => `^${folder}/`) },
  },
  {
    name: `tests of ${workspace} import no application but their own`,
    severity: 'error',
    from: { path: `^${workspace}/.*(${tests})` },
    to: { path: '^apps/', pathNot: `^${workspace}/` },
  },
])

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...boundaries,
    {
      name: 'the engine and the matchmaking need nothing, so that they run anywhere; ratings need openskill',
      severity: 'error',
      from: {
        path: '^packages/(engine|matchmaking)/',
        pathNot: `^packages/matchmaking/src/rating\\.ts$|${tests}`,
      },
      to: { dependencyTypesNot: ['local', 'localmodule', 'type-only'], pathNot: '^packages/' },
    },
    {
      name: 'a game draws with Pixi, and is nothing but rules otherwise',
      severity: 'error',
      from: {
        path: '^packages/games/',
        pathNot: `draw|^packages/games/(find-games|find-matching|game-folders)|${tests}`,
      },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    {
      name: 'of games the API has the rules of matching alone',
      severity: 'error',
      from: { path: '^apps/api/', pathNot: tests },
      to: {
        path: '^packages/games/',
        pathNot: '^packages/games/([^/]+/matching|matching|find-matching)\\.ts$',
      },
    },
    {
      name: 'rules of matching need nothing, and the finding of them no game',
      severity: 'error',
      from: { path: '^packages/games/([^/]+/matching|matching|find-matching|game-folders)\\.ts$' },
      to: { path: '^packages/', pathNot: '^packages/games/(matching|game-folders)\\.ts$' },
    },
    {
      name: 'servers and bots run games without their drawing',
      severity: 'error',
      from: { path: '^(apps/(authority|bots|api)|packages/(engine|client|services))/' },
      to: { path: '^packages/games/.*draw' },
    },
    {
      name: 'only the Node entry of the client reaches Node',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: `^packages/client/src/node(\\.ts|/)|${tests}` },
      to: { path: '^packages/livekit/|^(node:)?(fs|net|path|os|crypto|child_process|process)$' },
    },
    {
      name: 'the client has no cycle and neither has anything else',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'every import leads somewhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'a workspace names the packages it imports',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|generated)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
  },
}
