import { z } from 'zod'

/** What people read to each other to join a party or a room. */

/** Without what is easily taken for something else: 0 and O, 1, I and L, U and V. */
export const joinCodeLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
export const joinCodeLength = 6

export const joinCodeSchema = z
  .string()
  .max(32)
  .transform((text) => text.replaceAll(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(new RegExp(`^[${joinCodeLetters}]{${joinCodeLength}}$`), 'is no such code'))
  .meta({ description: 'As it is shown; case, spaces and dashes do not matter', example: 'K7QW3M' })
