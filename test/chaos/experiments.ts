import { crashCommitExperiment } from './crash-commit/experiment.ts'
import type { Experiment } from './experiment.ts'
import { experimentOf } from './fault-run.ts'
import { drain } from './faults/drain.ts'
import { killAuthority } from './faults/kill-authority.ts'
import { killHost } from './faults/kill-host.ts'
import { killLivekit } from './faults/kill-livekit.ts'
import { none } from './faults/none.ts'
import { pauseAuthority } from './faults/pause-authority.ts'
import { serviceFaults } from './faults/service-away.ts'
import { soakExperiment } from './soak/experiment.ts'

/** All that `npm run chaos` can do, in the order in which it does it. */
export const experiments: readonly Experiment[] = [
  ...[none, killAuthority, killHost, drain, pauseAuthority, killLivekit, ...serviceFaults].map(experimentOf),
  crashCommitExperiment,
  soakExperiment,
]
