import type { Edge } from '../db/context.ts'

/** Where a one-time link leads; without a public address only the path, to be put after the server's own. */
export const signInAddress = (edge: Pick<Edge, 'settings'>, token: string): string =>
  `${edge.settings.baseUrl?.replace(/\/$/, '') ?? ''}/sign-in/${token}`
