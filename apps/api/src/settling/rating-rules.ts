import { displayRating, newRating, rate } from '@gameserver/matchmaking/rating'
import type { RatingRules } from '@gameserver/storage/ratings'

export const ratingRules: RatingRules = { newRating, rate, shown: displayRating }
