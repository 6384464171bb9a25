import type { Edge } from '../db/context.ts'

/** Where a one-time link leads; where the server's address is not known only the path, to be put after it. */
export const signInAddress = (edge: Pick<Edge, 'settings'>, token: string): string =>
  `${edge.settings.baseUrl?.replace(/\/$/, '') ?? ''}/sign-in/${token}`
