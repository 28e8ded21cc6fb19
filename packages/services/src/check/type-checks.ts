import { type Check, runTool } from './check.ts'

/**
 * Few programs for all of the code, since each reads what it imports afresh. What needs other settings than its neighbours has one
 * of its own: the engine knows of no platform, the pages of no Node.
 */
const programs = [
  ['tests, measurements, client and games', 'test'],
  ['applications and packages', 'tsconfig.node.json'],
  ['the pages', 'apps/arcade'],
  ['the engine', 'packages/engine'],
] as const

export const typeChecks: Check[] = programs.map(([what, project]) => ({
  name: `types of ${what}`,
  run: () => runTool('tsc', ['--noEmit', '--project', project]),
}))
