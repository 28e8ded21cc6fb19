export { type Proposal, proposeMatches, type QuickMatchRules } from './quick-match/quick-match.ts'
export type { Ticket } from './quick-match/ticket.ts'
