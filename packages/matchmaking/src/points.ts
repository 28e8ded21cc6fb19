/**
 * Points are what players and studios see: 60 to one mu of openskill, so that a new player's uncertainty (sigma 25 /
 * 3) is 500 points, and 250 points more than the other (one beta) wins a duel of well-known players by some 76 %.
 */
export const pointsPerMu = 60

/** Finer differences tell nothing; sixteenths let a rating and an age be sorted as one number (see `Pool`). */
export const pointSteps = 16

export function pointsOf(mu: number): number {
  return Math.round(mu * pointsPerMu * pointSteps) / pointSteps
}
