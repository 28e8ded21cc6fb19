import { defineConfig } from 'vitest/config'

const services = './packages/services/src/vitest-setup.ts'
/** Tests that play in real time: another file's work beside them would look like lag. */
const realtime = '{packages/{client,livekit},apps/{authority,bots}}/**/*.integration.test.ts'

/** Whole stacks bring services of their own, unless the environment names some: not those that other projects share. */
const ownServices = Object.fromEntries(
  ['DATABASE_URL', 'REDIS_URL', 'LIVEKIT_URL'].filter((name) => !process.env[name]).map((name) => [name, '']),
)

/**
 * How long `expect.poll` waits unless told otherwise. A busy machine stands still for seconds now and then, and who waits for
 * longer than it takes has lost nothing; below any project's `testTimeout`, so that a failure says what did not come.
 * `vi.waitFor` gives up after a second and can't be told otherwise here: tests use `expect.poll`.
 */
const patient = { poll: { timeout: 20_000 } }

/**
 * Projects run in the order of their group: what is quick and most telling first. Those with `globalSetup` share one
 * Postgres, Valkey and LiveKit. Files of `integration` run two at a time, since most of them wait for something; from `realtime`
 * on, one file has the machine to itself.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps,bench,test}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts', 'test/{e2e,browser}/**'],
          expect: patient,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,apps,test}/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**', realtime],
          globalSetup: [services],
          expect: patient,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'realtime',
          include: [realtime],
          exclude: ['**/node_modules/**'],
          globalSetup: [services],
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          env: ownServices,
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env: ownServices,
          expect: patient,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
