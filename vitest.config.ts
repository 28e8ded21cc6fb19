import { defineConfig } from 'vitest/config'

const services = './packages/services/src/vitest-setup.ts'
const bundles = './packages/services/src/vitest-bundles.ts'

/** Tests that look at how well matches are played. All others wait for what comes, however late, and may run beside anything. */
const realtime = [
  'apps/authority/src/{match,rolling-deploy,takeover}.integration.test.ts',
  'apps/authority/src/spectate/**/*.integration.test.ts',
  'apps/bots/**/*.integration.test.ts',
  'packages/client/src/*.integration.test.ts',
  'packages/client/src/spectate/**/*.integration.test.ts',
]

/**
 * Authorities that rehearse nothing before they play, which takes each of them two seconds, and that are not killed for hanging when a
 * busy machine leaves them waiting for one: both are tested where they are the subject.
 */
const authorities = { WARM_UP_MS: '0', HEARTBEAT_TIMEOUT_MS: '10000' }
/** Whole stacks bring a LiveKit of their own, unless the environment names one: it tells their API who comes and goes. */
const ownLivekit = process.env.LIVEKIT_URL ? {} : { LIVEKIT_URL: '' }

/**
 * How long `expect.poll` waits unless told otherwise. A busy machine stands still for seconds now and then, and who waits for
 * longer than it takes has lost nothing; below any project's `testTimeout`, so that a failure says what did not come.
 * `vi.waitFor` gives up after a second and can't be told otherwise here: tests use `expect.poll`.
 */
const patient = { poll: { timeout: 20_000 } }

/**
 * Projects run in the order of their group: what is quick and most telling first. Those with `globalSetup` share one
 * Postgres and Valkey, and one LiveKit but for whole stacks. Most files wait for something nearly all the time, so they run two at a
 * time.
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
          // Unless told, one core is left idle; and what all files import is read once by each worker.
          maxWorkers: '100%',
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,apps,test}/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**', ...realtime],
          globalSetup: [services, bundles],
          env: authorities,
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'realtime',
          include: realtime,
          exclude: ['**/node_modules/**'],
          globalSetup: [services],
          env: authorities,
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: [services, bundles],
          env: { ...authorities, ...ownLivekit },
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: [services, bundles],
          env: { ...authorities, ...ownLivekit },
          expect: patient,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
