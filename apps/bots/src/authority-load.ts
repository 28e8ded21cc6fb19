/** What an authority says about itself at /stats, as far as bots want to know it. */
interface AuthorityStats {
  processCpuSeconds: number
  matches: {
    matchId: string
    ticksPerSecond: number
    tickMsP99: number
    rejected: Record<string, number>
  }[]
}

const answerMsMax = 3_000

/** The load of all authorities at one moment. */
export class AuthorityLoad {
  readonly atMs = performance.now()
  readonly #stats: readonly AuthorityStats[]

  private constructor(stats: readonly AuthorityStats[]) {
    this.#stats = stats
  }

  static async read(authorityUrls: readonly string[]): Promise<AuthorityLoad> {
    return new AuthorityLoad(await Promise.all(authorityUrls.map(readStats)))
  }

  get cpuSeconds(): number {
    return sum(this.#stats.map(({ processCpuSeconds }) => processCpuSeconds))
  }

  /** Undefined when no authority knows any of the matches. */
  ofMatches(
    matchIds: ReadonlySet<string>,
  ): { ticksPerSecond: number; tickMsP99: number; rejected: number } | undefined {
    const matches = this.#stats
      .flatMap((stats) => stats.matches)
      .filter(({ matchId }) => matchIds.has(matchId))
    if (matches.length === 0) return undefined
    return {
      ticksPerSecond: Math.min(...matches.map(({ ticksPerSecond }) => ticksPerSecond)),
      tickMsP99: Math.max(...matches.map(({ tickMsP99 }) => tickMsP99)),
      rejected: sum(matches.flatMap(({ rejected }) => Object.values(rejected))),
    }
  }
}

async function readStats(authorityUrl: string): Promise<AuthorityStats> {
  const url = `${authorityUrl.replace(/\/+$/, '')}/stats`
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerMsMax) })
    return (await response.json()) as AuthorityStats
  } catch {
    throw new Error(`the authority does not answer at ${url}`)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
