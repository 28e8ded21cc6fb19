/** A game that can't be defined; the message names the field. */
export class GameDefinitionError extends Error {
  override readonly name = 'GameDefinitionError'

  constructor(
    readonly field: string,
    problem: string,
  ) {
    super(`${field}: ${problem}`)
  }
}
