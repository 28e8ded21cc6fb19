import { displayRating, displayUncertainty, newRating, rate } from '@gameserver/matchmaking/rating'
import type { RatingRules, RatingView } from '@gameserver/storage/ratings'

export const ratingRules: RatingRules = { newRating, rate, shown: displayRating }

export const ratingView: RatingView = { shown: displayRating, uncertainty: displayUncertainty }
