/**
 * openskill's default: the spread of a player's performance from match to match, half of a new player's uncertainty.
 */
const beta = 25 / 6

/** Of a team's players: the sum of mu, and of squared sigma. */
export interface TeamStrength {
  readonly mu: number
  readonly variance: number
}

/**
 * Chance of each team to win, as openskill's `predictWin` has it (Weng and Lin, "A Bayesian Approximation Method for
 * Online Ranking", JMLR 2011, with the mean of the pairs for more than two teams); without its garbage, as it is
 * asked of every match. One team alone wins.
 */
export function winChances(teams: readonly TeamStrength[]): number[] {
  if (teams.length < 2) return teams.map(() => 1)
  const pairs = (teams.length * (teams.length - 1)) / 2
  return teams.map((own, at) => {
    let chance = 0
    for (const [against, other] of teams.entries()) {
      if (against === at) continue
      const deviation = Math.sqrt(teams.length * beta ** 2 + own.variance + other.variance)
      chance += normalBelow((own.mu - other.mu) / deviation)
    }
    return chance / pairs
  })
}

/** The normal distribution's share below `x`, to 8e-8 (Abramowitz and Stegun, 26.2.17). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = Math.exp((-x * x) / 2) * sum * 0.3989422804014327
  return x > 0 ? 1 - above : above
}
