/**
 * What CSSMTP does after the reply to EHLO, by maintenance level: APARs
 * PH61015 and PH66548. Pure. A keyword `AUTH=PLAIN` is not counted as AUTH:
 * the APAR does not mention it.
 */
export const levels = ['before PH61015', 'PH61015', 'PH66548'] as const
export type Level = (typeof levels)[number]

export interface AfterEhlo {
  readonly level: Level
  /** TargetServer Secure Yes */
  readonly secure: boolean
  /** the SYSOUT spool file holds a STARTTLS command */
  readonly spool: boolean
  /** AuthEntity is configured */
  readonly authEntity: boolean
  /** AUTH PLAIN or AUTH LOGIN, before TLS */
  readonly authOffered: boolean
}

export type State = 'ML_PR_StartTLS' | 'ML_PR_SendMail'

/** Rows in the order of the APAR's text; the first that fits decides. */
export const nextState = (after: AfterEhlo): State => {
  if (after.secure || after.spool) return 'ML_PR_StartTLS'
  if (!after.authOffered) return 'ML_PR_SendMail'
  switch (after.level) {
    case 'before PH61015':
      return 'ML_PR_SendMail'
    case 'PH61015':
      return 'ML_PR_StartTLS'
    case 'PH66548':
      return after.authEntity ? 'ML_PR_StartTLS' : 'ML_PR_SendMail'
  }
}
