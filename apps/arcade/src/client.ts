import { createBrowserClient, memoryTokenStorage } from '@gameserver/client/browser'

/** Empty: the API is where this page is. */
const apiUrl: string = import.meta.env.VITE_API_URL ?? ''

/** Tokens die with the page: the device's secret makes new ones, and no other window can spend them. */
export const client = createBrowserClient({ apiUrl, storage: memoryTokenStorage() })
