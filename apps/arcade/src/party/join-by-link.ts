import { ApiError } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'

/** Joins the party that the page's address leads to. Who is in another one is asked first. */
export async function joinByLink(code: string, name: string): Promise<void> {
  forgetLink()
  await enter(name || undefined)
  try {
    await client.party.join(code)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'in_another_party') throw error
    if (confirm('Leave your party for the one of this link?'))
      await client.party.join(code, { leaveCurrent: true })
  }
}

/** A page that is loaded anew is in its party, or has left it. */
function forgetLink(): void {
  const address = new URL(location.href)
  address.searchParams.delete('party')
  history.replaceState(history.state, '', address)
}
