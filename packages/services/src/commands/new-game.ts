import { join, relative } from 'node:path'
import { Command } from 'commander'
import { createGame } from '../new-game/create-game.ts'
import { repository } from '../repository.ts'

export const newGameCommand = new Command('new-game')
  .description('writes a small game that plays at once, in a folder of its own in packages/games')
  .argument('<name>', 'the id of the game, and the name of its folder: lower-case letters, digits, hyphens')
  .action((name: string) => {
    const files = createGame(name, join(repository, 'packages/games'))
    const listed = files.map((file) => `  ${relative(repository, file)}`).join('\n')
    process.stdout.write(`${listed}

It plays already, and plays on while you change it:
  npm run up                                     then open the page, choose it, and press Practice
  npm run bots -- --game ${name} --players 3 --with-people   somebody to play online against
  npm test -- ${name}                            its test
docs/games.md says what a game can do.
`)
  })
