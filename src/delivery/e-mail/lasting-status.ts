/**
 * Whether a refusal is about the address itself: 5.2.x, a full mailbox or a policy, passes by; an address that is wrong stays
 * wrong. A notification without a status tells of a receiver who is not known. (RFC 3463 § 3)
 */
export const isLastingStatus = (status: string | null | undefined): boolean =>
  !status || /^5\.(1|4)\./.test(status) || status === '5.2.1' || status === '5.0.0'
